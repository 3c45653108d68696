// Env: everything outside the process, handed in when a database is opened. The pointers outlive
// the database.
#pragma once

#include <memory>

#include "env/clock.h"
#include "env/executor.h"
#include "env/file_system.h"
#include "env/random.h"

namespace keystone {

struct Env {
  FileSystem* files = nullptr;
  Clock* clock = nullptr;
  Random* random = nullptr;
  Executor* executor = nullptr;
};

// An Env together with what it points to.
class OwnedEnv {
 public:
  virtual ~OwnedEnv() = default;
  virtual Env env() = 0;
};

// The operating system's files, clocks and threads. `background_threads` >= 1.
std::unique_ptr<OwnedEnv> NewPosixEnv(int background_threads);
// Files in memory that vanish with the Env; clocks and threads as in NewPosixEnv.
std::unique_ptr<OwnedEnv> NewMemoryEnv(int background_threads);

}  // namespace keystone
