/* The C interface of KeystoneDB, and the one every language binding is built on.
 *
 *   ks_error* error = NULL;
 *   ks_database* db = ks_open("shop.keystone", NULL, &error);
 *   ks_reply* reply = ks_execute(db, NULL, "ListTables", "{}", 2);
 *   fwrite(ks_reply_body(reply), 1, ks_reply_size(reply), stdout);
 *   ks_reply_free(reply);
 *   ks_close(db, NULL);
 *
 * Structs begin with their size, so that a newer library understands an older caller. Strings are
 * UTF-8. A ks_database may be used by any number of threads at once, except for ks_close, which
 * must be the last call. */
#ifndef KEYSTONE_C_H_
#define KEYSTONE_C_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ks_database ks_database;
typedef struct ks_reply ks_reply;
typedef struct ks_error ks_error;

/* The values are fixed for ever. */
typedef enum ks_code {
  KS_OK = 0,
  KS_NOT_FOUND = 1,
  KS_ALREADY_EXISTS = 2,
  KS_INVALID_ARGUMENT = 3,
  KS_CORRUPTION = 4,
  KS_IO_ERROR = 5,
  KS_NO_SPACE = 6,
  KS_BUSY = 7,
  KS_CONFLICT = 8,
  KS_NEWER_FORMAT = 9,
  KS_READ_ONLY = 10,
  KS_RESOURCE_EXHAUSTED = 11,
  KS_CANCELLED = 12,
  KS_INTERNAL = 13
} ks_code;

typedef enum ks_durability { KS_SYNC = 0, KS_INTERVAL = 1, KS_NONE = 2 } ks_durability;

typedef struct ks_options {
  size_t size;              /* sizeof(ks_options) */
  ks_durability durability; /* what "acknowledged" means; see keystone/database.h */
  int create_if_missing;    /* 0: a missing database is KS_NOT_FOUND */
  const char* region;       /* NULL: us-east-1 */
  const char* account;      /* NULL: 000000000000 */
} ks_options;

typedef struct ks_context {
  size_t size;          /* sizeof(ks_context) */
  const char* region;   /* NULL: the database's */
  const char* endpoint; /* host and port of the server that was asked; NULL: there is none */
} ks_context;

/* Opens or creates the database in folder `path`; ":memory:" makes one that vanishes when closed.
 * `options` may be NULL. On failure answers NULL and, where `error` is not NULL, stores an error
 * that the caller frees. */
ks_database* ks_open(const char* path, const ks_options* options, ks_error** error);

/* Writes everything down and frees `db` (NULL is fine), whatever it answers. Reports as ks_open
 * does. */
ks_code ks_close(ks_database* db, ks_error** error);

/* Carries out one DynamoDB operation ("GetItem", …) with a JSON body of `size` bytes and waits for
 * it. `context` may be NULL. Never NULL except when memory runs out; the caller frees it. */
ks_reply* ks_execute(ks_database* db, const ks_context* context, const char* operation,
                     const char* json, size_t size);

/* 200, or the HTTP status of DynamoDB's error. */
int ks_reply_status(const ks_reply* reply);
/* JSON, followed by a NUL that ks_reply_size does not count. Lives as long as the reply. */
const char* ks_reply_body(const ks_reply* reply);
size_t ks_reply_size(const ks_reply* reply);
void ks_reply_free(ks_reply* reply);

ks_code ks_error_code(const ks_error* error);
const char* ks_error_message(const ks_error* error); /* lives as long as the error */
void ks_error_free(ks_error* error);

const char* ks_version(void); /* "0.1.0" */

#ifdef __cplusplus
}
#endif

#endif /* KEYSTONE_C_H_ */
