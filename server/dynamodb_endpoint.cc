// Every reply leaves through Finish, so that each has its request id and checksum; the checksum is
// of the bytes as they are sent, compressed or not.
#include "server/dynamodb_endpoint.h"

#include <zlib.h>

#include <array>
#include <memory>
#include <utility>

#include "model/api_error.h"
#include "model/limits.h"
#include "server/compression.h"
#include "server/request_id.h"
#include "wire/wire.h"

namespace keystone::server {
namespace {

constexpr std::string_view kTargetPrefix = "DynamoDB_20120810.";
constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr const char* kJson = "application/x-amz-json-1.0";
constexpr size_t kRegionBytesMax = 64;
// Smaller bodies fit into a packet or three, and AWS does not compress them either.
constexpr size_t kCompressedBytesMin = 4096;

HttpReply Finish(int status, const char* content_type, std::string body) {
  HttpReply reply;
  const auto crc = crc32_z(0, reinterpret_cast<const unsigned char*>(body.data()), body.size());
  reply.status = status;
  reply.headers = {{"Server", std::string("KeystoneDB/") + Version()},
                   {"Content-Type", content_type},
                   {"x-amzn-RequestId", NewRequestId()},
                   {"x-amz-crc32", std::to_string(crc)}};
  reply.body = std::move(body);
  return reply;
}

// Errors are never compressed: AWS does not either.
HttpReply Answer(Reply reply, bool prefers_gzip) {
  std::optional<std::string> gzip;
  if (prefers_gzip && reply.http_status == 200 && reply.body.size() >= kCompressedBytesMin) {
    gzip = Gzip(reply.body);
  }
  if (!gzip.has_value()) return Finish(reply.http_status, kJson, std::move(reply.body));
  HttpReply answer = Finish(reply.http_status, kJson, *std::move(gzip));
  answer.headers.emplace_back("Content-Encoding", "gzip");
  return answer;
}

HttpReply Refuse(model::ErrorCode code, std::string message) {
  const model::ApiError error(code, std::move(message));
  return Finish(model::ShapeOf(code).http_status, kJson, wire::ToJson(error));
}

// What Decompress has against a body.
HttpReply Refuse(const Status& status) {
  if (status.code() == StatusCode::kInvalidArgument) {
    return Refuse(model::ErrorCode::kSerialization, status.message());
  }
  const model::ApiError error = model::ApiError::FromStatus(status);
  return Refuse(error.code(), error.message());
}

HttpReply Health(std::string_view region) {
  std::string text = "healthy: dynamodb.";
  text += region;
  text += ".amazonaws.com ";
  return Finish(200, "text/plain", std::move(text));
}

HttpReply MethodNotAllowed() {
  HttpReply reply = Finish(405, "text/plain", "Method Not Allowed\n");
  reply.headers.emplace_back("Allow", "GET, HEAD, POST");
  return reply;
}

bool IsAmzJson(std::optional<std::string_view> content_type) {
  if (!content_type.has_value()) return false;
  const std::string_view media = content_type->substr(0, content_type->find_first_of("; \t"));
  return media == kJson || media == "application/x-amz-json-1.1";
}

// A region goes into ARNs, so it must look like one.
bool IsRegion(std::string_view text) {
  if (text.empty() || text.size() > kRegionBytesMax) return false;
  for (const char c : text) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!word && c != '-' && c != '_') return false;
  }
  return true;
}

// Host and port as a client has them, if they look like it.
std::string_view HostOf(const HttpRequest& request) {
  constexpr size_t kHostBytesMax = 262;  // a name, a colon and a port
  const std::string_view host = request.Header("Host").value_or("");
  if (host.size() > kHostBytesMax) return {};
  for (const char c : host) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!word && std::string_view("-._:[]").find(c) == std::string_view::npos) return {};
  }
  return host;
}

// The value of `name` among "name=value, name=value"; empty when it is not there.
std::string_view Parameter(std::string_view list, std::string_view name) {
  while (!list.empty()) {
    const size_t start = list.find_first_not_of(", \t");
    if (start == std::string_view::npos) return {};
    list.remove_prefix(start);
    const std::string_view one = list.substr(0, list.find_first_of(", \t"));
    list.remove_prefix(one.size());
    if (one.size() > name.size() && one.substr(0, name.size()) == name && one[name.size()] == '=') {
      return one.substr(name.size() + 1);
    }
  }
  return {};
}

