#include "storage/log_format.h"

#include <cstring>

#include "base/coding.h"
#include "base/hash.h"
#include "base/planted.h"

namespace keystone::storage {
namespace {

constexpr uint32_t kFormatVersion = 0;
constexpr uint32_t kBlockMagic = 0x4b534231;
constexpr uint8_t kChecksumXxh3 = 1;
constexpr size_t kMagicBytes = 8;
constexpr size_t kChecksumBytes = 8;

Bytes MagicOf(SegmentKind kind) {
  return kind == SegmentKind::kLog ? Bytes("KSTNLOG\0", kMagicBytes)
                                   : Bytes("KSTNMAN\0", kMagicBytes);
}

uint64_t BlockChecksum(Bytes header_bytes, Bytes payload, uint64_t segment_id) {
  const uint64_t of_header =
      Hash64(header_bytes.substr(0, kBlockHeaderBytes - kChecksumBytes), segment_id);
  return Hash64(payload, of_header);
}

}  // namespace

std::string EncodeSegmentHeader(const SegmentHeader& header) {
  std::string out(MagicOf(header.kind));
  AppendU32(&out, kFormatVersion);
  AppendU32(&out, kSegmentHeaderBytes);
  for (int features = 0; features < 3; ++features) AppendU64(&out, 0);
  out.append(header.database.data(), header.database.size());
  AppendU64(&out, header.history);
  AppendU64(&out, header.number);
  AppendU64(&out, header.id);
  AppendU64(&out, header.previous_number);
  AppendU64(&out, header.previous_id);
  AppendU64(&out, header.previous_end);
  out.resize(kSegmentHeaderBytes - kChecksumBytes);
  AppendU64(&out, Hash64(out, 0));
  return out;
}

Result<SegmentHeader> DecodeSegmentHeader(Bytes bytes, SegmentKind kind, const std::string& path) {
  if (bytes.size() < kSegmentHeaderBytes) {
    return Status::Corruption(path + " at 0: the file ends inside its header");
  }
  bytes = bytes.substr(0, kSegmentHeaderBytes);
  const Bytes checked = bytes.substr(0, kSegmentHeaderBytes - kChecksumBytes);
  if (bytes.substr(0, kMagicBytes) != MagicOf(kind)) {
    return Status::Corruption(path + " at 0: not a file of this kind");
  }
  if (Hash64(checked, 0) != LoadU64(bytes.data() + checked.size())) {
    return Status::Corruption(path + " at 0: the header's checksum does not match");
  }
  ByteReader reader(bytes.substr(kMagicBytes));
  const uint32_t version = reader.U32();
  reader.U32();  // header size: fixed in this version
  reader.U64();  // compatible features: any are fine
  const uint64_t read_only = reader.U64();
  const uint64_t incompatible = reader.U64();
  if (version > kFormatVersion || read_only != 0 || incompatible != 0) {
    return Status::NewerFormat(path + ": written by a newer version of KeystoneDB");
  }
  SegmentHeader header;
  header.kind = kind;
  std::memcpy(header.database.data(), reader.Take(header.database.size()).data(),
              header.database.size());
  header.history = reader.U64();
  header.number = reader.U64();
  header.id = reader.U64();
  header.previous_number = reader.U64();
  header.previous_id = reader.U64();
  header.previous_end = reader.U64();
  return header;
}

void AppendBlock(std::string* out, const BlockHeader& header, Bytes payload) {
  const size_t begin = out->size();
  AppendU32(out, kBlockMagic);
  AppendU8(out, kBlockHeaderBytes);
  AppendU8(out, 0);  // codec: none
  AppendU8(out, kChecksumXxh3);
  AppendU8(out, header.flags);
  AppendU32(out, 0);  // dictionary
  AppendU32(out, 0);  // key
  AppendU64(out, header.segment_id);
  AppendU64(out, header.previous_end);
  AppendU64(out, header.durable.segment);
  AppendU64(out, header.durable.offset);
  AppendU32(out, static_cast<uint32_t>(payload.size()));
  AppendU32(out, static_cast<uint32_t>(payload.size()));
  out->append(kBlockHeaderBytes - kChecksumBytes - (out->size() - begin), '\0');
  AppendU64(out, BlockChecksum(Bytes(*out).substr(begin), payload, header.segment_id));
  out->append(payload);
  out->append(RoundUp(payload.size(), 8) - payload.size(), '\0');
}

BlockCheck DecodeBlockHeader(Bytes bytes, uint64_t segment_id, BlockHeader* header) {
  if (bytes.size() < kBlockHeaderBytes) return BlockCheck::kNone;
  ByteReader reader(bytes);
  const uint32_t magic = reader.U32();
  const uint8_t header_size = reader.U8();
  const uint8_t codec = reader.U8();
  const uint8_t checksum_type = reader.U8();
  header->flags = reader.U8();
  const uint32_t dictionary = reader.U32();
  const uint32_t key = reader.U32();
  header->segment_id = reader.U64();
  header->previous_end = reader.U64();
  header->durable.segment = reader.U64();
  header->durable.offset = reader.U64();
  const uint32_t raw_length = reader.U32();
  header->stored_length = reader.U32();
  if (!reader.ok() || magic != kBlockMagic || header->segment_id != segment_id ||
      header_size != kBlockHeaderBytes || checksum_type != kChecksumXxh3 ||
      header->stored_length > kBlockPayloadBytesMax) {
    return BlockCheck::kNone;
  }
  const bool plain = codec == 0 && dictionary == 0 && key == 0 && (header->flags & ~3) == 0 &&
                     raw_length == header->stored_length;
  return plain ? BlockCheck::kBlock : BlockCheck::kFuture;
}

bool BlockIsWhole(Bytes header_bytes, Bytes payload, uint64_t segment_id) {
  if (Planted(Bug::kChecksumNotVerified)) return true;
  return LoadU64(header_bytes.data() + kBlockHeaderBytes - kChecksumBytes) ==
         BlockChecksum(header_bytes, payload, segment_id);
}

uint64_t BlockSegmentId(Bytes bytes) {
  ByteReader reader(bytes);
  if (reader.U32() != kBlockMagic) return 0;
  reader.Take(12);
  const uint64_t id = reader.U64();
  return reader.ok() ? id : 0;
}

}  // namespace keystone::storage
