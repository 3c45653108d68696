#include "bench/server/bench.h"

#include <chrono>
#include <cstdio>
#include <memory>
#include <numeric>
#include <thread>

#include "base/split_mix.h"
#include "bench/server/http.h"
#include "bench/server/load.h"
#include "bench/server/operations.h"
#include "bench/server/server_process.h"
#include "bench/support/items.h"
#include "bench/support/process.h"

namespace keystone::bench {
namespace {

constexpr int kStarts = 3;
constexpr auto kEmptyAfter = std::chrono::milliseconds(300);
constexpr int kLoadConnections = 16;
constexpr size_t kRequests = 20'000;  // different ones of a row
constexpr size_t kBatchRequests = 1'000;
constexpr size_t kReadBack = 1'000;
constexpr double kWarmShare = 0.25;

// A server that has started, and what it must hold.
class Bench {
 public:
  explicit Bench(const ServerRun& run) : run_(run), contents_(run.items) {}

  bool Run() {
    MeasureStarts();
    CreateTable();
    if (run_.stores && !Load()) return false;
    bool complete = true;
    for (const int connections : run_.connections) {
      for (const Operation operation : kOperations) complete &= MeasureRow(operation, connections);
    }
    AddMemory("memory peak", server_->PeakBytes());
    return complete;
  }

 private:
  void MeasureStarts() {
    Measured starts;
    for (int i = 0; i < kStarts; ++i) {
      server_.reset();  // one at a time
      const int64_t begin = SteadyNanos();
      server_ =
          std::make_unique<ServerProcess>(run_.command, run_.folder + "/db", run_.folder + ".log");
      starts.seconds += static_cast<double>(SteadyNanos() - begin) / 1e9;
      starts.cpu_micros += server_->CpuMicros();
      starts.latency.Add(static_cast<uint64_t>(server_->start_nanos()));
      ++starts.operations;
    }
    run_.report.Add({.workload = "start", .durability = run_.durability}, starts);
    std::this_thread::sleep_for(kEmptyAfter);
    AddMemory("memory empty", server_->ResidentBytes());
  }

  // Over the bytes of the items, so that it fits the columns there are.
  void AddMemory(const char* workload, uint64_t bytes) {
    const double logical = static_cast<double>(run_.items) * kServedItemBytes;
    run_.report.AddSpace({.workload = workload,
                          .durability = run_.durability,
                          .items = run_.items,
                          .space_amp = static_cast<double>(bytes) / logical});
  }

