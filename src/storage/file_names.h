// The names of a database's files. docs/format/manifest.md lists them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace keystone::storage {

inline constexpr std::string_view kCurrentFileName = "CURRENT";
inline constexpr std::string_view kLockFileName = "LOCK";
inline constexpr std::string_view kTemporarySuffix = ".tmp";

std::string LogFileName(uint64_t number);       // "000007.wal"
std::string TableFileName(uint64_t number);     // "000007.sst"
std::string ManifestFileName(uint64_t number);  // "MANIFEST-000007"

// And back; 0 for any other name.
uint64_t LogFileNumber(std::string_view name);
uint64_t TableFileNumber(std::string_view name);
uint64_t ManifestFileNumber(std::string_view name);

}  // namespace keystone::storage
