// FileSystem: the only way KeystoneDB touches files, and the contract on what a crash leaves
// behind.
//
// The crash contract, which every implementation keeps and the simulated one exploits to the full:
//   - Bytes appended to a file are durable once Sync() on that file has returned Ok. Until then a
//   crash may keep any
//     subset of the unsynced 512-byte sectors, in any order; a sector that straddles the end may be
//     torn.
//   - Where appended bytes replace zeros that Reserve() has made durable, the sectors a crash does
//   not keep hold those zeros; a file is never shorter than its last Sync() left it.
//   - A file's existence, a rename and a removal are durable once SyncDirectory() on the folder has
//   returned Ok. Until
//     then a crash keeps any prefix of the folder's changes. Syncing a file does not make its name
//     durable.
//   - Rename over an existing name is atomic: after a crash the name leads to the old file or to
//   the new one.
//   - After a failed Sync nothing is known of the unsynced bytes, and syncing again proves nothing:
//   callers stop.
//
// Paths use '/'. All methods may be called from any thread; one file object is used by one thread
// at a time, except RandomAccessFile, whose ReadAt may run in many threads at once.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "keystone/status.h"

namespace keystone {

// A file being written from its start to its end.
class WritableFile {
 public:
  virtual ~WritableFile() = default;  // closes without syncing
  virtual Status Append(Bytes bytes) = 0;
  // Makes the file `bytes` longer than what is appended, with zeros that later appends replace:
  // their syncs need not write the file's new length, which costs as much again as their bytes. The
  // zeros are durable with the next Sync. NoSpace is harmless: appending may go on without.
  virtual Status Reserve(uint64_t bytes) = 0;
  virtual Status Sync() = 0;
  virtual Status Close() = 0;  // at most once; no other call follows
};

class RandomAccessFile {
 public:
  virtual ~RandomAccessFile() = default;
  // Up to `size` bytes from `offset` into `to`; fewer only where the file ends. Returns how many.
  virtual Result<size_t> ReadAt(uint64_t offset, size_t size, char* to) const = 0;
  virtual uint64_t size() const = 0;  // as of opening
};

// Held until destroyed, by this process alone.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // AlreadyExists where the name is taken: no file of ours is ever overwritten in place.
  virtual Result<std::unique_ptr<WritableFile>> CreateFile(const std::string& path) = 0;
  // NotFound where there is none.
  virtual Result<std::unique_ptr<RandomAccessFile>> OpenFile(const std::string& path) = 0;
  virtual Result<bool> Exists(const std::string& path) = 0;  // a file or a folder
  virtual Result<uint64_t> FileSize(const std::string& path) = 0;
  // Makes durable what anybody, a process now dead included, has written to the file.
  virtual Status SyncFile(const std::string& path) = 0;
  virtual Status RemoveFile(const std::string& path) = 0;  // NotFound where there is none
  virtual Status Rename(const std::string& from, const std::string& to) = 0;

  virtual Status CreateDirectory(
      const std::string& path) = 0;  // Ok where it exists; the parent must
  virtual Result<std::vector<std::string>> ListDirectory(
      const std::string& path) = 0;  // names, sorted
  virtual Status SyncDirectory(const std::string& path) = 0;

  // Creates the file where needed. Busy where another process (or another open here) holds it.
  virtual Result<std::unique_ptr<FileLock>> Lock(const std::string& path) = 0;
};

// The whole of a file; ResourceExhausted above `bytes_max`.
Result<std::string> ReadWholeFile(FileSystem& files, const std::string& path, uint64_t bytes_max);

// Writes `bytes` under `path` so that a crash leaves the old contents or the new ones: a temporary
// file beside it
// (".tmp" added), synced, renamed, folder synced.
Status ReplaceFile(FileSystem& files, const std::string& path, Bytes bytes);

// "a/b/c" -> "a/b"; "c" -> ".".
std::string DirectoryOf(const std::string& path);

}  // namespace keystone
