// Parts of settings that more than one request has.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wire/request_reader.h"

namespace keystone::wire {

// Tags: [{"Key": …, "Value": …}]. Missing where it is `required` and not there.
std::vector<model::Tag> ReadTags(RequestReader& reader, bool required);

// A policy document, checked; none where the member is not there.
std::optional<std::string> ReadPolicy(RequestReader& reader, const char* name);

}  // namespace keystone::wire
