#include "tests/simulation/simulation.h"

#include "tests/simulation/life.h"

namespace keystone::simulation {

Report Simulate(const Settings& settings) {
  World world(settings.seed, settings.verbose);
  Machine machine(world);
  Report report;
  while (world.failure().empty() && world.operations() < settings.steps) {
    ++report.lives;
    if (!machine.Open()) break;
    Life life(world, machine);
    life.Run(20 + world.Below(settings.steps / 2 + 1));
    machine.End();
  }
  // What the last life left is looked at as well.
  if (world.failure().empty() && machine.Open()) machine.End();
  report.failure = world.failure();
  report.operations = world.operations();
  report.digest = world.digest();
  return report;
}

}  // namespace keystone::simulation
