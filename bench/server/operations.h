// The operations under load: requests that are rendered before anything is measured, and what each
// reply must say.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace keystone::bench {

enum class Operation : unsigned char { kGetItem, kQuery, kUpdateItem, kPutItem, kBatchWriteItem };
inline constexpr Operation kOperations[] = {Operation::kGetItem, Operation::kQuery,
                                            Operation::kUpdateItem, Operation::kPutItem,
                                            Operation::kBatchWriteItem};
// DynamoDB's name.
const char* NameOf(Operation operation);

inline constexpr uint32_t kQueryItems = 20;
inline constexpr uint32_t kBatchItems = 25;
// Names and values, as DynamoDB counts.
inline constexpr int kServedItemBytes = 200;
// The attribute n of an item that was just loaded. Seven digits whatever happens to it, so that
// every item's JSON is equally long.
inline constexpr uint32_t kFirstNumber = 1'000'001;

struct Request {
  std::string text;             // head and body
  std::vector<uint32_t> items;  // that it reads, in order, or writes
  uint32_t number = 0;          // what a put writes as n
};

// What the table holds as the acknowledged writes left it: items 0..size-1.
class Contents {
 public:
  explicit Contents(uint32_t items);

  uint32_t size() const { return static_cast<uint32_t>(numbers_.size()); }
  // Ends the run where `body` is not the operation's reply. Takes note of what it acknowledged.
  void Accept(Operation operation, const Request& request, Bytes body);

 private:
  void CheckItems(const Request& request, Bytes body) const;

  std::vector<uint32_t> numbers_;
  std::vector<std::array<char, 16>> sums_;
  std::array<size_t, std::size(kOperations)> reply_bytes_;  // every reply is as long as the first
};

std::string RenderRequest(Bytes operation, Bytes body);
std::string CreateTableBody();
inline constexpr const char* kTableBody = R"({"TableName":"bench"})";

Request MakeRequest(Operation operation, const std::vector<uint32_t>& items, uint32_t number);
// The body of a reply to a request for the first items there are.
std::string ReplyBody(Operation operation);

}  // namespace keystone::bench
