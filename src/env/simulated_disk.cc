#include "env/simulated_disk.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "base/split_mix.h"
#include "base/status_macros.h"
#include "env/mutex.h"

namespace keystone {
namespace {

constexpr uint64_t kNever = std::numeric_limits<uint64_t>::max();
constexpr size_t kSectorBytes = 512;

struct Inode {
  size_t unsynced() const { return bytes.size() - synced_size; }

  std::string bytes;
  size_t appended = 0;     // so many from the front; behind them are reserved zeros
  size_t synced = 0;       // so many from the front are on the platter
  size_t synced_size = 0;  // as the platter has it
  bool folder = false;
};
using InodePointer = std::shared_ptr<Inode>;
using Names = std::map<std::string, InodePointer>;

// One atomic change of names: `removed` goes (if not empty), `added` leads to `inode` (if not
// empty).
struct NameChange {
  std::string removed;
  std::string added;
  InodePointer inode;
  void ApplyTo(Names* names) const {
    if (!removed.empty()) names->erase(removed);
    if (!added.empty()) (*names)[added] = inode;
  }
};

}  // namespace

struct SimulatedDisk::State {
  explicit State(uint64_t seed) : random(seed) {}

  // Before the mutex is taken. What the caller's locks keep apart must stay apart.
  void Pause() const {
#ifdef KEYSTONE_PLANTED_BUGS
    if (pause && Mutex::held() == 0) pause();
#endif
  }
  // Counts an operation and says whether it may go on. Called first, with the mutex held.
  Status BeginIo(const std::string& path, bool* fail_partly = nullptr) {
    const uint64_t number = ++io_count;
    if (number >= crash_at) {
      crashed = true;
      return Status::IoError(path + ": the simulated machine has stopped");
    }
    if (number != fail_at) return Status::Ok();
    fail_at = kNever;
    if (fail_partly != nullptr) *fail_partly = true;
    return Status(fail_code, path + ": simulated failure of operation " + std::to_string(number));
  }
  Status NeedSpace(const std::string& path, uint64_t bytes) const {
    uint64_t used = bytes;
    if (capacity == kNever) return Status::Ok();
    for (const auto& [name, inode] : names) used += inode->bytes.size();
    return used <= capacity ? Status::Ok() : Status::NoSpace(path + ": the simulated disk is full");
  }
  Result<InodePointer> Find(const std::string& path) const {
    const auto found = names.find(path);
    if (found == names.end()) return Status::NotFound(path + ": no such file");
    return found->second;
  }
  bool HasFolder(const std::string& path) const {
    if (path == "." || path == "/") return true;
    const auto found = names.find(path);
    return found != names.end() && found->second->folder;
  }
  void Change(NameChange change) {
    change.ApplyTo(&names);
    const std::string& path = change.added.empty() ? change.removed : change.added;
    pending[DirectoryOf(path)].push_back(std::move(change));
  }
  void LoseBytes(Inode* inode, CrashLoss loss);
  void LosePower(CrashLoss loss);

  mutable Mutex mutex;
  SplitMix random;
  Names names;                                             // as programs see them
  Names durable;                                           // as a crash is sure to leave them
  std::map<std::string, std::vector<NameChange>> pending;  // by folder, since its last sync
  std::set<std::string> locks;
  uint64_t generation = 0;  // files opened before a crash are dead after it
  uint64_t io_count = 0;
  uint64_t crash_at = kNever;
  bool crashed = false;
  uint64_t fail_at = kNever;
  StatusCode fail_code = StatusCode::kIoError;
  uint64_t capacity = kNever;
  bool lie = false;
  std::function<void()> pause;
};

// Of the unsynced bytes, the sectors that the seed picks survive; the others read as zeros, or the
// file is shorter. The last surviving sector may be torn.
void SimulatedDisk::State::LoseBytes(Inode* inode, CrashLoss loss) {
  if (inode->synced == inode->bytes.size()) return;
  if (loss == CrashLoss::kRandom) {
    inode->bytes.resize(inode->synced_size + random.Below(inode->unsynced() + 1));
    const size_t end = std::min(inode->bytes.size(), inode->appended);
    for (size_t at = inode->synced; at < end;) {
      const size_t sector_end = std::min(end, at / kSectorBytes * kSectorBytes + kSectorBytes);
      const uint64_t fate = random.Below(4);
      const size_t lost_from = fate == 0   ? at
                               : fate == 1 ? at + random.Below(sector_end - at)
                                           : sector_end;
      std::fill(inode->bytes.begin() + static_cast<ptrdiff_t>(lost_from),
                inode->bytes.begin() + static_cast<ptrdiff_t>(sector_end), '\0');
      at = sector_end;
    }
  } else {
    inode->bytes.resize(inode->synced);
    inode->bytes.resize(inode->synced_size);  // with zeros
  }
  inode->synced = inode->synced_size = inode->bytes.size();
}

namespace {

class SimulatedWritableFile final : public WritableFile {
 public:
  SimulatedWritableFile(std::shared_ptr<SimulatedDisk::State> disk, std::string path,
                        InodePointer inode)
      : disk_(std::move(disk)),
        path_(std::move(path)),
        inode_(std::move(inode)),
        generation_(disk_->generation) {}

