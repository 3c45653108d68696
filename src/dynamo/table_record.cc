#include "dynamo/table_record.h"

#include "base/coding.h"
#include "base/status_macros.h"
#include "model/limits.h"

namespace keystone::dynamo {
namespace {

using model::IndexDefinition;
using model::KeyAttribute;
using model::KeySchema;
using model::Throughput;

constexpr uint8_t kLayout = 1;

// Of a table.
constexpr uint8_t kDeletingFlag = 1;
constexpr uint8_t kProtectedFlag = 2;
constexpr uint8_t kOnDemandFlag = 4;
constexpr uint8_t kInfrequentFlag = 8;
constexpr uint8_t kKnownFlags = 15;

// Behind a record's head come as many fields as it says, each with a tag and its length.
enum class Tag : uint8_t {
  kAttributes = 1,
  kKeys = 2,
  kThroughputs = 3,
  kTimes = 4,
  kIndex = 5,  // one field for each
};

void AppendKeyAttributes(std::string* out, const std::vector<KeyAttribute>& attributes) {
  AppendU8(out, static_cast<uint8_t>(attributes.size()));
  for (const KeyAttribute& attribute : attributes) {
    AppendU8(out, static_cast<uint8_t>(attribute.type));
    AppendLengthPrefixed(out, attribute.name);
  }
}

void AppendKeys(std::string* out, const KeySchema& keys) {
  AppendKeyAttributes(out, keys.partition);
  AppendKeyAttributes(out, keys.sort);
}

void AppendThroughputs(std::string* out, std::initializer_list<Throughput> throughputs) {
  for (const Throughput& throughput : throughputs) {
    AppendU64(out, static_cast<uint64_t>(throughput.read_units));
    AppendU64(out, static_cast<uint64_t>(throughput.write_units));
  }
}

std::string EncodeIndex(const IndexDefinition& index) {
  std::string out;
  AppendU32(&out, index.id);
  AppendU8(&out, index.local ? 1 : 0);
  AppendU8(&out, static_cast<uint8_t>(index.status));
  AppendLengthPrefixed(&out, index.name);
  AppendKeys(&out, index.keys);
  AppendU8(&out, static_cast<uint8_t>(index.projection));
  AppendU8(&out, static_cast<uint8_t>(index.non_key_attributes.size()));
  for (const std::string& name : index.non_key_attributes) AppendLengthPrefixed(&out, name);
  AppendThroughputs(
      &out, {index.provisioned_throughput, index.on_demand_throughput, index.warm_throughput});
  return out;
}

class FieldWriter {
 public:
  explicit FieldWriter(std::string* out) : out_(out), count_at_(out->size()) { AppendU8(out, 0); }
  void Add(Tag tag, const std::string& field) {
    AppendU8(out_, static_cast<uint8_t>(tag));
    AppendLengthPrefixed(out_, field);
    ++(*out_)[count_at_];
  }

