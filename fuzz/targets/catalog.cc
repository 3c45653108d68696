// Table records of the catalog, and names and ARNs of tables.
#include "dynamo/arn.h"
#include "dynamo/table_record.h"
#include "fuzz/disk.h"

namespace keystone::fuzz {
namespace {

void CheckRecord(Bytes row) {
  const auto record = dynamo::DecodeTableRecord(row);
  if (record.ok()) {
    KS_CHECK(dynamo::EncodeTableRecord(record->table, record->deleting) == row);
  } else {
    KS_CHECK(IsRefusal(record.status()));
  }
}

void CheckName(Bytes text) {
  const auto name = dynamo::ResolveTableName(text);
  if (!name.ok()) {
    KS_CHECK(name.status().code() == model::ErrorCode::kValidation);
    return;
  }
  KS_CHECK(text.ends_with(*name));
  KS_CHECK(*dynamo::ResolveTableName(*name) == *name);
  KS_CHECK(*dynamo::ResolveTableName(dynamo::TableArn("eu-west-1", "123456789012", *name)) ==
           *name);
}

}  // namespace

void Run(Bytes input) {
  CheckRecord(input);
  CheckName(input);
}

}  // namespace keystone::fuzz
