// The simulation judged: a seed replays exactly, and every planted bug is caught.
#include "tests/simulation/simulation.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "base/test_seed.h"
#include "tests/simulation/plants.h"

namespace keystone::simulation {
namespace {

// Rarer mistakes need more luck; the rarest so far came with seed 141 of those from 1 on.
constexpr uint64_t kSeedsMax = 1000;

Settings SettingsOf(uint64_t seed) {
  Settings settings;
  settings.seed = seed;
  return settings;
}

TEST(Simulation, ASeedReplaysExactly) {
  for (uint64_t seed = TestSeed(); seed < TestSeed() + 10; ++seed) {
    KS_SCOPED_SEED(seed);
    const Report first = Simulate(SettingsOf(seed));
    const Report second = Simulate(SettingsOf(seed));
    EXPECT_EQ(first.digest, second.digest);
    EXPECT_EQ(first.operations, second.operations);
    EXPECT_NE(first.digest, Simulate(SettingsOf(seed + 1)).digest);
  }
}

class Planted : public testing::TestWithParam<Plant> {
 protected:
  void SetUp() override { planted_bug = GetParam().bug; }
  void TearDown() override { planted_bug = Bug::kNone; }
};

// Fixed seeds, so that it cannot fail by bad luck; and the same seed finds nothing without the
// plant.
TEST_P(Planted, IsCaughtAndNothingElseIs) {
  Report report;
  uint64_t seed = 0;
  while (report.failure.empty() && seed < kSeedsMax) report = Simulate(SettingsOf(++seed));
  ASSERT_NE(report.failure, "") << "not caught by " << kSeedsMax << " seeds";
  std::printf("%-24s simulation, seed %llu, %llu operations\n", GetParam().name,
              static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(report.operations));
  planted_bug = Bug::kNone;
  EXPECT_EQ(Simulate(SettingsOf(seed)).failure, "");
}

INSTANTIATE_TEST_SUITE_P(Bugs, Planted, testing::ValuesIn(kPlants), [](const auto& test) {
  std::string name = test.param.name;
  std::erase(name, '-');
  return name;
});

}  // namespace
}  // namespace keystone::simulation
