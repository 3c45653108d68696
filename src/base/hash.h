// XXH3-64 (xxhash.com, library libxxhash): the one hash of KeystoneDB, for checksums and for
// placing partitions.
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace keystone {

uint64_t Hash64(Bytes bytes, uint64_t seed);

}  // namespace keystone
