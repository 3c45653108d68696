#include "storage/block_codec.h"

#include <lz4.h>
#include <zdict.h>
#include <zstd.h>

#include <algorithm>

namespace keystone::storage {
namespace {

constexpr size_t kSampleBlocksMin = 16;

// The most that a compressed payload may take.
size_t WorthwhileBytes(Bytes payload) {
  return payload.size() - std::min(payload.size(), payload.size() / 8 + 1);
}

// Of LZ4's "acceleration" 1, 2, 4, …: with a dictionary, 4 costs a hundredth of the space and saves
// a third of the time.
constexpr int kLz4Acceleration = 4;

class Lz4Compressor final : public BlockCompressor {
 public:
  explicit Lz4Compressor(Bytes dictionary)
      : BlockCompressor(Codec::kLz4, !dictionary.empty()),
        dictionary_bytes_(dictionary.size()),
        buffer_(dictionary) {
    buffer_.resize(dictionary.size() + kPayloadBytesBeside);
    LZ4_initStream(&prepared_, sizeof prepared_);
    LZ4_loadDict(&prepared_, buffer_.data(), static_cast<int>(dictionary.size()));
  }

  bool Append(Bytes payload, std::string* out) override {
    const size_t begin = out->size();
    const size_t room = WorthwhileBytes(payload);
    out->resize(begin + room);
    const char* source = payload.data();
    if (payload.size() <= kPayloadBytesBeside) {
      payload.copy(buffer_.data() + dictionary_bytes_, payload.size());
      source = buffer_.data() + dictionary_bytes_;
    }
    // A copy, so that each block can be read without the one before.
    LZ4_stream_t stream = prepared_;
    const int size = LZ4_compress_fast_continue(&stream, source, out->data() + begin,
                                                static_cast<int>(payload.size()),
                                                static_cast<int>(room), kLz4Acceleration);
    out->resize(begin + static_cast<size_t>(size));
    return size > 0;
  }

 private:
  // LZ4 is faster where the payload lies right behind the dictionary.
  static constexpr size_t kPayloadBytesBeside = 16 << 10;
  const size_t dictionary_bytes_;
  std::string buffer_;
  LZ4_stream_t prepared_;  // the dictionary, indexed
};

class ZstdCompressor final : public BlockCompressor {
 public:
  ZstdCompressor(int level, Bytes dictionary)
      : BlockCompressor(Codec::kZstd, !dictionary.empty()),
        context_(ZSTD_createCCtx()),
        dictionary_(ZSTD_createCDict(dictionary.data(), dictionary.size(), level)) {}
  ~ZstdCompressor() override {
    ZSTD_freeCDict(dictionary_);
    ZSTD_freeCCtx(context_);
  }

  bool Append(Bytes payload, std::string* out) override {
    const size_t begin = out->size();
    const size_t room = WorthwhileBytes(payload);
    out->resize(begin + room);
    const size_t size = ZSTD_compress_usingCDict(context_, out->data() + begin, room,
                                                 payload.data(), payload.size(), dictionary_);
    const bool compressed = ZSTD_isError(size) == 0;
    out->resize(begin + (compressed ? size : 0));
    return compressed;
  }

 private:
  ZSTD_CCtx* context_;
  ZSTD_CDict* dictionary_;
};

// One a thread: it is far more than a block.
ZSTD_DCtx* DecompressionContext() {
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  static thread_local const std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
  return context.get();
}

}  // namespace

std::string TrainDictionary(const std::string& samples, const std::vector<size_t>& sizes) {
  if (sizes.size() < kSampleBlocksMin) return {};
  std::string dictionary(kDictionaryBytes, '\0');
  const size_t size = ZDICT_trainFromBuffer(dictionary.data(), dictionary.size(), samples.data(),
                                            sizes.data(), static_cast<unsigned>(sizes.size()));
  dictionary.resize(ZDICT_isError(size) == 0 ? size : 0);
  return dictionary;
}

std::unique_ptr<BlockCompressor> NewBlockCompressor(Codec codec, int zstd_level, Bytes dictionary) {
  switch (codec) {
    case Codec::kNone:
      return nullptr;
    case Codec::kLz4:
      return std::make_unique<Lz4Compressor>(dictionary);
    case Codec::kZstd:
      return std::make_unique<ZstdCompressor>(zstd_level, dictionary);
  }
  return nullptr;
}

BlockDecompressor::~BlockDecompressor() {
  ZSTD_freeDDict(digested_.load(std::memory_order_relaxed));
}

void BlockDecompressor::SetDictionary(std::string dictionary) {
  dictionary_ = std::move(dictionary);
}

const ZSTD_DDict_s* BlockDecompressor::DigestedDictionary() const {
  ZSTD_DDict* digested = digested_.load(std::memory_order_acquire);
  if (digested != nullptr) return digested;
  ZSTD_DDict* made = ZSTD_createDDict(dictionary_.data(), dictionary_.size());
  if (digested_.compare_exchange_strong(digested, made, std::memory_order_acq_rel)) return made;
  ZSTD_freeDDict(made);  // another thread was first
  return digested;
}

bool BlockDecompressor::Decompress(Codec codec, bool with_dictionary, Bytes stored, char* payload,
                                   size_t size) const {
  if (with_dictionary && !has_dictionary()) return false;
  const Bytes dictionary = with_dictionary ? Bytes(dictionary_) : Bytes();
  if (codec == Codec::kLz4) {
    return LZ4_decompress_safe_usingDict(
               stored.data(), payload, static_cast<int>(stored.size()), static_cast<int>(size),
               dictionary.data(), static_cast<int>(dictionary.size())) == static_cast<int>(size);
  }
  if (codec != Codec::kZstd) return false;
  ZSTD_DCtx* context = DecompressionContext();
  return (with_dictionary
              ? ZSTD_decompress_usingDDict(context, payload, size, stored.data(), stored.size(),
                                           DigestedDictionary())
              : ZSTD_decompressDCtx(context, payload, size, stored.data(), stored.size())) == size;
}

}  // namespace keystone::storage
