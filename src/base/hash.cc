#include "base/hash.h"

#include <xxhash.h>

namespace keystone {

uint64_t Hash64(Bytes bytes, uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

}  // namespace keystone
