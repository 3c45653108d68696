// DatabaseOpener: a Database in an environment and with sizes that users cannot choose. For tests
// that simulate a machine.
#pragma once

#include <memory>
#include <string>

#include "dynamo/engine.h"
#include "env/env.h"
#include "keystone/database.h"
#include "storage/engine.h"

namespace keystone {

class DatabaseOpener {
 public:
  static Result<Database> Open(std::unique_ptr<OwnedEnv> env, const std::string& path,
                               const storage::StoreOptions& store_options,
                               const dynamo::Settings& settings);
};

}  // namespace keystone
