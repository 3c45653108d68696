// SimulatedDisk: a FileSystem in memory that keeps the crash contract of env/file_system.h to the
// letter, and breaks when told to. It serves in-memory databases too, where nothing ever breaks.
// Any thread.
//
// A file's bytes belong to an inode, its name to its folder. An inode knows how many of its bytes
// are synced; a folder keeps the names a crash is sure to leave and the changes made since its last
// sync, in order.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "env/file_system.h"
#include "env/simulated_env.h"

namespace keystone {

class SimulatedDisk final : public FileSystem {
 public:
  explicit SimulatedDisk(uint64_t seed);
  ~SimulatedDisk() override;

  // As in env/simulated_env.h.
  uint64_t io_count() const;
  void CrashAtIo(uint64_t at);
  bool crashed() const;
  void Crash(CrashLoss loss);
  void FailIo(uint64_t at, StatusCode code);
  void SetCapacity(uint64_t bytes);
  void LieAboutNextSync();
  Status FlipBit(const std::string& path, uint64_t offset, unsigned bit);
  Status Truncate(const std::string& path, uint64_t size);
  // Called before an operation, by whoever began it while holding no Mutex.
  void SetPause(std::function<void()> pause);

  Result<std::unique_ptr<WritableFile>> CreateFile(const std::string& path) override;
  Result<std::unique_ptr<RandomAccessFile>> OpenFile(const std::string& path) override;
  Result<bool> Exists(const std::string& path) override;
  Result<uint64_t> FileSize(const std::string& path) override;
  Status SyncFile(const std::string& path) override;
  Status RemoveFile(const std::string& path) override;
  Status Rename(const std::string& from, const std::string& to) override;
  Status CreateDirectory(const std::string& path) override;
  Result<std::vector<std::string>> ListDirectory(const std::string& path) override;
  Status SyncDirectory(const std::string& path) override;
  Result<std::unique_ptr<FileLock>> Lock(const std::string& path) override;

  struct State;  // shared with open files, which may outlive a crash

 private:
  std::shared_ptr<State> state_;
};

}  // namespace keystone
