// Billing mode and throughput as CreateTable and UpdateTable give them. What they say is stored and
// shown; nothing is throttled. Pure.
#pragma once

#include "dynamo/table.h"
#include "model/api_error.h"
#include "model/requests.h"

namespace keystone::dynamo {

model::ApiError SetBilling(const model::CreateTableRequest& request, Table* table);

// `table` has its billing mode.
model::ApiError SetIndexThroughput(const Table& table, const model::IndexRequest& request,
                                   model::IndexDefinition* index);

// A change of mode, of the table's throughput or of its maxima.
model::ApiError UpdateBilling(const model::UpdateTableRequest& request, int64_t now_micros,
                              Table* table);
model::ApiError UpdateIndexThroughput(const Table& table,
                                      const model::IndexUpdate::Throughputs& request,
                                      model::IndexDefinition* index);

}  // namespace keystone::dynamo
