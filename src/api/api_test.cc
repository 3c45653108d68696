// keystone::Database from open to close, through the one door alone.
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "keystone/database.h"

namespace keystone {
namespace {

constexpr char kCreate[] =
    R"({"TableName":"users","AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],)"
    R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"})";
constexpr char kGet[] = R"({"TableName":"users","Key":{"id":{"S":"a"}}})";

std::string Put(const std::string& id) {
  return R"({"TableName":"users","Item":{"id":{"S":")" + id + R"("}}})";
}

Database OpenWithTable() {
  auto db = Database::OpenInMemory({});
  EXPECT_TRUE(db.ok()) << db.status().ToString();
  Database database = std::move(*db);
  const Reply created = database.Execute({.region = "eu-west-1"}, "CreateTable", kCreate);
  EXPECT_EQ(created.http_status, 200) << created.body;
  EXPECT_NE(created.body.find("arn:aws:dynamodb:eu-west-1:000000000000:table/users"),
            std::string::npos)
      << created.body;
  return database;
}

TEST(ApiTest, PutIsReadBack) {
  Database db = OpenWithTable();
  const Reply put = db.Execute({}, "PutItem", Put("a"));
  EXPECT_EQ(put.http_status, 200) << put.body;
  const Reply got = db.Execute({}, "GetItem", kGet);
  EXPECT_EQ(got.http_status, 200);
  EXPECT_EQ(got.body, R"({"Item":{"id":{"S":"a"}}})");
}

TEST(ApiTest, UnknownOperationIsRefused) {
  Database db = OpenWithTable();
  for (const char* name : {"", "getitem", "GetItemX", "Get"}) {
    const Reply reply = db.Execute({}, name, "{}");
    EXPECT_EQ(reply.http_status, 400);
    EXPECT_NE(reply.body.find("UnknownOperationException"), std::string::npos) << reply.body;
  }
}

TEST(ApiTest, BadJsonIsASerializationException) {
  Database db = OpenWithTable();
  const Reply reply = db.Execute({}, "GetItem", "{");
  EXPECT_EQ(reply.http_status, 400);
  EXPECT_NE(reply.body.find("SerializationException"), std::string::npos) << reply.body;
}

TEST(ApiTest, BodiesOver16MegabytesAreRefused) {
  Database db = OpenWithTable();
  const std::string json(16 << 20, ' ');
  EXPECT_EQ(db.Execute({}, "GetItem", json).http_status, 400);
  EXPECT_EQ(db.Execute({}, "GetItem", json + " ").http_status, 413);
}

TEST(ApiTest, CloseDrainsAndThenRefuses) {
  Database db = OpenWithTable();
  constexpr int kWrites = 200;
  std::atomic<int> done = 0;
  for (int i = 0; i < kWrites; ++i) {
    db.ExecuteAsync({}, "PutItem", Put(std::to_string(i)), [&](const Reply& reply) {
      EXPECT_EQ(reply.http_status, 200) << reply.body;
      ++done;
    });
  }
  EXPECT_TRUE(db.Close().ok());
  EXPECT_EQ(done, kWrites);
  EXPECT_EQ(db.Execute({}, "GetItem", kGet).http_status, 500);
  EXPECT_TRUE(db.Close().ok());
}

TEST(ApiTest, ManyThreadsUseOneDatabase) {
  Database db = OpenWithTable();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&db, t] {
      for (int i = 0; i < 50; ++i) {
        const std::string id = std::to_string(t) + "-" + std::to_string(i);
        EXPECT_EQ(db.Execute({}, "PutItem", Put(id)).http_status, 200);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const Reply reply = db.Execute({}, "DescribeTable", R"({"TableName":"users"})");
  EXPECT_NE(reply.body.find(R"("ItemCount":200)"), std::string::npos) << reply.body;
}

TEST(ApiTest, OpenRefusesBadArguments) {
  Options options;
  options.account = "1";
  EXPECT_EQ(Database::OpenInMemory(options).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Database::Open("", {}).status().code(), StatusCode::kInvalidArgument);
}

TEST(ApiTest, AMovedFromDatabaseAnswersAnError) {
  Database db = OpenWithTable();
  Database other = std::move(db);
  EXPECT_EQ(other.Execute({}, "ListTables", "{}").http_status, 200);
  EXPECT_EQ(db.Execute({}, "ListTables", "{}").http_status, 500);  // NOLINT: what is tested
}

}  // namespace
}  // namespace keystone
