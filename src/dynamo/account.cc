// DescribeLimits, DescribeEndpoints.
#include "dynamo/control_plane.h"
#include "model/limits.h"

namespace keystone::dynamo {

// The quotas that AWS gives a new account. Here units are counted, never refused.
void ControlPlane::DescribeLimits(const model::DescribeLimitsRequest&, const Context&,
                                  Done<model::DescribeLimitsResponse> done) {
  model::DescribeLimitsResponse response;
  response.account_read_units = response.account_write_units = model::kAccountUnitsMax;
  response.table_read_units = response.table_write_units = model::kTableUnitsMax;
  done(response);
}

// Clients that discover endpoints ask there from then on: so it is the server they have reached.
void ControlPlane::DescribeEndpoints(const model::DescribeEndpointsRequest&, const Context& context,
                                     Done<model::DescribeEndpointsResponse> done) {
  model::DescribeEndpointsResponse response;
  if (!context.endpoint.empty()) response.address = std::string(context.endpoint);
  done(std::move(response));
}

}  // namespace keystone::dynamo
