#include "dynamo/billing.h"

#include "dynamo/key_schema.h"

namespace keystone::dynamo {
namespace {

using model::ApiError;
using model::Throughput;

// AWS: on-demand tables start warm for this much.
constexpr Throughput kOnDemandWarm{12000, 4000};

bool IsOnDemand(const Table& table) {
  return table.billing_mode == model::BillingMode::kPayPerRequest;
}

ApiError CheckUnits(const Throughput& throughput) {
  if (throughput.read_units < 1 || throughput.write_units < 1) {
    return InvalidParameter("ReadCapacityUnits and WriteCapacityUnits must be at least 1");
  }
  return {};
}

// What is not given stays as it is, or has what is usual.
Throughput Merged(const std::optional<Throughput>& given, const Throughput& otherwise) {
  Throughput merged = given.value_or(otherwise);
  if (merged.read_units == 0) merged.read_units = otherwise.read_units;
  if (merged.write_units == 0) merged.write_units = otherwise.write_units;
  return merged;
}

// -1 takes a maximum away.
Throughput MergedMaxima(const std::optional<Throughput>& given, const Throughput& present) {
  Throughput merged = Merged(given, present);
  if (merged.read_units < 0) merged.read_units = 0;
  if (merged.write_units < 0) merged.write_units = 0;
  return merged;
}

ApiError CheckOnDemandMaxima(const std::optional<Throughput>& maxima, bool on_demand) {
  if (!maxima || on_demand) return {};
  return InvalidParameter("OnDemandThroughput cannot be specified when BillingMode is PROVISIONED");
}

Throughput UsualWarm(const Table& table, const Throughput& provisioned) {
  return IsOnDemand(table) ? kOnDemandWarm : provisioned;
}

ApiError SameThroughput(const std::string& whose, const Throughput& units) {
  const std::string read = std::to_string(units.read_units);
  const std::string write = std::to_string(units.write_units);
  return ApiError::Validation(
      "The provisioned throughput for the " + whose +
      " will not change. The requested value equals the current value. Current "
      "ReadCapacityUnits provisioned for the " +
      whose + ": " + read + ". Requested ReadCapacityUnits: " + read +
      ". Current WriteCapacityUnits provisioned for the " + whose + ": " + write +
      ". Requested WriteCapacityUnits: " + write +
      ". Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher "
      "limits.");
}

ApiError ThroughputOnDemand() {
  return InvalidParameter(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
      "PAY_PER_REQUEST");
}

ApiError ChangeMode(const model::UpdateTableRequest& request, int64_t now_micros, Table* table) {
  if (!request.billing_mode) return {};
  const bool on_demand = *request.billing_mode == "PAY_PER_REQUEST";
  if (on_demand && request.provisioned_throughput) return ThroughputOnDemand();
  if (on_demand == IsOnDemand(*table)) return {};
  if (!on_demand && !request.provisioned_throughput) {
    return InvalidParameter(
        "ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
  }
  table->billing_mode =
      on_demand ? model::BillingMode::kPayPerRequest : model::BillingMode::kProvisioned;
  if (on_demand) table->on_demand_since_micros = now_micros;
  table->provisioned_throughput = {};
  for (model::IndexDefinition& index : table->indexes) {
    if (!index.local) index.provisioned_throughput = {};
  }
  if (!on_demand) table->on_demand_throughput = {};
  table->warm_throughput = UsualWarm(*table, request.provisioned_throughput.value_or(Throughput{}));
  return {};
}

}  // namespace

ApiError SetBilling(const model::CreateTableRequest& request, Table* table) {
  const std::string mode = request.billing_mode.value_or("PROVISIONED");
  const auto& provisioned = request.provisioned_throughput;
  if (mode != "PROVISIONED" && mode != "PAY_PER_REQUEST") {
    return InvalidParameter("BillingMode " + mode + " is not one of PROVISIONED, PAY_PER_REQUEST");
  }
  if (mode == "PAY_PER_REQUEST") {
    if (provisioned) return ThroughputOnDemand();
    table->billing_mode = model::BillingMode::kPayPerRequest;
  } else {
    if (!provisioned) {
      return InvalidParameter(
          "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
          "PROVISIONED");
    }
    if (ApiError error = CheckUnits(*provisioned); !error.ok()) return error;
    table->provisioned_throughput = *provisioned;
  }
  if (ApiError e = CheckOnDemandMaxima(request.on_demand_throughput, IsOnDemand(*table)); !e.ok()) {
    return e;
  }
  table->on_demand_throughput = MergedMaxima(request.on_demand_throughput, {});
  table->warm_throughput =
      Merged(request.warm_throughput, UsualWarm(*table, table->provisioned_throughput));
  return CheckUnits(table->warm_throughput);
}

ApiError SetIndexThroughput(const Table& table, const model::IndexRequest& request,
                            model::IndexDefinition* index) {
  const auto& provisioned = request.provisioned_throughput;
  if (IsOnDemand(table) && provisioned) {
    return InvalidParameter("ProvisionedThroughput should not be specified for index: " +
                            index->name + " when BillingMode is PAY_PER_REQUEST");
  }
  if (!IsOnDemand(table)) {
    if (!provisioned) {
      return InvalidParameter("ProvisionedThroughput must be specified for index: " + index->name);
    }
    if (ApiError e = CheckUnits(*provisioned); !e.ok()) return e;
    index->provisioned_throughput = *provisioned;
  }
  if (ApiError e = CheckOnDemandMaxima(request.on_demand_throughput, IsOnDemand(table)); !e.ok()) {
    return e;
  }
  index->on_demand_throughput = MergedMaxima(request.on_demand_throughput, {});
  index->warm_throughput =
      Merged(request.warm_throughput, UsualWarm(table, index->provisioned_throughput));
  return {};
}

ApiError UpdateBilling(const model::UpdateTableRequest& request, int64_t now_micros, Table* table) {
  const bool was_on_demand = IsOnDemand(*table);
  if (ApiError e = ChangeMode(request, now_micros, table); !e.ok()) return e;
  const auto& provisioned = request.provisioned_throughput;
  if (provisioned && IsOnDemand(*table)) return ThroughputOnDemand();
  if (provisioned && !was_on_demand && *provisioned == table->provisioned_throughput) {
    return SameThroughput("table", *provisioned);
  }
  if (provisioned) {
    if (ApiError e = CheckUnits(*provisioned); !e.ok()) return e;
    table->provisioned_throughput = *provisioned;
    table->warm_throughput.read_units =
        std::max(table->warm_throughput.read_units, provisioned->read_units);
    table->warm_throughput.write_units =
        std::max(table->warm_throughput.write_units, provisioned->write_units);
  }
  if (ApiError e = CheckOnDemandMaxima(request.on_demand_throughput, IsOnDemand(*table)); !e.ok()) {
    return e;
  }
  table->on_demand_throughput =
      MergedMaxima(request.on_demand_throughput, table->on_demand_throughput);
  table->warm_throughput = Merged(request.warm_throughput, table->warm_throughput);
  return {};
}

ApiError UpdateIndexThroughput(const Table& table, const model::IndexUpdate::Throughputs& request,
                               model::IndexDefinition* index) {
  const auto& provisioned = request.provisioned_throughput;
  if (provisioned && IsOnDemand(table)) return ThroughputOnDemand();
  if (provisioned && *provisioned == index->provisioned_throughput) {
    return SameThroughput("index " + index->name, *provisioned);
  }
  if (provisioned) {
    if (ApiError e = CheckUnits(*provisioned); !e.ok()) return e;
    index->provisioned_throughput = *provisioned;
  }
  if (ApiError e = CheckOnDemandMaxima(request.on_demand_throughput, IsOnDemand(table)); !e.ok()) {
    return e;
  }
  index->on_demand_throughput =
      MergedMaxima(request.on_demand_throughput, index->on_demand_throughput);
  index->warm_throughput = Merged(request.warm_throughput, index->warm_throughput);
  return {};
}

}  // namespace keystone::dynamo
