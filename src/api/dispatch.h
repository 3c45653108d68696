// Dispatcher: from an operation's name and JSON to its reply. The table in dispatch.cc is the list
// of operations that exist.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "dynamo/engine.h"
#include "env/mutex.h"
#include "keystone/database.h"
#include "wire/wire.h"

namespace keystone::api {

// Parsers keep their buffers from one request to the next; each is used by one thread at a time.
class ParserPool {
 public:
  std::unique_ptr<wire::RequestParser> Take();
  void Give(std::unique_ptr<wire::RequestParser> parser);

 private:
  Mutex mutex_;
  std::vector<std::unique_ptr<wire::RequestParser>> idle_;
};

class Dispatcher {
 public:
  explicit Dispatcher(dynamo::Engine& engine) : engine_(engine) {}

  // `done` is called exactly once, as the engine calls it. The views need live only until this
  // returns.
  void Execute(const dynamo::Context& context, std::string_view operation, std::string_view json,
               std::function<void(Reply)> done);

 private:
  dynamo::Engine& engine_;
  ParserPool parsers_;
};

Reply ErrorReply(const model::ApiError& error);

}  // namespace keystone::api
