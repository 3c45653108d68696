#include "dynamo/table.h"

#include "base/coding.h"
#include "base/status_macros.h"

namespace keystone::dynamo {
namespace {

constexpr uint8_t kLayout = 0;
constexpr uint8_t kDeletingFlag = 1;
constexpr uint8_t kProtectedFlag = 2;
constexpr uint8_t kOnDemandFlag = 4;
constexpr uint8_t kSortFlag = 8;
constexpr uint8_t kKnownFlags = 15;

void AppendKeyAttribute(std::string* out, const model::KeyAttribute& attribute) {
  AppendU8(out, static_cast<uint8_t>(attribute.type));
  AppendLengthPrefixed(out, attribute.name);
}

void AppendThroughput(std::string* out, const model::Throughput& throughput) {
  AppendU64(out, static_cast<uint64_t>(throughput.read_units));
  AppendU64(out, static_cast<uint64_t>(throughput.write_units));
}

bool IsKeyType(model::Type type) {
  return type == model::Type::kString || type == model::Type::kNumber ||
         type == model::Type::kBinary;
}

bool TakeKeyAttribute(ByteReader* reader, model::KeyAttribute* attribute) {
  attribute->type = static_cast<model::Type>(reader->U8());
  attribute->name = std::string(reader->LengthPrefixed());
  return reader->ok() && IsKeyType(attribute->type) && !attribute->name.empty();
}

model::Throughput TakeThroughput(ByteReader* reader) {
  model::Throughput throughput;
  throughput.read_units = static_cast<int64_t>(reader->U64());
  throughput.write_units = static_cast<int64_t>(reader->U64());
  return throughput;
}

Status Damaged(const ByteReader& reader) {
  return Status::Corruption("catalog: a table record is damaged at byte " +
                            std::to_string(reader.position()));
}

}  // namespace

std::string EncodeTableRecord(const Table& table, bool deleting) {
  std::string out;
  AppendU8(&out, kLayout);
  const bool on_demand = table.billing_mode == model::BillingMode::kPayPerRequest;
  AppendU8(&out, static_cast<uint8_t>((deleting ? kDeletingFlag : 0) |
                                      (table.deletion_protection ? kProtectedFlag : 0) |
                                      (on_demand ? kOnDemandFlag : 0) |
                                      (table.keys.sort ? kSortFlag : 0)));
  AppendU32(&out, static_cast<uint32_t>(table.id));
  AppendLengthPrefixed(&out, table.name);
  AppendLengthPrefixed(&out, table.uuid);
  AppendU64(&out, static_cast<uint64_t>(table.created_micros));
  AppendKeyAttribute(&out, table.keys.partition);
  if (table.keys.sort) AppendKeyAttribute(&out, *table.keys.sort);
  AppendThroughput(&out, table.provisioned_throughput);
  AppendThroughput(&out, table.warm_throughput);
  return out;
}

Result<TableRecord> DecodeTableRecord(Bytes row) {
  ByteReader reader(row);
  const uint8_t layout = reader.U8();
  const uint8_t flags = reader.U8();
  if (!reader.ok()) return Damaged(reader);
  if (layout != kLayout || (flags & ~kKnownFlags) != 0) {
    return Status::NewerFormat("catalog: a table record has layout " + std::to_string(layout) +
                               " and flags " + std::to_string(flags));
  }
  TableRecord record;
  record.deleting = (flags & kDeletingFlag) != 0;
  Table& table = record.table;
  table.deletion_protection = (flags & kProtectedFlag) != 0;
  table.billing_mode = (flags & kOnDemandFlag) != 0 ? model::BillingMode::kPayPerRequest
                                                    : model::BillingMode::kProvisioned;
  table.id = storage::TableId{reader.U32()};
  table.name = std::string(reader.LengthPrefixed());
  table.uuid = std::string(reader.LengthPrefixed());
  table.created_micros = static_cast<int64_t>(reader.U64());
  if (!TakeKeyAttribute(&reader, &table.keys.partition)) return Damaged(reader);
  if ((flags & kSortFlag) != 0) {
    table.keys.sort.emplace();
    if (!TakeKeyAttribute(&reader, &*table.keys.sort)) return Damaged(reader);
  }
  table.provisioned_throughput = TakeThroughput(&reader);
  table.warm_throughput = TakeThroughput(&reader);
  if (!reader.ok() || !reader.empty() || table.id == storage::TableId{}) return Damaged(reader);
  return record;
}

}  // namespace keystone::dynamo
