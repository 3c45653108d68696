// keystone/c.h over keystone::Database.
#include "keystone/c.h"

#include <cstring>
#include <new>

#include "keystone/database.h"

struct ks_database {
  keystone::Database database;
};
struct ks_reply {
  keystone::Reply reply;
};
struct ks_error {
  ks_code code;
  std::string message;
};

namespace {

using keystone::Options;
using keystone::Status;
using keystone::StatusCode;

static_assert(static_cast<int>(StatusCode::kOk) == KS_OK);
static_assert(static_cast<int>(StatusCode::kNotFound) == KS_NOT_FOUND);
static_assert(static_cast<int>(StatusCode::kInvalidArgument) == KS_INVALID_ARGUMENT);
static_assert(static_cast<int>(StatusCode::kBusy) == KS_BUSY);
static_assert(static_cast<int>(StatusCode::kInternal) == KS_INTERNAL);

// Members behind the caller's size are not there: an older caller knows fewer.
template <typename Struct, typename Member>
Member MemberOr(const Struct* from, Member Struct::* member, Member otherwise) {
  if (from == nullptr) return otherwise;
  const auto end = reinterpret_cast<const char*>(&(from->*member) + 1);
  const size_t needed = static_cast<size_t>(end - reinterpret_cast<const char*>(from));
  return from->size >= needed ? from->*member : otherwise;
}

ks_code Report(const Status& status, ks_error** error) {
  const auto code = static_cast<ks_code>(status.code());
  if (!status.ok() && error != nullptr) {
    *error = new (std::nothrow) ks_error{code, status.message()};
  }
  return code;
}

Options ToOptions(const ks_options* from) {
  Options options;
  options.durability =
      static_cast<keystone::Durability>(MemberOr(from, &ks_options::durability, KS_SYNC));
  options.create_if_missing = MemberOr(from, &ks_options::create_if_missing, 1) != 0;
  const char* none = nullptr;
  if (const char* region = MemberOr(from, &ks_options::region, none)) options.region = region;
  if (const char* account = MemberOr(from, &ks_options::account, none)) options.account = account;
  return options;
}

}  // namespace

ks_database* ks_open(const char* path, const ks_options* options, ks_error** error) {
  if (error != nullptr) *error = nullptr;
  if (path == nullptr) {
    Report(Status::InvalidArgument("the database's path is NULL"), error);
    return nullptr;
  }
  const Options checked = ToOptions(options);
  auto database = std::strcmp(path, ":memory:") == 0 ? keystone::Database::OpenInMemory(checked)
                                                     : keystone::Database::Open(path, checked);
  if (!database.ok()) {
    Report(database.status(), error);
    return nullptr;
  }
  return new (std::nothrow) ks_database{std::move(*database)};
}

ks_code ks_close(ks_database* db, ks_error** error) {
  if (error != nullptr) *error = nullptr;
  if (db == nullptr) return KS_OK;
  const Status status = db->database.Close();
  delete db;
  return Report(status, error);
}

ks_reply* ks_execute(ks_database* db, const ks_context* context, const char* operation,
                     const char* json, size_t size) {
  const char* none = nullptr;
  const char* region = MemberOr(context, &ks_context::region, none);
  keystone::Context asked;
  if (region != nullptr) asked.region = region;
  const char* endpoint = MemberOr(context, &ks_context::endpoint, none);
  if (endpoint != nullptr) asked.endpoint = endpoint;
  const std::string_view name = operation == nullptr ? std::string_view() : operation;
  const std::string_view body = json == nullptr ? std::string_view() : std::string_view(json, size);
  return new (std::nothrow) ks_reply{db->database.Execute(asked, name, body)};
}

int ks_reply_status(const ks_reply* reply) {
  return reply->reply.http_status;
}
const char* ks_reply_body(const ks_reply* reply) {
  return reply->reply.body.c_str();
}
size_t ks_reply_size(const ks_reply* reply) {
  return reply->reply.body.size();
}
void ks_reply_free(ks_reply* reply) {
  delete reply;
}

ks_code ks_error_code(const ks_error* error) {
  return error == nullptr ? KS_OK : error->code;
}
const char* ks_error_message(const ks_error* error) {
  return error == nullptr ? "" : error->message.c_str();
}
void ks_error_free(ks_error* error) {
  delete error;
}

const char* ks_version(void) {
  return keystone::Version();
}
