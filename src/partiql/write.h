// INSERT, UPDATE and DELETE: each writes one item.
#pragma once

#include "dynamo/engine.h"
#include "partiql/ast.h"

namespace keystone::partiql {

// DuplicateItemException where an INSERT's key is taken. An UPDATE needs an item (AWS: it is no
// upsert); a DELETE of no item does nothing (AWS: "PartiQL delete statements for DynamoDB").
void RunWrite(dynamo::Engine& engine, Statement statement, const model::StatementRequest& request,
              model::ReturnCapacity return_capacity, const dynamo::Context& context,
              dynamo::Done<model::WriteItemResponse> done);

}  // namespace keystone::partiql
