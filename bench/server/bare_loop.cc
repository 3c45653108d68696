// bare_loop: the least that can answer the load's requests: one thread, epoll, and a reply for each
// operation that is as long as KeystoneDB's and always the same. What it reaches is the ceiling for
// any server on the same machine with the same client.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "bench/server/http.h"
#include "bench/server/operations.h"
#include "bench/support/process.h"

namespace {

using namespace keystone::bench;
using keystone::Bytes;

constexpr Bytes kTarget = "DynamoDB_20120810.";
constexpr Bytes kLength = "Content-Length: ";

struct Connection {
  int fd;
  std::string text;
};

// As long as the heads of server/dynamodb_endpoint.cc.
std::string RenderReply(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nServer: KeystoneDB/0.1.0\r\nContent-Type: "
         "application/x-amz-json-1.0\r\n"
         "x-amzn-RequestId: QGC4IE9NV7F41HKKQN48NOQN7QLIA5CFSAU0TA5GET4IIEGK8P69\r\n"
         "x-amz-crc32: 1315925753\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n\r\n" + body;
}

class Replies {
 public:
  Replies() {
    for (const Operation operation : kOperations) {
      replies_.push_back({NameOf(operation), RenderReply(ReplyBody(operation))});
    }
  }

  Bytes For(Bytes operation) const {
    for (const auto& [name, reply] : replies_) {
      if (operation.starts_with(name)) return reply;
    }
    return other_;
  }

 private:
  std::vector<std::pair<std::string, std::string>> replies_;
  std::string other_ = RenderReply("{}");
};

// The bytes of the request that `text` begins with, 0 where it is not whole.
size_t RequestBytes(Bytes text) {
  const size_t head_end = text.find("\r\n\r\n");
  if (head_end == Bytes::npos) return 0;
  const size_t length = text.find(kLength);
  const size_t bytes =
      head_end + 4 + std::strtoul(text.data() + length + kLength.size(), nullptr, 10);
  return bytes <= text.size() ? bytes : 0;
}

// False where the peer is gone.
bool Serve(Connection& connection, const Replies& replies) {
  char piece[64 << 10];
  const ssize_t got = ::recv(connection.fd, piece, sizeof piece, 0);
  if (got <= 0) return false;
  connection.text.append(piece, static_cast<size_t>(got));
  while (const size_t bytes = RequestBytes(connection.text)) {
    const size_t operation = connection.text.find(kTarget) + kTarget.size();
    if (!SendAll(connection.fd, replies.For(Bytes(connection.text).substr(operation))))
      return false;
    connection.text.erase(0, bytes);
  }
  return true;
}

void Watch(int epoll, int fd, Connection* connection) {
  epoll_event event{.events = EPOLLIN, .data = {.ptr = connection}};
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

void Accept(int epoll, int listening) {
  const int fd = ::accept4(listening, nullptr, nullptr, SOCK_NONBLOCK);
  if (fd < 0) return;
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  Watch(epoll, fd, new Connection{fd, {}});
}

int Listen(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) Fail("port in use");
  ::listen(fd, 1024);
  return fd;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) Fail("usage: bare_loop PORT");
  const Replies replies;
  const int listening = Listen(std::atoi(argv[1]));
  const int epoll = ::epoll_create1(0);
  Watch(epoll, listening, nullptr);
  epoll_event ready[64];
  for (;;) {
    const int count = ::epoll_wait(epoll, ready, 64, -1);
    for (int i = 0; i < count; ++i) {
      auto* const connection = static_cast<Connection*>(ready[i].data.ptr);
      if (connection == nullptr) {
        Accept(epoll, listening);
      } else if (!Serve(*connection, replies)) {
        ::close(connection->fd);
        delete connection;
      }
    }
  }
}
