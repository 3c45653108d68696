#include "bench/server/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>

namespace keystone::bench {
namespace {

constexpr Bytes kHeadEnd = "\r\n\r\n";
constexpr int kPatienceMs = 60'000;

template <typename T>
bool ReadNumber(Bytes text, int base, T* number) {
  return std::from_chars(text.data(), text.data() + text.size(), *number, base).ec == std::errc();
}

// The value of the header `name`, which is in lower case, in a head that ends in CRLF.
std::optional<Bytes> Header(Bytes head, Bytes name) {
  for (size_t at = head.find("\r\n"); at + 2 < head.size();) {
    const size_t begin = at + 2;
    at = head.find("\r\n", begin);
    const Bytes line = head.substr(begin, at - begin);
    if (line.size() <= name.size() || line[name.size()] != ':') continue;
    const auto same = [](char lower, char any) { return lower == std::tolower(any); };
    if (!std::equal(name.begin(), name.end(), line.begin(), same)) continue;
    const size_t value = line.find_first_not_of(' ', name.size() + 1);
    return value == Bytes::npos ? Bytes() : line.substr(value);
  }
  return std::nullopt;
}

bool WaitFor(int fd, short events) {
  pollfd wanted{fd, events, 0};
  return ::poll(&wanted, 1, kPatienceMs) == 1;
}

}  // namespace

ReplyReader::State ReplyReader::Add(Bytes piece) {
  text_.append(piece);
  if (body_at_ == 0) {
    const size_t end = text_.find(kHeadEnd);
    if (end == std::string::npos) return State::kMore;
    body_at_ = end + kHeadEnd.size();
    if (!ReadHead()) return State::kBroken;
  }
  return chunked_ ? ReadChunks() : ReadBody();
}

bool ReplyReader::ReadHead() {
  const Bytes head = Bytes(text_).substr(0, body_at_ - 2);
  if (!head.starts_with("HTTP/1.1 ") || !ReadNumber(head.substr(9), 10, &status_)) return false;
  if (const auto length = Header(head, "content-length")) return ReadNumber(*length, 10, &length_);
  chunked_ = Header(head, "transfer-encoding") == "chunked";
  return chunked_;
}

ReplyReader::State ReplyReader::ReadBody() {
  const size_t there = text_.size() - body_at_;
  if (there > length_) return State::kBroken;
  return there == length_ ? State::kDone : State::kMore;
}

// From the first chunk on, whenever there is more: a reply comes in few pieces.
ReplyReader::State ReplyReader::ReadChunks() {
  joined_.clear();
  for (size_t at = body_at_;;) {
    const size_t line_end = text_.find("\r\n", at);
    if (line_end == std::string::npos) return State::kMore;
    size_t size = 0;
    if (!ReadNumber(Bytes(text_).substr(at, line_end - at), 16, &size)) return State::kBroken;
    const size_t chunk = line_end + 2;
    if (text_.size() < chunk + size + 2) return State::kMore;
    at = chunk + size + 2;
    if (size == 0) return at == text_.size() ? State::kDone : State::kBroken;
    joined_.append(text_, chunk, size);
  }
}

void ReplyReader::Clear() {
  text_.clear();
  body_at_ = length_ = 0;
  chunked_ = false;
  status_ = 0;
}

int Connect(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(fd);
    return -1;
  }
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::ioctl(fd, FIONBIO, &on);
  return fd;
}

bool SendAll(int fd, Bytes text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      text.remove_prefix(static_cast<size_t>(sent));
    } else if (errno != EAGAIN || !WaitFor(fd, POLLOUT)) {
      return false;
    }
  }
  return true;
}

std::optional<Reply> Call(int port, Bytes request) {
  const int fd = Connect(port);
  if (fd < 0) return std::nullopt;
  ReplyReader reader;
  auto state = ReplyReader::State::kMore;
  if (SendAll(fd, request)) {
    char piece[4096];
    while (state == ReplyReader::State::kMore && WaitFor(fd, POLLIN)) {
      const ssize_t got = ::recv(fd, piece, sizeof piece, 0);
      if (got <= 0) break;
      state = reader.Add({piece, static_cast<size_t>(got)});
    }
  }
  ::close(fd);
  if (state != ReplyReader::State::kDone) return std::nullopt;
  return Reply{reader.status(), std::string(reader.body())};
}

}  // namespace keystone::bench
