// SimulatedEnv: a disk, a clock, a random source and an executor that a seed decides, in one
// thread.
//
// The disk keeps the crash contract of env/file_system.h to the letter and no more. Every call that
// reads or changes it is an I/O operation with a number; faults are armed by number. Same seed,
// same calls: same outcome.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "env/env.h"

namespace keystone {

enum class CrashLoss : unsigned char {
  kNone,    // the process died, the machine lives: all is there, what was unsynced still is
  kAll,     // nothing unsynced survives
  kRandom,  // the seed picks sectors and folder changes that survive, and tears some
};

class SimulatedEnv {
 public:
  explicit SimulatedEnv(uint64_t seed);
  ~SimulatedEnv();

  Env env();

  // --- the disk ---
  uint64_t io_count() const;  // operations so far (reads included)
  // From operation number `at` on, every operation fails with IoError and changes nothing, until
  // Crash().
  void CrashAtIo(uint64_t at);
  bool crashed() const;  // the armed crash has happened
  // The machine loses power (or only the process dies): open files and locks are gone, unsynced
  // data is kept or lost as `loss` says, waiting tasks are dropped. Afterwards the disk works again
  // and no fault is armed.
  void Crash(CrashLoss loss);
  // Operation number `at` fails once with `code` (kIoError or kNoSpace) and, for an append, writes
  // a part.
  void FailIo(uint64_t at, StatusCode code);
  // All operations that need space fail with NoSpace once the disk holds more than this.
  void SetCapacity(uint64_t bytes);
  // The next Sync() that comes says Ok and does nothing.
  void LieAboutNextSync();

  // Damage: edits the bytes that survive. Flips bit `bit` of byte `offset`.
  Status FlipBit(const std::string& path, uint64_t offset, unsigned bit);
  Status Truncate(const std::string& path, uint64_t size);

  // --- time and tasks ---
  void AdvanceMicros(int64_t micros);   // wall and steady clock
  void JumpWallMicros(int64_t micros);  // wall clock only; may be negative
  // From now on a task may let others run before each I/O operation, unless it holds a Mutex: what
  // threads do at the same time is tried out at every such point. Needs KEYSTONE_PLANTED_BUGS.
  void PauseAtIo();
  void RunUntilIdle();  // runs waiting tasks; delayed ones only once their time has come

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace keystone
