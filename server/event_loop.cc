// evhttp keeps a request alive until it is answered, even when its connection has gone; so each
// request is answered exactly once, on the loop's thread, whoever finishes it.
#include "server/event_loop.h"

#include <event2/buffer.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

namespace keystone::server {
namespace {

constexpr ev_uint16_t kAllMethods = EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_HEAD |
                                    EVHTTP_REQ_PUT | EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS |
                                    EVHTTP_REQ_TRACE | EVHTTP_REQ_CONNECT | EVHTTP_REQ_PATCH;

const char* MethodName(evhttp_cmd_type method) {
  switch (method) {
    case EVHTTP_REQ_GET:
      return "GET";
    case EVHTTP_REQ_POST:
      return "POST";
    case EVHTTP_REQ_HEAD:
      return "HEAD";
    case EVHTTP_REQ_PUT:
      return "PUT";
    case EVHTTP_REQ_DELETE:
      return "DELETE";
    case EVHTTP_REQ_OPTIONS:
      return "OPTIONS";
    case EVHTTP_REQ_TRACE:
      return "TRACE";
    case EVHTTP_REQ_CONNECT:
      return "CONNECT";
    case EVHTTP_REQ_PATCH:
      return "PATCH";
  }
  return "";
}

class EventRequest final : public HttpRequest {
 public:
  explicit EventRequest(evhttp_request* request) : request_(request) {
    evbuffer* input = evhttp_request_get_input_buffer(request);
    const size_t size = evbuffer_get_length(input);
    if (size > 0) body_ = {reinterpret_cast<const char*>(evbuffer_pullup(input, -1)), size};
  }
  std::string_view method() const override {
    return MethodName(evhttp_request_get_command(request_));
  }
  std::string_view target() const override {
    const char* uri = evhttp_request_get_uri(request_);
    return uri != nullptr ? uri : "";
  }
  std::string_view body() const override { return body_; }
  std::optional<std::string_view> Header(const char* name) const override {
    const char* value = evhttp_find_header(evhttp_request_get_input_headers(request_), name);
    if (value == nullptr) return std::nullopt;
    return value;
  }

 private:
  evhttp_request* request_;
  std::string_view body_;
};

}  // namespace

EventLoop::EventLoop(const HttpServerOptions& options, const HttpHandler* handler)
    : options_(options), handler_(handler) {}

EventLoop::~EventLoop() {
  Stop();
}

Status EventLoop::Start(int listen_fd) {
  base_ = event_base_new();
  http_ = base_ != nullptr ? evhttp_new(base_) : nullptr;
  wake_ = base_ != nullptr ? event_new(base_, -1, EV_PERSIST, OnPosted, this) : nullptr;
  if (http_ == nullptr || wake_ == nullptr) {
    return Status::ResourceExhausted("cannot make an event loop");
  }
  event_add(wake_, nullptr);
  evhttp_set_max_body_size(http_, static_cast<ev_ssize_t>(options_.body_bytes_max));
  evhttp_set_max_headers_size(http_, static_cast<ev_ssize_t>(options_.header_bytes_max));
  evhttp_set_timeout(http_, options_.idle_timeout_s);
  evhttp_set_allowed_methods(http_, kAllMethods);
  // Without lingering a client that is still sending would see a reset instead of the 413.
  evhttp_set_flags(http_, EVHTTP_SERVER_LINGERING_CLOSE);
  evhttp_set_gencb(http_, OnRequest, this);
  const int fd = fcntl(listen_fd, F_DUPFD_CLOEXEC, 0);
  if (fd < 0) return Status::IoError(std::string("dup: ") + std::strerror(errno));
  bound_ = evhttp_accept_socket_with_handle(http_, fd);
  if (bound_ == nullptr) {
    close(fd);
    return Status::IoError("cannot accept on the socket");
  }
  thread_ = std::thread([this] {
    thread_id_ = std::this_thread::get_id();
    event_base_loop(base_, EVLOOP_NO_EXIT_ON_EMPTY);
  });
  return Status::Ok();
}

void EventLoop::Post(std::function<void()> task) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (ended_) return;
  posted_.push_back(std::move(task));
  event_active(wake_, EV_READ, 0);
}

