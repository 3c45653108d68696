// Secondary indexes: whatever is done to items, an index has a row for exactly those that have its
// key; while one is being made, too.
#include <map>
#include <set>

#include "base/split_mix.h"
#include "dynamo/totals.h"
#include "model/key.h"
#include "model/limits.h"
#include "tests/support/engine_fixture.h"

namespace keystone::dynamo {
namespace {

using model::ItemView;
using testing::ItemBuilder;

class IndexesTest : public testing::EngineTest {
 protected:
  static model::IndexRequest Index(const std::string& name,
                                   std::vector<model::KeySchemaElement> keys,
                                   const std::string& projection = "ALL") {
    model::IndexRequest index;
    index.index_name = name;
    index.key_schema = std::move(keys);
    index.projection.type = projection;
    return index;
  }

  // Keys id and sort, a local index on n, a global one on kind and n.
  void CreateIndexed() {
    auto request = TableRequest("table", "sort");
    request.attribute_definitions.push_back({"n", "N"});
    request.attribute_definitions.push_back({"kind", "S"});
    request.local_secondary_indexes = {
        {Index("local", {{"id", "HASH"}, {"n", "RANGE"}}, "KEYS_ONLY")}};
    request.global_secondary_indexes = {{Index("global", {{"kind", "HASH"}, {"n", "RANGE"}})}};
    auto created = Call(&Engine::CreateTable, request);
    ASSERT_TRUE(created.ok()) << created.status().message();
  }

  static std::string Item(int id, std::optional<int> n, const std::string& kind) {
    ItemBuilder item;
    item.S("id", "i" + std::to_string(id % 3)).S("sort", std::to_string(id)).S("x", "payload");
    if (n) item.N("n", std::to_string(*n));
    if (!kind.empty()) item.S("kind", kind);
    return item.Build();
  }
  static std::string Key(int id) {
    return ItemBuilder()
        .S("id", "i" + std::to_string(id % 3))
        .S("sort", std::to_string(id))
        .Build();
  }

  model::ApiError Update(const model::IndexUpdate& update,
                         std::vector<model::AttributeDefinition> definitions = {}) {
    model::UpdateTableRequest request;
    request.table_name = "table";
    request.attribute_definitions = std::move(definitions);
    request.index_updates = {{update}};
    auto updated = Call(&Engine::UpdateTable, request);
    return updated.ok() ? model::ApiError() : updated.status();
  }

  std::multiset<std::string> ScanAll(const std::optional<std::string>& index) {
    model::ScanRequest request;
    request.table_name = "table";
    request.page.index_name = index;
    request.page.limit = 7;
    std::multiset<std::string> found;
    do {
      auto page = Call(&Engine::Scan, request);
      EXPECT_TRUE(page.ok()) << page.status().message();
      if (!page.ok()) return found;
      for (const std::string& item : page->items) found.insert(item);
      request.page.exclusive_start_key = page->last_evaluated_key;
    } while (request.page.exclusive_start_key);
    return found;
  }

  static bool Has(const std::string& item, const std::vector<std::string>& attributes) {
    for (const std::string& name : attributes) {
      if (!ItemView(item).Find(name)) return false;
    }
    return true;
  }

  // The index has what the table's items say, and so do its totals.
  void ExpectConsistent(const std::string& index, const std::vector<std::string>& keys,
                        bool keys_only) {
    size_t expected = 0;
    int64_t bytes = 0;
    const auto rows = ScanAll(index);
    for (const std::string& item : ScanAll(std::nullopt)) {
      if (!Has(item, keys)) continue;
      ++expected;
      EXPECT_TRUE(keys_only || rows.contains(item));
    }
    EXPECT_EQ(rows.size(), expected) << index;
    for (const std::string& row : rows) bytes += static_cast<int64_t>(ItemView(row).Size());
    const auto table = Describe("table");
    for (size_t i = 0; i < table.definition.indexes.size(); ++i) {
      if (table.definition.indexes[i].name != index) continue;
      EXPECT_EQ(table.index_totals[i].item_count, static_cast<int64_t>(expected)) << index;
      EXPECT_EQ(table.index_totals[i].size_bytes, bytes) << index;
    }
  }

