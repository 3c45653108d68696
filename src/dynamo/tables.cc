// CreateTable, DescribeTable, DeleteTable, ListTables.
#include "dynamo/arn.h"
#include "dynamo/engine.h"
#include "dynamo/schema.h"

namespace keystone::dynamo {

using model::ApiError;
using model::ApiResult;

Engine::Engine(storage::Store& store, Clock& clock, Random& random, Settings settings)
    : store_(store),
      settings_(std::move(settings)),
      catalog_(store, clock, random, settings_.transition_ms),
      control_plane_(store, clock, random, settings_, catalog_) {}

ApiResult<TablePtr> Engine::FindTable(const std::string& name_or_arn) {
  auto name = ResolveTableName(name_or_arn);
  if (!name.ok()) return name.status();
  TablePtr table = catalog_.FindActive(*name);
  if (table == nullptr) return ApiError::ResourceNotFound("Requested resource not found");
  return table;
}

storage::OwnedKey Engine::StatisticsKey(storage::TableId table) const {
  return storage::OwnedKey({{table, kStatisticsIndex}, store_.HashPartition({}), {}, {}});
}

ApiResult<model::TableDescription> Engine::Describe(const TableState& state, Bytes region) {
  const Table& table = *state.table;
  const storage::OwnedKey key = StatisticsKey(table.id);
  auto counters = store_.NewSnapshot()->GetCounters(key.view());
  if (!counters.ok()) return ApiError::FromStatus(counters.status());
  model::TableDescription out;
  out.table_name = table.name;
  out.table_arn =
      TableArn(region.empty() ? Bytes(settings_.region) : region, settings_.account, table.name);
  out.table_id = table.uuid;
  out.status = state.status;
  out.keys = table.keys;
  out.created_micros = table.created_micros;
  out.billing_mode = table.billing_mode;
  if (table.billing_mode == model::BillingMode::kPayPerRequest) {
    out.billing_changed_micros = table.created_micros;
  }
  out.provisioned_throughput = table.provisioned_throughput;
  out.warm_throughput = table.warm_throughput;
  out.deletion_protection = table.deletion_protection;
  out.item_count = (*counters)[0];
  out.size_bytes = (*counters)[1];
  return out;
}

void Engine::CreateTable(const model::CreateTableRequest& request, const Context& context,
                         Done<model::TableDescription> done) {
  auto table = CheckCreateTable(request);
  if (!table.ok()) return done(table.status());
  auto rows = control_plane_.RowsOf(request);
  if (!rows.ok()) return done(rows.status());
  catalog_.Create(std::move(*table), std::move(*rows),
                  [this, region = std::string(context.region),
                   done = std::move(done)](const ApiResult<TableState>& state) {
                    if (!state.ok()) return done(state.status());
                    done(Describe(*state, region));
                  });
}

void Engine::DescribeTable(const model::DescribeTableRequest& request, const Context& context,
                           Done<model::TableDescription> done) {
  auto name = ResolveTableName(request.table_name);
  if (!name.ok()) return done(name.status());
  auto state = catalog_.Describe(*name);
  if (!state.ok()) return done(state.status());
  done(Describe(*state, context.region));
}

void Engine::DeleteTable(const model::DeleteTableRequest& request, const Context& context,
                         Done<model::TableDescription> done) {
  auto name = ResolveTableName(request.table_name);
  if (!name.ok()) return done(name.status());
  catalog_.Delete(*name, [this, region = std::string(context.region),
                          done = std::move(done)](const ApiResult<TableState>& state) {
    if (!state.ok()) return done(state.status());
    done(Describe(*state, region));
  });
}

void Engine::ListTables(const model::ListTablesRequest& request, const Context&,
                        Done<model::ListTablesResponse> done) {
  done(catalog_.List(request));
}

}  // namespace keystone::dynamo
