#include "bench/server/operations.h"

#include <cstring>

#include "base/hash.h"
#include "base/split_mix.h"
#include "bench/support/items.h"
#include "bench/support/process.h"

namespace keystone::bench {
namespace {

std::string Hex(uint64_t number, size_t digits) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text(digits, '0');
  for (size_t i = digits; i-- > 0; number >>= 4) text[i] = kDigits[number & 15];
  return text;
}

std::string KeyMembers(uint32_t item) {
  const ItemKey key(item);
  std::string text = R"("pk":{"S":")";
  text.append(key.partition()).append(R"("},"sk":{"S":")").append(key.sort()).append(R"("})");
  return text;
}

// All but n and the checksum over them.
std::string FixedMembers(uint32_t item) {
  SplitMix random(item);
  std::string text = Hex(random.Next(), 16);
  text += Hex(random.Next(), 16);
  const uint64_t numbers = random.Next();
  return KeyMembers(item) + R"(,"customer":{"S":")" + text + R"("},"email":{"S":")" +
         Hex(numbers >> 16, 10) + R"(@example.org"},"status":{"S":")" +
         (numbers & 1 ? "shipped" : "waiting") + R"("},"total":{"N":")" +
         std::to_string(100 + numbers % 900) + R"(.75"},"address":{"M":{"street":{"S":")" +
         text.substr(3, 12) + R"("},"city":{"S":")" + text.substr(20, 8) + R"("}}})";
}

std::string SumOf(uint32_t item) {
  return Hex(Hash64(FixedMembers(item), item), 16);
}

std::string ItemJson(uint32_t item, uint32_t number) {
  std::string json = "{";
  json.append(FixedMembers(item)).append(R"(,"n":{"N":")").append(std::to_string(number));
  return json.append(R"("},"sum":{"S":")").append(SumOf(item)).append(R"("}})");
}

std::string Body(Operation operation, const std::vector<uint32_t>& items, uint32_t number) {
  std::string body;
  switch (operation) {
    case Operation::kGetItem:
      return R"({"TableName":"bench","Key":{)" + KeyMembers(items[0]) +
             R"(},"ConsistentRead":true})";
    case Operation::kPutItem:
      return R"({"TableName":"bench","Item":)" + ItemJson(items[0], number) + "}";
    case Operation::kUpdateItem:
      return R"({"TableName":"bench","Key":{)" + KeyMembers(items[0]) +
             R"(},"UpdateExpression":"SET n = n + :one","ExpressionAttributeValues":{":one":{"N":"1"}}})";
    case Operation::kQuery: {
      const ItemKey key(items[0]);
      body = R"({"TableName":"bench","KeyConditionExpression":"pk = :p AND sk >= :s","Limit":)" +
             std::to_string(kQueryItems) + R"(,"ExpressionAttributeValues":{":p":{"S":")";
      return body.append(key.partition()).append(R"("},":s":{"S":")").append(key.sort()) +
             R"("}}})";
    }
    case Operation::kBatchWriteItem:
      body = R"({"RequestItems":{"bench":[)";
      for (const uint32_t item : items) {
        if (body.back() != '[') body += ',';
        body += R"({"PutRequest":{"Item":)" + ItemJson(item, number) + "}}";
      }
      return body + "]}}";
  }
  return body;
}

// Behind `from`; where it ends.
size_t Find(Bytes body, size_t from, Bytes wanted) {
  const void* found =
      ::memmem(body.data() + from, body.size() - from, wanted.data(), wanted.size());
  if (found == nullptr)
    Fail("no " + std::string(wanted) + " where it belongs: " + std::string(body));
  return static_cast<size_t>(static_cast<const char*>(found) - body.data()) + wanted.size();
}

size_t FindMember(Bytes body, size_t from, Bytes before, Bytes value) {
  char wanted[64];
  std::memcpy(wanted, before.data(), before.size());
  std::memcpy(wanted + before.size(), value.data(), value.size());
  wanted[before.size() + value.size()] = '"';
  return Find(body, from, {wanted, before.size() + value.size() + 1});
}

}  // namespace

const char* NameOf(Operation operation) {
  switch (operation) {
    case Operation::kGetItem:
      return "GetItem";
    case Operation::kQuery:
      return "Query";
    case Operation::kUpdateItem:
      return "UpdateItem";
    case Operation::kPutItem:
      return "PutItem";
    case Operation::kBatchWriteItem:
      return "BatchWriteItem";
  }
  return "";
}

Contents::Contents(uint32_t items) : numbers_(items, kFirstNumber), sums_(items) {
  for (uint32_t i = 0; i < items; ++i) {
    std::memcpy(sums_[i].data(), SumOf(i).data(), sums_[i].size());
  }
  for (const Operation operation : kOperations) {
    reply_bytes_[static_cast<size_t>(operation)] = ReplyBody(operation).size();
  }
}

void Contents::Accept(Operation operation, const Request& request, Bytes body) {
  if (body.size() != reply_bytes_[static_cast<size_t>(operation)]) {
    Fail(std::string(NameOf(operation)) + " was answered by " + std::string(body));
  }
  switch (operation) {
    case Operation::kGetItem:
    case Operation::kQuery:
      return CheckItems(request, body);
    case Operation::kUpdateItem:
      for (const uint32_t item : request.items) ++numbers_[item];
      return;
    case Operation::kPutItem:
    case Operation::kBatchWriteItem:
      for (const uint32_t item : request.items) numbers_[item] = request.number;
      return;
  }
}

// An item's members come in any order, the items in their own.
void Contents::CheckItems(const Request& request, Bytes body) const {
  size_t sum_end = 0;
  size_t number_end = 0;
  for (const uint32_t item : request.items) {
    sum_end =
        FindMember(body, sum_end, R"("sum":{"S":")", {sums_[item].data(), sums_[item].size()});
    number_end = FindMember(body, number_end, R"("n":{"N":")", std::to_string(numbers_[item]));
  }
}

std::string RenderRequest(Bytes operation, Bytes body) {
  std::string text =
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\n"
      "X-Amz-Date: 20260101T000000Z\r\nAuthorization: AWS4-HMAC-SHA256 "
      "Credential=local/20260101/us-east-1/dynamodb/aws4_request, "
      "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=";
  text.append(64, '0').append("\r\nX-Amz-Target: DynamoDB_20120810.").append(operation);
  text.append("\r\nContent-Length: ").append(std::to_string(body.size()));
  return text.append("\r\n\r\n").append(body);
}

std::string CreateTableBody() {
  return R"({"TableName":"bench","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":)"
         R"([{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"S"}],)"
         R"("KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}]})";
}

Request MakeRequest(Operation operation, const std::vector<uint32_t>& items, uint32_t number) {
  return {RenderRequest(NameOf(operation), Body(operation, items, number)), items, number};
}

std::string ReplyBody(Operation operation) {
  switch (operation) {
    case Operation::kGetItem:
      return R"({"Item":)" + ItemJson(0, kFirstNumber) + "}";
    case Operation::kQuery: {
      std::string body = R"({"Items":[)";
      for (uint32_t i = 0; i < kQueryItems; ++i) {
        if (i > 0) body += ',';
        body += ItemJson(i, kFirstNumber);
      }
      return body + R"(],"Count":20,"ScannedCount":20,"LastEvaluatedKey":{)" +
             KeyMembers(kQueryItems - 1) + "}}";
    }
    case Operation::kUpdateItem:
    case Operation::kPutItem:
      return "{}";
    case Operation::kBatchWriteItem:
      return R"({"UnprocessedItems":{}})";
  }
  return "";
}

}  // namespace keystone::bench
