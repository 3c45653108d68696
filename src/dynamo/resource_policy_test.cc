// Resource policies: revisions, what is expected of them, their owners.
#include "tests/support/engine_fixture.h"

namespace keystone::dynamo {
namespace {

class ResourcePolicyTest : public testing::EngineTest {
 protected:
  static std::string Arn(const std::string& resource) {
    return "arn:aws:dynamodb:us-east-1:000000000000:table/" + resource;
  }
  model::ApiResult<model::ChangeResourcePolicyResponse> Put(
      const std::string& policy, std::optional<std::string> expected = std::nullopt,
      const std::string& resource = "users") {
    return Call(&ControlPlane::PutResourcePolicy,
                model::PutResourcePolicyRequest{Arn(resource), policy, std::move(expected)});
  }
  model::ApiResult<model::ChangeResourcePolicyResponse> Delete(
      std::optional<std::string> expected = std::nullopt) {
    return Call(&ControlPlane::DeleteResourcePolicy,
                model::DeleteResourcePolicyRequest{Arn("users"), std::move(expected)});
  }
  model::ApiResult<model::GetResourcePolicyResponse> Get(const std::string& resource = "users") {
    return Call(&ControlPlane::GetResourcePolicy, model::GetResourcePolicyRequest{Arn(resource)});
  }

  const std::string not_found_ =
      "PolicyNotFoundException: Resource-based policy not found for the provided ResourceArn: " +
      Arn("users");
};

TEST_F(ResourcePolicyTest, RevisionsChangeWithThePolicy) {
  CreateTable("users");
  EXPECT_EQ(Told(Get()), not_found_);
  const std::string first = *Put("{1}")->revision_id;
  EXPECT_EQ(*Put("{1}")->revision_id, first);
  const std::string second = *Put("{2}")->revision_id;
  EXPECT_NE(second, first);
  Reopen();
  EXPECT_EQ(Get()->policy, "{2}");
  EXPECT_EQ(Get()->revision_id, second);
  EXPECT_EQ(Delete()->revision_id, second);
  EXPECT_EQ(Told(Get()), not_found_);
  EXPECT_EQ(Delete()->revision_id, std::nullopt);
  EXPECT_NE(*Put("{1}")->revision_id, first);
}

TEST_F(ResourcePolicyTest, ExpectedRevisionsDecide) {
  CreateTable("users");
  EXPECT_EQ(Told(Put("{1}", "17")), not_found_);
  EXPECT_EQ(Told(Delete("17")), not_found_);
  EXPECT_EQ(Told(Delete("NO_POLICY")), not_found_);
  const auto put = Put("{1}", "NO_POLICY");
  ASSERT_EQ(Told(put), "ok");
  EXPECT_EQ(Told(Put("{2}", "NO_POLICY")), not_found_);
  EXPECT_EQ(Told(Put("{2}", "17")), not_found_);
  EXPECT_EQ(Told(Delete("17")), not_found_);
  EXPECT_EQ(Get()->policy, "{1}");
  const auto changed = Put("{2}", put->revision_id);
  EXPECT_EQ(Told(changed), "ok");
  EXPECT_EQ(Told(Delete(put->revision_id)), not_found_);
  EXPECT_EQ(Told(Delete(changed->revision_id)), "ok");
}

TEST_F(ResourcePolicyTest, ComesWithATable) {
  auto request = TableRequest("users", "");
  request.resource_policy = "{1}";
  EXPECT_EQ(Told(Call(&Engine::CreateTable, request)), "ok");
  EXPECT_EQ(Get()->policy, "{1}");
  EXPECT_FALSE(Get()->revision_id.empty());
}

TEST_F(ResourcePolicyTest, ResourcesThatAreNotThereOrNotReady) {
  for (const char* resource : {"users", "users/stream/2026-01-01T00:00:00.000"}) {
    const std::string refusal =
        "ResourceNotFoundException: Requested resource not found: ResourceArn: " + Arn(resource) +
        " not found";
    EXPECT_EQ(Told(Get(resource)), refusal);
    EXPECT_EQ(Told(Put("{1}", std::nullopt, resource)), refusal);
  }
  Reopen(5);
  CreateTable("users");
  EXPECT_EQ(Told(Put("{1}")).substr(0, 22), "ResourceInUseException");
  EXPECT_EQ(Told(Delete()).substr(0, 22), "ResourceInUseException");
}

}  // namespace
}  // namespace keystone::dynamo
