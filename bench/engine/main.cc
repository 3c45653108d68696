// engine_bench: the workloads on one system, in this process; scripts/bench runs it once for each.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>

#include "bench/engine/workloads.h"
#include "bench/support/process.h"

namespace {

using namespace keystone::bench;

struct Choice {
  std::unique_ptr<System> (*make)();
  uint64_t items_max;  // in the large database
};

// What the last two take for more would say little about them and hold up everybody.
const std::map<std::string, Choice> kSystems = {{"keystone", {NewKeystone, ~uint64_t{0}}},
                                                {"rocksdb", {NewRocksDb, ~uint64_t{0}}},
                                                {"leveldb", {NewLevelDb, ~uint64_t{0}}},
                                                {"lmdb", {NewLmdb, 4'000'000}},
                                                {"sqlite", {NewSqlite, 1'000'000}}};

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const auto& [name, choice] : kSystems) names.push_back(name);
  return names;
}

}  // namespace

int main(int argc, char** argv) {
  std::string name, folder, out, revision;
  std::vector<std::string> wanted;
  uint64_t items = 10'000'000;
  double seconds = 10;
  CLI::App app{"Measures one storage engine; the rows are appended to a file."};
  app.add_option("--system", name)->required()->check(CLI::IsMember(Names()));
  app.add_option("--dir", folder, "For the databases; made, and removed")->required();
  app.add_option("--out", out, "The rows, one JSON object a line")->required();
  app.add_option("--items", items, "In the large database")->check(CLI::Range(1000, 1'000'000'000));
  app.add_option("--seconds", seconds, "For each row that is not a load")
      ->check(CLI::Range(0.01, 3600.0));
  app.add_option("--workloads", wanted)
      ->delimiter(',')
      ->check(
          CLI::IsMember(std::vector<std::string>(std::begin(kWorkloads), std::end(kWorkloads))));
  app.add_option("--revision", revision, "Of the source; follows KeystoneDB's version");
  CLI11_PARSE(app, argc, argv);

  const Choice& choice = kSystems.at(name);
  const auto system = choice.make();
  std::string version = system->version();
  if (name == "keystone" && !revision.empty()) version += " " + revision;
  if (std::filesystem::exists(folder)) Fail(folder + " exists");
  std::filesystem::create_directories(folder);

  RowFile report(out, "engine", name, version, kItemBytes);
  const Run run{*system, report,
                folder,  std::min(items, choice.items_max),
                seconds, {wanted.begin(), wanted.end()}};
  RunWrites(run);
  RunHot(run);
  RunLarge(run);
  std::filesystem::remove_all(folder);
  return 0;
}
