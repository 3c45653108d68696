// Request ids as AWS prints them.
#pragma once

#include <string>

namespace keystone::server {

// 52 characters of 0-9A-V: 256 random bits. Unique, not secret. Any thread.
std::string NewRequestId();

}  // namespace keystone::server
