// Block codecs: how the payloads of a table file's blocks are compressed, with a dictionary of what
// the blocks of the file have in common.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"

struct ZSTD_DDict_s;

namespace keystone::storage {

// Stored in files: the values are fixed.
enum class Codec : uint8_t { kNone = 0, kLz4 = 1, kZstd = 2 };

inline constexpr size_t kDictionaryBytes = 8 << 10;  // that are made: more saves next to nothing
inline constexpr size_t kDictionaryBytesMax = 64 << 10;  // that are read
inline constexpr int kZstdLevelMax = 19;                 // above it, memory grows beyond all use

// Made by a writer of a file, from a sample of its payloads one behind the other, of `sizes[i]`
// bytes each. Empty where there is nothing in common to be found, or too little to tell.
std::string TrainDictionary(const std::string& samples, const std::vector<size_t>& sizes);

// Compresses the payloads of one file. Used by one thread.
class BlockCompressor {
 public:
  virtual ~BlockCompressor() = default;
  Codec codec() const { return codec_; }
  bool has_dictionary() const { return has_dictionary_; }
  // Appends the compressed payload. False, and nothing is appended, where that would save less
  // than an eighth: such a block is better read as it is.
  virtual bool Append(Bytes payload, std::string* out) = 0;

 protected:
  BlockCompressor(Codec codec, bool has_dictionary)
      : codec_(codec), has_dictionary_(has_dictionary) {}

 private:
  const Codec codec_;
  const bool has_dictionary_;
};
// Null for kNone. `zstd_level`: 1..kZstdLevelMax. `dictionary` may be empty, and must outlive it.
std::unique_ptr<BlockCompressor> NewBlockCompressor(Codec codec, int zstd_level, Bytes dictionary);

// Decompresses the blocks of one file. Any thread.
class BlockDecompressor {
 public:
  BlockDecompressor() = default;
  ~BlockDecompressor();
  BlockDecompressor(const BlockDecompressor&) = delete;

  void SetDictionary(std::string dictionary);  // once, before any use
  bool has_dictionary() const { return !dictionary_.empty(); }
  // Fills `payload` with exactly `size` bytes; false where `stored` is not that many, compressed.
  bool Decompress(Codec codec, bool with_dictionary, Bytes stored, char* payload,
                  size_t size) const;

 private:
  const ZSTD_DDict_s* DigestedDictionary() const;

  std::string dictionary_;
  // What zstd makes of the dictionary, with the first block that needs it.
  mutable std::atomic<ZSTD_DDict_s*> digested_{nullptr};
};

}  // namespace keystone::storage
