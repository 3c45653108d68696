#include "server/compression.h"

#include <zlib.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <memory>

namespace keystone::server {
namespace {

constexpr int kWindowBits = 15;
constexpr int kGzipWindowBits = kWindowBits + 16;
constexpr int kMemoryLevel = 8;
constexpr size_t kFirstBytes = 64 << 10;

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool SameWord(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

bool IsGzip(std::string_view coding) {
  return SameWord(coding, "gzip") || SameWord(coding, "x-gzip");
}

// Cuts the part before the first `separator` off the text.
std::string_view TakePart(std::string_view* text, char separator) {
  const size_t end = std::min(text->find(separator), text->size());
  const std::string_view part = Trimmed(text->substr(0, end));
  text->remove_prefix(std::min(end + 1, text->size()));
  return part;
}

// "0.5" as 500. What is no weight is 0: such a coding is not used.
int Thousandths(std::string_view weight) {
  if (weight.empty() || weight.size() > 5 || (weight.size() > 1 && weight[1] != '.')) return 0;
  int value = 0;
  for (size_t i = 0; i < 5; ++i) {
    if (i == 1) continue;
    const char digit = i < weight.size() ? weight[i] : '0';
    if (digit < '0' || digit > '9') return 0;
    value = value * 10 + (digit - '0');
  }
  return value <= 1000 ? value : 0;
}

int Weight(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::string_view parameter = TakePart(&parameters, ';');
    const size_t equals = parameter.find('=');
    if (equals == std::string_view::npos || !SameWord(Trimmed(parameter.substr(0, equals)), "q")) {
      continue;
    }
    return Thousandths(Trimmed(parameter.substr(equals + 1)));
  }
  return 1000;
}

struct InflateEnd {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

Status Damaged() {
  return Status::InvalidArgument("The compressed request body is damaged");
}

// A gzip body is a series of members, RFC 1952; they are inflated one behind the other.
Result<std::string> Inflate(bool gzip, std::string_view body, size_t bytes_max) {
  z_stream stream{};
  if (inflateInit2(&stream, gzip ? kGzipWindowBits : kWindowBits) != Z_OK) {
    return Status::ResourceExhausted("no memory to decompress a request");
  }
  const std::unique_ptr<z_stream, InflateEnd> end(&stream);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  std::string out;
  size_t size = 0;
  while (size < bytes_max) {
    if (size == out.size()) out.resize(std::min(std::max(kFirstBytes, 2 * size), bytes_max));
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + size);
    stream.avail_out = static_cast<uInt>(out.size() - size);
    const int code = inflate(&stream, Z_NO_FLUSH);
    size = out.size() - stream.avail_out;
    if (code == Z_STREAM_END) {
      if (stream.avail_in == 0) break;
      if (!gzip || inflateReset(&stream) != Z_OK) return Damaged();
    } else if (code == Z_BUF_ERROR || (code == Z_OK && stream.avail_out != 0)) {
      return Status::InvalidArgument("The compressed request body is cut short");
    } else if (code != Z_OK) {
      return Damaged();
    }
  }
  out.resize(size);
  return out;
}

}  // namespace

bool IsEncoded(std::string_view content_encoding) {
  const std::string_view coding = Trimmed(content_encoding);
  return !coding.empty() && !SameWord(coding, "identity");
}

Result<std::string> Decompress(std::string_view content_encoding, std::string_view body,
                               size_t bytes_max) {
  const std::string_view coding = Trimmed(content_encoding);
  if (IsGzip(coding)) return Inflate(true, body, bytes_max);
  if (SameWord(coding, "deflate")) return Inflate(false, body, bytes_max);
  return Status::InvalidArgument("Unsupported Content-Encoding: " + std::string(coding));
}

bool PrefersGzip(std::string_view accept_encoding) {
  std::optional<int> gzip, identity, others;
  while (!accept_encoding.empty()) {
    std::string_view one = TakePart(&accept_encoding, ',');
    const std::string_view coding = TakePart(&one, ';');
    if (IsGzip(coding)) {
      gzip = std::max(gzip.value_or(0), Weight(one));
    } else if (SameWord(coding, "identity")) {
      identity = Weight(one);
    } else if (coding == "*") {
      others = Weight(one);
    }
  }
  const int wanted = gzip.value_or(others.value_or(0));
  return wanted > 0 && wanted >= identity.value_or(0);
}

// The fastest level: replies are compressed on the threads that make them.
std::optional<std::string> Gzip(std::string_view body) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindowBits, kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return std::nullopt;
  }
  std::string out(body.size(), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (!whole || out.size() >= body.size()) return std::nullopt;
  return out;
}

}  // namespace keystone::server
