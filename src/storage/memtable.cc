#include "storage/memtable.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>

#include "base/check.h"

namespace keystone::storage {
namespace {

constexpr int kHeightMax = 12;  // 4^12 entries at one in four

}  // namespace

// Lives in the arena, followed by its bytes. next[] has as many links as the node is high.
struct Memtable::Node {
  Entry entry;
  std::atomic<Node*> next[1];

  Node* Next(int level) const { return next[level].load(std::memory_order_acquire); }
};

class Memtable::Iterator final : public EntryIterator {
 public:
  explicit Iterator(const Memtable& table) : table_(table) {}

  bool Valid() const override { return node_ != nullptr; }
  const Entry& entry() const override { return node_->entry; }
  void SeekToFirst() override { node_ = table_.head_->Next(0); }
  void SeekToLast() override {
    Set(table_.LastBefore([](const Entry&) { return true; }));
  }
  void Seek(const Position& position) override { node_ = BeforePosition(position)->Next(0); }
  void SeekBefore(const Position& position) override { Set(BeforePosition(position)); }
  void SeekVersion(const Key& key, SequenceNumber sequence) override {
    node_ = table_.LastBeforeVersion(key, sequence)->Next(0);
  }
  void Next() override { node_ = node_->Next(0); }
  void Prev() override { Set(table_.LastBeforeVersion(node_->entry.key, node_->entry.sequence)); }
  Status status() const override { return Status::Ok(); }

 private:
  Node* BeforePosition(const Position& position) const {
    return table_.LastBefore([&](const Entry& e) { return position.Compare(e.key) > 0; });
  }
  void Set(Node* node) { node_ = node == table_.head_ ? nullptr : node; }

  const Memtable& table_;
  const Node* node_ = nullptr;
};

Memtable::Memtable() : head_(NewNode({}, kHeightMax)) {}

// Nodes have nothing to destroy: the arena takes them away.
Memtable::~Memtable() = default;

Memtable::Node* Memtable::NewNode(const Entry& entry, int height) {
  const size_t links = sizeof(std::atomic<Node*>) * static_cast<size_t>(height - 1);
  Node* node = new (arena_.Allocate(sizeof(Node) + links)) Node;
  for (int level = 0; level < height; ++level) {
    new (&node->next[level]) std::atomic<Node*>(nullptr);
  }
  node->entry = entry;
  node->entry.key.partition = arena_.Copy(entry.key.partition);
  node->entry.key.sort = arena_.Copy(entry.key.sort);
  node->entry.value = arena_.Copy(entry.value);
  return node;
}

// The last node for which `is_before` holds, the head counting as before everything; fills `path`
// with that node on every level when it is not null.
template <typename IsBefore>
Memtable::Node* Memtable::LastBefore(IsBefore is_before, Node** path) const {
  Node* node = head_;
  for (int level = height_.load(std::memory_order_relaxed) - 1;; --level) {
    for (Node* next = node->Next(level); next != nullptr && is_before(next->entry);
         next = node->Next(level)) {
      node = next;
    }
    if (path != nullptr) path[level] = node;
    if (level == 0) return node;
  }
}

Memtable::Node* Memtable::LastBeforeVersion(const Key& key, SequenceNumber sequence,
                                            Node** path) const {
  return LastBefore(
      [&](const Entry& e) { return CompareVersions(e.key, e.sequence, key, sequence) < 0; }, path);
}

int Memtable::RandomHeight() {
  // xorshift64; two bits a level, so one node in four is a level higher.
  level_seed_ ^= level_seed_ << 13;
  level_seed_ ^= level_seed_ >> 7;
  level_seed_ ^= level_seed_ << 17;
  return 1 + std::min(std::countr_one(level_seed_) / 2, kHeightMax - 1);
}

void Memtable::Add(const Entry& entry) {
  Node* path[kHeightMax];
  const int height = RandomHeight();
  const int old_height = height_.load(std::memory_order_relaxed);
  LastBeforeVersion(entry.key, entry.sequence, path);
  for (int level = old_height; level < height; ++level) path[level] = head_;

  Entry stored = entry;
  std::string sum;
  const Node* newest = path[0]->Next(0);
  if (entry.kind == EntryKind::kAdd && newest != nullptr && newest->entry.key == entry.key &&
      newest->entry.kind == EntryKind::kAdd) {
    Counters total, delta;
    KS_CHECK(DecodeCounters(newest->entry.value, &total) && DecodeCounters(entry.value, &delta));
    AddCounters(&total, delta);
    sum = EncodeCounters(total);
    stored.value = sum;
  }

  Node* node = NewNode(stored, height);
  // A reader that sees the new height before the links meets null in the head and goes down a
  // level.
  if (height > old_height) height_.store(height, std::memory_order_relaxed);
  for (int level = 0; level < height; ++level) {
    node->next[level].store(path[level]->Next(level), std::memory_order_relaxed);
    path[level]->next[level].store(node, std::memory_order_release);
  }
  entry_count_.fetch_add(1, std::memory_order_relaxed);
}

bool Memtable::Get(const Key& key, SequenceNumber sequence, Entry* found) const {
  const Node* node = LastBeforeVersion(key, sequence)->Next(0);
  if (node == nullptr || node->entry.key != key) return false;
  *found = node->entry;
  return true;
}

std::unique_ptr<EntryIterator> Memtable::NewIterator() const {
  return std::make_unique<Iterator>(*this);
}

}  // namespace keystone::storage
