#include "env/posix_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <set>
#include <utility>

#include "base/status_macros.h"
#include "env/mutex.h"

namespace keystone {
namespace {

Status ErrnoStatus(const std::string& path, const char* what, int error) {
  std::string message = path + ": " + what + ": " + std::strerror(error);
  switch (error) {
    case ENOENT:
      return Status::NotFound(std::move(message));
    case EEXIST:
      return Status::AlreadyExists(std::move(message));
    case ENOSPC:
    case EDQUOT:
    case EFBIG:  // the limit of this file or this process
      return Status::NoSpace(std::move(message));
    case EROFS:
    case EACCES:
    case EPERM:
      return Status::ReadOnly(std::move(message));
    default:
      return Status::IoError(std::move(message));
  }
}

int Open(const std::string& path, int flags) {
  int fd;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

class PosixWritableFile final : public WritableFile {
 public:
  PosixWritableFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

  Status Append(Bytes bytes) override {
    KS_RETURN_IF_ERROR(WriteAt(end_, bytes));
    end_ += bytes.size();
    return Status::Ok();
  }

  Status Reserve(uint64_t bytes) override {
    static constexpr char kZeros[64 << 10] = {};
    const uint64_t wanted = end_ + bytes;
    for (reserved_ = std::max(reserved_, end_); reserved_ < wanted;) {
      const Bytes zeros(kZeros, std::min<uint64_t>(sizeof kZeros, wanted - reserved_));
      KS_RETURN_IF_ERROR(WriteAt(reserved_, zeros));
      reserved_ += zeros.size();
    }
    return Status::Ok();
  }

  Status Sync() override {
    return ::fdatasync(fd_.get()) == 0 ? Status::Ok() : ErrnoStatus(path_, "fdatasync", errno);
  }

  Status Close() override {
    return ::close(fd_.release()) == 0 ? Status::Ok() : ErrnoStatus(path_, "close", errno);
  }

 private:
  Status WriteAt(uint64_t offset, Bytes bytes) {
    while (!bytes.empty()) {
      const ssize_t written =
          ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return ErrnoStatus(path_, "write", errno);
      bytes.remove_prefix(static_cast<size_t>(written));
      offset += static_cast<uint64_t>(written);
    }
    return Status::Ok();
  }

  std::string path_;
  FileDescriptor fd_;
  uint64_t end_ = 0;       // of what was appended
  uint64_t reserved_ = 0;  // of the file, where it is longer
};

class PosixRandomAccessFile final : public RandomAccessFile {
 public:
  PosixRandomAccessFile(std::string path, int fd, uint64_t size)
      : path_(std::move(path)), fd_(fd), size_(size) {}

  Result<size_t> ReadAt(uint64_t offset, size_t size, char* to) const override {
    size_t done = 0;
    while (done < size) {
      const ssize_t count =
          ::pread(fd_.get(), to + done, size - done, static_cast<off_t>(offset + done));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return ErrnoStatus(path_, "read", errno);
      if (count == 0) break;
      done += static_cast<size_t>(count);
    }
    return done;
  }
  uint64_t size() const override { return size_; }

 private:
  std::string path_;
  FileDescriptor fd_;
  uint64_t size_;
};

// Names the kernel's identity of locked files, since flock alone lets one process lock a file once
// per open.
class LockTable {
 public:
  using FileId = std::pair<dev_t, ino_t>;
  bool Take(FileId id) {
    MutexLock lock(mutex_);
    return held_.insert(id).second;
  }
  void Release(FileId id) {
    MutexLock lock(mutex_);
    held_.erase(id);
  }

 private:
  Mutex mutex_;
  std::set<FileId> held_;
};

LockTable& ProcessLocks() {
  static LockTable* table = new LockTable;  // never destroyed: locks may be let go during exit
  return *table;
}

class PosixFileLock final : public FileLock {
 public:
  PosixFileLock(int fd, LockTable::FileId id) : fd_(fd), id_(id) {}
  ~PosixFileLock() override { ProcessLocks().Release(id_); }

 private:
  FileDescriptor fd_;
  LockTable::FileId id_;
};

class PosixFileSystem final : public FileSystem {
 public:
  Result<std::unique_ptr<WritableFile>> CreateFile(const std::string& path) override {
    const int fd = Open(path, O_WRONLY | O_CREAT | O_EXCL);
    if (fd < 0) return ErrnoStatus(path, "create", errno);
    return std::unique_ptr<WritableFile>(new PosixWritableFile(path, fd));
  }

  Result<std::unique_ptr<RandomAccessFile>> OpenFile(const std::string& path) override {
    const int fd = Open(path, O_RDONLY);
    if (fd < 0) return ErrnoStatus(path, "open", errno);
    FileDescriptor guard(fd);
    struct stat info{};
    if (::fstat(fd, &info) != 0) return ErrnoStatus(path, "stat", errno);
    if (!S_ISREG(info.st_mode)) return Status::IoError(path + ": not a regular file");
    return std::unique_ptr<RandomAccessFile>(
        new PosixRandomAccessFile(path, guard.release(), static_cast<uint64_t>(info.st_size)));
  }

  Result<bool> Exists(const std::string& path) override {
    struct stat info{};
    if (::stat(path.c_str(), &info) == 0) return true;
    if (errno == ENOENT || errno == ENOTDIR) return false;
    return ErrnoStatus(path, "stat", errno);
  }

  Result<uint64_t> FileSize(const std::string& path) override {
    struct stat info{};
    if (::stat(path.c_str(), &info) != 0) return ErrnoStatus(path, "stat", errno);
    return static_cast<uint64_t>(info.st_size);
  }

  Status SyncFile(const std::string& path) override {
    FileDescriptor fd(Open(path, O_RDONLY));
    if (fd.get() < 0) return ErrnoStatus(path, "open", errno);
    return ::fsync(fd.get()) == 0 ? Status::Ok() : ErrnoStatus(path, "fsync", errno);
  }

  Status RemoveFile(const std::string& path) override {
    return ::unlink(path.c_str()) == 0 ? Status::Ok() : ErrnoStatus(path, "remove", errno);
  }

  Status Rename(const std::string& from, const std::string& to) override {
    return ::rename(from.c_str(), to.c_str()) == 0 ? Status::Ok()
                                                   : ErrnoStatus(from, "rename", errno);
  }

  Status CreateDirectory(const std::string& path) override {
    if (::mkdir(path.c_str(), 0755) == 0) return Status::Ok();
    const int error = errno;
    struct stat info{};
    if (error == EEXIST && ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) {
      return Status::Ok();
    }
    return ErrnoStatus(path, "create folder", error);
  }

  Result<std::vector<std::string>> ListDirectory(const std::string& path) override {
    DIR* folder = ::opendir(path.c_str());
    if (folder == nullptr) return ErrnoStatus(path, "list", errno);
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(folder)) {
      const std::string name = entry->d_name;
      if (name != "." && name != "..") names.push_back(name);
    }
    const int error = errno;
    ::closedir(folder);
    if (error != 0) return ErrnoStatus(path, "list", error);
    std::sort(names.begin(), names.end());
    return names;
  }

  Status SyncDirectory(const std::string& path) override {
    FileDescriptor fd(Open(path, O_RDONLY | O_DIRECTORY));
    if (fd.get() < 0) return ErrnoStatus(path, "open folder", errno);
    return ::fsync(fd.get()) == 0 ? Status::Ok() : ErrnoStatus(path, "fsync folder", errno);
  }

  Result<std::unique_ptr<FileLock>> Lock(const std::string& path) override {
    FileDescriptor fd(Open(path, O_RDWR | O_CREAT));
    if (fd.get() < 0) return ErrnoStatus(path, "open lock file", errno);
    struct stat info{};
    if (::fstat(fd.get(), &info) != 0) return ErrnoStatus(path, "stat", errno);
    const LockTable::FileId id{info.st_dev, info.st_ino};
    if (!ProcessLocks().Take(id)) {
      return Status::Busy(path + ": this process has the database open already");
    }
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
      const int error = errno;
      ProcessLocks().Release(id);
      if (error == EWOULDBLOCK) {
        return Status::Busy(path + ": another process has the database open");
      }
      return ErrnoStatus(path, "lock", error);
    }
    return std::unique_ptr<FileLock>(new PosixFileLock(fd.release(), id));
  }
};

}  // namespace

std::unique_ptr<FileSystem> NewPosixFileSystem() {
  return std::make_unique<PosixFileSystem>();
}

}  // namespace keystone
