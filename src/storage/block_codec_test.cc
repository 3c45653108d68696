// Block codecs: what was compressed comes back, and hostile bytes come back as a refusal.
#include "storage/block_codec.h"

#include <gtest/gtest.h>

#include "base/split_mix.h"

namespace keystone::storage {
namespace {

// Rows as applications have them: the same names everywhere, values of their own.
std::string JsonPayload(SplitMix& random, size_t rows) {
  std::string payload;
  for (size_t i = 0; i < rows; ++i) {
    payload += "{\"customer\":\"" + std::to_string(random.Next()) + "\",\"status\":\"" +
               (random.Below(2) == 0 ? "shipped" : "waiting") + "\",\"total\":\"" +
               std::to_string(random.Below(100'000)) + ".50\",\"country\":\"Portugal\"}";
  }
  return payload;
}

std::string TrainedDictionary() {
  SplitMix random(1);
  std::string samples;
  std::vector<size_t> sizes;
  for (int i = 0; i < 64; ++i) {
    const std::string payload = JsonPayload(random, 40);
    samples += payload;
    sizes.push_back(payload.size());
  }
  return TrainDictionary(samples, sizes);
}

class BlockCodec : public testing::TestWithParam<std::tuple<Codec, bool>> {
 protected:
  BlockCodec()
      : codec_(std::get<0>(GetParam())),
        with_dictionary_(std::get<1>(GetParam())),
        dictionary_(with_dictionary_ ? TrainedDictionary() : std::string()),
        compressor_(NewBlockCompressor(codec_, 3, dictionary_)) {
    decompressor_.SetDictionary(dictionary_);
  }

  bool Decompress(Bytes stored, char* payload, size_t size) const {
    return decompressor_.Decompress(codec_, with_dictionary_, stored, payload, size);
  }

  const Codec codec_;
  const bool with_dictionary_;
  const std::string dictionary_;
  const std::unique_ptr<BlockCompressor> compressor_;
  BlockDecompressor decompressor_;
};

TEST_P(BlockCodec, GivesBackWhatItTook) {
  EXPECT_EQ(compressor_->codec(), codec_);
  EXPECT_EQ(compressor_->has_dictionary(), with_dictionary_);
  SplitMix random(2);
  for (size_t rows = 1; rows < 3000; rows = rows * 2 + 1) {
    const std::string payload = JsonPayload(random, rows);
    std::string stored = "before";
    if (!compressor_->Append(payload, &stored)) {
      EXPECT_LT(rows, 8u);
      EXPECT_EQ(stored, "before");
      continue;
    }
    ASSERT_EQ(stored.substr(0, 6), "before");
    ASSERT_LT(stored.size() - 6, payload.size() - payload.size() / 8);
    std::string back(payload.size(), '\0');
    ASSERT_TRUE(Decompress(Bytes(stored).substr(6), back.data(), back.size()));
    ASSERT_EQ(back, payload);
  }
}

TEST_P(BlockCodec, LeavesAsItIsWhatDoesNotShrink) {
  SplitMix random(3);
  for (const size_t size : {0, 1, 100, 4096, 100'000}) {
    std::string payload;
    while (payload.size() < size) payload.push_back(static_cast<char>(random.Next()));
    std::string stored;
    EXPECT_FALSE(compressor_->Append(payload, &stored));
    EXPECT_TRUE(stored.empty());
  }
}

TEST_P(BlockCodec, RefusesDamageAndOtherSizes) {
  SplitMix random(4);
  const std::string payload = JsonPayload(random, 40);
  std::string stored;
  ASSERT_TRUE(compressor_->Append(payload, &stored));
  std::string back(payload.size() + 1, '\0');
  EXPECT_FALSE(Decompress(stored, back.data(), payload.size() + 1));
  EXPECT_FALSE(Decompress(stored, back.data(), payload.size() - 1));
  EXPECT_FALSE(Decompress(stored.substr(0, stored.size() / 2), back.data(), payload.size()));
  EXPECT_FALSE(Decompress({}, back.data(), payload.size()));
  // A checksum guards the bytes, so other ones may come out; but none outside the buffer.
  for (int i = 0; i < 3000; ++i) {
    std::string damaged = stored;
    for (uint64_t flips = 1 + random.Below(4); flips > 0; --flips) {
      damaged[random.Below(damaged.size())] = static_cast<char>(random.Next());
    }
    const std::unique_ptr<char[]> exact(new char[payload.size()]);
    (void)Decompress(damaged, exact.get(), payload.size());
  }
}

INSTANTIATE_TEST_SUITE_P(Codecs, BlockCodec,
                         testing::Combine(testing::Values(Codec::kLz4, Codec::kZstd),
                                          testing::Bool()));

TEST(BlockDictionary, HoldsWhatBlocksHaveInCommon) {
  const std::string dictionary = TrainedDictionary();
  EXPECT_NE(dictionary.find("\",\"total\":\""), std::string::npos);
  EXPECT_LE(dictionary.size(), kDictionaryBytesMax);
  SplitMix random(5);
  const std::string payload = JsonPayload(random, 8);
  for (const Codec codec : {Codec::kLz4, Codec::kZstd}) {
    std::string with, without;
    ASSERT_TRUE(NewBlockCompressor(codec, 3, dictionary)->Append(payload, &with));
    ASSERT_TRUE(NewBlockCompressor(codec, 3, {})->Append(payload, &without));
    EXPECT_LT(with.size(), without.size());
  }
  EXPECT_EQ(TrainDictionary("too little", {10}), "");
}

TEST(BlockDictionary, IsMissedWhereItIsNeeded) {
  SplitMix random(6);
  const std::string payload = JsonPayload(random, 40);
  const std::string dictionary = TrainedDictionary();
  for (const Codec codec : {Codec::kLz4, Codec::kZstd}) {
    std::string stored;
    ASSERT_TRUE(NewBlockCompressor(codec, 3, dictionary)->Append(payload, &stored));
    std::string back(payload.size(), '\0');
    EXPECT_FALSE(BlockDecompressor().Decompress(codec, true, stored, back.data(), back.size()));
  }
}

}  // namespace
}  // namespace keystone::storage
