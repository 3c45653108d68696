#include "storage/sort_tree.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>

#include "base/check.h"

namespace keystone::storage {
namespace {

constexpr unsigned kSlots = 14;

// The order of a node's slots: how many are in use, then their numbers in the order of the rows,
// then those of the free ones; 4 bits each.
class Order {
 public:
  explicit Order(uint64_t word) : word_(word) {}
  // The first `count` slots, in their own order.
  static Order Identity(unsigned count) { return Order(0xdcba98765432100 | count); }

  uint64_t word() const { return word_; }
  unsigned count() const { return word_ & 15; }
  unsigned slot(unsigned index) const { return word_ >> (4 + 4 * index) & 15; }
  unsigned free_slot() const { return slot(count()); }
  // With the free slot in use, as the one at `index`.
  Order Inserted(unsigned index) const {
    const uint64_t slots = word_ >> 4;
    const uint64_t before = slots & Mask(index);
    const uint64_t behind = slots & Mask(count()) & ~Mask(index);
    const uint64_t others = slots & ~Mask(count() + 1);
    const uint64_t all = before | uint64_t{free_slot()} << (4 * index) | behind << 4 | others;
    return Order(all << 4 | (count() + 1));
  }

 private:
  static uint64_t Mask(unsigned slots) { return (uint64_t{1} << (4 * slots)) - 1; }
  uint64_t word_;
};

}  // namespace

RowVersion* RowVersion::Make(Arena* arena, const Entry& entry) {
  const Bytes sort = entry.key.sort, value = entry.value;
  auto* version = new (arena->Allocate(sizeof(RowVersion) + sort.size() + value.size())) RowVersion;
  version->older = nullptr;
  version->sequence = entry.sequence;
  version->sort_bytes = static_cast<uint32_t>(sort.size());
  version->value_bytes = static_cast<uint32_t>(value.size());
  version->kind = entry.kind;
  char* to = reinterpret_cast<char*>(version + 1);
  std::copy(sort.begin(), sort.end(), to);
  std::copy(value.begin(), value.end(), to + sort.size());
  return version;
}

uint64_t SortBound::HeadOf(Bytes sort) {
  uint64_t head = 0;
  if (sort.size() >= sizeof head) {
    std::memcpy(&head, sort.data(), sizeof head);
    return __builtin_bswap64(head);
  }
  for (const char byte : sort) head = head << 8 | static_cast<uint8_t>(byte);
  return sort.empty() ? 0 : head << (8 * (sizeof head - sort.size()));
}

bool SortBound::IsAfter(Bytes sort) const {
  const int order = (is_prefix_ ? sort.substr(0, sort_.size()) : sort).compare(sort_);
  return order < 0 || (order == 0 && after_);
}

struct SortTree::Node {
  std::atomic<uint64_t> order{Order::Identity(0).word()};
  std::atomic<Node*> next{nullptr};  // to the right at the same height
  const RowVersion* low = nullptr;   // all rows here are at or behind this one's; null: no limit
  int height = 0;                    // over the leaves
  uint64_t heads[kSlots];
};

struct SortTree::Leaf : Node {
  std::atomic<const RowVersion*> rows[kSlots];

  void Fill(unsigned slot, const RowVersion* row) {
    heads[slot] = SortBound::HeadOf(row->sort());
    rows[slot].store(row, std::memory_order_relaxed);
  }
  const RowVersion* Row(unsigned slot) const { return rows[slot].load(std::memory_order_acquire); }
};

struct SortTree::Inner : Node {
  std::atomic<Node*> first{nullptr};     // to the left of all separators
  const RowVersion* separators[kSlots];  // the low of the child in the same slot
  std::atomic<Node*> children[kSlots];