 private:
  std::string* out_;
  size_t count_at_;
};

std::vector<KeyAttribute> TakeKeyAttributes(ByteReader* reader) {
  std::vector<KeyAttribute> attributes;
  for (int left = reader->U8(); left > 0 && reader->ok(); --left) {
    KeyAttribute& attribute = attributes.emplace_back();
    attribute.type = static_cast<model::Type>(reader->U8());
    attribute.name = std::string(reader->LengthPrefixed());
    const bool is_key_type = attribute.type == model::Type::kString ||
                             attribute.type == model::Type::kNumber ||
                             attribute.type == model::Type::kBinary;
    if (!is_key_type || attribute.name.empty()) reader->Fail();
  }
  return attributes;
}

KeySchema TakeKeys(ByteReader* reader) {
  KeySchema keys;
  keys.partition = TakeKeyAttributes(reader);
  keys.sort = TakeKeyAttributes(reader);
  if (keys.partition.empty()) reader->Fail();
  return keys;
}

void TakeThroughputs(ByteReader* reader, std::initializer_list<Throughput*> throughputs) {
  for (Throughput* throughput : throughputs) {
    throughput->read_units = static_cast<int64_t>(reader->U64());
    throughput->write_units = static_cast<int64_t>(reader->U64());
  }
}

template <typename Enum>
Enum TakeEnum(ByteReader* reader, Enum max) {
  const uint8_t value = reader->U8();
  if (value > static_cast<uint8_t>(max)) reader->Fail();
  return static_cast<Enum>(value);
}

IndexDefinition TakeIndex(ByteReader* reader) {
  IndexDefinition index;
  index.id = reader->U32();
  index.local = TakeEnum<uint8_t>(reader, 1) != 0;
  index.status = TakeEnum(reader, model::IndexStatus::kDeleting);
  index.name = std::string(reader->LengthPrefixed());
  index.keys = TakeKeys(reader);
  index.projection = TakeEnum(reader, model::ProjectionType::kInclude);
  for (int left = reader->U8(); left > 0 && reader->ok(); --left) {
    index.non_key_attributes.emplace_back(reader->LengthPrefixed());
  }
  TakeThroughputs(
      reader, {&index.provisioned_throughput, &index.on_demand_throughput, &index.warm_throughput});
  if (index.id == 0 || index.name.empty()) reader->Fail();
  return index;
}

Status Damaged(const ByteReader& reader) {
  return Status::Corruption("catalog: a table record is damaged at byte " +
                            std::to_string(reader.position()));
}

// NewerFormat for a tag that is not known.
Status TakeField(Tag tag, Bytes field, Table* table) {
  ByteReader reader(field);
  switch (tag) {
    case Tag::kAttributes:
      table->attributes = TakeKeyAttributes(&reader);
      break;
    case Tag::kKeys:
      table->keys = TakeKeys(&reader);
      break;
    case Tag::kThroughputs:
      TakeThroughputs(&reader, {&table->provisioned_throughput, &table->on_demand_throughput,
                                &table->warm_throughput});
      break;
    case Tag::kTimes:
      table->on_demand_since_micros = static_cast<int64_t>(reader.U64());
      table->class_changed_micros = static_cast<int64_t>(reader.U64());
      break;
    case Tag::kIndex:
      table->indexes.push_back(TakeIndex(&reader));
      break;
    default:
      return Status::NewerFormat("catalog: a table record has a field of tag " +
                                 std::to_string(static_cast<int>(tag)));
  }
  return reader.ok() && reader.empty() ? Status::Ok() : Damaged(reader);
}

// In the order of their tags, none missing, only indexes more than once.
Status TakeFields(ByteReader* reader, Table* table) {
  uint8_t before = 0;
  for (int left = reader->U8(); left > 0 && reader->ok(); --left) {
    const uint8_t tag = reader->U8();
    const Bytes field = reader->LengthPrefixed();
    if (!reader->ok()) break;
    KS_RETURN_IF_ERROR(TakeField(static_cast<Tag>(tag), field, table));
    constexpr auto kIndex = static_cast<uint8_t>(Tag::kIndex);
    if (tag != before + 1 && !(tag == kIndex && before == kIndex)) reader->Fail();
    before = tag;
  }
  if (before < static_cast<uint8_t>(Tag::kTimes)) reader->Fail();
  return Status::Ok();
}

}  // namespace

std::string EncodeTableRecord(const Table& table, bool deleting) {
  std::string out;
  AppendU8(&out, kLayout);
  const bool on_demand = table.billing_mode == model::BillingMode::kPayPerRequest;
  AppendU8(&out, static_cast<uint8_t>((deleting ? kDeletingFlag : 0) |
                                      (table.deletion_protection ? kProtectedFlag : 0) |
                                      (on_demand ? kOnDemandFlag : 0) |
                                      (table.infrequent_access ? kInfrequentFlag : 0)));
  AppendU32(&out, static_cast<uint32_t>(table.id));
  AppendLengthPrefixed(&out, table.name);
  AppendLengthPrefixed(&out, table.uuid);
  AppendU64(&out, static_cast<uint64_t>(table.created_micros));
  FieldWriter fields(&out);
  std::string field;
  AppendKeyAttributes(&field, table.attributes);
  fields.Add(Tag::kAttributes, field);
  field.clear();
  AppendKeys(&field, table.keys);
  fields.Add(Tag::kKeys, field);
  field.clear();
  AppendThroughputs(
      &field, {table.provisioned_throughput, table.on_demand_throughput, table.warm_throughput});
  fields.Add(Tag::kThroughputs, field);
  field.clear();
  AppendU64(&field, static_cast<uint64_t>(table.on_demand_since_micros));
  AppendU64(&field, static_cast<uint64_t>(table.class_changed_micros));
  fields.Add(Tag::kTimes, field);
  for (const IndexDefinition& index : table.indexes) fields.Add(Tag::kIndex, EncodeIndex(index));
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
  table.infrequent_access = (flags & kInfrequentFlag) != 0;
  table.billing_mode = (flags & kOnDemandFlag) != 0 ? model::BillingMode::kPayPerRequest
                                                    : model::BillingMode::kProvisioned;
  table.id = storage::TableId{reader.U32()};
  table.name = std::string(reader.LengthPrefixed());
  table.uuid = std::string(reader.LengthPrefixed());
  table.created_micros = static_cast<int64_t>(reader.U64());
  KS_RETURN_IF_ERROR(TakeFields(&reader, &table));
  if (!reader.ok() || !reader.empty() || table.id == storage::TableId{}) return Damaged(reader);
  return record;
}

}  // namespace keystone::dynamo
