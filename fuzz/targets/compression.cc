// Compressed bodies: the first byte chooses the coding, the rest is what came. Whatever it is, no
// more comes out than was asked for; and what is compressed comes back.
#include "server/compression.h"

#include "fuzz/target.h"

namespace keystone::fuzz {

void Run(Bytes input) {
  constexpr size_t kBytesMax = 1 << 16;
  const char* coding = !input.empty() && input[0] % 2 == 0 ? "gzip" : "deflate";
  const auto body = server::Decompress(coding, input.substr(input.empty() ? 0 : 1), kBytesMax);
  if (body.ok()) KS_CHECK(body->size() <= kBytesMax);
  if (const auto smaller = server::Gzip(input)) {
    KS_CHECK(smaller->size() < input.size());
    const auto back = server::Decompress("gzip", *smaller, input.size());
    KS_CHECK(back.ok() && *back == input);
  }
  (void)server::PrefersGzip(input);
  (void)server::IsEncoded(input);
}

}  // namespace keystone::fuzz