  void Fill(unsigned slot, Node* child) {
    heads[slot] = SortBound::HeadOf(child->low->sort());
    separators[slot] = child->low;
    children[slot].store(child, std::memory_order_relaxed);
  }
  // The child of the rows that come after `index` separators.
  std::atomic<Node*>& Child(Order slots, unsigned index) {
    return index == 0 ? first : children[slots.slot(index - 1)];
  }
};

// In `node`, as it was with this order, `index` rows or separators are before what was searched.
struct SortTree::Place {
  Node* node;
  Order order;
  unsigned index;

  bool at_end() const { return index == order.count(); }
};

namespace {

template <typename Node, typename RowAt>
unsigned CountBefore(const Node& node, Order order, const SortBound& bound, RowAt row_at) {
  unsigned from = 0, to = order.count();
  while (from < to) {
    const unsigned middle = (from + to) / 2, slot = order.slot(middle);
    if (bound.IsAfter(node.heads[slot], row_at(slot))) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return from;
}

}  // namespace

// Looks in `node`, or to the right of it where a reader came by an old way.
SortTree::Place SortTree::Search(Node* node, const SortBound& bound) {
  for (;;) {
    const Order order(node->order.load(std::memory_order_acquire));
    unsigned index = 0;
    if (node->height == 0) {
      const auto* leaf = static_cast<const Leaf*>(node);
      index = CountBefore(*node, order, bound, [&](unsigned slot) { return leaf->Row(slot); });
    } else {
      const auto* inner = static_cast<const Inner*>(node);
      index =
          CountBefore(*node, order, bound, [&](unsigned slot) { return inner->separators[slot]; });
    }
    if (index < order.count()) return {node, order, index};
    Node* next = node->next.load(std::memory_order_acquire);
    if (next == nullptr) return {node, order, index};
    // A node in use has rows: this one's have moved on. And to the right of all rows that are known
    // may stand a copy of this very node, the leftmost, made since.
    const bool moved = order.count() == 0 || next->low == nullptr;
    if (!moved && !bound.IsAfter(next->low->sort())) return {node, order, index};
    node = next;
  }
}

SortTree::Place SortTree::Descend(Node* node, int to_height, const SortBound& bound, Inner** path) {
  for (;;) {
    const Place place = Search(node, bound);
    if (place.node->height == to_height) return place;
    auto* inner = static_cast<Inner*>(place.node);
    if (path != nullptr) path[inner->height] = inner;
    node = inner->Child(place.order, place.index).load(std::memory_order_acquire);
  }
}

const RowVersion* SortTree::Find(Bytes sort) const {
  const uintptr_t root = root_.load(std::memory_order_acquire);
  if (root == 0) return nullptr;
  const RowVersion* row = AsAlone(root);
  if (row == nullptr) {
    const Place place = Descend(reinterpret_cast<Node*>(root), 0, SortBound::After(sort), nullptr);
    if (place.index == 0) return nullptr;
    row = static_cast<const Leaf*>(place.node)->Row(place.order.slot(place.index - 1));
  }
  return row->sort() == sort ? row : nullptr;
}

void SortTree::Add(Arena* arena, RowVersion* version) {
  const uintptr_t root = root_.load(std::memory_order_relaxed);
  const RowVersion* alone = AsAlone(root);
  if (root == 0 || (alone != nullptr && alone->sort() == version->sort())) {
    version->older = alone;
    root_.store(Alone(version), std::memory_order_release);
    return;
  }
  if (alone != nullptr) {
    auto* leaf = new (arena->Allocate(sizeof(Leaf))) Leaf;
    const bool ascending = alone->sort() < version->sort();
    leaf->Fill(0, ascending ? alone : version);
    leaf->Fill(1, ascending ? version : alone);
    leaf->order.store(Order::Identity(2).word(), std::memory_order_relaxed);
    root_.store(reinterpret_cast<uintptr_t>(leaf), std::memory_order_release);
    return;
  }
  Inner* path[kHeightMax] = {};
  const Place place = Descend(RootNode(), 0, SortBound::After(version->sort()), path);
  auto* leaf = static_cast<Leaf*>(place.node);
  if (place.index > 0) {
    const unsigned slot = place.order.slot(place.index - 1);
    const RowVersion* newest = leaf->Row(slot);
    if (newest->sort() == version->sort()) {
      version->older = newest;
      leaf->rows[slot].store(version, std::memory_order_release);
      return;
    }
  }
  AddToLeaf(arena, place, path, version);
}

void SortTree::AddToLeaf(Arena* arena, const Place& place, Inner** path, const RowVersion* row) {
  auto* leaf = static_cast<Leaf*>(place.node);
  const Order order = place.order;
  if (order.count() < kSlots) {
    leaf->Fill(order.free_slot(), row);
    leaf->order.store(order.Inserted(place.index).word(), std::memory_order_release);
    return;
  }
  auto* right = new (arena->Allocate(sizeof(Leaf))) Leaf;
  Node* behind = leaf->next.load(std::memory_order_relaxed);
  right->next.store(behind, std::memory_order_relaxed);
  if (place.at_end() && behind == nullptr) {  // rows that come in order fill their leaves
    right->Fill(0, row);
    right->low = row;
    right->order.store(Order::Identity(1).word(), std::memory_order_relaxed);
    leaf->next.store(right, std::memory_order_release);
    return AddToParent(arena, leaf, right, path);
  }
  auto* left = new (arena->Allocate(sizeof(Leaf))) Leaf;
  constexpr unsigned kLeft = (kSlots + 1) / 2;
  for (unsigned i = 0; i <= kSlots; ++i) {
    const RowVersion* moved =
        i == place.index ? row : leaf->Row(order.slot(i < place.index ? i : i - 1));
    i < kLeft ? left->Fill(i, moved) : right->Fill(i - kLeft, moved);
  }
  left->order.store(Order::Identity(kLeft).word(), std::memory_order_relaxed);
  right->order.store(Order::Identity(kSlots + 1 - kLeft).word(), std::memory_order_relaxed);
  right->low = right->Row(0);
  Replace(leaf, left, right, path);
  AddToParent(arena, left, right, path);
}

// `left` and `right` hold what `old` held, and more. Readers find them by the old way too.
void SortTree::Replace(Node* old, Node* left, Node* right, Inner** path) {
  left->low = old->low;
  left->next.store(right, std::memory_order_relaxed);
  old->next.store(left, std::memory_order_release);
  if (old->low != nullptr) {
    Node* neighbour =
        Descend(RootNode(), old->height, SortBound::Before(old->low->sort()), nullptr).node;
    while (neighbour->next.load(std::memory_order_relaxed) != old) {
      neighbour = neighbour->next.load(std::memory_order_relaxed);
    }
    neighbour->next.store(left, std::memory_order_release);
  }
  if (Inner* parent = path[old->height + 1]; parent != nullptr) {
    const Order order(parent->order.load(std::memory_order_relaxed));
    unsigned index = 0;
    while (parent->Child(order, index).load(std::memory_order_relaxed) != old) ++index;
    parent->Child(order, index).store(left, std::memory_order_release);
  }
  old->order.store(Order::Identity(0).word(), std::memory_order_release);
}

// `right` is new beside `left`, which its parent knows, if it has one.
void SortTree::AddToParent(Arena* arena, Node* left, Node* right, Inner** path) {
  const int height = left->height + 1;
  KS_CHECK(height < kHeightMax);
  Inner* parent = path[height];
  if (parent == nullptr) {
    auto* root = new (arena->Allocate(sizeof(Inner))) Inner;
    root->height = height;
    root->first.store(left, std::memory_order_relaxed);
    root->Fill(0, right);
    root->order.store(Order::Identity(1).word(), std::memory_order_relaxed);
    root_.store(reinterpret_cast<uintptr_t>(root), std::memory_order_release);
    return;
  }
  const Order order(parent->order.load(std::memory_order_relaxed));
  unsigned index = 0;
  while (parent->Child(order, index).load(std::memory_order_relaxed) != left) ++index;
  if (order.count() < kSlots) {
    parent->Fill(order.free_slot(), right);
    parent->order.store(order.Inserted(index).word(), std::memory_order_release);
    return;
  }
  // 16 children: 8 for each half; the low of the right half's first is the separator above.
  constexpr unsigned kLeft = (kSlots + 2) / 2;
  Inner* halves[2];
  for (Inner*& half : halves) half = new (arena->Allocate(sizeof(Inner))) Inner;
  for (unsigned i = 0; i < kSlots + 2; ++i) {
    Node* child =
        i == index + 1
            ? right
            : parent->Child(order, i <= index ? i : i - 1).load(std::memory_order_relaxed);
    Inner& half = *halves[i / kLeft];
    if (i % kLeft == 0) {
      half.first.store(child, std::memory_order_relaxed);
      half.low = child->low;
    } else {
      half.Fill(i % kLeft - 1, child);
    }
  }
  for (Inner* half : halves) {
    half->height = height;
    half->order.store(Order::Identity(kLeft - 1).word(), std::memory_order_relaxed);
  }
  halves[1]->next.store(parent->next.load(std::memory_order_relaxed), std::memory_order_relaxed);
  Replace(parent, halves[0], halves[1], path);
  AddToParent(arena, halves[0], halves[1], path);
}

// The row at `place`, or the first one to the right of it.
void SortTree::Cursor::Stand(const Place& place, const SortBound& bound) {
  Place at = place;
  while (at.at_end()) {
    Node* next = at.node->next.load(std::memory_order_acquire);
    if (next == nullptr) return void(row_ = nullptr);
    at = Search(next, bound);
  }
  leaf_ = static_cast<const Leaf*>(at.node);
  order_ = at.order.word();
  index_ = at.index;
  row_ = leaf_->Row(at.order.slot(at.index));
}

void SortTree::Cursor::Seek(const SortTree& tree, const SortBound& bound) {
  const uintptr_t root = tree.root_.load(std::memory_order_acquire);
  leaf_ = nullptr;
  row_ = AsAlone(root);
  if (row_ != nullptr && bound.IsAfter(row_->sort())) row_ = nullptr;
  if (root == 0 || (root & 1) != 0) return;
  Stand(Descend(reinterpret_cast<Node*>(root), 0, bound, nullptr), bound);
}

void SortTree::Cursor::SeekBefore(const SortTree& tree, const SortBound& bound) {
  const uintptr_t root = tree.root_.load(std::memory_order_acquire);
  leaf_ = nullptr;
  row_ = AsAlone(root);
  if (row_ != nullptr && !bound.IsAfter(row_->sort())) row_ = nullptr;
  if (root == 0 || (root & 1) != 0) return;
  const Place at = Descend(reinterpret_cast<Node*>(root), 0, bound, nullptr);
  if (at.index == 0) return;  // only the leftmost leaf: the others' low is before the bound
  leaf_ = static_cast<const Leaf*>(at.node);
  order_ = at.order.word();
  index_ = at.index - 1;
  row_ = leaf_->Row(at.order.slot(index_));
}

void SortTree::Cursor::Next() {
  const Order order(order_);
  if (leaf_ == nullptr) {
    row_ = nullptr;
  } else if (++index_ < order.count()) {
    row_ = leaf_->Row(order.slot(index_));
  } else {
    Stand({const_cast<Leaf*>(leaf_), order, order.count()}, SortBound::After(row_->sort()));
  }
}

void SortTree::Cursor::Prev(const SortTree& tree) {
  if (leaf_ == nullptr) {
    row_ = nullptr;
  } else if (index_ > 0) {
    row_ = leaf_->Row(Order(order_).slot(--index_));
  } else {
    SeekBefore(tree, SortBound::Before(row_->sort()));
  }
}

}  // namespace keystone::storage