class Endpoint {
 public:
  Endpoint(Database* database, std::string region)
      : database_(database), region_(std::move(region)) {}

  void Handle(const HttpRequest& request, HttpResponder respond) const {
    const std::string_view method = request.method();
    const std::string_view path = request.target().substr(0, request.target().find('?'));
    if (method == "POST" && path == "/") return Operate(request, std::move(respond));
    if (method == "GET" || method == "HEAD") {
      if (path == "/") return respond(Health(region_));
      return respond(Finish(404, "text/plain", "Not Found\n"));
    }
    if (method != "POST") return respond(MethodNotAllowed());
    respond(Refuse(model::ErrorCode::kUnknownOperation, ""));
  }

 private:
  void Operate(const HttpRequest& request, HttpResponder respond) const {
    const std::string_view target = request.Header("X-Amz-Target").value_or("");
    if (!IsAmzJson(request.Header("Content-Type")) || target.size() <= kTargetPrefix.size() ||
        target.substr(0, kTargetPrefix.size()) != kTargetPrefix) {
      return respond(Refuse(model::ErrorCode::kUnknownOperation, ""));
    }
    const std::optional<std::string_view> authorization = request.Header("Authorization");
    if (!authorization.has_value()) {
      return respond(Refuse(model::ErrorCode::kMissingAuthenticationToken,
                            "Request is missing Authentication Token"));
    }
    Result<std::string_view> region = SignedRegion(*authorization);
    if (!region.ok()) {
      return respond(Refuse(model::ErrorCode::kIncompleteSignature, region.status().message()));
    }
    std::string_view body = request.body();
    std::string decompressed;
    const std::string_view encoding = request.Header("Content-Encoding").value_or("");
    if (IsEncoded(encoding)) {
      // One byte over the limit is enough for the database to refuse it as it refuses plain bodies.
      Result<std::string> plain = Decompress(encoding, body, model::kRequestBytesMax + 1);
      if (!plain.ok()) return respond(Refuse(plain.status()));
      body = decompressed = *std::move(plain);
    }
    const bool prefers_gzip = PrefersGzip(request.Header("Accept-Encoding").value_or(""));
    database_->ExecuteAsync(Context{*region, HostOf(request)}, target.substr(kTargetPrefix.size()),
                            body, [respond = std::move(respond), prefers_gzip](Reply reply) {
                              respond(Answer(std::move(reply), prefers_gzip));
                            });
  }

  Database* const database_;
  const std::string region_;
};

}  // namespace

Result<std::string_view> SignedRegion(std::string_view authorization) {
  if (authorization.substr(0, kAlgorithm.size()) != kAlgorithm) {
    return Status::InvalidArgument("Authorization header requires 'AWS4-HMAC-SHA256'.");
  }
  const std::string_view list = authorization.substr(kAlgorithm.size());
  std::string missing;
  for (const char* name : {"Credential", "Signature", "SignedHeaders"}) {
    if (!Parameter(list, name).empty()) continue;
    if (!missing.empty()) missing += ' ';
    missing += "Authorization header requires '" + std::string(name) + "' parameter.";
  }
  if (!missing.empty()) return Status::InvalidArgument(std::move(missing));
  // key/date/region/service/aws4_request; the key itself may hold slashes, so count from the end.
  std::string_view scope = Parameter(list, "Credential");
  std::array<std::string_view, 4> parts;  // terminator, service, region, date
  for (std::string_view& part : parts) {
    const size_t slash = scope.rfind('/');
    if (slash == std::string_view::npos || slash == 0) {
      return Status::InvalidArgument(
          "Credential must have exactly 5 slash-delimited elements, e.g. "
          "keyid/date/region/service/term.");
    }
    part = scope.substr(slash + 1);
    scope = scope.substr(0, slash);
  }
  if (!IsRegion(parts[2])) {
    return Status::InvalidArgument("Credential should be scoped to a valid region.");
  }
  return parts[2];
}

HttpHandler DynamoDbEndpoint(Database* database, std::string default_region) {
  auto endpoint = std::make_shared<const Endpoint>(database, std::move(default_region));
  return [endpoint](const HttpRequest& request, HttpResponder respond) {
    endpoint->Handle(request, std::move(respond));
  };
}

}  // namespace keystone::server
