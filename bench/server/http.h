// As much of HTTP/1.1 as a client of the servers under test needs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace keystone::bench {

// A reply that arrives in pieces, its body by length or in chunks.
class ReplyReader {
 public:
  enum class State : unsigned char { kMore, kDone, kBroken };

  State Add(Bytes piece);
  void Clear();

  // Of a reply that is done.
  int status() const { return status_; }
  Bytes body() const { return chunked_ ? Bytes(joined_) : Bytes(text_).substr(body_at_); }
  size_t bytes() const { return text_.size(); }

 private:
  bool ReadHead();
  State ReadBody();
  State ReadChunks();

  std::string text_;
  size_t body_at_ = 0;  // 0: the head is not there yet
  size_t length_ = 0;
  bool chunked_ = false;
  std::string joined_;  // the chunks
  int status_ = 0;
};

// A connected non-blocking socket of 127.0.0.1, or -1.
int Connect(int port);
// False where the peer is gone.
bool SendAll(int fd, Bytes text);

struct Reply {
  int status;
  std::string body;
};
// One request on a connection of its own; none where nobody answers.
std::optional<Reply> Call(int port, Bytes request);

}  // namespace keystone::bench
