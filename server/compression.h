// Bodies compressed as HTTP does it, RFC 9110: Content-Encoding of requests, Accept-Encoding for
// replies.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "keystone/status.h"

namespace keystone::server {

// Whether a Content-Encoding says that the body is anything but itself.
bool IsEncoded(std::string_view content_encoding);

// The body behind a Content-Encoding of gzip or deflate. InvalidArgument for any other coding, and
// for a body that is damaged, cut, or followed by something else. It ends after `bytes_max` bytes,
// however many would come; the rest is then not looked at.
Result<std::string> Decompress(std::string_view content_encoding, std::string_view body,
                               size_t bytes_max);

// Whether an Accept-Encoding prefers gzip to a body as it is.
bool PrefersGzip(std::string_view accept_encoding);

// Nothing where that would not be smaller.
std::optional<std::string> Gzip(std::string_view body);

}  // namespace keystone::server
