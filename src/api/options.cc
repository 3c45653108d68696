#include "api/options.h"

#include <algorithm>

#include "base/status_macros.h"

namespace keystone::api {
namespace {

constexpr size_t kRegionBytesMax = 64;
constexpr size_t kAccountDigits = 12;

template <typename Number>
Status CheckRange(const char* name, Number value, Number least, Number most) {
  if (value >= least && value <= most) return Status::Ok();
  return Status::InvalidArgument(std::string(name) + " must be " + std::to_string(least) + " to " +
                                 std::to_string(most) + ", not " + std::to_string(value));
}

Status CheckCompression(const char* name, Compression compression) {
  if (compression == Compression::kNone || compression == Compression::kLz4 ||
      compression == Compression::kZstd) {
    return Status::Ok();
  }
  return Status::InvalidArgument(std::string(name) + " must be none, lz4 or zstd");
}

bool IsRegionByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

Status CheckOptions(const Options& options) {
  if (options.durability != Durability::kSync && options.durability != Durability::kInterval &&
      options.durability != Durability::kNone) {
    return Status::InvalidArgument("durability must be sync, interval or none");
  }
  KS_RETURN_IF_ERROR(CheckRange<int64_t>("interval_ms", options.interval_ms, 1, 60'000));
  KS_RETURN_IF_ERROR(CheckRange<int64_t>("transition_ms", options.transition_ms, 0, 3'600'000));
  KS_RETURN_IF_ERROR(
      CheckRange<int64_t>("ttl_interval_ms", options.ttl_interval_ms, 0, 86'400'000));
  KS_RETURN_IF_ERROR(
      CheckRange<uint64_t>("memtable_bytes", options.memtable_bytes, 64ull << 10, 1ull << 30));
  KS_RETURN_IF_ERROR(CheckRange<uint64_t>("cache_bytes", options.cache_bytes, 0, 1ull << 40));
  if (options.compaction_style != CompactionStyle::kLazy &&
      options.compaction_style != CompactionStyle::kLeveled) {
    return Status::InvalidArgument("compaction_style must be lazy or leveled");
  }
  KS_RETURN_IF_ERROR(CheckCompression("compression", options.compression));
  KS_RETURN_IF_ERROR(CheckCompression("cold_compression", options.cold_compression));
  KS_RETURN_IF_ERROR(CheckRange("zstd_level", options.zstd_level, 1, 19));
  KS_RETURN_IF_ERROR(
      CheckRange("max_concurrent_compactions", options.max_concurrent_compactions, 1, 64));
  const std::string& region = options.region;
  if (region.empty() || region.size() > kRegionBytesMax ||
      !std::all_of(region.begin(), region.end(), IsRegionByte)) {
    return Status::InvalidArgument("region must be 1 to 64 letters, digits and dashes, not \"" +
                                   region + "\"");
  }
  const std::string& account = options.account;
  if (account.size() != kAccountDigits || !std::all_of(account.begin(), account.end(), IsDigit)) {
    return Status::InvalidArgument("account must be 12 digits, not \"" + account + "\"");
  }
  return Status::Ok();
}

}  // namespace keystone::api
