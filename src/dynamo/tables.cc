// CreateTable, UpdateTable, DescribeTable, DeleteTable, ListTables.
#include "base/status_macros.h"
#include "dynamo/arn.h"
#include "dynamo/engine.h"
#include "dynamo/schema.h"
#include "dynamo/totals.h"

namespace keystone::dynamo {

using model::ApiError;
using model::ApiResult;

Engine::Engine(storage::Store& store, Clock& clock, Random& random, Executor& executor,
               Settings settings)
    : store_(store),
      settings_(std::move(settings)),
      clock_(clock),
      catalog_(store, clock, random, settings_.transition_ms),
      control_plane_(store, clock, random, settings_, catalog_),
      index_builder_(store, catalog_, executor, settings_.transition_ms),
      expiry_(store, catalog_, clock, executor, settings_.ttl_interval_ms) {}

Status Engine::Load() {
  KS_RETURN_IF_ERROR(catalog_.Load());
  for (const TablePtr& table : catalog_.All()) index_builder_.Start(*table);
  expiry_.Start();
  return Status::Ok();
}

void Engine::Stop() {
  expiry_.Stop();
  index_builder_.Stop();
}

ApiResult<TablePtr> Engine::FindTable(const std::string& name_or_arn) {
  auto name = ResolveTableName(name_or_arn);
  if (!name.ok()) return name.status();
  TablePtr table = catalog_.FindActive(*name);
  if (table == nullptr) return ApiError::ResourceNotFound("Requested resource not found");
  return table;
}

ApiResult<model::TableDescription> Engine::Describe(const TableState& state, Bytes region) {
  const Table& table = *state.table;
  model::TableDescription out;
  out.definition = table;
  out.table_arn =
      TableArn(region.empty() ? Bytes(settings_.region) : region, settings_.account, table.name);
  out.status = state.status;
  const auto snapshot = store_.NewSnapshot();
  auto totals = ReadTotals(*snapshot, TotalsKey(store_, table.space()));
  if (!totals.ok()) return ApiError::FromStatus(totals.status());
  out.totals = *totals;
  for (const model::IndexDefinition& index : table.indexes) {
    totals = ReadTotals(*snapshot, TotalsKey(store_, SpaceOf(table, index)));
    if (!totals.ok()) return ApiError::FromStatus(totals.status());
    out.index_totals.push_back(*totals);
  }
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

void Engine::UpdateTable(const model::UpdateTableRequest& request, const Context& context,
                         Done<model::TableDescription> done) {
  auto name = ResolveTableName(request.table_name);
  if (!name.ok()) return done(name.status());
  const auto change = [&](const Table& table) {
    return CheckUpdateTable(table, request, clock_.WallMicros());
  };
  catalog_.Update(*name, change,
                  [this, region = std::string(context.region),
                   done = std::move(done)](const ApiResult<TableState>& state) {
                    if (!state.ok()) return done(state.status());
                    index_builder_.Start(*state->table);
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
