// The life of a table: statuses and their times, names and ids, failures, reopening.
#include "dynamo/catalog.h"

#include "tests/support/engine_fixture.h"

namespace keystone::dynamo {
namespace {

using model::ErrorCode;
using model::TableStatus;

class CatalogTest : public ::testing::Test {
 protected:
  void Open(int64_t transition_ms) {
    catalog_ = std::make_unique<Catalog>(store_, clock_, random_, transition_ms);
    ASSERT_TRUE(catalog_->Load().ok());
  }
  model::ApiResult<TableState> Create(const std::string& name, bool deletion_protection = false) {
    Table table;
    table.name = name;
    table.keys.partition = {{"id", model::Type::kString}};
    table.attributes = table.keys.partition;
    table.deletion_protection = deletion_protection;
    std::optional<model::ApiResult<TableState>> answer;
    catalog_->Create(table, {}, [&](auto state) { answer.emplace(std::move(state)); });
    return std::move(*answer);
  }
  model::ApiResult<TableState> Delete(const std::string& name) {
    std::optional<model::ApiResult<TableState>> answer;
    catalog_->Delete(name, [&](auto state) { answer.emplace(std::move(state)); });
    return std::move(*answer);
  }

  testing::MemoryStore store_;
  testing::FakeClock clock_;
  testing::FakeRandom random_;
  std::unique_ptr<Catalog> catalog_;
};

TEST_F(CatalogTest, WithoutTransitionTheNextLookSeesTheResult) {
  Open(0);
  auto created = Create("users");
  ASSERT_TRUE(created.ok());
  EXPECT_EQ(created->status, TableStatus::kCreating);
  EXPECT_EQ(catalog_->Describe("users")->status, TableStatus::kActive);
  auto deleted = Delete("users");
  ASSERT_TRUE(deleted.ok());
  EXPECT_EQ(deleted->status, TableStatus::kDeleting);
  auto gone = catalog_->Describe("users");
  ASSERT_FALSE(gone.ok());
  EXPECT_EQ(gone.status().code(), ErrorCode::kResourceNotFound);
  EXPECT_EQ(gone.status().message(), "Requested resource not found: Table: users not found");
}

TEST_F(CatalogTest, TransitionsTakeTheirTime) {
  Open(5);
  ASSERT_TRUE(Create("users").ok());
  clock_.Advance(4999);
  EXPECT_EQ(catalog_->Describe("users")->status, TableStatus::kCreating);
  EXPECT_EQ(catalog_->FindActive("users"), nullptr);
  EXPECT_EQ(Delete("users").status().code(), ErrorCode::kResourceInUse);
  clock_.Advance(1);
  EXPECT_EQ(catalog_->Describe("users")->status, TableStatus::kActive);
  ASSERT_TRUE(Delete("users").ok());
  clock_.Advance(4999);
  EXPECT_EQ(catalog_->Describe("users")->status, TableStatus::kDeleting);
  EXPECT_EQ(Create("users").status().code(), ErrorCode::kResourceInUse);
  EXPECT_EQ(Delete("users").status().code(), ErrorCode::kResourceInUse);
  clock_.Advance(1);
  EXPECT_FALSE(catalog_->Describe("users").ok());
}

TEST_F(CatalogTest, ASecondTableOfANameIsRefused) {
  Open(0);
  ASSERT_TRUE(Create("users").ok());
  EXPECT_EQ(Create("users").status().message(), "Table already exists: users");
}

TEST_F(CatalogTest, ProtectedTablesStay) {
  Open(0);
  ASSERT_TRUE(Create("users", true).ok());
  EXPECT_EQ(Delete("users").status().code(), ErrorCode::kValidation);
  EXPECT_EQ(catalog_->Describe("users")->status, TableStatus::kActive);
}

TEST_F(CatalogTest, IdsAreNeverReusedNotEvenAfterReopening) {
  Open(0);
  const auto first = Create("users")->table->id;
  ASSERT_TRUE(Delete("users").ok());
  const auto second = Create("users")->table->id;
  EXPECT_GT(second, first);
  ASSERT_TRUE(Delete("users").ok());
  Open(0);
  EXPECT_GT(Create("users")->table->id, second);
}

TEST_F(CatalogTest, ReopeningKeepsTablesAndFinishesDeletions) {
  Open(1000);
  ASSERT_TRUE(Create("kept").ok());
  ASSERT_TRUE(Create("dropped").ok());
  clock_.Advance(1'000'000);
  ASSERT_TRUE(Delete("dropped").ok());
  const std::string uuid = catalog_->Describe("kept")->table->uuid;
  Open(1000);
  auto kept = catalog_->Describe("kept");
  ASSERT_TRUE(kept.ok());
  EXPECT_EQ(kept->status, TableStatus::kActive);
  EXPECT_EQ(kept->table->uuid, uuid);
  EXPECT_FALSE(catalog_->Describe("dropped").ok());
  EXPECT_EQ(store_.row_count(storage::TableId{0}), 2u);  // the next id, and "kept"
}

TEST_F(CatalogTest, FailuresLeaveTheCatalogAsItWas) {
  Open(0);
  store_.FailCommits(1, Status::NoSpace("full"));
  EXPECT_FALSE(Create("users").ok());
  EXPECT_FALSE(catalog_->Describe("users").ok());
  ASSERT_TRUE(Create("users").ok());
  store_.FailCommits(1, Status::NoSpace("full"));
  EXPECT_FALSE(Delete("users").ok());
  EXPECT_EQ(catalog_->Describe("users")->status, TableStatus::kActive);
}

TEST_F(CatalogTest, ConflictsAreTriedAgain) {
  Open(0);
  store_.FailCommits(3, Status::Conflict("another won"));
  EXPECT_TRUE(Create("users").ok());
  EXPECT_EQ(store_.commits(), 4);
}

TEST_F(CatalogTest, ListsArePagedInOrder) {
  Open(0);
  for (const char* name : {"ccc", "aaa", "bbb"}) ASSERT_TRUE(Create(name).ok());
  auto first = catalog_->List({std::nullopt, 2});
  EXPECT_EQ(first.table_names, (std::vector<std::string>{"aaa", "bbb"}));
  EXPECT_EQ(first.last_evaluated_table_name, "bbb");
  auto second = catalog_->List({"bbb", 2});
  EXPECT_EQ(second.table_names, (std::vector<std::string>{"ccc"}));
  EXPECT_FALSE(second.last_evaluated_table_name.has_value());
  EXPECT_FALSE(catalog_->List({std::nullopt, 3}).last_evaluated_table_name.has_value());
}

}  // namespace
}  // namespace keystone::dynamo
