// Names and ARNs: what is taken, what is refused, and lengths at their limits.
#include "dynamo/arn.h"

#include <gtest/gtest.h>

namespace keystone::dynamo {
namespace {

TEST(ArnTest, NamesStayAsTheyAre) {
  for (const std::string name : {"abc", "A-b_c.9", "table"}) {
    auto resolved = ResolveTableName(name);
    ASSERT_TRUE(resolved.ok()) << name;
    EXPECT_EQ(*resolved, name);
  }
  EXPECT_TRUE(ResolveTableName(std::string(255, 'a')).ok());
}

TEST(ArnTest, ArnsGiveTheirTableWhateverRegionAndAccount) {
  auto resolved = ResolveTableName("arn:aws-cn:dynamodb:cn-north-1:123456789012:table/users");
  ASSERT_TRUE(resolved.ok());
  EXPECT_EQ(*resolved, "users");
  EXPECT_EQ(*ResolveTableName(TableArn("eu-west-1", "000000000000", "a.b")), "a.b");
}

TEST(ArnTest, OthersAreRefused) {
  const std::string others[] = {"",
                                "ab",
                                std::string(256, 'a'),
                                "a b",
                                "naïve",
                                "a/b",
                                "arn:aws:s3:eu-west-1:1:table/users",
                                "arn:aws:dynamodb:eu-west-1:1:index/users",
                                "arn:aws:dynamodb:eu-west-1:1:table/ab",
                                "arn:aws:dynamodb:eu-west-1:1:table/users/stream/x",
                                "arn:aws:dynamodb::1:table/users",
                                "arn:"};
  for (const std::string& other : others) {
    auto resolved = ResolveTableName(other);
    ASSERT_FALSE(resolved.ok()) << other;
    EXPECT_EQ(resolved.status().code(), model::ErrorCode::kValidation);
  }
}

TEST(ArnTest, AResourceArnIsTheArnOfATable) {
  EXPECT_EQ(*ResolveTableArn(TableArn("eu-west-1", "000000000000", "users"), "TagResource"),
            "users");
  const auto code = [](const char* arn) {
    return ResolveTableArn(arn, "TagResource").status().code();
  };
  for (const char* arn :
       {"", "users", "arn", "arn:", "arn:aws:dynamodb", "arn:aws:dynamodb:eu-west-1:1:users",
        "arn:aws:dynamodb:eu-west-1:1:table/ab", "arn:aws:dynamodb:eu-west-1:1:table/users/index/x",
        "arn:aws:dynamodb:eu-west-1:1:global-table/users"}) {
    EXPECT_EQ(code(arn), model::ErrorCode::kValidation) << arn;
  }
  EXPECT_EQ(code("arn:aws:sqs:eu-west-1:1:table/users"), model::ErrorCode::kAccessDenied);
}

}  // namespace
}  // namespace keystone::dynamo
