#include "storage/table_format.h"

#include "base/coding.h"
#include "base/hash.h"
#include "base/status_macros.h"

namespace keystone::storage {
namespace {

constexpr uint32_t kFormatVersion = 0;
constexpr uint32_t kBlockMagic = 0x4b535442;
constexpr uint8_t kChecksumXxh3 = 1;
constexpr size_t kChecksumBytes = 8;
constexpr Bytes kHeaderMagic("KSTNSST\0", 8);
constexpr Bytes kFooterMagic("KSTNEND\0", 8);
constexpr uint32_t kSectionsMax = (kTableFooterBytes - 24) / 16;

enum Section : uint32_t { kRootSection = 1, kPropertiesSection = 2, kFilterSection = 3 };

Status Damage(const std::string& path, uint64_t offset, const char* what) {
  return Status::Corruption(path + " at " + std::to_string(offset) + ": " + what);
}
Status Newer(const std::string& path) {
  return Status::NewerFormat(path + ": written by a newer version of KeystoneDB");
}

// Fills up to the checksum, and adds it.
void Seal(std::string* out, size_t size, uint64_t seed) {
  out->resize(size - kChecksumBytes);
  AppendU64(out, Hash64(*out, seed));
}
bool SealHolds(Bytes bytes, uint64_t seed) {
  const Bytes checked = bytes.substr(0, bytes.size() - kChecksumBytes);
  return Hash64(checked, seed) == LoadU64(bytes.data() + checked.size());
}

uint64_t BlockChecksum(Bytes header, Bytes payload) {
  return Hash64(payload, Hash64(header.substr(0, kTableBlockHeaderBytes - kChecksumBytes), 0));
}

void AppendSection(std::string* out, Section kind, const BlockHandle& handle) {
  AppendU32(out, kind);
  AppendU32(out, static_cast<uint32_t>(handle.length));
  AppendU64(out, handle.offset);
}

size_t PayloadBytesMax(TableBlockKind kind) {
  return kind == TableBlockKind::kRoot ? kTableRootPayloadBytesMax : kTableBlockPayloadBytesMax;
}

}  // namespace

std::string EncodeBlockHandle(const BlockHandle& handle) {
  std::string out;
  AppendVarint(&out, handle.offset);
  AppendVarint(&out, handle.length);
  return out;
}

bool DecodeBlockHandle(Bytes bytes, BlockHandle* handle) {
  ByteReader reader(bytes);
  handle->offset = reader.Varint();
  handle->length = reader.Varint();
  return reader.ok() && reader.empty();
}

std::string EncodeTableHeader(const DatabaseId& database, uint64_t file_number) {
  std::string out(kHeaderMagic);
  AppendU32(&out, kFormatVersion);
  AppendU32(&out, kTableHeaderBytes);
  for (int features = 0; features < 3; ++features) AppendU64(&out, 0);
  out.append(database.data(), database.size());
  AppendU64(&out, file_number);
  Seal(&out, kTableHeaderBytes, 0);
  return out;
}

Status CheckTableHeader(Bytes bytes, const DatabaseId& database, uint64_t file_number,
                        const std::string& path) {
  if (bytes.size() != kTableHeaderBytes || bytes.substr(0, kHeaderMagic.size()) != kHeaderMagic) {
    return Damage(path, 0, "not a table file");
  }
  if (!SealHolds(bytes, 0)) return Damage(path, 0, "the header's checksum does not match");
  ByteReader reader(bytes.substr(kHeaderMagic.size()));
  const uint32_t version = reader.U32();
  reader.U32();  // header size: fixed in this version
  reader.U64();  // compatible features: any are fine
  const uint64_t read_only = reader.U64();
  const uint64_t incompatible = reader.U64();
  if (version > kFormatVersion || read_only != 0 || incompatible != 0) return Newer(path);
  if (reader.Take(database.size()) != Bytes(database.data(), database.size())) {
    return Damage(path, 0, "belongs to another database");
  }
  if (reader.U64() != file_number) return Damage(path, 0, "has another file's number");
  return Status::Ok();
}

std::string EncodeTableFooter(const TableFooter& footer, uint64_t file_number) {
  std::string out(kFooterMagic);
  AppendU32(&out, kFormatVersion);
  const bool has_filter = footer.filter.length != 0;
  AppendU32(&out, has_filter ? 3 : 2);
  AppendSection(&out, kRootSection, footer.root);
  AppendSection(&out, kPropertiesSection, footer.properties);
  if (has_filter) AppendSection(&out, kFilterSection, footer.filter);
  Seal(&out, kTableFooterBytes, file_number);
  return out;
}

Result<TableFooter> DecodeTableFooter(Bytes bytes, uint64_t file_number, const std::string& path) {
  if (bytes.size() != kTableFooterBytes || bytes.substr(0, kFooterMagic.size()) != kFooterMagic ||
      !SealHolds(bytes, file_number)) {
    return Status::Corruption(path + ": the file does not end with its footer");
  }
  ByteReader reader(bytes.substr(kFooterMagic.size()));
  if (reader.U32() > kFormatVersion) return Newer(path);
  const uint32_t sections = reader.U32();
  TableFooter footer;
  for (uint32_t i = 0; i < sections && i < kSectionsMax; ++i) {
    const uint32_t kind = reader.U32();
    BlockHandle handle;
    handle.length = reader.U32();
    handle.offset = reader.U64();
    if (kind == kRootSection) footer.root = handle;
    if (kind == kPropertiesSection) footer.properties = handle;
    if (kind == kFilterSection) footer.filter = handle;
  }
  return footer;
}

void AppendTableBlock(std::string* out, TableBlockKind kind, uint64_t file_number, uint64_t offset,
                      Bytes payload) {
  const size_t begin = out->size();
  AppendU32(out, kBlockMagic);
  AppendU8(out, kTableBlockHeaderBytes);
  AppendU8(out, 0);  // codec: none
  AppendU8(out, kChecksumXxh3);
  AppendU8(out, static_cast<uint8_t>(kind));
  AppendU32(out, 0);  // dictionary
  AppendU32(out, 0);  // key
  AppendU32(out, static_cast<uint32_t>(payload.size()));
  AppendU32(out, static_cast<uint32_t>(payload.size()));
  AppendU64(out, file_number);
  AppendU64(out, offset);
  AppendU64(out, 0);
  AppendU64(out, 0);
  AppendU64(out, BlockChecksum(Bytes(*out).substr(begin), payload));
  out->append(payload);
}

Result<TableBlock> ReadTableBlock(const RandomAccessFile& file, const std::string& path,
                                  uint64_t file_number, TableBlockKind kind,
                                  const BlockHandle& handle) {
  if (handle.length < kTableBlockHeaderBytes || handle.offset > file.size() ||
      handle.length > file.size() - handle.offset ||
      handle.length - kTableBlockHeaderBytes > PayloadBytesMax(kind)) {
    return Damage(path, handle.offset, "a block lies outside the file");
  }
  // Not filled with zeros first, as a container would.
  std::unique_ptr<char[]> bytes(new char[handle.length]);
  KS_ASSIGN_OR_RETURN(const size_t size, file.ReadAt(handle.offset, handle.length, bytes.get()));
  if (size != handle.length) return Damage(path, handle.offset, "the file ends inside a block");
  const Bytes header(bytes.get(), kTableBlockHeaderBytes);
  const Bytes payload = Bytes(bytes.get(), size).substr(kTableBlockHeaderBytes);
  if (LoadU32(header.data()) != kBlockMagic ||
      LoadU64(header.data() + kTableBlockHeaderBytes - kChecksumBytes) !=
          BlockChecksum(header, payload)) {
    return Damage(path, handle.offset, "a block's checksum does not match");
  }
  ByteReader reader(header.substr(4));
  const uint8_t header_size = reader.U8();
  const uint8_t codec = reader.U8();
  const uint8_t checksum_type = reader.U8();
  const uint8_t stated_kind = reader.U8();
  const uint32_t dictionary = reader.U32();
  const uint32_t key = reader.U32();
  const uint32_t raw_length = reader.U32();
  const uint32_t stored_length = reader.U32();
  if (header_size != kTableBlockHeaderBytes || codec != 0 || checksum_type != kChecksumXxh3 ||
      dictionary != 0 || key != 0) {
    return Newer(path);
  }
  if (stated_kind != static_cast<uint8_t>(kind) || raw_length != payload.size() ||
      stored_length != payload.size() || reader.U64() != file_number ||
      reader.U64() != handle.offset) {
    return Damage(path, handle.offset, "another block stands where this one should");
  }
  return TableBlock(std::move(bytes), size, payload.size());
}

}  // namespace keystone::storage
