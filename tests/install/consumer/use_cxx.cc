// Puts an item into a database on disk and gets it after reopening. Exits with 1 at the first
// surprise.
#include <keystone/database.h>

#include <cstdio>
#include <string>

namespace {

constexpr char kCreate[] =
    R"({"TableName":"users","AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],)"
    R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"})";
constexpr char kPut[] = R"({"TableName":"users","Item":{"id":{"S":"a"},"age":{"N":"41"}}})";
constexpr char kGet[] = R"({"TableName":"users","Key":{"id":{"S":"a"}}})";

bool Run(keystone::Database& db, const char* operation, const char* json, const char* part) {
  const keystone::Reply reply = db.Execute({}, operation, json);
  const bool good = reply.ok() && reply.body.find(part) != std::string::npos;
  if (!good) std::fprintf(stderr, "%s: %d %s\n", operation, reply.http_status, reply.body.c_str());
  return good;
}

bool Use(const char* path, bool create) {
  keystone::Result<keystone::Database> db = keystone::Database::Open(path, {});
  if (!db.ok()) {
    std::fprintf(stderr, "%s\n", db.status().ToString().c_str());
    return false;
  }
  const bool done = !create || (Run(*db, "CreateTable", kCreate, "TableDescription") &&
                                Run(*db, "PutItem", kPut, "{}"));
  return done && Run(*db, "GetItem", kGet, R"("age":{"N":"41"})") && db->Close().ok();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  return Use(argv[1], true) && Use(argv[1], false) ? 0 : 1;
}
