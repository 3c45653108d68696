#include "storage/file_names.h"

#include <charconv>

namespace keystone::storage {
namespace {

constexpr size_t kDigitsMin = 6;

std::string Digits(uint64_t number) {
  std::string digits = std::to_string(number);
  if (digits.size() < kDigitsMin) digits.insert(0, kDigitsMin - digits.size(), '0');
  return digits;
}

// The number in a name that `name_of` would give it.
uint64_t NumberIn(std::string_view name, size_t begin, std::string (*name_of)(uint64_t)) {
  if (name.size() <= begin) return 0;
  uint64_t number = 0;
  std::from_chars(name.data() + begin, name.data() + name.size(), number);
  return number != 0 && name_of(number) == name ? number : 0;
}

constexpr std::string_view kManifestPrefix = "MANIFEST-";

}  // namespace

std::string LogFileName(uint64_t number) {
  return Digits(number) + ".wal";
}
std::string TableFileName(uint64_t number) {
  return Digits(number) + ".sst";
}
std::string ManifestFileName(uint64_t number) {
  return std::string(kManifestPrefix) + Digits(number);
}

uint64_t LogFileNumber(std::string_view name) {
  return NumberIn(name, 0, LogFileName);
}
uint64_t TableFileNumber(std::string_view name) {
  return NumberIn(name, 0, TableFileName);
}
uint64_t ManifestFileNumber(std::string_view name) {
  return NumberIn(name, kManifestPrefix.size(), ManifestFileName);
}

}  // namespace keystone::storage
