// Every option's range: its ends are taken, one step beyond is refused with the option's name.
#include "api/options.h"

#include <gtest/gtest.h>

namespace keystone {
namespace {

void ExpectRefused(const Options& options, const std::string& name) {
  const Status status = api::CheckOptions(options);
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << name;
  EXPECT_NE(status.message().find(name), std::string::npos) << status.message();
}

TEST(OptionsTest, DefaultsAndEndsOfRangesAreTaken) {
  EXPECT_TRUE(api::CheckOptions({}).ok());
  EXPECT_TRUE(api::CheckOptions({.interval_ms = 1}).ok());
  EXPECT_TRUE(api::CheckOptions({.interval_ms = 60'000}).ok());
  EXPECT_TRUE(api::CheckOptions({.transition_ms = 3'600'000}).ok());
  EXPECT_TRUE(api::CheckOptions({.ttl_interval_ms = 86'400'000}).ok());
  EXPECT_TRUE(api::CheckOptions({.memtable_bytes = 64 << 10}).ok());
  EXPECT_TRUE(api::CheckOptions({.memtable_bytes = 1 << 30}).ok());
  EXPECT_TRUE(api::CheckOptions({.cache_bytes = 0}).ok());
  EXPECT_TRUE(api::CheckOptions({.max_concurrent_compactions = 64}).ok());
}

TEST(OptionsTest, BeyondIsRefusedByName) {
  ExpectRefused({.durability = static_cast<Durability>(9)}, "durability");
  ExpectRefused({.interval_ms = 0}, "interval_ms");
  ExpectRefused({.interval_ms = 60'001}, "interval_ms");
  ExpectRefused({.region = ""}, "region");
  ExpectRefused({.region = "eu west"}, "region");
  ExpectRefused({.account = "12345678901"}, "account");
  ExpectRefused({.account = "12345678901x"}, "account");
  ExpectRefused({.transition_ms = -1}, "transition_ms");
  ExpectRefused({.transition_ms = 3'600'001}, "transition_ms");
  ExpectRefused({.ttl_interval_ms = -1}, "ttl_interval_ms");
  ExpectRefused({.ttl_interval_ms = 86'400'001}, "ttl_interval_ms");
  ExpectRefused({.memtable_bytes = (64 << 10) - 1}, "memtable_bytes");
  ExpectRefused({.memtable_bytes = (1 << 30) + 1}, "memtable_bytes");
  ExpectRefused({.cache_bytes = (1ull << 40) + 1}, "cache_bytes");
  ExpectRefused({.compression = static_cast<Compression>(3)}, "compression");
  ExpectRefused({.cold_compression = static_cast<Compression>(3)}, "cold_compression");
  ExpectRefused({.compaction_style = static_cast<CompactionStyle>(2)}, "compaction_style");
  ExpectRefused({.zstd_level = 0}, "zstd_level");
  ExpectRefused({.zstd_level = 20}, "zstd_level");
  ExpectRefused({.max_concurrent_compactions = 0}, "max_concurrent_compactions");
  ExpectRefused({.max_concurrent_compactions = 65}, "max_concurrent_compactions");
}

}  // namespace
}  // namespace keystone
