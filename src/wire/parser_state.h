// What the readers of all operations share: the parser's state, how a request's reading begins and
// how it ends.
#pragma once

#include "model/limits.h"
#include "model/value_writer.h"
#include "wire/json.h"
#include "wire/request_reader.h"
#include "wire/wire.h"

namespace keystone::wire {

struct RequestParser::State {
  // The document lives in the parser until the next one.
  model::ApiResult<Json> Parse(Bytes json);

  simdjson::dom::parser parser{model::kRequestBytesMax + (1 << 20)};
  model::ValueWriter writer;
};

// The request, unless anything was wrong with it.
template <typename Request>
model::ApiResult<Request> Finish(RequestReader& reader, Request request) {
  reader.RefuseUnsupported();
  if (model::ApiError error = reader.errors().Answer(); !error.ok()) return error;
  return request;
}

}  // namespace keystone::wire

// Declares `reader` and `request`, or returns why the text is no JSON object.
#define KS_BEGIN_REQUEST(operation)                          \
  KS_ASSIGN_OR_RETURN(const Json root, state_->Parse(json)); \
  RequestReader reader(root, #operation, &state_->writer);   \
  model::operation##Request request
