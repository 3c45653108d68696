#include "cli/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>
#include <filesystem>

#include "base/status_macros.h"

namespace keystone::cli {
namespace {

Status Failure(const std::string& path, int error) {
  const std::string message = path + ": " + std::strerror(error);
  if (error == ENOSPC || error == EDQUOT) return Status::NoSpace(message);
  return Status::IoError(message);
}

Status Exists(const std::string& path) {
  return Status::AlreadyExists(path + " exists; --force replaces it");
}

// Of the one file that is being written: the signals that end a process remove it first.
char draft_to_remove[PATH_MAX];

void RemoveDraft(int signal) {
  ::unlink(draft_to_remove);
  ::raise(signal);  // SA_RESETHAND: this time it ends the process
}

void RemoveDraftOnSignals(const std::string& draft) {
  if (draft.size() >= sizeof draft_to_remove) return;
  std::memcpy(draft_to_remove, draft.c_str(), draft.size() + 1);
  struct sigaction action{};
  action.sa_handler = RemoveDraft;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before{};
    // Who ignores a signal, as nohup does, goes on ignoring it.
    if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler == SIG_DFL) {
      ::sigaction(signal, &action, nullptr);
    }
  }
}

}  // namespace

Result<std::unique_ptr<OutputFile>> OutputFile::Open(const std::string& path, bool force) {
  std::unique_ptr<OutputFile> out(new OutputFile(path, force));
  struct stat info{};
  if (path == "-") {
    out->path_ = "standard output";
    out->file_ = stdout;
  } else if (::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode)) {
    out->file_ = std::fopen(path.c_str(), "w");
    if (out->file_ == nullptr) return Failure(path, errno);
  } else {
    KS_RETURN_IF_ERROR(out->OpenDraft());
  }
  return out;
}

Status OutputFile::OpenDraft() {
  std::error_code missing;
  // By force through a symbolic link: the file it names is replaced, not the link.
  const std::filesystem::path real = std::filesystem::canonical(path_, missing);
  if (!missing && !force_) return Exists(path_);
  if (!missing) path_ = real.string();
  const std::string draft = path_ + ".partial-" + std::to_string(::getpid());
  const int fd = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) return Failure(draft, errno);
  draft_ = draft;
  RemoveDraftOnSignals(draft_);
  file_ = ::fdopen(fd, "w");
  return file_ == nullptr ? Failure(draft, errno) : Status::Ok();
}

OutputFile::~OutputFile() {
  if (file_ != nullptr && file_ != stdout) std::fclose(file_);
  if (!draft_.empty()) ::unlink(draft_.c_str());
}

bool OutputFile::is_terminal() const {
  return ::isatty(::fileno(file_)) == 1;
}

Status OutputFile::Write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), file_) == text.size()) return Status::Ok();
  return Failure(path_, errno);
}

Status OutputFile::Publish() {
  if (std::fflush(file_) != 0) return Failure(path_, errno);
  if (draft_.empty()) return Status::Ok();
  if (::fsync(::fileno(file_)) != 0) return Failure(path_, errno);
  KS_RETURN_IF_ERROR(Rename());
  draft_.clear();
  const std::string folder = std::filesystem::absolute(path_).parent_path().string();
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool durable = fd >= 0 && ::fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) ::close(fd);
  return durable ? Status::Ok() : Failure(folder, error);
}

// A file that came into being meanwhile is not replaced either. Not every file system can rename
// without replacing; there a link does the same.
Status OutputFile::Rename() {
  if (force_) {
    return ::rename(draft_.c_str(), path_.c_str()) == 0 ? Status::Ok() : Failure(path_, errno);
  }
  if (::renameat2(AT_FDCWD, draft_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE) == 0) {
    return Status::Ok();
  }
  if (errno == EINVAL || errno == ENOSYS) {
    if (::link(draft_.c_str(), path_.c_str()) == 0) {
      ::unlink(draft_.c_str());
      return Status::Ok();
    }
  }
  return errno == EEXIST ? Exists(path_) : Failure(path_, errno);
}

}  // namespace keystone::cli
