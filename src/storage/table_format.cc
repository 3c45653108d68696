#include "storage/table_format.h"

#include "base/check.h"
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
constexpr uint32_t kDictionaryOfFile = 1;  // a block's dictionary id; 0: none
constexpr uint32_t kSectionsMax = (kTableFooterBytes - 24) / 16;

enum Section : uint32_t {
  kRootSection = 1,
  kPropertiesSection = 2,
  kFilterSection = 3,
  kDictionarySection = 4,
};

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

// Nothing for a block that there is not.
void AppendSection(std::string* out, Section kind, const BlockHandle& handle) {
  if (handle.length == 0) return;
  AppendU32(out, kind);
  AppendU32(out, static_cast<uint32_t>(handle.length));
  AppendU64(out, handle.offset);
}

bool MayBeCompressed(TableBlockKind kind) {
  return kind == TableBlockKind::kData || kind == TableBlockKind::kDirectory;
}

size_t PayloadBytesMax(TableBlockKind kind) {
  return kind == TableBlockKind::kRoot ? kTableRootPayloadBytesMax : kTableBlockPayloadBytesMax;
}

struct BlockHeader {
  Codec codec = Codec::kNone;
  uint32_t dictionary = 0;
  uint32_t raw_length = 0;
};

// Of a whole block: checksum, place and what its header says.
Status CheckBlock(Bytes block, const std::string& path, uint64_t file_number, TableBlockKind kind,
                  const BlockHandle& handle, BlockHeader* header) {
  const Bytes bytes = block.substr(0, kTableBlockHeaderBytes);
  const Bytes stored = block.substr(kTableBlockHeaderBytes);
  if (LoadU32(bytes.data()) != kBlockMagic ||
      LoadU64(bytes.data() + kTableBlockHeaderBytes - kChecksumBytes) !=
          BlockChecksum(bytes, stored)) {
    return Damage(path, handle.offset, "a block's checksum does not match");
  }
  ByteReader reader(bytes.substr(4));
  const uint8_t header_size = reader.U8();
  const uint8_t codec = reader.U8();
  const uint8_t checksum_type = reader.U8();
  const uint8_t stated_kind = reader.U8();
  header->dictionary = reader.U32();
  const uint32_t key = reader.U32();
  header->raw_length = reader.U32();
  const uint32_t stored_length = reader.U32();
  if (header_size != kTableBlockHeaderBytes || codec > static_cast<uint8_t>(Codec::kZstd) ||
      checksum_type != kChecksumXxh3 || header->dictionary > kDictionaryOfFile || key != 0) {
    return Newer(path);
  }
  header->codec = static_cast<Codec>(codec);
  const bool length_holds = header->codec == Codec::kNone
                                ? header->raw_length == stored.size() && header->dictionary == 0
                                : MayBeCompressed(kind) && header->raw_length > stored.size() &&
                                      header->raw_length <= PayloadBytesMax(kind);
  if (stated_kind != static_cast<uint8_t>(kind) || !length_holds ||
      stored_length != stored.size() || reader.U64() != file_number ||
      reader.U64() != handle.offset) {
    return Damage(path, handle.offset, "another block stands where this one should");
  }
  return Status::Ok();
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
  const bool has_dictionary = footer.dictionary.length != 0;
  AppendU32(&out, 2u + (has_filter ? 1 : 0) + (has_dictionary ? 1 : 0));
  AppendSection(&out, kRootSection, footer.root);
  AppendSection(&out, kPropertiesSection, footer.properties);
  AppendSection(&out, kFilterSection, footer.filter);
  AppendSection(&out, kDictionarySection, footer.dictionary);
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
    if (kind == kDictionarySection) footer.dictionary = handle;
  }
  return footer;
}

void AppendTableBlock(std::string* out, TableBlockKind kind, uint64_t file_number, uint64_t offset,
                      Bytes payload, BlockCompressor* compressor) {
  const size_t begin = out->size();
  out->append(kTableBlockHeaderBytes, '\0');
  KS_CHECK(compressor == nullptr || MayBeCompressed(kind));
  const bool compressed = compressor != nullptr && compressor->Append(payload, out);
  if (!compressed) out->append(payload);
  const Bytes stored = Bytes(*out).substr(begin + kTableBlockHeaderBytes);
  std::string header;
  AppendU32(&header, kBlockMagic);
  AppendU8(&header, kTableBlockHeaderBytes);
  AppendU8(&header, static_cast<uint8_t>(compressed ? compressor->codec() : Codec::kNone));
  AppendU8(&header, kChecksumXxh3);
  AppendU8(&header, static_cast<uint8_t>(kind));
  AppendU32(&header, compressed && compressor->has_dictionary() ? kDictionaryOfFile : 0);
  AppendU32(&header, 0);  // key
  AppendU32(&header, static_cast<uint32_t>(payload.size()));
  AppendU32(&header, static_cast<uint32_t>(stored.size()));
  AppendU64(&header, file_number);
  AppendU64(&header, offset);
  AppendU64(&header, 0);
  AppendU64(&header, 0);
  AppendU64(&header, BlockChecksum(header, stored));
  header.copy(out->data() + begin, header.size());
}

Result<TableBlock> ReadTableBlock(const RandomAccessFile& file, const std::string& path,
                                  uint64_t file_number, TableBlockKind kind,
                                  const BlockHandle& handle,
                                  const BlockDecompressor& decompressor) {
  if (handle.length < kTableBlockHeaderBytes || handle.offset > file.size() ||
      handle.length > file.size() - handle.offset ||
      handle.length - kTableBlockHeaderBytes > PayloadBytesMax(kind)) {
    return Damage(path, handle.offset, "a block lies outside the file");
  }
  // Not filled with zeros first, as a container would.
  std::unique_ptr<char[]> bytes(new char[handle.length]);
  KS_ASSIGN_OR_RETURN(const size_t size, file.ReadAt(handle.offset, handle.length, bytes.get()));
  if (size != handle.length) return Damage(path, handle.offset, "the file ends inside a block");
  BlockHeader header;
  KS_RETURN_IF_ERROR(
      CheckBlock(Bytes(bytes.get(), size), path, file_number, kind, handle, &header));
  const size_t stored = size - kTableBlockHeaderBytes;
  if (header.codec == Codec::kNone) return TableBlock(std::move(bytes), size, stored);
  std::unique_ptr<char[]> payload(new char[header.raw_length]);
  if (!decompressor.Decompress(header.codec, header.dictionary != 0,
                               Bytes(bytes.get() + kTableBlockHeaderBytes, stored), payload.get(),
                               header.raw_length)) {
    return Damage(path, handle.offset, "a block cannot be decompressed");
  }
  return TableBlock(std::move(payload), header.raw_length, header.raw_length);
}

}  // namespace keystone::storage
