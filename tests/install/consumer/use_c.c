/* Gets the item that use_cxx put, puts another and gets it. Exits with 1 at the first surprise. */
#include <keystone/c.h>
#include <stdio.h>
#include <string.h>

static int Run(ks_database* db, const char* operation, const char* json, const char* part) {
  ks_reply* reply = ks_execute(db, NULL, operation, json, strlen(json));
  const int good =
      reply != NULL && ks_reply_status(reply) == 200 && strstr(ks_reply_body(reply), part) != NULL;
  if (!good) fprintf(stderr, "%s: %s\n", operation, reply ? ks_reply_body(reply) : "no reply");
  ks_reply_free(reply);
  return good;
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  ks_error* error = NULL;
  ks_database* db = ks_open(argv[1], NULL, &error);
  if (db == NULL) {
    fprintf(stderr, "%s\n", ks_error_message(error));
    ks_error_free(error);
    return 1;
  }
  const int good =
      Run(db, "GetItem", "{\"TableName\":\"users\",\"Key\":{\"id\":{\"S\":\"a\"}}}",
          "\"age\":{\"N\":\"41\"}") &&
      Run(db, "PutItem",
          "{\"TableName\":\"users\",\"Item\":{\"id\":{\"S\":\"b\"},\"age\":{\"N\":\"7\"}}}",
          "{}") &&
      Run(db, "GetItem", "{\"TableName\":\"users\",\"Key\":{\"id\":{\"S\":\"b\"}}}",
          "\"age\":{\"N\":\"7\"}");
  return ks_close(db, NULL) == KS_OK && good ? 0 : 1;
}
