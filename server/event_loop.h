// EventLoop: one thread, one libevent loop, the connections it accepted. Everything of libevent's
// is touched by that thread alone; other threads hand work over with Post.
#pragma once

#include <event2/event.h>
#include <event2/http.h>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "server/http_server.h"

namespace keystone::server {

class EventLoop : public std::enable_shared_from_this<EventLoop> {
 public:
  EventLoop(const HttpServerOptions& options, const HttpHandler* handler);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Takes a share of a listening socket (the caller keeps its own) and starts the thread.
  Status Start(int listen_fd);
  // Runs `task` on the loop's thread; dropped once the loop has ended.
  void Post(std::function<void()> task);
  // Posted: stops accepting; replies from now on close their connection.
  void StopAccepting();
  // Requests handed to the handler whose reply has not been sent. Asked by any thread.
  size_t unsent() const;
  void Stop();

 private:
  static void OnRequest(evhttp_request* request, void* self);
  static void OnReplySent(evhttp_request* request, void* self);
  static void OnConnectionClosed(evhttp_connection* connection, void* self);
  static void OnPosted(evutil_socket_t, short, void* self);

  void Handle(evhttp_request* request);
  void Send(evhttp_request* request, HttpReply reply);
  void Forget(evhttp_connection* connection);
  void RunPosted();

  const HttpServerOptions options_;
  const HttpHandler* const handler_;
  event_base* base_ = nullptr;
  evhttp* http_ = nullptr;
  evhttp_bound_socket* bound_ = nullptr;
  event* wake_ = nullptr;
  std::thread thread_;
  // Set by the thread itself, before its first request: thread_ may not be assigned yet by then.
  std::thread::id thread_id_;
  bool draining_ = false;

  mutable std::mutex mutex_;
  std::vector<std::function<void()>> posted_;
  // A connection carries one request at a time, so connections stand for their requests.
  std::unordered_set<const evhttp_connection*> busy_;
  bool ended_ = false;
};

}  // namespace keystone::server
