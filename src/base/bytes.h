// Bytes: a view of bytes somebody else owns, compared as memcmp does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace keystone {

// std::char_traits<char> compares as unsigned bytes, so operator< is memcmp order with the shorter
// of two otherwise equal strings first.
using Bytes = std::string_view;

}  // namespace keystone
