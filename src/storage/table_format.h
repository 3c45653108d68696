// The bytes of table files: header, blocks, footer. docs/format/table-file.md has the grammar.
#pragma once

#include <string>

#include "env/file_system.h"
#include "keystone/status.h"
#include "storage/block_codec.h"
#include "storage/log_position.h"
#include "storage/table_block.h"

namespace keystone::storage {

inline constexpr size_t kTableHeaderBytes = 96;
inline constexpr size_t kTableFooterBytes = 256;
inline constexpr size_t kTableBlockHeaderBytes = 64;
inline constexpr size_t kTableBlockBytes = 4 << 10;  // a block is closed at this size
// Room for the longest entry: value, partition, sort, and what frames them.
inline constexpr size_t kTableBlockPayloadBytesMax = 17 << 20;
// The root holds a key for each directory block: where every row has the longest keys, that is all
// the keys of the largest memtable.
inline constexpr size_t kTableRootPayloadBytesMax = 2u << 30;

enum class TableBlockKind : uint8_t {
  kData = 1,
  kDirectory = 2,
  kRoot = 3,
  kProperties = 4,
  kFilter = 5,
  kDictionary = 6,
};

// Where a block lies; the length includes its header.
struct BlockHandle {
  uint64_t offset = 0;
  uint64_t length = 0;
};

std::string EncodeBlockHandle(const BlockHandle& handle);
bool DecodeBlockHandle(Bytes bytes, BlockHandle* handle);

std::string EncodeTableHeader(const DatabaseId& database, uint64_t file_number);
// Ok, Corruption or NewerFormat.
Status CheckTableHeader(Bytes bytes, const DatabaseId& database, uint64_t file_number,
                        const std::string& path);

struct TableFooter {
  BlockHandle root;
  BlockHandle properties;
  BlockHandle filter;      // of length 0: there is none
  BlockHandle dictionary;  // the same
};
std::string EncodeTableFooter(const TableFooter& footer, uint64_t file_number);
Result<TableFooter> DecodeTableFooter(Bytes bytes, uint64_t file_number, const std::string& path);

// `compressor` may be null; only data and directory blocks may be compressed.
void AppendTableBlock(std::string* out, TableBlockKind kind, uint64_t file_number, uint64_t offset,
                      Bytes payload, BlockCompressor* compressor);

// Reads the block at `handle`, checks and decompresses it. Any failure names the file and the
// offset.
Result<TableBlock> ReadTableBlock(const RandomAccessFile& file, const std::string& path,
                                  uint64_t file_number, TableBlockKind kind,
                                  const BlockHandle& handle, const BlockDecompressor& decompressor);

}  // namespace keystone::storage
