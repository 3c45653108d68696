/* The C interface from plain C: open, execute, errors, close. Exits with 1 at the first surprise.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keystone/c.h"

#define EXPECT(condition)                                             \
  do {                                                                \
    if (!(condition)) {                                               \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                        \
    }                                                                 \
  } while (0)

static void Run(ks_database* db, const ks_context* context, const char* operation, const char* json,
                int status, const char* part) {
  ks_reply* reply = ks_execute(db, context, operation, json, strlen(json));
  EXPECT(reply != NULL);
  if (ks_reply_status(reply) != status || strstr(ks_reply_body(reply), part) == NULL) {
    fprintf(stderr, "%s: %d %s\n", operation, ks_reply_status(reply), ks_reply_body(reply));
    exit(1);
  }
  EXPECT(strlen(ks_reply_body(reply)) == ks_reply_size(reply));
  ks_reply_free(reply);
}

static void TestOperations(void) {
  ks_error* error = NULL;
  ks_database* db = ks_open(":memory:", NULL, &error);
  EXPECT(db != NULL && error == NULL);
  ks_context context = {sizeof(ks_context), "eu-west-1", "localhost:8000"};
  Run(db, &context, "CreateTable",
      "{\"TableName\":\"users\","
      "\"AttributeDefinitions\":[{\"AttributeName\":\"id\",\"AttributeType\":\"S\"}],"
      "\"KeySchema\":[{\"AttributeName\":\"id\",\"KeyType\":\"HASH\"}],"
      "\"BillingMode\":\"PAY_PER_REQUEST\"}",
      200, "arn:aws:dynamodb:eu-west-1:");
  Run(db, NULL, "PutItem", "{\"TableName\":\"users\",\"Item\":{\"id\":{\"S\":\"a\"}}}", 200, "{");
  Run(db, NULL, "GetItem", "{\"TableName\":\"users\",\"Key\":{\"id\":{\"S\":\"a\"}}}", 200,
      "\"id\":{\"S\":\"a\"}");
  Run(db, NULL, "GetItem", "{\"TableName\":\"nobody\",\"Key\":{\"id\":{\"S\":\"a\"}}}", 400,
      "ResourceNotFoundException");
  Run(db, &context, "DescribeEndpoints", "{}", 200, "\"Address\":\"localhost:8000\"");
  /* A caller from before `endpoint` existed: the member is not looked at. */
  context.size = offsetof(ks_context, endpoint);
  Run(db, &context, "DescribeEndpoints", "{}", 200, "\"Endpoints\":[]");
  Run(db, NULL, "Nonsense", "{}", 400, "UnknownOperationException");
  EXPECT(ks_close(db, &error) == KS_OK && error == NULL);
}

static void TestErrors(void) {
  ks_error* error = NULL;
  ks_options options = {sizeof(ks_options), KS_SYNC, 1, NULL, "12"};
  EXPECT(ks_open(":memory:", &options, &error) == NULL);
  EXPECT(ks_error_code(error) == KS_INVALID_ARGUMENT);
  EXPECT(strstr(ks_error_message(error), "account") != NULL);
  ks_error_free(error);

  /* A caller from before `account` existed: the member is not looked at. */
  options.size = offsetof(ks_options, account);
  ks_database* db = ks_open(":memory:", &options, &error);
  EXPECT(db != NULL && error == NULL);
  EXPECT(ks_close(db, NULL) == KS_OK);

  EXPECT(ks_open(NULL, NULL, &error) == NULL && ks_error_code(error) == KS_INVALID_ARGUMENT);
  ks_error_free(error);
  EXPECT(ks_close(NULL, NULL) == KS_OK);
  ks_error_free(NULL);
  ks_reply_free(NULL);
}

int main(void) {
  EXPECT(strcmp(ks_version(), "0.1.0") == 0);
  TestOperations();
  TestErrors();
  return 0;
}
