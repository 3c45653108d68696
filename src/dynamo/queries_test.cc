// Query and Scan: pages in both directions are complete and without duplicates, conditions select
// what they say, limits and start keys.
#include <set>
#include <vector>

#include "model/limits.h"
#include "tests/support/engine_fixture.h"

namespace keystone::dynamo {
namespace {

using testing::ItemBuilder;

class QueriesTest : public testing::EngineTest {
 protected:
  static std::string Item(const std::string& id, int n) {
    return ItemBuilder().S("id", id).N("n", std::to_string(n)).Build();
  }
  void Fill() {
    CreateTable("table", "n", "N");
    for (const char* id : {"a", "b", "c"}) {
      for (int n = -5; n < 5; ++n) ASSERT_TRUE(Put("table", Item(id, n)).ok());
    }
  }
  model::ApiResult<model::PageResponse> Query(const std::string& sort, bool forward = true,
                                              std::optional<int64_t> limit = std::nullopt,
                                              std::optional<std::string> start = std::nullopt) {
    model::QueryRequest request;
    request.table_name = "table";
    request.key_condition_expression = "id = :p" + sort;
    ItemBuilder values;
    values.S(":p", "b");
    if (sort.find(":x") != std::string::npos) values.N(":x", "-2");
    if (sort.find(":y") != std::string::npos) values.N(":y", "2");
    request.page.placeholders.values = values.Build();
    request.forward = forward;
    request.page.limit = limit;
    request.page.exclusive_start_key = std::move(start);
    return Call(&Engine::Query, request);
  }
  void ExpectCount(const std::string& sort, size_t count) {
    auto page = Query(sort);
    ASSERT_TRUE(page.ok()) << page.status().message();
    EXPECT_EQ(page->items.size(), count) << sort;
  }
};

TEST_F(QueriesTest, ConditionsSelectWhatTheySay) {
  Fill();
  ExpectCount("", 10);
  ExpectCount(" AND n = :x", 1);
  ExpectCount(" AND n < :x", 3);
  ExpectCount(" AND n <= :x", 4);
  ExpectCount(" AND n > :x", 6);
  ExpectCount(" AND n >= :x", 7);
  ExpectCount(" AND n BETWEEN :x AND :y", 5);
}

TEST_F(QueriesTest, PagesAreCompleteInBothDirections) {
  Fill();
  for (const bool forward : {true, false}) {
    std::vector<std::string> seen;
    std::optional<std::string> start;
    do {
      auto page = Query("", forward, 3, start);
      ASSERT_TRUE(page.ok()) << page.status().message();
      seen.insert(seen.end(), page->items.begin(), page->items.end());
      start = page->last_evaluated_key;
    } while (start && seen.size() < 100);
    std::vector<std::string> expected;
    for (int i = 0; i < 10; ++i) expected.push_back(Item("b", forward ? i - 5 : 4 - i));
    EXPECT_EQ(seen, expected);
  }
}

TEST_F(QueriesTest, ALimitReachedAtTheEndStillGivesAKey) {
  Fill();
  EXPECT_TRUE(Query("", true, 10)->last_evaluated_key.has_value());
  EXPECT_FALSE(Query("", true, 11)->last_evaluated_key.has_value());
}

TEST_F(QueriesTest, StartKeysAreChecked) {
  Fill();
  const auto message = [&](const std::string& sort, const std::string& start) {
    auto page = Query(sort, true, 1, start);
    return page.ok() ? std::string() : page.status().message();
  };
  EXPECT_EQ(message("", Item("b", 100)), "");  // need not exist
  EXPECT_EQ(message("", ItemBuilder().S("id", "b").Build()),
            "The provided starting key is invalid");
  EXPECT_EQ(message("", Item("a", 1)),
            "The provided starting key is outside query boundaries based on provided conditions");
  EXPECT_EQ(message(" AND n > :x", Item("b", -3)),
            "The provided starting key does not match the range key predicate");
}

TEST_F(QueriesTest, ScansSeeEveryItemOnceWhateverThePageSize) {
  Fill();
  for (const int64_t limit : {1, 7, 30, 31}) {
    std::set<std::string> seen;
    size_t count = 0;
    model::ScanRequest request;
    request.table_name = "table";
    request.page.limit = limit;
    do {
      auto page = Call(&Engine::Scan, request);
      ASSERT_TRUE(page.ok());
      seen.insert(page->items.begin(), page->items.end());
      count += page->items.size();
      request.page.exclusive_start_key = page->last_evaluated_key;
    } while (request.page.exclusive_start_key && count < 100);
    EXPECT_EQ(count, 30u) << limit;
    EXPECT_EQ(seen.size(), 30u) << limit;
  }
}

TEST_F(QueriesTest, APageHoldsExactlyOneMegabyte) {
  CreateTable("table", "n", "N");
  // Names "id", "n", "v": 4 bytes; "b": 1; a number of one digit: 2.
  constexpr size_t kItem = model::kPageBytesMax / 4;
  for (int n = 1; n <= 4; ++n) {
    ASSERT_TRUE(Put("table", ItemBuilder()
                                 .S("id", "b")
                                 .N("n", std::to_string(n))
                                 .S("v", std::string(kItem - 7, 'x'))
                                 .Build())
                    .ok());
  }
  EXPECT_EQ(Query("")->items.size(), 4u);
  EXPECT_FALSE(Query("")->last_evaluated_key.has_value());
  ASSERT_TRUE(Put("table", Item("b", 5)).ok());
  EXPECT_EQ(Query("")->items.size(), 4u);
  EXPECT_TRUE(Query("")->last_evaluated_key.has_value());
}

TEST_F(QueriesTest, APathIntoAKeyIsRefusedBehindUnusedPlaceholders) {
  Fill();
  model::ScanRequest request;
  request.table_name = "table";
  request.page.projection.expression = "id.x";
  const std::string scalars =
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
      "Key: id";
  EXPECT_EQ(Call(&Engine::Scan, request).status().message(), scalars);
  request.page.projection.expression = "x";
  request.page.filter.expression = "id.x = :x";
  request.page.placeholders.values = ItemBuilder().S(":x", "a").Build();
  EXPECT_EQ(Call(&Engine::Scan, request).status().message(), scalars);
  request.page.placeholders.values = ItemBuilder().S(":x", "a").S(":y", "b").Build();
  EXPECT_EQ(Call(&Engine::Scan, request).status().message(),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:y}");
}

// The order: the keys' conditions, where to start, the legacy filter, Select, AttributesToGet.
TEST_F(QueriesTest, SelectAndLegacyParametersAreLookedAtLast) {
  Fill();
  model::QueryRequest request;
  request.table_name = "table";
  request.key_condition_expression = "id = :p";
  request.page.placeholders.values = ItemBuilder().S(":p", "b").Build();
  const auto answer = [&] {
    auto page = Call(&Engine::Query, request);
    return page.ok() ? "ok" : page.status().message();
  };
  request.page.projection.attributes_to_get = {"x", "x"};
  EXPECT_EQ(answer(),
            "One or more parameter values were invalid: Duplicate value in attribute name: x");
  request.page.select = model::Select::kCount;
  EXPECT_EQ(answer(), "Cannot specify the AttributesToGet when choosing to get only the Count");
  model::LegacyConditions& filter = request.page.filter.legacy;
  filter.any = true;
  EXPECT_EQ(answer(), "ConditionalOperator cannot be used without Filter or Expected");
  filter.conditions.emplace_back().attribute = "id";
  filter.conditions[0].comparison = "NULL";
  const std::string two =
      "ConditionalOperator can only be used when Filter or Expected has two or more elements";
  EXPECT_EQ(answer(), two);
  request.page.exclusive_start_key = Item("a", 1);
  EXPECT_EQ(answer(),
            "The provided starting key is outside query boundaries based on provided conditions");
  request.page.placeholders.values = ItemBuilder().N(":p", "1").Build();
  EXPECT_EQ(answer(),
            "One or more parameter values were invalid: Condition parameter type does not match "
            "schema type");

  model::ScanRequest scan;
  scan.table_name = "table";
  scan.page.filter.legacy = filter;
  EXPECT_EQ(Call(&Engine::Scan, scan).status().message(), two);
  filter.conditions.push_back(filter.conditions[0]);
  scan.page.filter.legacy = filter;
  EXPECT_TRUE(Call(&Engine::Scan, scan).ok());
}

}  // namespace
}  // namespace keystone::dynamo
