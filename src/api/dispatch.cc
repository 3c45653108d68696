#include "api/dispatch.h"

#include "model/limits.h"
#include "partiql/executor.h"

namespace keystone::api {
namespace {

using dynamo::ControlPlane;
using dynamo::Engine;
using wire::RequestParser;

constexpr size_t kIdleParsersMax = 64;

struct Call {
  Engine& engine;
  ParserPool& parsers;
  const dynamo::Context& context;
  std::string_view json;
  std::function<void(Reply)> done;
};

struct Plain {
  template <typename Response>
  std::string operator()(const Response& response) const {
    return wire::ToJson(response);
  }
};
struct Described {
  std::string operator()(const model::TableDescription& table) const {
    return wire::TableResponse("Table", table);
  }
};
struct Changed {
  std::string operator()(const model::TableDescription& table) const {
    return wire::TableResponse("TableDescription", table);
  }
};

// Whose method `run` is.
template <typename... Arguments>
Engine& OwnerOf(Engine& engine, void (Engine::*)(Arguments...)) {
  return engine;
}
template <typename... Arguments>
ControlPlane& OwnerOf(Engine& engine, void (ControlPlane::*)(Arguments...)) {
  return engine.control_plane();
}
template <typename... Arguments>
partiql::Executor OwnerOf(Engine& engine, void (partiql::Executor::*)(Arguments...)) {
  return partiql::Executor(engine);
}

template <auto Parse, auto Run, typename Print>
void Handle(Call& call) {
  auto parser = call.parsers.Take();
  auto request = (parser.get()->*Parse)(call.json);
  call.parsers.Give(std::move(parser));
  if (!request.ok()) return call.done(ErrorReply(request.status()));
  (OwnerOf(call.engine, Run).*Run)(std::move(*request), call.context,
                                   [done = std::move(call.done)](const auto& response) {
                                     if (!response.ok()) return done(ErrorReply(response.status()));
                                     done(Reply{200, Print()(*response)});
                                   });
}

struct Operation {
  std::string_view name;
  void (*handle)(Call&);
};

// The first ones are asked for most.
constexpr Operation kOperations[] = {
    {"BatchGetItem", Handle<&RequestParser::BatchGetItem, &Engine::BatchGetItem, Plain>},
    {"BatchWriteItem", Handle<&RequestParser::BatchWriteItem, &Engine::BatchWriteItem, Plain>},
    {"CreateTable", Handle<&RequestParser::CreateTable, &Engine::CreateTable, Changed>},
    {"DeleteItem", Handle<&RequestParser::DeleteItem, &Engine::DeleteItem, Plain>},
    {"DeleteTable", Handle<&RequestParser::DeleteTable, &Engine::DeleteTable, Changed>},
    {"DescribeTable", Handle<&RequestParser::DescribeTable, &Engine::DescribeTable, Described>},
    {"GetItem", Handle<&RequestParser::GetItem, &Engine::GetItem, Plain>},
    {"ListTables", Handle<&RequestParser::ListTables, &Engine::ListTables, Plain>},
    {"PutItem", Handle<&RequestParser::PutItem, &Engine::PutItem, Plain>},
    {"Query", Handle<&RequestParser::Query, &Engine::Query, Plain>},
    {"Scan", Handle<&RequestParser::Scan, &Engine::Scan, Plain>},
    {"TransactGetItems",
     Handle<&RequestParser::TransactGetItems, &Engine::TransactGetItems, Plain>},
    {"TransactWriteItems",
     Handle<&RequestParser::TransactWriteItems, &Engine::TransactWriteItems, Plain>},
    {"UpdateItem", Handle<&RequestParser::UpdateItem, &Engine::UpdateItem, Plain>},
    {"BatchExecuteStatement", Handle<&RequestParser::BatchExecuteStatement,
                                     &partiql::Executor::BatchExecuteStatement, Plain>},
    {"CreateGlobalTable",
     Handle<&RequestParser::CreateGlobalTable, &ControlPlane::CreateGlobalTable, Plain>},
    {"DeleteResourcePolicy",
     Handle<&RequestParser::DeleteResourcePolicy, &ControlPlane::DeleteResourcePolicy, Plain>},
    {"DescribeContinuousBackups", Handle<&RequestParser::DescribeContinuousBackups,
                                         &ControlPlane::DescribeContinuousBackups, Plain>},
    {"DescribeContributorInsights", Handle<&RequestParser::DescribeContributorInsights,
                                           &ControlPlane::DescribeContributorInsights, Plain>},
    {"DescribeEndpoints",
     Handle<&RequestParser::DescribeEndpoints, &ControlPlane::DescribeEndpoints, Plain>},
    {"DescribeGlobalTable",
     Handle<&RequestParser::DescribeGlobalTable, &ControlPlane::FindGlobalTable, Plain>},
    {"DescribeGlobalTableSettings",
     Handle<&RequestParser::DescribeGlobalTableSettings, &ControlPlane::FindGlobalTable, Plain>},
    {"DescribeKinesisStreamingDestination",
     Handle<&RequestParser::DescribeKinesisStreamingDestination,
            &ControlPlane::DescribeKinesisStreamingDestination, Plain>},
    {"DescribeLimits",
     Handle<&RequestParser::DescribeLimits, &ControlPlane::DescribeLimits, Plain>},
    {"DescribeTableReplicaAutoScaling",
     Handle<&RequestParser::DescribeTableReplicaAutoScaling,
            &ControlPlane::DescribeTableReplicaAutoScaling, Plain>},
    {"DescribeTimeToLive",
     Handle<&RequestParser::DescribeTimeToLive, &ControlPlane::DescribeTimeToLive, Plain>},
    {"DisableKinesisStreamingDestination",
     Handle<&RequestParser::DisableKinesisStreamingDestination,
            &ControlPlane::DisableKinesisStreamingDestination, Plain>},
    {"EnableKinesisStreamingDestination",
     Handle<&RequestParser::EnableKinesisStreamingDestination,
            &ControlPlane::EnableKinesisStreamingDestination, Plain>},
    {"ExecuteStatement",
     Handle<&RequestParser::ExecuteStatement, &partiql::Executor::ExecuteStatement, Plain>},
    {"GetResourcePolicy",
     Handle<&RequestParser::GetResourcePolicy, &ControlPlane::GetResourcePolicy, Plain>},
    {"ListContributorInsights", Handle<&RequestParser::ListContributorInsights,
                                       &ControlPlane::ListContributorInsights, Plain>},
    {"ListGlobalTables",
     Handle<&RequestParser::ListGlobalTables, &ControlPlane::ListGlobalTables, Plain>},
    {"ListTagsOfResource",
     Handle<&RequestParser::ListTagsOfResource, &ControlPlane::ListTagsOfResource, Plain>},
    {"PutResourcePolicy",
     Handle<&RequestParser::PutResourcePolicy, &ControlPlane::PutResourcePolicy, Plain>},
    {"TagResource", Handle<&RequestParser::TagResource, &ControlPlane::TagResource, Plain>},
    {"UntagResource", Handle<&RequestParser::UntagResource, &ControlPlane::UntagResource, Plain>},
    {"UpdateContinuousBackups", Handle<&RequestParser::UpdateContinuousBackups,
                                       &ControlPlane::UpdateContinuousBackups, Plain>},
    {"UpdateContributorInsights", Handle<&RequestParser::UpdateContributorInsights,
                                         &ControlPlane::UpdateContributorInsights, Plain>},
    {"UpdateGlobalTable",
     Handle<&RequestParser::UpdateGlobalTable, &ControlPlane::FindGlobalTable, Plain>},
    {"UpdateGlobalTableSettings",
     Handle<&RequestParser::UpdateGlobalTableSettings, &ControlPlane::FindGlobalTable, Plain>},
    {"UpdateKinesisStreamingDestination",
     Handle<&RequestParser::UpdateKinesisStreamingDestination,
            &ControlPlane::UpdateKinesisStreamingDestination, Plain>},
    {"UpdateTableReplicaAutoScaling", Handle<&RequestParser::UpdateTableReplicaAutoScaling,
                                             &ControlPlane::UpdateTableReplicaAutoScaling, Plain>},
    {"UpdateTimeToLive",
     Handle<&RequestParser::UpdateTimeToLive, &ControlPlane::UpdateTimeToLive, Plain>},
    {"UpdateTable", Handle<&RequestParser::UpdateTable, &Engine::UpdateTable, Changed>},
};

}  // namespace

std::unique_ptr<RequestParser> ParserPool::Take() {
  MutexLock lock(mutex_);
  if (idle_.empty()) return std::make_unique<RequestParser>();
  auto parser = std::move(idle_.back());
  idle_.pop_back();
  return parser;
}

void ParserPool::Give(std::unique_ptr<RequestParser> parser) {
  MutexLock lock(mutex_);
  if (idle_.size() < kIdleParsersMax) idle_.push_back(std::move(parser));
}

void Dispatcher::Execute(const dynamo::Context& context, std::string_view operation,
                         std::string_view json, std::function<void(Reply)> done) {
  if (json.size() > model::kRequestBytesMax) {
    return done(
        ErrorReply({model::ErrorCode::kRequestEntityTooLarge, "Request size exceeded 16 MB"}));
  }
  for (const Operation& known : kOperations) {
    if (known.name != operation) continue;
    Call call{engine_, parsers_, context, json, std::move(done)};
    return known.handle(call);
  }
  done(ErrorReply({model::ErrorCode::kUnknownOperation, ""}));
}

Reply ErrorReply(const model::ApiError& error) {
  return {model::ShapeOf(error.code()).http_status, wire::ToJson(error)};
}

}  // namespace keystone::api
