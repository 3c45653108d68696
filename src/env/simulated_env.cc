#include "env/simulated_env.h"

#include "base/split_mix.h"
#include "env/simulated_disk.h"
#include "env/simulated_executor.h"

namespace keystone {
namespace {

class SimulatedRandom final : public Random {
 public:
  explicit SimulatedRandom(uint64_t seed) : random_(seed) {}
  uint64_t Next() override { return random_.Next(); }

 private:
  SplitMix random_;
};

}  // namespace

struct SimulatedEnv::State {
  explicit State(uint64_t seed)
      : disk(seed), random(~seed), executor(seed ^ 0x5851f42d4c957f2d, &clock) {}

  SimulatedDisk disk;
  SimulatedClock clock;
  SimulatedRandom random;
  SimulatedExecutor executor;
};

SimulatedEnv::SimulatedEnv(uint64_t seed) : state_(std::make_unique<State>(seed)) {}
SimulatedEnv::~SimulatedEnv() = default;

Env SimulatedEnv::env() {
  return {&state_->disk, &state_->clock, &state_->random, &state_->executor};
}

uint64_t SimulatedEnv::io_count() const {
  return state_->disk.io_count();
}
void SimulatedEnv::CrashAtIo(uint64_t at) {
  state_->disk.CrashAtIo(at);
}
bool SimulatedEnv::crashed() const {
  return state_->disk.crashed();
}
void SimulatedEnv::Crash(CrashLoss loss) {
  state_->executor.DropAll();
  state_->disk.Crash(loss);
}
void SimulatedEnv::FailIo(uint64_t at, StatusCode code) {
  state_->disk.FailIo(at, code);
}
void SimulatedEnv::SetCapacity(uint64_t bytes) {
  state_->disk.SetCapacity(bytes);
}
void SimulatedEnv::LieAboutNextSync() {
  state_->disk.LieAboutNextSync();
}
Status SimulatedEnv::FlipBit(const std::string& path, uint64_t offset, unsigned bit) {
  return state_->disk.FlipBit(path, offset, bit);
}
Status SimulatedEnv::Truncate(const std::string& path, uint64_t size) {
  return state_->disk.Truncate(path, size);
}
void SimulatedEnv::AdvanceMicros(int64_t micros) {
  state_->clock.Advance(micros);
}
void SimulatedEnv::JumpWallMicros(int64_t micros) {
  state_->clock.JumpWall(micros);
}
void SimulatedEnv::PauseAtIo() {
  state_->disk.SetPause([state = state_.get()] { state->executor.Pause(); });
}
void SimulatedEnv::RunUntilIdle() {
  state_->executor.RunUntilIdle();
}

}  // namespace keystone
