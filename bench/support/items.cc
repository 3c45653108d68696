#include "bench/support/items.h"

#include <cstring>

#include "base/hash.h"
#include "base/split_mix.h"
#include "bench/support/process.h"

namespace keystone::bench {
namespace {

constexpr char kHex[] = "0123456789abcdef";
constexpr char kWords[16][9] = {"amber",  "basalt", "cobalt", "dahlia",  "ember",   "fjord",
                                "garnet", "harbor", "indigo", "juniper", "kestrel", "lagoon",
                                "meadow", "nectar", "opal",   "prairie"};
constexpr size_t kVersionAt = 5;  // behind {"v":
constexpr size_t kSumDigits = 16;
constexpr size_t kTailBytes = kSumDigits + 2;  // and "}

void PutHex(uint64_t number, char* digits, size_t count) {
  for (size_t i = 0; i < count; ++i) digits[i] = kHex[(number >> (4 * (count - 1 - i))) & 15];
}

void AppendHex(std::string* out, uint64_t number, size_t count) {
  char digits[kSumDigits];
  PutHex(number, digits, count);
  out->append(digits, count);
}

// Sixteen bits of `bits` choose: two words and two digits.
void AppendName(std::string* out, uint64_t bits) {
  out->append(kWords[bits & 15]).append("-").append(kWords[(bits >> 4) & 15]);
  AppendHex(out, bits >> 8, 2);
}

// Of the bytes before the checksum.
uint64_t SumOf(uint64_t item, Bytes head) {
  return Hash64(head, item);
}

}  // namespace

ItemKey::ItemKey(uint64_t item, uint64_t beside) {
  SplitMix random(item / kItemsPerPartition);
  PutHex(random.Next(), bytes_.data(), 16);
  PutHex(random.Next(), bytes_.data() + 16, kPartitionBytes - 16);
  std::memcpy(bytes_.data() + kPartitionBytes, "order#", 6);
  // Even, so that there is room beside each.
  PutHex(item % kItemsPerPartition * 2 + beside, bytes_.data() + kPartitionBytes + 6,
         kSortBytes - 6);
}

void MakeValue(uint64_t item, int version, std::string* value) {
  SplitMix random(item * 16 + static_cast<uint64_t>(version));
  const uint64_t names = random.Next();
  const uint64_t numbers = random.Next();
  value->assign("{\"v\":").push_back(static_cast<char>('0' + version));
  value->append(",\"customer\":\"");
  AppendName(value, names);
  value->append("\",\"email\":\"");
  AppendName(value, names >> 16);
  value->append("@example.org\",\"status\":\"").append(numbers & 1 ? "shipped" : "waiting");
  value->append("\",\"total\":").append(std::to_string(numbers >> 8 & 0xffff));
  value->append(".50,\"address\":{\"street\":\"");
  AppendName(value, names >> 32);
  value->append("\",\"city\":\"").append(kWords[names >> 48 & 15]);
  value->append("\"},\"token\":\"");
  AppendHex(value, numbers >> 24, 10);
  value->append("\",\"sum\":\"");
  AppendHex(value, SumOf(item, *value), kSumDigits);
  value->append("\"}");
}

int CheckValue(uint64_t item, Bytes value) {
  if (value.size() > kTailBytes + kVersionAt) {
    const Bytes head = value.substr(0, value.size() - kTailBytes);
    char expected[kTailBytes + 1] = "";
    PutHex(SumOf(item, head), expected, kSumDigits);
    std::memcpy(expected + kSumDigits, "\"}", 2);
    if (value.ends_with(Bytes(expected, kTailBytes))) return head[kVersionAt] - '0';
  }
  Fail("item " + std::to_string(item) + " came back wrong, as " + std::string(value));
}

}  // namespace keystone::bench
