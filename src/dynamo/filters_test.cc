// Filters, projections, Select, parallel Scan and the capacity that reads take.
#include <set>

#include "tests/support/engine_fixture.h"

namespace keystone::dynamo {
namespace {

using testing::EngineTest;
using testing::ItemBuilder;

class FiltersTest : public EngineTest {
 protected:
  void Fill(int count) {
    CreateTable("table");
    for (int i = 0; i < count; ++i) {
      ASSERT_TRUE(Put("table", ItemBuilder()
                                   .S("id", std::to_string(i))
                                   .N("n", std::to_string(i % 10))
                                   .S("v", "x")
                                   .Build())
                      .ok());
    }
  }
  static model::ScanRequest ScanRequest() {
    model::ScanRequest request;
    request.table_name = "table";
    return request;
  }
  model::PageResponse Scan(const model::ScanRequest& request) {
    auto page = Call(&Engine::Scan, request);
    EXPECT_TRUE(page.ok()) << page.status().message();
    return page.ok() ? std::move(*page) : model::PageResponse();
  }
  std::string Message(const model::ScanRequest& request) {
    auto page = Call(&Engine::Scan, request);
    return page.ok() ? "" : page.status().message();
  }
  static void Filter(model::ScanRequest* request, const std::string& n) {
    request->page.filter.expression = "n = :n";
    request->page.placeholders.values = ItemBuilder().N(":n", n).Build();
  }
};

TEST_F(FiltersTest, WhatIsFilteredOutCountsForTheLimit) {
  Fill(100);
  auto request = ScanRequest();
  Filter(&request, "3");
  request.page.limit = 10;
  int64_t count = 0, scanned = 0, pages = 0;
  do {
    const model::PageResponse page = Scan(request);
    EXPECT_LE(page.scanned_count, 10);
    EXPECT_EQ(page.count, static_cast<int64_t>(page.items.size()));
    count += page.count;
    scanned += page.scanned_count;
    ++pages;
    request.page.exclusive_start_key = page.last_evaluated_key;
  } while (request.page.exclusive_start_key && pages < 100);
  EXPECT_EQ(count, 10);
  EXPECT_EQ(scanned, 100);
  EXPECT_EQ(pages, 11);  // a limit that is reached at the end still gives a key
}

TEST_F(FiltersTest, AnEmptyPageMayHaveAKey) {
  Fill(5);
  auto request = ScanRequest();
  Filter(&request, "9");
  request.page.limit = 2;
  const model::PageResponse page = Scan(request);
  EXPECT_EQ(page.count, 0);
  EXPECT_EQ(page.scanned_count, 2);
  EXPECT_TRUE(page.last_evaluated_key.has_value());
}

TEST_F(FiltersTest, FilteredAndProjectedPagesStillEndAtOneMegabyte) {
  CreateTable("table");
  for (int i = 0; i < 5; ++i) {
    const std::string filler(256 << 10, 'x');
    ASSERT_TRUE(
        Put("table", ItemBuilder().S("id", std::to_string(i)).N("n", "1").S("v", filler).Build())
            .ok());
  }
  auto request = ScanRequest();
  request.page.projection.expression = "n";
  const model::PageResponse page = Scan(request);
  EXPECT_EQ(page.scanned_count, 3);  // each is a little over a quarter
  ASSERT_EQ(page.items.size(), 3u);
  EXPECT_EQ(page.items[0], ItemBuilder().N("n", "1").Build());
  EXPECT_TRUE(page.last_evaluated_key.has_value());
}

TEST_F(FiltersTest, Select) {
  Fill(3);
  auto request = ScanRequest();
  request.page.select = model::Select::kCount;
  const model::PageResponse page = Scan(request);
  EXPECT_TRUE(page.counts_only);
  EXPECT_TRUE(page.items.empty());
  EXPECT_EQ(page.count, 3);
  request.page.projection.expression = "n";
  EXPECT_EQ(Message(request),
            "Cannot specify the ProjectionExpression when choosing to get only the Count");
  request.page.select = model::Select::kAllAttributes;
  EXPECT_EQ(Message(request),
            "Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES");
  request.page.select = model::Select::kSpecificAttributes;
  EXPECT_EQ(Message(request), "");
  request.page.projection.expression.reset();
  EXPECT_EQ(Message(request),
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
            "SPECIFIC_ATTRIBUTES");
  request.page.select = model::Select::kAllProjectedAttributes;
  EXPECT_EQ(Message(request),
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
}

TEST_F(FiltersTest, SegmentsAreDisjointAndTogetherTheTable) {
  Fill(200);
  for (const int64_t total : {1, 2, 3, 7, 1'000'000}) {
    std::multiset<std::string> seen;
    for (int64_t segment = 0; segment < std::min<int64_t>(total, 1000); ++segment) {
      auto request = ScanRequest();
      request.segment = segment;
      request.total_segments = total;
      request.page.limit = 5;
      do {
        const model::PageResponse page = Scan(request);
        seen.insert(page.items.begin(), page.items.end());
        request.page.exclusive_start_key = page.last_evaluated_key;
      } while (request.page.exclusive_start_key && seen.size() < 1000);
    }
    if (total <= 1000) {
      EXPECT_EQ(seen.size(), 200u) << total;
    }
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), seen.size());
  }
}

TEST_F(FiltersTest, AForeignSegmentsKeyIsRefused) {
  Fill(50);
  auto request = ScanRequest();
  request.segment = 0;
  request.total_segments = 4;
  request.page.limit = 1;
  const model::PageResponse page = Scan(request);
  ASSERT_TRUE(page.last_evaluated_key.has_value());
  request.page.exclusive_start_key = page.last_evaluated_key;
  EXPECT_EQ(Message(request), "");
  for (const int64_t segment : {1, 2, 3}) {
    request.segment = segment;
    EXPECT_EQ(Message(request),
              "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use "
              "ExclusiveStartKey with correct Segment. TotalSegments: 4 Segment: " +
                  std::to_string(segment));
  }
}

TEST_F(FiltersTest, FiltersOfAQueryLeaveTheKeysAlone) {
  Fill(1);
  model::QueryRequest request;
  request.table_name = "table";
  request.key_condition_expression = "id = :p";
  request.page.placeholders.values = ItemBuilder().S(":p", "0").Build();
  request.page.filter.expression = "id = :p";
  EXPECT_EQ(Call(&Engine::Query, request).status().message(),
            "Filter Expression can only contain non-primary key attributes: Primary key attribute: "
            "id");
  request.page.filter.expression = "v <> :p";
  EXPECT_EQ(Call(&Engine::Query, request)->count, 1);
}

TEST_F(FiltersTest, ReadsAreCountedByWhatWasLookedAt) {
  CreateTable("table");
  // 4 bytes of names and key, and the filler: 4 KB and one byte more.
  for (const auto& [id, size] : {std::pair("a", 4096 - 4), std::pair("b", 4097 - 4)}) {
    ASSERT_TRUE(
        Put("table", ItemBuilder().S("id", id).S("v", std::string(size, 'x')).Build()).ok());
  }
  const auto get = [&](const std::string& id, bool consistent) {
    auto request = GetRequest("table", ItemBuilder().S("id", id).Build());
    request.consistent_read = consistent;
    request.projection.expression = "id";
    request.return_capacity = model::ReturnCapacity::kTotal;
    return Call(&Engine::GetItem, request)->consumed_capacity->units;
  };
  EXPECT_EQ(get("a", false), 0.5);
  EXPECT_EQ(get("a", true), 1);
  EXPECT_EQ(get("b", false), 1);
  EXPECT_EQ(get("b", true), 2);
  EXPECT_EQ(get("nobody", true), 1);
  auto request = ScanRequest();
  request.page.return_capacity = model::ReturnCapacity::kIndexes;
  request.page.select = model::Select::kCount;
  const model::PageResponse page = Scan(request);
  EXPECT_EQ(page.consumed_capacity->units, 1.5);  // 8193 bytes together
  EXPECT_TRUE(page.consumed_capacity->detailed);
}

}  // namespace
}  // namespace keystone::dynamo
