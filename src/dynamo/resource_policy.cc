// PutResourcePolicy, DeleteResourcePolicy, GetResourcePolicy. Policies are kept, not enforced.
#include "dynamo/control_plane.h"

namespace keystone::dynamo {

using model::ApiError;
using model::ApiResult;

namespace {

ApiError PolicyNotFound(const std::string& arn) {
  return {model::ErrorCode::kPolicyNotFound,
          "Resource-based policy not found for the provided ResourceArn: " + arn};
}

ApiResult<std::optional<ResourcePolicy>> PolicyOf(const std::optional<std::string>& row) {
  if (!row) return std::optional<ResourcePolicy>();
  auto policy = DecodeResourcePolicy(*row);
  if (!policy.ok()) return ApiError::FromStatus(policy.status());
  return std::optional(std::move(*policy));
}

// What ExpectedRevisionId allows. NO_POLICY is for a policy that is not there.
bool IsExpected(const std::optional<ResourcePolicy>& policy,
                const std::optional<std::string>& expected, bool no_policy_allowed) {
  if (!expected) return true;
  if (!policy) return no_policy_allowed && *expected == "NO_POLICY";
  return policy->revision_id == *expected;
}

}  // namespace

// Policies are of streams too; no table has one yet.
ApiResult<TableState> ControlPlane::FindPolicyOwner(const std::string& arn, Bytes operation) {
  if (arn.find("/stream/") == std::string::npos) return FindResource(arn, operation);
  return ApiError::ResourceNotFound("Requested resource not found: ResourceArn: " + arn +
                                    " not found");
}

void ControlPlane::PutResourcePolicy(const model::PutResourcePolicyRequest& request,
                                     const Context& context,
                                     Done<model::ChangeResourcePolicyResponse> done) {
  auto state = FindPolicyOwner(request.resource_arn, "PutResourcePolicy");
  if (!state.ok()) return done(state.status());
  if (ApiError error = CheckActive(*state); !error.ok()) return done(error);
  auto revision = std::make_shared<std::string>();
  const Change change =
      [this, request,
       revision](const std::optional<std::string>& row) -> ApiResult<std::optional<std::string>> {
    auto policy = PolicyOf(row);
    if (!policy.ok()) return policy.status();
    if (!IsExpected(*policy, request.expected_revision_id, true)) {
      return PolicyNotFound(request.resource_arn);
    }
    // The same policy again keeps its revision.
    const bool same = *policy && (*policy)->policy == request.policy;
    *revision = same ? (*policy)->revision_id : NewRevisionId();
    return std::optional(Encode(ResourcePolicy{*revision, request.policy}));
  };
  ChangeRow(SettingKey(store_, state->table->id, kResourcePolicySetting), context, change,
            [revision, done = std::move(done)](const ApiError& error) {
              if (!error.ok()) return done(error);
              done(model::ChangeResourcePolicyResponse{*revision});
            });
}

void ControlPlane::DeleteResourcePolicy(const model::DeleteResourcePolicyRequest& request,
                                        const Context& context,
                                        Done<model::ChangeResourcePolicyResponse> done) {
  auto state = FindPolicyOwner(request.resource_arn, "DeleteResourcePolicy");
  if (!state.ok()) return done(state.status());
  if (ApiError error = CheckActive(*state); !error.ok()) return done(error);
  auto revision = std::make_shared<std::optional<std::string>>();
  const Change change =
      [request,
       revision](const std::optional<std::string>& row) -> ApiResult<std::optional<std::string>> {
    auto policy = PolicyOf(row);
    if (!policy.ok()) return policy.status();
    if (!IsExpected(*policy, request.expected_revision_id, false)) {
      return PolicyNotFound(request.resource_arn);
    }
    revision->reset();
    if (*policy) *revision = (*policy)->revision_id;
    return std::optional<std::string>();
  };
  ChangeRow(SettingKey(store_, state->table->id, kResourcePolicySetting), context, change,
            [revision, done = std::move(done)](const ApiError& error) {
              if (!error.ok()) return done(error);
              done(model::ChangeResourcePolicyResponse{*revision});
            });
}

void ControlPlane::GetResourcePolicy(const model::GetResourcePolicyRequest& request, const Context&,
                                     Done<model::GetResourcePolicyResponse> done) {
  auto state = FindPolicyOwner(request.resource_arn, "GetResourcePolicy");
  if (!state.ok()) return done(state.status());
  auto row = ReadRow(SettingKey(store_, state->table->id, kResourcePolicySetting));
  if (!row.ok()) return done(row.status());
  auto policy = PolicyOf(*row);
  if (!policy.ok()) return done(policy.status());
  if (!*policy) return done(PolicyNotFound(request.resource_arn));
  done(model::GetResourcePolicyResponse{(*policy)->policy, (*policy)->revision_id});
}

}  // namespace keystone::dynamo
