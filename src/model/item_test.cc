// Items: written in any order they have one form, are read in place, and no damage leads a reader
// astray.
#include "model/item.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/split_mix.h"
#include "base/test_seed.h"
#include "model/limits.h"
#include "model/number.h"

namespace keystone::model {
namespace {

// A value as a tree, to compare with.
struct Tree {
  Type type = Type::kNull;
  std::string bytes;
  std::vector<std::string> elements;
  std::vector<Tree> list;
  std::map<std::string, Tree> map;
  bool operator==(const Tree&) const = default;
};

std::string RandomText(SplitMix& random) {
  static constexpr const char* kPieces[] = {"a", "b", "é", "語", "😀", "zz", ""};
  return std::string(kPieces[random.Below(7)]) + kPieces[random.Below(7)];
}
std::string RandomNumber(SplitMix& random) {
  std::string out;
  EXPECT_EQ(AppendNumber(std::to_string(random.Below(2000)) + "e-2", &out), NumberError::kNone);
  return out;
}

Tree RandomTree(SplitMix& random, int levels) {
  Tree tree;
  tree.type = static_cast<Type>(1 + random.Below(levels == 0 ? 6 : 10));
  if (levels == 0 && tree.type == Type::kMap) tree.type = Type::kString;
  auto leaf = [&](Type type) {
    return type == Type::kNumber || type == Type::kNumberSet ? RandomNumber(random)
                                                             : RandomText(random);
  };
  switch (tree.type) {
    case Type::kString:
    case Type::kNumber:
    case Type::kBinary:
      tree.bytes = leaf(tree.type);
      break;
    case Type::kBool:
      tree.bytes.assign(1, static_cast<char>(random.Below(2)));
      break;
    case Type::kNull:
      break;
    case Type::kList:
      for (uint64_t i = random.Below(4); i > 0; --i)
        tree.list.push_back(RandomTree(random, levels - 1));
      break;
    case Type::kMap:
      for (uint64_t i = random.Below(5); i > 0; --i)
        tree.map[RandomText(random)] = RandomTree(random, levels - 1);
      break;
    default:
      for (uint64_t i = 1 + random.Below(4); i > 0; --i) tree.elements.push_back(leaf(tree.type));
      std::sort(tree.elements.begin(), tree.elements.end());
      tree.elements.erase(std::unique(tree.elements.begin(), tree.elements.end()),
                          tree.elements.end());
  }
  return tree;
}

// Names and elements in a random order.
void Write(ValueWriter& writer, const Tree& tree, SplitMix& random) {
  auto shuffle = [&](auto& things) {
    for (size_t i = things.size(); i > 1; --i) std::swap(things[i - 1], things[random.Below(i)]);
  };
  if (tree.type == Type::kMap) {
    std::vector<std::string> names;
    for (const auto& [name, value] : tree.map) names.push_back(name);
    shuffle(names);
    ASSERT_EQ(writer.BeginMap(), WriteError::kNone);
    for (const std::string& name : names) {
      writer.Name(name);
      Write(writer, tree.map.at(name), random);
    }
    ASSERT_EQ(writer.EndMap(), WriteError::kNone);
  } else if (tree.type == Type::kList) {
    ASSERT_EQ(writer.BeginList(), WriteError::kNone);
    for (const Tree& value : tree.list) Write(writer, value, random);
    ASSERT_EQ(writer.EndList(), WriteError::kNone);
  } else if (!tree.elements.empty()) {
    std::vector<std::string> elements = tree.elements;
    shuffle(elements);
    writer.BeginSet(tree.type);
    for (const std::string& element : elements) writer.Element(element);
    ASSERT_EQ(writer.EndSet(), WriteError::kNone);
  } else {
    writer.Copy({tree.type, tree.bytes});
  }
}

Tree Read(ValueView value) {
  Tree tree;
  tree.type = value.type();
  if (tree.type == Type::kMap) {
    for (auto it = value.map().begin(); it.ok(); it.Next())
      tree.map[std::string(it.name())] = Read(it.value());
  } else if (tree.type == Type::kList) {
    for (auto it = value.list().begin(); it.ok(); it.Next()) tree.list.push_back(Read(it.value()));
  } else if (tree.type == Type::kStringSet || tree.type == Type::kNumberSet ||
             tree.type == Type::kBinarySet) {
    for (auto it = value.set().begin(); it.ok(); it.Next())
      tree.elements.emplace_back(it.element());
  } else {
    tree.bytes = value.payload();
  }
  return tree;
}

Tree RandomItemTree(SplitMix& random) {
  Tree tree;
  do tree = RandomTree(random, 4);
  while (tree.type != Type::kMap);
  return tree;
}
std::string MakeFrom(const Tree& tree, SplitMix& random) {
  ValueWriter writer;
  Write(writer, tree, random);
  return MakeItem(writer);
}
Tree ReadItem(Bytes item) {
  return Read({Type::kMap, ItemView(item).attributes_payload()});
}

TEST(Item, IsReadAsItWasWrittenWhateverTheOrder) {
  const uint64_t seed = TestSeed();
  KS_SCOPED_SEED(seed);
  SplitMix random(seed);
  for (int i = 0; i < 3000; ++i) {
    const Tree tree = RandomItemTree(random);
    const std::string item = MakeFrom(tree, random);
    ASSERT_TRUE(ValidateItem(item).ok()) << ValidateItem(item).ToString();
    ASSERT_TRUE(ReadItem(item) == tree);
    ASSERT_EQ(MakeFrom(tree, random), item) << "one value, one form";
    const ItemView view(item);
    ASSERT_EQ(view.attributes().size(), tree.map.size());
    for (const auto& [name, value] : tree.map) {
      auto found = view.Find(name);
      ASSERT_TRUE(found.has_value() && Read(*found) == value);
    }
    ASSERT_FALSE(view.Find("no such name").has_value());
  }
}

TEST(Item, NoDamageLeadsAReaderAstray) {
  const uint64_t seed = TestSeed();
  KS_SCOPED_SEED(seed);
  SplitMix random(seed);
  for (int i = 0; i < 60; ++i) {
    const std::string item = MakeFrom(RandomItemTree(random), random);
    for (size_t cut = 0; cut < item.size(); ++cut) {
      const std::string shorter(item, 0, cut);
      ASSERT_FALSE(ValidateItem(shorter).ok());
      ReadItem(shorter);
      ItemView(shorter).Size();
    }
    for (size_t at = 0; at < item.size(); ++at) {
      std::string damaged = item;
      damaged[at] = static_cast<char>(random.Below(256));
      const Tree tree = ReadItem(damaged);
      ItemView(damaged).Size();
      if (!ValidateItem(damaged).ok() || (damaged[0] & 0x10) != 0) continue;
      ASSERT_EQ(MakeFrom(tree, random), damaged) << "what passes is as a writer makes it";
    }
  }
}

TEST(Item, HasTheBytesThatTheFormatStates) {
  ValueWriter writer;
  ASSERT_EQ(writer.BeginMap(), WriteError::kNone);
  writer.Name("id");
  writer.String("a");
  writer.Name("ok");
  writer.Bool(true);
  ASSERT_EQ(writer.EndMap(), WriteError::kNone);
  EXPECT_EQ(MakeItem(writer), std::string("\x00\x02\x02id\x01\x01"
                                          "a\x02ok\x0a\x01\x01",
                                          14));
}

TEST(ValueWriter, RefusesDuplicatesEmptySetsAndDepth) {
  ValueWriter writer;
  ASSERT_EQ(writer.BeginMap(), WriteError::kNone);
  for (const char* name : {"b", "a", "b"}) {
    writer.Name(name);
    writer.Null();
  }
  EXPECT_EQ(writer.EndMap(), WriteError::kDuplicateName);
  writer.Clear();
  writer.BeginSet(Type::kStringSet);
  EXPECT_EQ(writer.EndSet(), WriteError::kEmptySet);
  writer.Clear();
  writer.BeginSet(Type::kBinarySet);
  writer.Element("x");
  writer.Element("x");
  EXPECT_EQ(writer.EndSet(), WriteError::kDuplicateElement);
  writer.Clear();
  ASSERT_EQ(writer.BeginMap(), WriteError::kNone);
  writer.Name("deep");
  for (int level = 0; level < kNestingLevelsMax; ++level)
    ASSERT_EQ(writer.BeginList(), WriteError::kNone);
  EXPECT_EQ(writer.BeginList(), WriteError::kTooDeep);
  writer.Clear();
  EXPECT_TRUE(writer.empty());
}

TEST(ValueWriter, ManyNamesTakeNoTime) {
  SplitMix random(1);
  ValueWriter writer;
  ASSERT_EQ(writer.BeginMap(), WriteError::kNone);
  for (int i = 0; i < 100'000; ++i) {
    writer.Name(std::to_string(random.Next()) + "/" + std::to_string(i));
    writer.Null();
  }
  ASSERT_EQ(writer.EndMap(), WriteError::kNone);
  EXPECT_TRUE(ValidateItem(MakeItem(writer)).ok());
}

// AWS, "DynamoDB item sizes and formats".
TEST(Item, SizeFollowsAwssRule) {
  ValueWriter writer;
  ASSERT_EQ(writer.BeginMap(), WriteError::kNone);
  writer.Name("name");  // 4 + 5
  writer.String("Alice");
  writer.Name("n");  // 1 + 2
  std::string number;
  ASSERT_EQ(AppendNumber("27", &number), NumberError::kNone);
  writer.Number(number);
  writer.Name("b");  // 1 + 1
  writer.Bool(false);
  writer.Name("l");  // 1 + 3 + (1 + 2)
  ASSERT_EQ(writer.BeginList(), WriteError::kNone);
  writer.String("xy");
  ASSERT_EQ(writer.EndList(), WriteError::kNone);
  writer.Name("m");  // 1 + 3 + (1 + 1 + 1)
  ASSERT_EQ(writer.BeginMap(), WriteError::kNone);
  writer.Name("k");
  writer.Null();
  ASSERT_EQ(writer.EndMap(), WriteError::kNone);
  ASSERT_EQ(writer.EndMap(), WriteError::kNone);
  EXPECT_EQ(ItemView(MakeItem(writer)).Size(), 9u + 3 + 2 + 7 + 7);
}

}  // namespace
}  // namespace keystone::model
