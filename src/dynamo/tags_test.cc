// Tags: from a table's making to its end, limits, and what may not be one.
#include "dynamo/transact.h"
#include "tests/support/engine_fixture.h"

namespace keystone::dynamo {
namespace {

using model::Tag;

class TagsTest : public testing::EngineTest {
 protected:
  static std::string Arn(const std::string& table) {
    return "arn:aws:dynamodb:us-east-1:000000000000:table/" + table;
  }
  std::string AddTags(std::vector<Tag> tags, const std::string& table = "users") {
    return Told(Call(&ControlPlane::TagResource, model::TagResourceRequest{Arn(table), tags}));
  }
  std::string Untag(std::vector<std::string> keys) {
    return Told(
        Call(&ControlPlane::UntagResource, model::UntagResourceRequest{Arn("users"), keys}));
  }
  // "a=1 b=2"
  std::string List(const std::string& table = "users") {
    auto tags = Call(&ControlPlane::ListTagsOfResource,
                     model::ListTagsOfResourceRequest{Arn(table), std::nullopt});
    if (!tags.ok()) return Told(tags);
    std::string text;
    for (const Tag& tag : tags->tags) {
      text += (text.empty() ? "" : " ") + tag.key + "=" + tag.value;
    }
    return text;
  }
};

TEST_F(TagsTest, AreAddedReplacedAndRemoved) {
  CreateTable("users");
  EXPECT_EQ(List(), "");
  EXPECT_EQ(AddTags({{"b", "1"}, {"a", ""}}), "ok");
  EXPECT_EQ(AddTags({{"b", "2"}}), "ok");
  EXPECT_EQ(List(), "a= b=2");
  EXPECT_EQ(Untag({"a", "not there"}), "ok");
  EXPECT_EQ(List(), "b=2");
  EXPECT_EQ(Untag({}), "ok");
  EXPECT_EQ(Untag({"b"}), "ok");
  EXPECT_EQ(List(), "");
}

TEST_F(TagsTest, ComeWithATableAndEndWithIt) {
  auto request = TableRequest("users", "");
  request.tags = {{"made", "with"}};
  EXPECT_EQ(Told(Call(&Engine::CreateTable, request)), "ok");
  EXPECT_EQ(List(), "made=with");
  Reopen();
  EXPECT_EQ(List(), "made=with");
  EXPECT_TRUE(Call(&Engine::DeleteTable, model::DeleteTableRequest{"users"}).ok());
  CreateTable("users");
  EXPECT_EQ(List(), "");
}

TEST_F(TagsTest, ATableHasFiftyOfThem) {
  CreateTable("users");
  std::vector<Tag> tags;
  for (int i = 0; i < 50; ++i) tags.push_back({"key" + std::to_string(i), "v"});
  EXPECT_EQ(AddTags(tags), "ok");
  const std::string before = List();
  const std::string refusal =
      "ValidationException: One or more parameter values were invalid: Number of Tags exceed the "
      "current limit for the provided ResourceArn";
  EXPECT_EQ(AddTags({{"key0", "w"}, {"more", ""}}), refusal);
  EXPECT_EQ(List(), before);
  EXPECT_EQ(AddTags({{"key0", "w"}}), "ok");  // none more
  tags.push_back({"more", ""});
  auto request = TableRequest("others", "");
  request.tags = tags;
  EXPECT_EQ(Told(Call(&Engine::CreateTable, request)), refusal);
  EXPECT_FALSE(Call(&Engine::DescribeTable, model::DescribeTableRequest{"others"}).ok());
}

TEST_F(TagsTest, WhatMayNotBeOne) {
  CreateTable("users");
  EXPECT_EQ(AddTags({}), "ValidationException: The number of tags must be at least 1");
  EXPECT_NE(AddTags({{"a", "1"}, {"a", "2"}}).find("Duplicate tag keys found: a"),
            std::string::npos);
  for (const Tag& tag : std::vector<Tag>{{"aws:x", ""}, {"AwS:x", ""}, {"x", "aws:y"}}) {
    EXPECT_NE(AddTags({tag}).find("reserved"), std::string::npos) << tag.key;
  }
  for (const char* text : {"a#b", "a\tb", "a{b}", "a;"}) {
    EXPECT_NE(AddTags({{text, ""}}).find("may have only"), std::string::npos) << text;
    EXPECT_NE(AddTags({{"a", text}}).find("may have only"), std::string::npos) << text;
  }
  EXPECT_EQ(List(), "");
  EXPECT_EQ(AddTags({{"aws", "naïve +-=._:/@9"}, {"xaws:", ""}}), "ok");
}

TEST_F(TagsTest, TablesThatAreNotThere) {
  EXPECT_EQ(List("nobody"),
            "ResourceNotFoundException: Requested resource not found: ResourceArn: " +
                Arn("nobody") + " not found");
  EXPECT_EQ(AddTags({{"a", ""}}, "nobody").substr(0, 25), "ResourceNotFoundException");
}

TEST_F(TagsTest, TablesThatAreBeingMadeOrDeleted) {
  Reopen(5);
  CreateTable("users");
  EXPECT_EQ(AddTags({{"a", ""}}),
            "ResourceInUseException: Attempt to change a resource which is still in use: Table is "
            "being created: users");
  EXPECT_EQ(List(), "");
  clock_.Advance(5000);
  EXPECT_TRUE(Call(&Engine::DeleteTable, model::DeleteTableRequest{"users"}).ok());
  EXPECT_EQ(AddTags({{"a", ""}}),
            "ResourceInUseException: Attempt to change a resource which is still in use: Table is "
            "being deleted: users");
}

TEST_F(TagsTest, AFailureLeavesThemAsTheyWere) {
  CreateTable("users");
  EXPECT_EQ(AddTags({{"a", "1"}}), "ok");
  store_.FailCommits(1, Status::NoSpace("full"));
  EXPECT_EQ(AddTags({{"a", "2"}}).substr(0, 19), "InternalServerError");
  EXPECT_EQ(List(), "a=1");
  store_.FailCommits(3, Status::Conflict("another won"));
  EXPECT_EQ(AddTags({{"a", "3"}}), "ok");
  EXPECT_EQ(List(), "a=3");
}

TEST_F(TagsTest, ADamagedRowIsTold) {
  CreateTable("users");
  const storage::OwnedKey key = SettingKey(store_, storage::TableId{1}, kTagsSetting);
  const auto damage = [&](storage::Transaction& transaction) {
    transaction.Put(key.view(), Bytes("\0\1", 2), storage::Role::kBase);
    return Status::Ok();
  };
  RunTransaction(store_, {.rows = {key}, .body = damage, .done = [](const Status&) {}});
  for (const std::string& told : {List(), AddTags({{"a", ""}}), Untag({"a"})}) {
    EXPECT_EQ(told, "InternalServerError: Corruption: settings: tags is damaged at byte 2");
  }
}

}  // namespace
}  // namespace keystone::dynamo
