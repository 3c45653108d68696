// SELECT: a page of what a statement asks for.
#pragma once

#include "dynamo/engine.h"
#include "partiql/ast.h"

namespace keystone::partiql {

model::ApiResult<model::ExecuteStatementResponse> RunSelect(
    dynamo::Engine& engine, const Statement& statement,
    const model::ExecuteStatementRequest& request, const dynamo::Context& context);

}  // namespace keystone::partiql