  Status Append(Bytes bytes) override {
    disk_->Pause();
    MutexLock lock(disk_->mutex);
    bool partly = false;
    Status status = Begin(&partly);
    const size_t reserved = inode_->bytes.size() - inode_->appended;
    if (status.ok() && bytes.size() > reserved) {
      status = disk_->NeedSpace(path_, bytes.size() - reserved);
    }
    if (partly) bytes = bytes.substr(0, disk_->random.Below(bytes.size() + 1));
    if (status.ok() || partly) {
      inode_->bytes.replace(inode_->appended, bytes.size(), bytes);
      inode_->appended += bytes.size();
    }
    return status;
  }

  Status Reserve(uint64_t bytes) override {
    disk_->Pause();
    MutexLock lock(disk_->mutex);
    KS_RETURN_IF_ERROR(Begin(nullptr));
    const size_t wanted = inode_->appended + bytes;
    if (wanted <= inode_->bytes.size()) return Status::Ok();
    KS_RETURN_IF_ERROR(disk_->NeedSpace(path_, wanted - inode_->bytes.size()));
    inode_->bytes.resize(wanted);
    return Status::Ok();
  }

  Status Sync() override {
    disk_->Pause();
    MutexLock lock(disk_->mutex);
    KS_RETURN_IF_ERROR(Begin(nullptr));
    if (disk_->lie) {
      disk_->lie = false;
      return Status::Ok();
    }
    inode_->synced = inode_->appended;
    inode_->synced_size = inode_->bytes.size();
    return Status::Ok();
  }

  Status Close() override {
    MutexLock lock(disk_->mutex);
    return Begin(nullptr);
  }

 private:
  Status Begin(bool* partly) {
    if (generation_ != disk_->generation)
      return Status::IoError(path_ + ": opened before the crash");
    return disk_->BeginIo(path_, partly);
  }

  std::shared_ptr<SimulatedDisk::State> disk_;
  std::string path_;
  InodePointer inode_;
  uint64_t generation_;
};

class SimulatedRandomAccessFile final : public RandomAccessFile {
 public:
  SimulatedRandomAccessFile(std::shared_ptr<SimulatedDisk::State> disk, std::string path,
                            InodePointer inode)
      : disk_(std::move(disk)),
        path_(std::move(path)),
        inode_(std::move(inode)),
        size_(inode_->bytes.size()),
        generation_(disk_->generation) {}

  Result<size_t> ReadAt(uint64_t offset, size_t size, char* to) const override {
    disk_->Pause();
    MutexLock lock(disk_->mutex);
    if (generation_ != disk_->generation)
      return Status::IoError(path_ + ": opened before the crash");
    KS_RETURN_IF_ERROR(disk_->BeginIo(path_));
    if (offset >= inode_->bytes.size()) return size_t{0};
    return inode_->bytes.copy(to, size, offset);
  }
  uint64_t size() const override { return size_; }

 private:
  std::shared_ptr<SimulatedDisk::State> disk_;
  std::string path_;
  InodePointer inode_;
  uint64_t size_;
  uint64_t generation_;
};

class SimulatedLock final : public FileLock {
 public:
  SimulatedLock(std::shared_ptr<SimulatedDisk::State> disk, std::string path)
      : disk_(std::move(disk)), path_(std::move(path)), generation_(disk_->generation) {}
  ~SimulatedLock() override {
    MutexLock lock(disk_->mutex);
    if (generation_ == disk_->generation) disk_->locks.erase(path_);
  }

