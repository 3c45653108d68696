#include "bench/server/load.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <vector>

#include "bench/server/http.h"
#include "bench/support/process.h"

namespace keystone::bench {
namespace {

constexpr int kPatienceMs = 60'000;
constexpr size_t kPieceBytes = 64 << 10;

struct Connection {
  int fd = -1;
  const Request* request = nullptr;  // under way
  int64_t sent_at = 0;
  ReplyReader reply;
};

class Driver {
 public:
  Driver(int port, int connections, FunctionRef<const Request*()> next,
         FunctionRef<void(const Request&, Bytes body)> accept)
      : next_(next), accept_(accept), connections_(static_cast<size_t>(connections)) {
    for (Connection& connection : connections_) {
      connection.fd = Connect(port);
      if (connection.fd < 0) Fail("the server takes no connection");
      epoll_event event{.events = EPOLLIN, .data = {.ptr = &connection}};
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.fd, &event);
    }
  }
  ~Driver() {
    for (const Connection& connection : connections_) ::close(connection.fd);
    ::close(epoll_);
  }
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  Outcome Run() {
    const int64_t begin = SteadyNanos();
    int64_t end = begin;
    for (Connection& connection : connections_) Send(connection);
    std::vector<epoll_event> ready(connections_.size());
    while (under_way_ > 0) {
      const int count =
          ::epoll_wait(epoll_, ready.data(), static_cast<int>(ready.size()), kPatienceMs);
      if (count <= 0) Fail("the server has not answered for a minute");
      for (int i = 0; i < count; ++i) {
        Receive(*static_cast<Connection*>(ready[static_cast<size_t>(i)].data.ptr));
      }
      end = SteadyNanos();
    }
    outcome_.measured.seconds = static_cast<double>(end - begin) / 1e9;
    return std::move(outcome_);
  }

 private:
  void Send(Connection& connection) {
    connection.request = outcome_.error.empty() ? next_() : nullptr;
    if (connection.request == nullptr) return;
    connection.reply.Clear();
    connection.sent_at = SteadyNanos();
    if (!SendAll(connection.fd, connection.request->text)) Fail("the server closed a connection");
    ++under_way_;
  }

  void Receive(Connection& connection) {
    const ssize_t got = ::recv(connection.fd, piece_, sizeof piece_, 0);
    if (got <= 0 || connection.request == nullptr) Fail("the server closed a connection");
    const auto state = connection.reply.Add({piece_, static_cast<size_t>(got)});
    if (state == ReplyReader::State::kMore) return;
    if (state == ReplyReader::State::kBroken) Fail("a reply is no HTTP");
    outcome_.measured.latency.Add(static_cast<uint64_t>(SteadyNanos() - connection.sent_at));
    --under_way_;
    Finish(*connection.request, connection.reply);
    Send(connection);
  }

  void Finish(const Request& request, const ReplyReader& reply) {
    if (reply.status() == 200) {
      accept_(request, reply.body());
      ++outcome_.measured.operations;
      outcome_.reply_bytes += reply.bytes();
    } else if (outcome_.error.empty()) {
      outcome_.error = std::to_string(reply.status()) + " " + std::string(reply.body());
    }
  }

  const FunctionRef<const Request*()> next_;
  const FunctionRef<void(const Request&, Bytes body)> accept_;
  const int epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  std::vector<Connection> connections_;
  int under_way_ = 0;
  Outcome outcome_;
  char piece_[kPieceBytes];
};

}  // namespace

Outcome Drive(int port, int connections, FunctionRef<const Request*()> next,
              FunctionRef<void(const Request&, Bytes body)> accept) {
  return Driver(port, connections, next, accept).Run();
}

}  // namespace keystone::bench
