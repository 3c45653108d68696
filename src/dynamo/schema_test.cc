// CreateTable's rules, each broken alone.
#include "dynamo/schema.h"

#include <gtest/gtest.h>

namespace keystone::dynamo {
namespace {

model::CreateTableRequest Good() {
  model::CreateTableRequest request;
  request.table_name = "music";
  request.attribute_definitions = {{"artist", "S"}, {"year", "N"}};
  request.key_schema = {{"artist", "HASH"}, {"year", "RANGE"}};
  request.provisioned_throughput = model::Throughput{3, 4};
  return request;
}

void ExpectRefused(const model::CreateTableRequest& request, const std::string& part) {
  auto table = CheckCreateTable(request);
  ASSERT_FALSE(table.ok()) << part;
  EXPECT_EQ(table.status().code(), model::ErrorCode::kValidation);
  EXPECT_NE(table.status().message().find(part), std::string::npos) << table.status().message();
}

TEST(SchemaTest, AGoodRequest) {
  auto table = CheckCreateTable(Good());
  ASSERT_TRUE(table.ok());
  ASSERT_EQ(table->keys.partition.size(), 1u);
  EXPECT_EQ(table->keys.partition[0].name, "artist");
  ASSERT_EQ(table->keys.sort.size(), 1u);
  EXPECT_EQ(table->keys.sort[0].type, model::Type::kNumber);
  EXPECT_EQ(table->provisioned_throughput.write_units, 4);
}

TEST(SchemaTest, KeySchema) {
  auto request = Good();
  request.key_schema.clear();
  ExpectRefused(request, "No Hash Key");
  request = Good();
  request.key_schema[0].key_type = "RANGE";
  ExpectRefused(request, "first KeySchemaElement is not a HASH");
  request = Good();
  request.key_schema[1].key_type = "HASH";
  ExpectRefused(request, "second KeySchemaElement is not a RANGE");
  request = Good();
  request.key_schema[1].attribute_name = "artist";
  ExpectRefused(request, "have the same name");
  request = Good();
  request.key_schema.push_back({"x", "RANGE"});
  ExpectRefused(request, "less than or equal to 2");
}

TEST(SchemaTest, Definitions) {
  auto request = Good();
  request.attribute_definitions.pop_back();
  ExpectRefused(request, "Some index key attributes are not defined");
  request = Good();
  request.attribute_definitions.push_back({"other", "S"});
  ExpectRefused(request, "Number of attributes in KeySchema does not exactly match");
  request = Good();
  request.attribute_definitions.push_back({"year", "S"});
  ExpectRefused(request, "duplicate AttributeDefinitions");
  request = Good();
  request.attribute_definitions[1].attribute_type = "SS";
  ExpectRefused(request, "AttributeType");
}

TEST(SchemaTest, Billing) {
  auto request = Good();
  request.billing_mode = "PAY_PER_REQUEST";
  ExpectRefused(request, "Neither ReadCapacityUnits nor WriteCapacityUnits");
  request = Good();
  request.provisioned_throughput.reset();
  ExpectRefused(request, "must both be specified");
  request.billing_mode = "FREE";
  ExpectRefused(request, "BillingMode");
  request = Good();
  request.provisioned_throughput->read_units = 0;
  ExpectRefused(request, "at least 1");
}

}  // namespace
}  // namespace keystone::dynamo