 private:
  std::shared_ptr<SimulatedDisk::State> disk_;
  std::string path_;
  uint64_t generation_;
};

}  // namespace

SimulatedDisk::SimulatedDisk(uint64_t seed) : state_(std::make_shared<State>(seed)) {}
SimulatedDisk::~SimulatedDisk() = default;

Result<std::unique_ptr<WritableFile>> SimulatedDisk::CreateFile(const std::string& path) {
  state_->Pause();
  MutexLock lock(state_->mutex);
  KS_RETURN_IF_ERROR(state_->BeginIo(path));
  if (!state_->HasFolder(DirectoryOf(path))) return Status::NotFound(path + ": no such folder");
  if (state_->names.contains(path)) return Status::AlreadyExists(path + ": exists");
  KS_RETURN_IF_ERROR(state_->NeedSpace(path, 1));
  auto inode = std::make_shared<Inode>();
  state_->Change({"", path, inode});
  return std::unique_ptr<WritableFile>(new SimulatedWritableFile(state_, path, inode));
}

Result<std::unique_ptr<RandomAccessFile>> SimulatedDisk::OpenFile(const std::string& path) {
  state_->Pause();
  MutexLock lock(state_->mutex);
  KS_RETURN_IF_ERROR(state_->BeginIo(path));
  KS_ASSIGN_OR_RETURN(auto inode, state_->Find(path));
  if (inode->folder) return Status::IoError(path + ": not a regular file");
  return std::unique_ptr<RandomAccessFile>(new SimulatedRandomAccessFile(state_, path, inode));
}

Result<bool> SimulatedDisk::Exists(const std::string& path) {
  MutexLock lock(state_->mutex);
  KS_RETURN_IF_ERROR(state_->BeginIo(path));
  return state_->names.contains(path) || state_->HasFolder(path);
}

Result<uint64_t> SimulatedDisk::FileSize(const std::string& path) {
  MutexLock lock(state_->mutex);
  KS_RETURN_IF_ERROR(state_->BeginIo(path));
  KS_ASSIGN_OR_RETURN(const auto inode, state_->Find(path));
  return uint64_t{inode->bytes.size()};
}

Status SimulatedDisk::SyncFile(const std::string& path) {
  state_->Pause();
  MutexLock lock(state_->mutex);
  KS_RETURN_IF_ERROR(state_->BeginIo(path));
  KS_ASSIGN_OR_RETURN(const auto inode, state_->Find(path));
  inode->synced = inode->synced_size = inode->bytes.size();
  return Status::Ok();
}

Status SimulatedDisk::RemoveFile(const std::string& path) {
  state_->Pause();
  MutexLock lock(state_->mutex);
  KS_RETURN_IF_ERROR(state_->BeginIo(path));
  KS_ASSIGN_OR_RETURN(const auto inode, state_->Find(path));
  if (inode->folder) return Status::IoError(path + ": is a folder");
  state_->Change({path, "", nullptr});
  return Status::Ok();
}

Status SimulatedDisk::Rename(const std::string& from, const std::string& to) {
  state_->Pause();
  MutexLock lock(state_->mutex);
  KS_RETURN_IF_ERROR(state_->BeginIo(from));
  KS_ASSIGN_OR_RETURN(const auto inode, state_->Find(from));
  if (inode->folder || DirectoryOf(from) != DirectoryOf(to)) {
    return Status::IoError(from + ": the simulated disk renames files within their folder only");
  }
  if (from != to) state_->Change({from, to, inode});
  return Status::Ok();
}

Status SimulatedDisk::CreateDirectory(const std::string& path) {
  MutexLock lock(state_->mutex);
  KS_RETURN_IF_ERROR(state_->BeginIo(path));
  if (state_->HasFolder(path)) return Status::Ok();
  if (state_->names.contains(path)) return Status::AlreadyExists(path + ": is a file");
  if (!state_->HasFolder(DirectoryOf(path))) return Status::NotFound(path + ": no such parent");
  auto inode = std::make_shared<Inode>();
  inode->folder = true;
  state_->Change({"", path, inode});
  return Status::Ok();
}

Result<std::vector<std::string>> SimulatedDisk::ListDirectory(const std::string& path) {
  MutexLock lock(state_->mutex);
  KS_RETURN_IF_ERROR(state_->BeginIo(path));
  if (!state_->HasFolder(path)) return Status::NotFound(path + ": no such folder");
  std::vector<std::string> listed;
  for (const auto& [name, inode] : state_->names) {
    if (DirectoryOf(name) == path) listed.push_back(name.substr(name.rfind('/') + 1));
  }
  return listed;
}

Status SimulatedDisk::SyncDirectory(const std::string& path) {
  state_->Pause();
  MutexLock lock(state_->mutex);
  KS_RETURN_IF_ERROR(state_->BeginIo(path));
  if (!state_->HasFolder(path)) return Status::NotFound(path + ": no such folder");
  for (const NameChange& change : state_->pending[path]) change.ApplyTo(&state_->durable);
  state_->pending.erase(path);
  return Status::Ok();
}

Result<std::unique_ptr<FileLock>> SimulatedDisk::Lock(const std::string& path) {
  MutexLock lock(state_->mutex);
  KS_RETURN_IF_ERROR(state_->BeginIo(path));
  if (!state_->HasFolder(DirectoryOf(path))) return Status::NotFound(path + ": no such folder");
  if (!state_->locks.insert(path).second) return Status::Busy(path + ": the database is open");
  if (!state_->names.contains(path)) state_->Change({"", path, std::make_shared<Inode>()});
  return std::unique_ptr<FileLock>(new SimulatedLock(state_, path));
}

uint64_t SimulatedDisk::io_count() const {
  MutexLock lock(state_->mutex);
  return state_->io_count;
}

void SimulatedDisk::CrashAtIo(uint64_t at) {
  MutexLock lock(state_->mutex);
  state_->crash_at = at;
}

bool SimulatedDisk::crashed() const {
  MutexLock lock(state_->mutex);
  return state_->crashed;
}

// What was not synced is lost, some of it or all; what is left is on the platter.
void SimulatedDisk::State::LosePower(CrashLoss loss) {
  for (auto& [folder, changes] : pending) {
    const size_t kept = loss == CrashLoss::kRandom ? random.Below(changes.size() + 1) : 0;
    for (size_t i = 0; i < kept; ++i) changes[i].ApplyTo(&durable);
  }
  pending.clear();
  // What lies in a folder that did not survive is gone with it.
  std::erase_if(durable, [&](const auto& entry) {
    const std::string folder = DirectoryOf(entry.first);
    return folder != "." && folder != "/" && !durable.contains(folder);
  });
  names = durable;
  for (auto& [name, inode] : names) LoseBytes(inode.get(), loss);
}

void SimulatedDisk::Crash(CrashLoss loss) {
  MutexLock lock(state_->mutex);
  if (loss != CrashLoss::kNone) state_->LosePower(loss);
  state_->locks.clear();
  ++state_->generation;
  state_->crash_at = state_->fail_at = kNever;
  state_->crashed = state_->lie = false;
}

void SimulatedDisk::FailIo(uint64_t at, StatusCode code) {
  MutexLock lock(state_->mutex);
  state_->fail_at = at;
  state_->fail_code = code;
}

void SimulatedDisk::SetCapacity(uint64_t bytes) {
  MutexLock lock(state_->mutex);
  state_->capacity = bytes;
}

void SimulatedDisk::LieAboutNextSync() {
  MutexLock lock(state_->mutex);
  state_->lie = true;
}

void SimulatedDisk::SetPause(std::function<void()> pause) {
  state_->pause = std::move(pause);
}

Status SimulatedDisk::FlipBit(const std::string& path, uint64_t offset, unsigned bit) {
  MutexLock lock(state_->mutex);
  KS_ASSIGN_OR_RETURN(const auto inode, state_->Find(path));
  if (offset >= inode->bytes.size()) return Status::InvalidArgument(path + ": ends before that");
  inode->bytes[offset] = static_cast<char>(inode->bytes[offset] ^ (1 << (bit % 8)));
  return Status::Ok();
}

Status SimulatedDisk::Truncate(const std::string& path, uint64_t size) {
  MutexLock lock(state_->mutex);
  KS_ASSIGN_OR_RETURN(const auto inode, state_->Find(path));
  inode->bytes.resize(std::min<uint64_t>(size, inode->bytes.size()));
  for (size_t* end : {&inode->appended, &inode->synced, &inode->synced_size}) {
    *end = std::min(*end, inode->bytes.size());
  }
  return Status::Ok();
}

}  // namespace keystone
