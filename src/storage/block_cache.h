// BlockCache: checked blocks of table files, by file and offset, within a byte budget. Room is made
// by the oldest block that was not used since it came or since it was last passed over ("second
// chance"), so that a hit writes no more than a mark. Any thread. Blocks stay alive while someone
// holds them.
#pragma once

#include <cstdint>
#include <memory>

#include "storage/table_block.h"

namespace keystone::storage {

class BlockCache {
 public:
  using Block = std::shared_ptr<const TableBlock>;

  explicit BlockCache(uint64_t bytes_max);
  ~BlockCache();

  Block Find(uint64_t file_number, uint64_t offset);  // null where it is not there
  void Insert(uint64_t file_number, uint64_t offset, Block block);
  void EraseFile(uint64_t file_number);
  uint64_t bytes_used() const;

 private:
  struct Shard;
  Shard& ShardOf(uint64_t file_number, uint64_t offset) const;

  static constexpr int kShards = 16;
  std::unique_ptr<Shard[]> shards_;
};

}  // namespace keystone::storage
