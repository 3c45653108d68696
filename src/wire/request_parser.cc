// How every request's reading begins, and the reading of a lone item.
#include "base/status_macros.h"
#include "wire/parser_state.h"
#include "wire/read_value.h"

namespace keystone::wire {

using model::ApiError;
using model::ApiResult;

ApiResult<Json> RequestParser::State::Parse(Bytes json) {
  Json root;
  if (json.empty()) json = "";  // an empty view may lead nowhere, and simdjson copies from it
  if (parser.parse(json.data(), json.size(), true).get(root) != simdjson::SUCCESS) {
    return ApiError::Serialization("The request body is not valid JSON");
  }
  if (!root.is_object()) return ApiError::Serialization("Unexpected field type");
  return root;
}

RequestParser::RequestParser() : state_(std::make_unique<State>()) {}
RequestParser::~RequestParser() = default;

ApiResult<std::string> RequestParser::Item(Bytes json) {
  KS_ASSIGN_OR_RETURN(const Json root, state_->Parse(json));
  ErrorCollector errors;
  std::string item = ReadItem(root, &state_->writer, &errors);
  if (ApiError error = errors.Answer(); !error.ok()) return error;
  return item;
}

}  // namespace keystone::wire
