// server_bench: the operations on one server, which it starts; scripts/bench runs it once for each.
#include <CLI/CLI.hpp>
#include <filesystem>

#include "bench/server/bench.h"
#include "bench/server/operations.h"
#include "bench/support/process.h"

namespace {

constexpr int kRefused = 3;

}  // namespace

int main(int argc, char** argv) {
  using namespace keystone::bench;
  std::string system, durability, version, folder, out;
  uint32_t items = 100'000;
  double seconds = 5;
  std::vector<int> connections = {16, 64};
  std::vector<std::string> command;
  CLI::App app{
      "Measures one server; the rows are appended to a file. Exit code 3: it refused something."};
  app.add_option("--system", system)->required();
  app.add_option("--durability", durability, "What it is run with; bare-loop has none");
  app.add_option("--version-of-it", version)->required();
  app.add_option("--dir", folder, "For its database; made, and removed")->required();
  app.add_option("--out", out, "The rows, one JSON object a line")->required();
  app.add_option("--items", items)->check(CLI::Range(1000, 10'000'000));
  app.add_option("--seconds", seconds, "For each row")->check(CLI::Range(0.01, 3600.0));
  app.add_option("--connections", connections)
      ->delimiter(',')
      ->check(CLI::Range(1, 10'000))
      ->allow_extra_args(false);
  app.add_option("command", command, "Starts it; {port} and {dir} are filled in")->required();
  CLI11_PARSE(app, argc, argv);

  if (std::filesystem::exists(folder)) Fail(folder + " exists");
  std::filesystem::create_directories(folder);
  RowFile report(out, "server", system, version, kServedItemBytes);
  ServerRun run{.command = command,
                .name = durability.empty() ? system : system + " " + durability,
                .durability = std::nullopt,
                .folder = folder,
                .items = items,
                .seconds = seconds,
                .connections = connections,
                .stores = !durability.empty(),
                .report = report};
  if (run.stores) run.durability = durability;
  const bool complete = RunServer(run);
  std::filesystem::remove_all(folder);
  return complete ? 0 : kRefused;
}
