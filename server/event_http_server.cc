// HttpServer on libevent's evhttp: the loops share one listening socket, and whoever is idle
// accepts.
#include <event2/thread.h>
#include <unistd.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "server/event_loop.h"
#include "server/http_server.h"
#include "server/listen_socket.h"

namespace keystone::server {
namespace {

constexpr int kThreadsMax = 2;
constexpr std::chrono::milliseconds kDrainPoll{2};

class EventHttpServer final : public HttpServer {
 public:
  explicit EventHttpServer(HttpHandler handler) : handler_(std::move(handler)) {}
  ~EventHttpServer() override { Stop(); }

  Status Start(const HttpServerOptions& options) {
    Result<ListenSocket> socket = Listen(options.host, options.port);
    if (!socket.ok()) return socket.status();
    port_ = socket->port;
    Status status = StartLoops(options, socket->fd);
    close(socket->fd);
    return status;
  }

  int port() const override { return port_; }

  bool Drain(std::chrono::milliseconds deadline) override {
    for (const auto& loop : loops_) {
      loop->Post([loop] { loop->StopAccepting(); });
    }
    const auto end = std::chrono::steady_clock::now() + deadline;
    do {
      // A connection accepted just before may still hand over its request; one poll covers it.
      std::this_thread::sleep_for(kDrainPoll);
      if (Unsent() == 0) return true;
    } while (std::chrono::steady_clock::now() < end);
    return false;
  }

  void Stop() override {
    for (const auto& loop : loops_) loop->Stop();
    loops_.clear();
  }

 private:
  Status StartLoops(const HttpServerOptions& options, int fd) {
    const int threads = std::clamp(options.threads, 1, kThreadsMax);
    for (int i = 0; i < threads; ++i) {
      loops_.push_back(std::make_shared<EventLoop>(options, &handler_));
      Status status = loops_.back()->Start(fd);
      if (!status.ok()) return status;
    }
    return Status::Ok();
  }

  size_t Unsent() const {
    size_t total = 0;
    for (const auto& loop : loops_) total += loop->unsent();
    return total;
  }

  const HttpHandler handler_;
  int port_ = 0;
  std::vector<std::shared_ptr<EventLoop>> loops_;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> StartHttpServer(const HttpServerOptions& options,
                                                    HttpHandler handler) {
  if (evthread_use_pthreads() != 0) return Status::Internal("libevent has no threads");
  auto server = std::make_unique<EventHttpServer>(std::move(handler));
  Status status = server->Start(options);
  if (!status.ok()) return status;
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace keystone::server
