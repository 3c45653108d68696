// keystone_simulate: seeds of the whole-database simulation. docs/design/simulation.md.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "tests/simulation/plants.h"
#include "tests/simulation/simulation.h"

namespace keystone::simulation {
namespace {

void PrintFailure(const Settings& settings, const std::string& plant, const Report& report) {
  std::printf(
      "seed %llu failed %s\nreplay: keystone_simulate --seed=%llu --steps=%llu%s --verbose\n",
      static_cast<unsigned long long>(settings.seed), report.failure.c_str(),
      static_cast<unsigned long long>(settings.seed),
      static_cast<unsigned long long>(settings.steps),
      plant.empty() ? "" : (" --plant=" + plant).c_str());
}

int RunSeeds(Settings settings, uint64_t seeds, const std::string& plant) {
  uint64_t operations = 0, lives = 0, digest = 0;
  for (uint64_t i = 0; i < seeds; ++i, ++settings.seed) {
    const Report report = Simulate(settings);
    if (!report.failure.empty()) {
      PrintFailure(settings, plant, report);
      return 1;
    }
    operations += report.operations;
    lives += report.lives;
    digest ^= report.digest;
    if ((i + 1) % 100 == 0 || i + 1 == seeds) {
      std::printf("%llu seeds, %llu lives, %llu operations, digest %016llx\n",
                  static_cast<unsigned long long>(i + 1), static_cast<unsigned long long>(lives),
                  static_cast<unsigned long long>(operations),
                  static_cast<unsigned long long>(digest));
      std::fflush(stdout);
    }
  }
  return 0;
}

int Main(int argc, char** argv) {
  CLI::App app("Runs the whole database on a simulated machine that crashes and fails.");
  Settings settings;
  uint64_t seeds = 1;
  std::string plant;
  bool list = false;
  app.add_option("--seed", settings.seed, "the first seed")->envname("KEYSTONE_TEST_SEED");
  app.add_option("--seeds", seeds, "how many seeds, one after another");
  app.add_option("--steps", settings.steps, "operations a seed, about")
      ->check(CLI::Range(1, 10'000'000));
  app.add_option("--plant", plant, "switches on a known mistake, see --list-plants");
  app.add_flag("--list-plants", list, "prints the mistakes that can be planted");
  app.add_flag("--verbose", settings.verbose, "prints every request, reply and event");
  CLI11_PARSE(app, argc, argv);
  if (list) {
    for (const Plant& known : kPlants) std::printf("%-24s %s\n", known.name, known.what);
    return 0;
  }
  const Plant* planted = FindPlant(plant);
  if (planted == nullptr && !plant.empty()) {
    std::fprintf(stderr, "%s: no such plant; see --list-plants\n", plant.c_str());
    return 2;
  }
  if (planted != nullptr) planted_bug = planted->bug;
  return RunSeeds(settings, seeds, plant);
}

}  // namespace
}  // namespace keystone::simulation

int main(int argc, char** argv) {
  return keystone::simulation::Main(argc, argv);
}