  void WriteAtRandom(SplitMix& random, int count) {
    for (int i = 0; i < count; ++i) {
      const int id = static_cast<int>(random.Next() % 60);
      if (random.Next() % 4 == 0) {
        ASSERT_TRUE(Call(&Engine::DeleteItem, DeleteRequest("table", Key(id))).ok());
        continue;
      }
      std::optional<int> n;
      if (random.Next() % 4 != 0) n = static_cast<int>(random.Next() % 5);
      const std::string kind = random.Next() % 4 == 0 ? "" : random.Next() % 2 == 0 ? "a" : "b";
      ASSERT_TRUE(Put("table", Item(id, n, kind)).ok());
    }
  }
};

TEST_F(IndexesTest, RowsFollowTheirItems) {
  CreateIndexed();
  SplitMix random(7);
  for (int round = 0; round < 10; ++round) {
    WriteAtRandom(random, 40);
    ExpectConsistent("global", {"kind", "n"}, false);
    ExpectConsistent("local", {"n"}, true);
  }
}

TEST_F(IndexesTest, AQueryReadsTheIndexInItsOrderAndGoesOnWhereItEnded) {
  CreateIndexed();
  for (int id = 0; id < 30; ++id) ASSERT_TRUE(Put("table", Item(id, id % 4, "a")).ok());
  for (const bool forward : {true, false}) {
    model::QueryRequest request;
    request.table_name = "table";
    request.page.index_name = "global";
    request.key_condition_expression = "kind = :k AND n BETWEEN :x AND :y";
    request.page.placeholders.values = ItemBuilder().S(":k", "a").N(":x", "1").N(":y", "2").Build();
    request.page.limit = 4;
    request.forward = forward;
    std::vector<std::string> order;
    std::set<std::string> sorts;
    do {
      auto page = Call(&Engine::Query, request);
      ASSERT_TRUE(page.ok()) << page.status().message();
      for (const std::string& item : page->items) {
        order.emplace_back(ItemView(item).Find("n")->payload());
        sorts.emplace(ItemView(item).Find("sort")->payload());
      }
      request.page.exclusive_start_key = page->last_evaluated_key;
    } while (request.page.exclusive_start_key);
    EXPECT_EQ(order.size(), 15u);
    EXPECT_EQ(sorts.size(), 15u);
    EXPECT_TRUE(forward ? std::is_sorted(order.begin(), order.end())
                        : std::is_sorted(order.rbegin(), order.rend()));
  }
}

TEST_F(IndexesTest, AnIndexIsFilledWhileItemsAreWritten) {
  CreateIndexed();
  SplitMix random(11);
  WriteAtRandom(random, 200);
  model::IndexUpdate create;
  create.create = Index("late", {{"x", "HASH"}, {"kind", "RANGE"}});
  ASSERT_TRUE(Update(create, {{"x", "S"}}).ok());
  EXPECT_EQ(Describe("table").status, model::TableStatus::kUpdating);
  model::ScanRequest scan;
  scan.table_name = "table";
  scan.page.index_name = "late";
  EXPECT_EQ(Call(&Engine::Scan, scan).status().message(),
            "Cannot read from backfilling global secondary index: late");
  WriteAtRandom(random, 100);
  executor_.RunDue();
  EXPECT_EQ(Describe("table").status, model::TableStatus::kActive);
  ExpectConsistent("late", {"x", "kind"}, false);
  WriteAtRandom(random, 100);
  ExpectConsistent("late", {"x", "kind"}, false);
}

TEST_F(IndexesTest, AWriteThatBeganBeforeTheIndexKeepsItsRows) {
  CreateIndexed();
  ASSERT_TRUE(Put("table", Item(1, 1, "a")).ok());
  // The index comes, and another write of the same item, while this one waits for the item.
  store_.BeforeNextBegin([&] {
    model::IndexUpdate create;
    create.create = Index("late", {{"kind", "HASH"}});
    ASSERT_TRUE(Update(create).ok());
    executor_.RunDue();
    EXPECT_EQ(Describe("table").status, model::TableStatus::kUpdating);
    ASSERT_TRUE(Put("table", Item(1, 2, "b")).ok());
  });
  ASSERT_TRUE(Put("table", Item(1, 3, "c")).ok());
  clock_.Advance(1'000'000);
  executor_.RunDue();
  EXPECT_EQ(Describe("table").status, model::TableStatus::kActive);
  ExpectConsistent("late", {"kind"}, false);
}

TEST_F(IndexesTest, ItemsFromBeforeTheIndexThatDoNotFitAreLeftOut) {
  CreateTable("table");
  ASSERT_TRUE(Put("table", ItemBuilder().S("id", "a").N("k", "1").Build()).ok());
  ASSERT_TRUE(Put("table", ItemBuilder().S("id", "b").S("k", "").Build()).ok());
  ASSERT_TRUE(Put("table", ItemBuilder().S("id", "c").S("k", "x").Build()).ok());
  ASSERT_TRUE(Put("table", ItemBuilder()
                               .S("id", "d")
                               .S("k", std::string(model::kPartitionKeyBytesMax + 1, 'x'))
                               .Build())
                  .ok());
  model::IndexUpdate create;
  create.create = Index("late", {{"k", "HASH"}});
  ASSERT_TRUE(Update(create, {{"k", "S"}}).ok());
  executor_.RunDue();
  EXPECT_EQ(ScanAll("late").size(), 1u);
  EXPECT_EQ(Put("table", ItemBuilder().S("id", "e").N("k", "1").Build()).message(),
            "One or more parameter values were invalid: Type mismatch for Index Key k Expected: S "
            "Actual: N IndexName: late");
}

TEST_F(IndexesTest, AnIndexThatWasBeingMadeIsFinishedWhenTheDatabaseIsOpenAgain) {
  CreateIndexed();
  SplitMix random(13);
  WriteAtRandom(random, 200);
  model::IndexUpdate create;
  create.create = Index("late", {{"x", "HASH"}});
  ASSERT_TRUE(Update(create, {{"x", "S"}}).ok());
  Reopen();
  EXPECT_EQ(Describe("table").status, model::TableStatus::kUpdating);
  WriteAtRandom(random, 50);
  executor_.RunDue();
  EXPECT_EQ(Describe("table").status, model::TableStatus::kActive);
  ExpectConsistent("late", {"x"}, false);
}

TEST_F(IndexesTest, ARemovedIndexIsGoneAndItsNameFree) {
  CreateIndexed();
  SplitMix random(17);
  WriteAtRandom(random, 100);
  model::IndexUpdate remove;
  remove.remove = "global";
  ASSERT_TRUE(Update(remove).ok());
  EXPECT_EQ(Update(remove).code(), model::ErrorCode::kResourceInUse);
  executor_.RunDue();
  const auto table = Describe("table");
  ASSERT_EQ(table.definition.indexes.size(), 1u);
  EXPECT_EQ(table.definition.attributes.size(), 3u);  // kind is no key any more
  EXPECT_EQ(Update(remove).code(), model::ErrorCode::kResourceNotFound);
  // The next one of the name begins with nothing of the first.
  model::IndexUpdate create;
  create.create = Index("global", {{"kind", "HASH"}, {"n", "RANGE"}});
  ASSERT_TRUE(Update(create, {{"kind", "S"}}).ok());
  executor_.RunDue();
  ExpectConsistent("global", {"kind", "n"}, false);
}

TEST_F(IndexesTest, AnIndexToBeRemovedGoesWhenTheDatabaseIsOpenAgain) {
  CreateIndexed();
  model::IndexUpdate remove;
  remove.remove = "global";
  ASSERT_TRUE(Update(remove).ok());
  Reopen();
  executor_.RunDue();
  EXPECT_EQ(Describe("table").definition.indexes.size(), 1u);
}

TEST_F(IndexesTest, AFullCollectionTakesNothingThatMakesItLarger) {
  CreateIndexed();
  ASSERT_TRUE(Put("table", Item(0, 1, "")).ok());
  auto table = Describe("table");
  const auto items = ScanAll(std::nullopt);
  // As if there were ten gigabytes of others.
  std::string partition;
  model::AppendKeyComponent(&partition, *ItemView(*items.begin()).Find("id"));
  const storage::Key key{
      {storage::TableId{1}, storage::IndexId{0}}, store_.HashPartition(partition), partition, {}};
  const storage::OwnedKey row = CollectionKey(key);
  auto transaction = store_.Begin(std::vector<storage::Key>{row.view()});
  ASSERT_TRUE(transaction.ok());
  (*transaction)->Add(row.view(), {0, model::kCollectionBytesMax, 0, 0});
  (*transaction)
      ->Commit(storage::CommitDurability::kDefault, storage::Caller::kWaits, [](const Status&) {});
  EXPECT_EQ(Put("table", Item(3, 1, "")).code(),
            model::ErrorCode::kItemCollectionSizeLimitExceeded);
  EXPECT_TRUE(Put("table", Item(1, 1, "")).ok());  // another partition
  EXPECT_TRUE(Put("table", Item(0, 1, "")).ok());  // no larger than before
  auto gone = DeleteRequest("table", Key(0));
  gone.options.return_collection_metrics = true;
  auto deleted = Call(&Engine::DeleteItem, gone);
  ASSERT_TRUE(deleted.ok() && deleted->collection_metrics);
  EXPECT_EQ(deleted->collection_metrics->gigabytes_min, 10);
  EXPECT_EQ(deleted->collection_metrics->gigabytes_max, 11);
}

}  // namespace
}  // namespace keystone::dynamo
