// HTTP: what the server does with a request that libevent has parsed. The input is one: a line
// "METHOD target", lines "Name: value", an empty line, the body.
//
// Each request is answered once, with its checksum and its id, and never by an internal error. No
// input may create a table, so the one database stays as it is.
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <future>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fuzz/target.h"
#include "server/dynamodb_endpoint.h"

namespace keystone::fuzz {
namespace {

using server::HttpReply;

// Takes a line off the front.
Bytes TakeLine(Bytes* text) {
  const Bytes line = text->substr(0, text->find('\n'));
  text->remove_prefix(std::min(text->size(), line.size() + 1));
  return line;
}

bool SameName(Bytes a, Bytes b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

class TextRequest final : public server::HttpRequest {
 public:
  explicit TextRequest(Bytes text) {
    const Bytes first = TakeLine(&text);
    const size_t space = std::min(first.find(' '), first.size());
    method_ = first.substr(0, space);
    target_ = first.substr(std::min(space + 1, first.size()));
    for (Bytes line = TakeLine(&text); !line.empty(); line = TakeLine(&text)) {
      const size_t colon = line.find(": ");
      if (colon != Bytes::npos)
        headers_.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    body_ = text;
  }

  std::string_view method() const override { return method_; }
  std::string_view target() const override { return target_; }
  std::string_view body() const override { return body_; }
  std::optional<std::string_view> Header(const char* name) const override {
    for (const auto& [key, value] : headers_) {
      if (SameName(key, name)) return value;
    }
    return std::nullopt;
  }

 private:
  Bytes method_, target_, body_;
  std::vector<std::pair<Bytes, Bytes>> headers_;
};

// Bit by bit, to judge the server's.
uint32_t Crc32(Bytes bytes) {
  uint32_t crc = ~uint32_t{0};
  for (const char c : bytes) {
    crc ^= static_cast<uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xedb88320 : 0);
  }
  return ~crc;
}

std::string HeaderOf(const HttpReply& reply, Bytes name) {
  for (const auto& [key, value] : reply.headers) {
    if (key == name) return value;
  }
  return {};
}

void CheckReply(const HttpReply& reply) {
  KS_CHECK(reply.status >= 200 && reply.status < 500);
  KS_CHECK(HeaderOf(reply, "x-amz-crc32") == std::to_string(Crc32(reply.body)));
  KS_CHECK(HeaderOf(reply, "x-amzn-RequestId").size() == 52);
  KS_CHECK(!HeaderOf(reply, "Content-Type").empty());
}

HttpReply Ask(const server::HttpRequest& request) {
  static Database database = std::move(Database::OpenInMemory({})).value();
  static const server::HttpHandler handler = server::DynamoDbEndpoint(&database, "us-east-1");
  std::promise<HttpReply> answered;
  handler(request, [&](HttpReply reply) { answered.set_value(std::move(reply)); });
  return answered.get_future().get();
}

void CheckRegion(Bytes authorization) {
  const auto region = server::SignedRegion(authorization);
  if (!region.ok()) {
    KS_CHECK(region.status().code() == StatusCode::kInvalidArgument);
    return;
  }
  KS_CHECK(!region->empty() && region->size() <= 64);
  KS_CHECK(region->data() >= authorization.data());
  KS_CHECK(region->data() + region->size() <= authorization.data() + authorization.size());
  for (const unsigned char c : *region) KS_CHECK(std::isalnum(c) != 0 || c == '-' || c == '_');
}

}  // namespace

void Run(Bytes input) {
  const TextRequest request(input);
  CheckRegion(request.Header("Authorization").value_or(""));
  const Bytes target = request.Header("X-Amz-Target").value_or("");
  if (target.find("CreateTable") == Bytes::npos) CheckReply(Ask(request));
}

}  // namespace keystone::fuzz
