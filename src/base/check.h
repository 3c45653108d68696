// KS_CHECK: a programmer's error ends the process at once, in release builds too. Never used on
// bytes that come from a disk, a network or a user: those are a Status.
#pragma once

namespace keystone {
[[noreturn]] void CheckFailed(const char* expression, const char* file, int line);
}  // namespace keystone

#define KS_CHECK(expression) \
  ((expression) ? (void)0 : ::keystone::CheckFailed(#expression, __FILE__, __LINE__))
