// What can be said in terms of FileSystem alone: reading a whole file, replacing one safely.
#include "env/file_system.h"

#include "base/status_macros.h"

namespace keystone {
namespace {

// A temporary file that an earlier crash left behind is nobody's: it goes.
Result<std::unique_ptr<WritableFile>> CreateAfresh(FileSystem& files, const std::string& path) {
  auto file = files.CreateFile(path);
  if (file.ok() || file.status().code() != StatusCode::kAlreadyExists) return file;
  KS_RETURN_IF_ERROR(files.RemoveFile(path));
  return files.CreateFile(path);
}

Status WriteAndSync(WritableFile& file, Bytes bytes) {
  KS_RETURN_IF_ERROR(file.Append(bytes));
  KS_RETURN_IF_ERROR(file.Sync());
  return file.Close();
}

}  // namespace

Result<std::string> ReadWholeFile(FileSystem& files, const std::string& path, uint64_t bytes_max) {
  KS_ASSIGN_OR_RETURN(const auto file, files.OpenFile(path));
  const uint64_t size = file->size();
  if (size > bytes_max) {
    return Status::ResourceExhausted(path + ": has " + std::to_string(size) + " bytes, at most " +
                                     std::to_string(bytes_max) + " are read");
  }
  std::string contents(size, '\0');
  KS_ASSIGN_OR_RETURN(const size_t got, file->ReadAt(0, contents.size(), contents.data()));
  if (got != size) {
    return Status::IoError(path + ": read: ended at " + std::to_string(got) + " of " +
                           std::to_string(size) + " bytes");
  }
  return contents;
}

Status ReplaceFile(FileSystem& files, const std::string& path, Bytes bytes) {
  const std::string temporary = path + ".tmp";
  KS_ASSIGN_OR_RETURN(const auto file, CreateAfresh(files, temporary));
  Status status = WriteAndSync(*file, bytes);
  if (status.ok()) status = files.Rename(temporary, path);
  if (!status.ok()) {
    (void)files.RemoveFile(temporary);  // it takes up space; the first failure is the one to tell
    return status;
  }
  return files.SyncDirectory(DirectoryOf(path));
}

std::string DirectoryOf(const std::string& path) {
  const size_t last = path.find_last_not_of('/');
  if (last == std::string::npos) return path.empty() ? "." : "/";
  const size_t slash = path.rfind('/', last);
  if (slash == std::string::npos) return ".";
  const size_t end = path.find_last_not_of('/', slash);
  return end == std::string::npos ? "/" : path.substr(0, end + 1);
}

}  // namespace keystone
