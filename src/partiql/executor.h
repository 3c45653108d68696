// Executor: DynamoDB's PartiQL operations, carried out by those of the Engine.
#pragma once

#include "dynamo/engine.h"

namespace keystone::partiql {

// Keeps nothing of its own: what is still on its way when an Executor goes needs the engine alone.
class Executor {
 public:
  explicit Executor(dynamo::Engine& engine) : engine_(engine) {}

  void ExecuteStatement(const model::ExecuteStatementRequest& request,
                        const dynamo::Context& context,
                        dynamo::Done<model::ExecuteStatementResponse> done);
  void BatchExecuteStatement(const model::BatchExecuteStatementRequest& request,
                             const dynamo::Context& context,
                             dynamo::Done<model::BatchExecuteStatementResponse> done);

 private:
  dynamo::Engine& engine_;
};

}  // namespace keystone::partiql