void EventLoop::OnPosted(evutil_socket_t, short, void* self) {
  static_cast<EventLoop*>(self)->RunPosted();
}

void EventLoop::RunPosted() {
  std::vector<std::function<void()>> tasks;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    tasks.swap(posted_);
  }
  for (const std::function<void()>& task : tasks) task();
}

void EventLoop::StopAccepting() {
  draining_ = true;
  if (bound_ != nullptr) evhttp_del_accept_socket(http_, bound_);
  bound_ = nullptr;
}

size_t EventLoop::unsent() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return busy_.size();
}

void EventLoop::OnRequest(evhttp_request* request, void* self) {
  static_cast<EventLoop*>(self)->Handle(request);
}

void EventLoop::Handle(evhttp_request* request) {
  evhttp_connection* connection = evhttp_request_get_connection(request);
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    busy_.insert(connection);
  }
  evhttp_request_set_on_complete_cb(request, OnReplySent, this);
  evhttp_connection_set_closecb(connection, OnConnectionClosed, this);
  auto answered = std::make_shared<std::atomic<bool>>(false);
  std::shared_ptr<EventLoop> loop = shared_from_this();
  HttpResponder respond = [loop, request, answered](HttpReply reply) {
    if (answered->exchange(true)) return;
    if (std::this_thread::get_id() == loop->thread_id_) {
      loop->Send(request, std::move(reply));
      return;
    }
    loop->Post([loop, request, shared = std::make_shared<HttpReply>(std::move(reply))] {
      loop->Send(request, std::move(*shared));
    });
  };
  const EventRequest view(request);
  (*handler_)(view, std::move(respond));
}

void EventLoop::Send(evhttp_request* request, HttpReply reply) {
  evkeyvalq* headers = evhttp_request_get_output_headers(request);
  for (const auto& [name, value] : reply.headers) {
    evhttp_add_header(headers, name.c_str(), value.c_str());
  }
  evhttp_add_header(headers, "Content-Length", std::to_string(reply.body.size()).c_str());
  if (draining_) evhttp_add_header(headers, "Connection", "close");
  evbuffer* body = nullptr;
  if (evhttp_request_get_command(request) != EVHTTP_REQ_HEAD && !reply.body.empty()) {
    body = evbuffer_new();
    auto* kept = new std::string(std::move(reply.body));
    evbuffer_add_reference(
        body, kept->data(), kept->size(),
        [](const void*, size_t, void* owner) { delete static_cast<std::string*>(owner); }, kept);
  }
  evhttp_send_reply(request, reply.status, nullptr, body);
  if (body != nullptr) evbuffer_free(body);
}

void EventLoop::Forget(evhttp_connection* connection) {
  const std::lock_guard<std::mutex> lock(mutex_);
  busy_.erase(connection);
}

void EventLoop::OnReplySent(evhttp_request* request, void* self) {
  static_cast<EventLoop*>(self)->Forget(evhttp_request_get_connection(request));
}

void EventLoop::OnConnectionClosed(evhttp_connection* connection, void* self) {
  static_cast<EventLoop*>(self)->Forget(connection);
}

void EventLoop::Stop() {
  if (thread_.joinable()) {
    // From within: a break from outside is forgotten where the loop has yet to begin.
    Post([this] { event_base_loopbreak(base_); });
    thread_.join();
  }
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ended_ = true;
    posted_.clear();
  }
  if (wake_ != nullptr) event_free(std::exchange(wake_, nullptr));
  if (http_ != nullptr) evhttp_free(std::exchange(http_, nullptr));
  if (base_ != nullptr) event_base_free(std::exchange(base_, nullptr));
}

}  // namespace keystone::server
