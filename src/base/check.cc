#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace keystone {

void CheckFailed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "keystone: %s:%d: check failed: %s\n", file, line, expression);
  std::abort();
}

}  // namespace keystone
