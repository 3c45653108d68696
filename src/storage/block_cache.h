// BlockCache: checked blocks of table files, by file and offset, within a byte budget. Any thread;
// a hit takes no lock.
//
// One table of slots with open addressing. A slot's state, the number of its holders and whether it
// was used lately are one word; a hit adds a holder to it. Where there is no room, a hand goes
// round the slots ("clock") and throws out what nobody holds and nobody used since it last came by.
// A block comes in unused, so that a scan's blocks go first. The scheme is that of RocksDB's
// HyperClockCache (its wiki, "Block Cache").
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "storage/table_block.h"

namespace keystone::storage {

class BlockCache {
 private:
  struct Slot;

 public:
  // Keeps a block where it is. Must not outlive the cache.
  class Handle {
   public:
    Handle() = default;
    explicit Handle(TableBlock own) : own_(std::make_unique<TableBlock>(std::move(own))) {
      block_ = own_.get();
    }
    Handle(Handle&& other) noexcept;
    Handle& operator=(Handle&& other) noexcept;
    ~Handle() { Release(); }

    explicit operator bool() const { return block_ != nullptr; }
    Bytes payload() const { return block_->payload(); }

   private:
    friend class BlockCache;
    Handle(BlockCache* cache, Slot* slot);
    void Release();

    BlockCache* cache_ = nullptr;  // null: the block is its own
    Slot* slot_ = nullptr;
    std::unique_ptr<TableBlock> own_;
    const TableBlock* block_ = nullptr;
  };

  explicit BlockCache(uint64_t bytes_max);
  ~BlockCache();
  BlockCache(const BlockCache&) = delete;

  Handle Find(uint64_t file_number, uint64_t offset);  // false where it is not there
  // Holds the block, in the cache if there is room for it.
  Handle Insert(uint64_t file_number, uint64_t offset, TableBlock block);
  void EraseFile(uint64_t file_number);
  uint64_t bytes_used() const { return bytes_used_.load(std::memory_order_relaxed); }

 private:
  class Probe;

  bool MakeRoom(uint64_t bytes);
  void TurnHand();
  void Free(Slot* slot);
  void Release(Slot* slot);

  const uint64_t bytes_max_;
  const uint64_t slot_count_;  // a power of 2
  std::unique_ptr<Slot[]> slots_;
  std::atomic<uint64_t> bytes_used_{0};
  std::atomic<uint64_t> blocks_{0};
  std::atomic<uint64_t> hand_{0};
};

}  // namespace keystone::storage
