// Replicas and Kinesis destinations: there are none, and requests are told so.
#include "tests/support/engine_fixture.h"

namespace keystone::dynamo {
namespace {

class ReplicasTest : public testing::EngineTest {};

TEST_F(ReplicasTest, ThereAreNoGlobalTables) {
  CreateTable("users");
  const auto create = [&](const std::string& name, std::vector<std::string> regions) {
    return Told(Call(&ControlPlane::CreateGlobalTable,
                     model::CreateGlobalTableRequest{name, std::move(regions)}));
  };
  EXPECT_EQ(create("users", {"us-east-1", "eu-west-1"}),
            "TableNotFoundException: Table not found: Table: 'users' not found in region: "
            "'eu-west-1'.");
  EXPECT_EQ(create("nobody", {"us-east-1"}),
            "TableNotFoundException: Table not found: Table: 'nobody' not found in region: "
            "'us-east-1'.");
  for (const auto& regions : {std::vector<std::string>{}, {"us-east-1"}}) {
    EXPECT_EQ(
        create("users", regions),
        "ValidationException: One or more parameter values were invalid: A global table needs "
        "replicas in two or more Regions");
  }
  EXPECT_EQ(Told(Call(&ControlPlane::FindGlobalTable, model::GlobalTableRequest{"users"})),
            "GlobalTableNotFoundException: Global table not found: Global table with name: 'users' "
            "does not exist.");
  EXPECT_TRUE(Call(&ControlPlane::ListGlobalTables, model::ListGlobalTablesRequest()).ok());
}

TEST_F(ReplicasTest, TablesHaveNoReplicasAndNoDestinations) {
  const auto told = [&](auto run, auto request) { return Told(Call(run, request)); };
  const std::string missing =
      "ResourceNotFoundException: Requested resource not found: Table: users not found";
  const model::EnableKinesisStreamingDestinationRequest enable{"users", "arn:aws:kinesis:x"};
  const model::DisableKinesisStreamingDestinationRequest disable{"users", "arn:aws:kinesis:x"};
  const model::UpdateKinesisStreamingDestinationRequest update{"users", "arn:aws:kinesis:x"};
  const model::DescribeKinesisStreamingDestinationRequest describe{"users"};
  const model::DescribeTableReplicaAutoScalingRequest scaling{"users"};
  const model::UpdateTableReplicaAutoScalingRequest scale{"users"};
  EXPECT_EQ(told(&ControlPlane::EnableKinesisStreamingDestination, enable), missing);
  EXPECT_EQ(told(&ControlPlane::DisableKinesisStreamingDestination, disable), missing);
  EXPECT_EQ(told(&ControlPlane::UpdateKinesisStreamingDestination, update), missing);
  EXPECT_EQ(told(&ControlPlane::DescribeKinesisStreamingDestination, describe), missing);
  EXPECT_EQ(told(&ControlPlane::DescribeTableReplicaAutoScaling, scaling), missing);
  EXPECT_EQ(told(&ControlPlane::UpdateTableReplicaAutoScaling, scale), missing);
  CreateTable("users");
  EXPECT_EQ(told(&ControlPlane::EnableKinesisStreamingDestination, enable),
            "ResourceNotFoundException: Requested resource not found: Kinesis data stream: "
            "arn:aws:kinesis:x not found");
  EXPECT_EQ(told(&ControlPlane::DisableKinesisStreamingDestination, disable).substr(0, 20),
            "ValidationException:");
  EXPECT_EQ(told(&ControlPlane::UpdateKinesisStreamingDestination, update).substr(0, 20),
            "ValidationException:");
  EXPECT_EQ(told(&ControlPlane::DescribeKinesisStreamingDestination, describe), "ok");
  EXPECT_EQ(told(&ControlPlane::DescribeTableReplicaAutoScaling, scaling), "ok");
  EXPECT_EQ(told(&ControlPlane::UpdateTableReplicaAutoScaling, scale),
            "ValidationException: One or more parameter values were invalid: Table users has no "
            "replicas");
}

}  // namespace
}  // namespace keystone::dynamo