  void CreateTable() {
    const auto created = Call(server_->port(), RenderRequest("CreateTable", CreateTableBody()));
    if (!created || created->status != 200) {
      Fail(run_.name + " makes no table: " + (created ? created->body : "no answer"));
    }
    const std::string describe = RenderRequest("DescribeTable", kTableBody);
    for (int tries = 0; run_.stores; ++tries) {
      const auto table = Call(server_->port(), describe);
      if (table && table->body.find(R"("TableStatus":"ACTIVE")") != std::string::npos) return;
      if (tries == 1000) Fail(run_.name + " has no active table");
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  bool Load() {
    std::vector<Request> requests;
    for (uint32_t first = 0; first < run_.items; first += kBatchItems) {
      std::vector<uint32_t> items(std::min(kBatchItems, run_.items - first));
      std::iota(items.begin(), items.end(), first);
      requests.push_back(MakeRequest(Operation::kBatchWriteItem, items, kFirstNumber));
    }
    const Outcome outcome = Once(Operation::kBatchWriteItem, requests, kLoadConnections);
    std::fprintf(stderr, "%s: %u items in %.1f s\n", run_.name.c_str(), run_.items,
                 outcome.measured.seconds);
    return Good(Operation::kBatchWriteItem, outcome);
  }

  bool MeasureRow(Operation operation, int connections) {
    const std::vector<Request> requests = Prepare(operation);
    if (!Good(operation, Timed(operation, requests, connections, run_.seconds * kWarmShare))) {
      return false;
    }
    const double cpu_before = server_->CpuMicros();
    const double own_before = static_cast<double>(CpuMicros());
    Outcome outcome = Timed(operation, requests, connections, run_.seconds);
    outcome.measured.cpu_micros = server_->CpuMicros() - cpu_before;
    const double own = static_cast<double>(CpuMicros()) - own_before;
    if (!Good(operation, outcome)) return false;
    if (run_.stores) ReadBack(requests, connections);
    const auto operations = static_cast<double>(outcome.measured.operations);
    run_.report.Add({.workload = NameOf(operation),
                     .threads = connections,
                     .durability = run_.durability,
                     .items = run_.items},
                    outcome.measured);
    std::fprintf(stderr, "    a reply has %.0f bytes; the client needed %.1f us of CPU for each\n",
                 static_cast<double>(outcome.reply_bytes) / operations, own / operations);
    return true;
  }

  std::vector<Request> Prepare(Operation operation) {
    // Another value for each row of puts, so that one that changed nothing is found out.
    const uint32_t number = kFirstNumber + 10 * ++rows_;
    const bool batch = operation == Operation::kBatchWriteItem;
    std::vector<Request> requests(batch ? kBatchRequests : kRequests);
    for (Request& request : requests) {
      request = MakeRequest(operation, Choose(operation), number);
      if (!run_.stores) request.items = AlwaysAnswered(operation);
    }
    return requests;
  }

  // Those of a batch lie in different partitions; behind those of a query follows at least one.
  std::vector<uint32_t> Choose(Operation operation) {
    const auto any = static_cast<uint32_t>(random_.Below(run_.items));
    std::vector<uint32_t> items = {any};
    if (operation == Operation::kBatchWriteItem) {
      items.resize(kBatchItems);
      for (uint32_t i = 0; i < kBatchItems; ++i) {
        items[i] = (any + i * (run_.items / kBatchItems)) % run_.items;
      }
    } else if (operation == Operation::kQuery) {
      constexpr auto kPartition = static_cast<uint32_t>(kItemsPerPartition);
      items.resize(kQueryItems);
      std::iota(items.begin(), items.end(),
                any / kPartition * kPartition + any % (kPartition - kQueryItems));
    }
    return items;
  }

  static std::vector<uint32_t> AlwaysAnswered(Operation operation) {
    std::vector<uint32_t> items;
    if (operation == Operation::kGetItem) items.resize(1);
    if (operation == Operation::kQuery) items.resize(kQueryItems);
    std::iota(items.begin(), items.end(), 0);
    return items;
  }

  // Gets what the row may have written: is it as the acknowledgements say?
  void ReadBack(const std::vector<Request>& written, int connections) {
    std::vector<Request> gets;
    for (size_t i = 0; i < std::min(kReadBack, written.size()); ++i) {
      gets.push_back(MakeRequest(Operation::kGetItem, {written[i].items.back()}, 0));
    }
    const Outcome outcome = Once(Operation::kGetItem, gets, connections);
    if (!outcome.error.empty()) Fail(run_.name + " cannot read what it wrote: " + outcome.error);
  }

  Outcome Once(Operation operation, const std::vector<Request>& requests, int connections) {
    size_t sent = 0;
    return Drive(
        server_->port(), connections,
        [&] { return sent < requests.size() ? &requests[sent++] : nullptr; },
        [&](const Request& request, Bytes body) { contents_.Accept(operation, request, body); });
  }

  Outcome Timed(Operation operation, const std::vector<Request>& requests, int connections,
                double seconds) {
    int64_t deadline =
        0;  // counts from the first request: a server may be slow to take connections
    return Drive(
        server_->port(), connections,
        [&]() -> const Request* {
          const int64_t now = SteadyNanos();
          if (deadline == 0) deadline = now + static_cast<int64_t>(seconds * 1e9);
          if (now >= deadline) return nullptr;
          return &requests[sent_++ % requests.size()];
        },
        [&](const Request& request, Bytes body) { contents_.Accept(operation, request, body); });
  }

  bool Good(Operation operation, const Outcome& outcome) {
    if (outcome.error.empty()) return true;
    std::fprintf(stderr, "\n!!! ERROR: %s does not do %s: %s\n\n", run_.name.c_str(),
                 NameOf(operation), outcome.error.c_str());
    return false;
  }

  const ServerRun& run_;
  Contents contents_;
  SplitMix random_{1};
  uint32_t rows_ = 0;
  size_t sent_ = 0;  // goes on from the warm-up
  std::unique_ptr<ServerProcess> server_;
};

}  // namespace

bool RunServer(const ServerRun& run) {
  return Bench(run).Run();
}

}  // namespace keystone::bench
