// A listening TCP socket.
#pragma once

#include <string>

#include "keystone/status.h"

namespace keystone::server {

struct ListenSocket {
  int fd = -1;  // non-blocking; the caller closes it
  int port = 0;
};

// `host` is a name or an address. Busy when another process listens on the port.
Result<ListenSocket> Listen(const std::string& host, int port);

// Whether only this machine can reach `host` ("localhost", 127.0.0.0/8, ::1).
bool IsLoopback(const std::string& host);

}  // namespace keystone::server
