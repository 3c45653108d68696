// HttpServer: the seam between the endpoints and whatever speaks HTTP/1.1 on sockets.
//
// A handler gets each whole request and a responder. The responder may be called once, at any time,
// from any thread; a second call and one after Stop are ignored. Views in a request live until the
// handler returns.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keystone/status.h"

namespace keystone::server {

class HttpRequest {
 public:
  virtual ~HttpRequest() = default;
  virtual std::string_view method() const = 0;  // "POST"
  virtual std::string_view target() const = 0;  // "/path?query", as sent
  virtual std::string_view body() const = 0;
  // The first header of that name, in any case.
  virtual std::optional<std::string_view> Header(const char* name) const = 0;
};

struct HttpReply {
  int status = 500;
  std::vector<std::pair<std::string, std::string>> headers;  // without length, date, connection
  std::string body;
};

using HttpResponder = std::function<void(HttpReply)>;
using HttpHandler = std::function<void(const HttpRequest&, HttpResponder)>;

struct HttpServerOptions {
  std::string host = "127.0.0.1";
  int port = 8000;  // 0: the system picks one
  int threads = 2;  // event loops; 1..2
  // More is answered with a bare 413 and the end of the connection. Above the operations' own limit
  // of 16 MB, whose refusal is DynamoDB's.
  size_t body_bytes_max = 32u << 20;
  size_t header_bytes_max = 64u << 10;
  int idle_timeout_s = 60;  // between two reads or writes of one connection
};

class HttpServer {
 public:
  virtual ~HttpServer() = default;  // as Stop
  virtual int port() const = 0;
  // Accepts no further connections and closes each one after its running request. True when every
  // request was answered and sent before the deadline.
  virtual bool Drain(std::chrono::milliseconds deadline) = 0;
  // Ends the event loops and closes every connection.
  virtual void Stop() = 0;
};

// Serves from return on. Busy when the port is taken; handlers run on the event threads.
Result<std::unique_ptr<HttpServer>> StartHttpServer(const HttpServerOptions& options,
                                                    HttpHandler handler);

}  // namespace keystone::server
