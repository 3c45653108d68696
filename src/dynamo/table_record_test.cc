// Records of tables survive their encoding, and no damage passes.
#include "dynamo/table_record.h"

#include <gtest/gtest.h>

namespace keystone::dynamo {
namespace {

Table Whole() {
  Table table;
  table.id = storage::TableId{7};
  table.name = "music";
  table.uuid = "u";
  table.created_micros = 5;
  table.attributes = {{"artist", model::Type::kString}, {"year", model::Type::kNumber}};
  table.keys = {{table.attributes[0]}, {table.attributes[1]}};
  table.billing_mode = model::BillingMode::kPayPerRequest;
  table.on_demand_since_micros = 6;
  table.on_demand_throughput = {1, 2};
  table.infrequent_access = true;
  model::IndexDefinition index;
  index.name = "by-year";
  index.id = 8;
  index.status = model::IndexStatus::kCreating;
  index.keys = {{table.attributes[1], table.attributes[0]}, {}};
  index.projection = model::ProjectionType::kInclude;
  index.non_key_attributes = {"x", "y"};
  index.warm_throughput = {3, 4};
  table.indexes = {index};
  return table;
}

TEST(TableRecordTest, SurvivesItsEncoding) {
  const std::string row = EncodeTableRecord(Whole(), true);
  auto record = DecodeTableRecord(row);
  ASSERT_TRUE(record.ok());
  EXPECT_TRUE(record->deleting);
  const Table& table = record->table;
  EXPECT_EQ(table.keys, Whole().keys);
  EXPECT_EQ(table.on_demand_throughput, Whole().on_demand_throughput);
  EXPECT_TRUE(table.infrequent_access);
  ASSERT_EQ(table.indexes.size(), 1u);
  EXPECT_EQ(table.indexes[0].keys, Whole().indexes[0].keys);
  EXPECT_EQ(table.indexes[0].non_key_attributes, Whole().indexes[0].non_key_attributes);
  EXPECT_EQ(table.indexes[0].status, model::IndexStatus::kCreating);
  EXPECT_EQ(EncodeTableRecord(table, true), row);
}

TEST(TableRecordTest, DamageIsCorruption) {
  const std::string row = EncodeTableRecord(Whole(), false);
  for (size_t size = 0; size < row.size(); ++size) {
    EXPECT_FALSE(DecodeTableRecord(row.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(DecodeTableRecord(row + "x").ok());
}

TEST(TableRecordTest, WhatALaterVersionWroteIsSaidToBe) {
  std::string row = EncodeTableRecord(Whole(), false);
  EXPECT_EQ(DecodeTableRecord("\x02" + row.substr(1)).status().code(), StatusCode::kNewerFormat);
  row[1] = '\x40';
  EXPECT_EQ(DecodeTableRecord(row).status().code(), StatusCode::kNewerFormat);
}

}  // namespace
}  // namespace keystone::dynamo
