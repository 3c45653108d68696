// Coding round trips, ByteReader on bad input, the arena's addresses, and Status.
#include <gtest/gtest.h>

#include <limits>

#include "base/arena.h"
#include "base/coding.h"
#include "base/function_ref.h"
#include "base/hash.h"
#include "base/status_macros.h"

namespace keystone {
namespace {

TEST(Coding, VarintsRoundTripAtEveryWidth) {
  for (unsigned bits = 0; bits < 64; ++bits) {
    for (uint64_t value : {uint64_t{1} << bits, (uint64_t{1} << bits) - 1, ~uint64_t{0} >> bits}) {
      std::string out;
      AppendVarint(&out, value);
      EXPECT_EQ(out.size(), VarintSize(value));
      ByteReader reader(out);
      EXPECT_EQ(reader.Varint(), value);
      EXPECT_TRUE(reader.ok() && reader.empty());
    }
  }
}

TEST(Coding, OverlongVarintsAreRefused) {
  EXPECT_FALSE([] {
    ByteReader r(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10));
    r.Varint();
    return r.ok();
  }());
  EXPECT_FALSE([] {
    ByteReader r(std::string_view("\x81\x00", 2));
    r.Varint();
    return r.ok();
  }());
  EXPECT_FALSE([] {
    ByteReader r(std::string_view("\x80\x80", 2));
    r.Varint();
    return r.ok();
  }());
  EXPECT_FALSE([] {
    ByteReader r(std::string_view("", 0));
    r.Varint();
    return r.ok();
  }());
}

TEST(Coding, ReaderNeverLeavesItsInput) {
  std::string out;
  AppendU32(&out, 7);
  AppendLengthPrefixed(&out, "abc");
  for (size_t cut = 0; cut < out.size(); ++cut) {
    ByteReader reader(Bytes(out).substr(0, cut));
    reader.U32();
    reader.LengthPrefixed();
    EXPECT_FALSE(reader.ok()) << cut;
    EXPECT_EQ(reader.U64(), 0u);
    EXPECT_EQ(reader.Take(1), "");
  }
  ByteReader reader(out);
  EXPECT_EQ(reader.U32(), 7u);
  EXPECT_EQ(reader.LengthPrefixed(), "abc");
  EXPECT_TRUE(reader.ok() && reader.empty());
}

TEST(Coding, HugeLengthsDoNotWrapAround) {
  std::string out;
  AppendVarint(&out, std::numeric_limits<uint64_t>::max());
  out += "abc";
  ByteReader reader(out);
  EXPECT_EQ(reader.LengthPrefixed(), "");
  EXPECT_FALSE(reader.ok());
}

TEST(Coding, Varint32RefusesWhatDoesNotFit) {
  std::string out;
  AppendVarint(&out, UINT32_MAX);
  AppendVarint(&out, uint64_t{UINT32_MAX} + 1);
  ByteReader reader(out);
  EXPECT_EQ(reader.Varint32(), UINT32_MAX);
  EXPECT_TRUE(reader.ok());
  EXPECT_EQ(reader.Varint32(), 0u);
  EXPECT_FALSE(reader.ok());
}

TEST(Arena, PiecesAreAlignedAndKeepTheirBytes) {
  Arena arena;
  std::vector<Bytes> copies;
  for (size_t size = 0; size < 3000; size += 7)
    copies.push_back(arena.Copy(std::string(size, 'a' + size % 26)));
  arena.Copy(std::string(1 << 20, 'x'));
  for (size_t i = 0; i < copies.size(); ++i) {
    EXPECT_EQ(copies[i], std::string(i * 7, 'a' + i * 7 % 26));
    EXPECT_EQ(reinterpret_cast<uintptr_t>(copies[i].data()) % 8, 0u);
  }
  EXPECT_GE(arena.bytes_used(), size_t{1} << 20);
}

TEST(Hash, IsXxh3WithItsPublishedVectors) {
  // XXH3_64bits("") = 2d06800538d394c2 (xxHash specification).
  EXPECT_EQ(Hash64("", 0), 0x2d06800538d394c2u);
  EXPECT_NE(Hash64("a", 0), Hash64("a", 1));
}

Result<int> Half(int value) {
  if (value % 2 != 0) return Status::InvalidArgument("odd");
  return value / 2;
}
Result<int> Quarter(int value) {
  KS_ASSIGN_OR_RETURN(int half, Half(value));
  return Half(half);
}

TEST(Status, TravelsThroughTheMacros) {
  EXPECT_EQ(Quarter(8).value(), 2);
  EXPECT_EQ(Quarter(6).status().ToString(), "InvalidArgument: odd");
  EXPECT_EQ(Quarter(3).status().code(), StatusCode::kInvalidArgument);
}

TEST(FunctionRef, CallsWhatItBorrows) {
  int sum = 0;
  auto add = [&](int n) {
    sum += n;
    return sum;
  };
  FunctionRef<int(int)> ref = add;
  ref(2);
  EXPECT_EQ(ref(3), 5);
}

}  // namespace
}  // namespace keystone
