// Status and Result<T>: how every function of KeystoneDB reports failure.
//
//   Result<Database> db = Database::Open("users.keystone", {});
//   if (!db.ok()) return db.status();
//
// Both are returned by value, never thrown, and may not be ignored. A Status carries a code that
// programs act on and a message that people read; messages about files name the file and the
// offset.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

namespace keystone {

enum class StatusCode : unsigned char {
  kOk = 0,
  kNotFound,           // no such file, database, table or item
  kAlreadyExists,      // it is there already
  kInvalidArgument,    // the caller's input breaks a rule
  kCorruption,         // bytes on disk are not what was written; names file and offset
  kIoError,            // the operating system refused a read or a write
  kNoSpace,            // the disk or a quota is full
  kBusy,               // another process has the database open
  kConflict,           // a concurrent transaction won; try again
  kNewerFormat,        // written by a newer version of KeystoneDB
  kReadOnly,           // the folder or database may not be written
  kResourceExhausted,  // a stated limit was reached
  kCancelled,          // the caller gave up, or the database is closing
  kInternal,           // a bug in KeystoneDB
};

// "kCorruption" -> "Corruption".
const char* StatusCodeName(StatusCode code);

class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(StatusCode code, std::string message) : code_(code), message_(std::move(message)) {}

  static Status Ok() { return {}; }
  static Status NotFound(std::string m) { return {StatusCode::kNotFound, std::move(m)}; }
  static Status AlreadyExists(std::string m) { return {StatusCode::kAlreadyExists, std::move(m)}; }
  static Status InvalidArgument(std::string m) {
    return {StatusCode::kInvalidArgument, std::move(m)};
  }
  static Status Corruption(std::string m) { return {StatusCode::kCorruption, std::move(m)}; }
  static Status IoError(std::string m) { return {StatusCode::kIoError, std::move(m)}; }
  static Status NoSpace(std::string m) { return {StatusCode::kNoSpace, std::move(m)}; }
  static Status Busy(std::string m) { return {StatusCode::kBusy, std::move(m)}; }
  static Status Conflict(std::string m) { return {StatusCode::kConflict, std::move(m)}; }
  static Status NewerFormat(std::string m) { return {StatusCode::kNewerFormat, std::move(m)}; }
  static Status ReadOnly(std::string m) { return {StatusCode::kReadOnly, std::move(m)}; }
  static Status ResourceExhausted(std::string m) {
    return {StatusCode::kResourceExhausted, std::move(m)};
  }
  static Status Cancelled(std::string m) { return {StatusCode::kCancelled, std::move(m)}; }
  static Status Internal(std::string m) { return {StatusCode::kInternal, std::move(m)}; }

  bool ok() const { return code_ == StatusCode::kOk; }
  StatusCode code() const { return code_; }
  const std::string& message() const { return message_; }

  // "Corruption: 000007.sst at 4096: checksum is 12ab, expected 34cd".
  std::string ToString() const;

 private:
  StatusCode code_ = StatusCode::kOk;
  std::string message_;
};

// Either a T or the failure that says why there is none (a Status unless another kind of failure is
// named; any kind with ok()). value() on a failure is a bug and aborts.
template <typename T, typename Failure = Status>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}            // NOLINT: a value converts
  Result(Failure failure) : status_(std::move(failure)) {  // NOLINT: a failure converts
    if (status_.ok()) std::abort();
  }

  bool ok() const { return value_.has_value(); }
  const Failure& status() const { return status_; }

  T& value() & { return *Checked(); }
  const T& value() const& { return *Checked(); }
  T&& value() && { return std::move(*Checked()); }
  T& operator*() & { return *Checked(); }
  const T& operator*() const& { return *Checked(); }
  T* operator->() { return &*Checked(); }
  const T* operator->() const { return &*Checked(); }

 private:
  std::optional<T>& Checked() {
    if (!value_.has_value()) std::abort();
    return value_;
  }
  const std::optional<T>& Checked() const {
    if (!value_.has_value()) std::abort();
    return value_;
  }

  Failure status_;
  std::optional<T> value_;
};

}  // namespace keystone
