// Statements against an engine: which items they read, what they write, and how pages go on.
#include "partiql/executor.h"

#include "tests/support/engine_fixture.h"

namespace keystone::partiql {
namespace {

using model::ApiResult;
using testing::ItemBuilder;

class ExecutorTest : public testing::EngineTest {
 protected:
  ApiResult<model::ExecuteStatementResponse> Execute(model::ExecuteStatementRequest request) {
    std::optional<ApiResult<model::ExecuteStatementResponse>> answer;
    Executor(*engine_).ExecuteStatement(
        request, dynamo::Context{"us-east-1"},
        [&](ApiResult<model::ExecuteStatementResponse> r) { answer.emplace(std::move(r)); });
    return std::move(*answer);
  }
  ApiResult<model::ExecuteStatementResponse> Execute(const std::string& statement) {
    model::ExecuteStatementRequest request;
    request.statement.statement = statement;
    return Execute(request);
  }
  // The attribute v of each item, or the error.
  std::string Found(const std::string& statement) {
    const auto response = Execute(statement);
    return response.ok() ? ValuesOf(response->items) : Told(response);
  }
  static std::string ValuesOf(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items) {
      const auto value = model::ItemView(item).Find("v");
      text += value ? std::string(value->payload()) : "-";
    }
    return text;
  }
  void Fill() {
    CreateTable("tbl", "n", "N");
    for (const char* id : {"a", "b"}) {
      for (int n = 0; n < 4; ++n) {
        const std::string v = std::string(id) + std::to_string(n);
        ASSERT_EQ(Found("INSERT INTO tbl VALUE {'id': '" + std::string(id) + "', 'n': " +
                        std::to_string(n) + ", 'v': '" + v + "', 'm': {'l': [1, 'x']}}"),
                  "");
      }
    }
  }
};

TEST_F(ExecutorTest, ConditionsSelect) {
  Fill();
  EXPECT_EQ(Found("SELECT * FROM tbl WHERE id = 'a'"), "a0a1a2a3");
  EXPECT_EQ(Found("SELECT * FROM tbl WHERE id = 'a' ORDER BY n DESC"), "a3a2a1a0");
  EXPECT_EQ(Found("SELECT * FROM tbl WHERE id = 'a' AND n > 0 AND n < 3"), "a1a2");
  EXPECT_EQ(Found("SELECT * FROM tbl WHERE id = 'a' AND (n = 1 OR n = 3)"), "a1a3");
  EXPECT_EQ(Found("SELECT * FROM tbl WHERE 'a' = id AND n BETWEEN 1 AND 2 AND v <> 'a1'"), "a2");
  EXPECT_EQ(Found("SELECT * FROM tbl WHERE id IN ['b', 'a', 'b'] AND n = 2"), "a2b2");
  EXPECT_EQ(Found("SELECT * FROM tbl WHERE id IN ['b', 'a'] AND n = 2 ORDER BY id"), "a2b2");
  EXPECT_EQ(Found("SELECT * FROM tbl WHERE id IN ['a', 'b'] AND n = 2 ORDER BY id DESC"), "b2a2");
  EXPECT_EQ(Found("SELECT * FROM tbl WHERE v = 'b2'"), "b2");
  EXPECT_EQ(Found("SELECT * FROM tbl WHERE id = 'c'"), "");
}

TEST_F(ExecutorTest, OrderNeedsKeys) {
  Fill();
  EXPECT_EQ(Found("SELECT * FROM tbl ORDER BY n"),
            "ValidationException: Must have WHERE clause in the statement when using ORDER BY "
            "clause.");
  EXPECT_EQ(Found("SELECT * FROM tbl WHERE n = 1 ORDER BY n"),
            "ValidationException: Must have at least one non-optional hash key condition in WHERE "
            "clause when using ORDER BY clause.");
  EXPECT_EQ(Found("SELECT * FROM tbl WHERE id = 'a' ORDER BY v"),
            "ValidationException: Variable reference v in ORDER BY clause must be part of the "
            "primary key");
}

TEST_F(ExecutorTest, ProjectionsNameTheLastStep) {
  Fill();
  const auto response = Execute("SELECT m.l[1], m.l[7], id FROM tbl WHERE id = 'a' AND n = 0");
  ASSERT_TRUE(response.ok()) << Told(response);
  EXPECT_EQ(response->items,
            std::vector<std::string>{ItemBuilder().S("l[1]", "x").S("id", "a").Build()});
}

TEST_F(ExecutorTest, PagesGoOn) {
  Fill();
  for (const char* statement : {"SELECT * FROM tbl", "SELECT * FROM tbl WHERE id IN ['a', 'b']"}) {
    for (int64_t limit = 1; limit <= 9; ++limit) {
      model::ExecuteStatementRequest request;
      request.statement.statement = statement;
      request.limit = limit;
      std::string found;
      do {
        const auto page = Execute(request);
        ASSERT_TRUE(page.ok()) << Told(page);
        EXPECT_LE(page->items.size(), static_cast<size_t>(limit));
        found += ValuesOf(page->items);
        request.next_token = page->next_token;
      } while (request.next_token);
      EXPECT_EQ(found.size(), 16u) << statement << limit;
      EXPECT_NE(found.find("a0a1a2a3"), std::string::npos);
      EXPECT_NE(found.find("b0b1b2b3"), std::string::npos);
    }
  }
}

TEST_F(ExecutorTest, TokensBelongToStatements) {
  Fill();
  model::ExecuteStatementRequest request;
  request.statement.statement = "SELECT * FROM tbl";
  request.limit = 1;
  const auto page = Execute(request);
  ASSERT_TRUE(page.ok() && page->next_token);
  request.statement.statement += " WHERE v = 'a1'";
  request.next_token = page->next_token;
  EXPECT_EQ(Told(Execute(request)), "ValidationException: NextToken does not match request");
  request.statement.statement = "SELECT * FROM tbl";
  for (const std::string& forged :
       {std::string("x"), std::string("AAAA"), page->next_token->substr(0, 24) + "AAAA"}) {
    request.next_token = forged;
    EXPECT_EQ(Told(Execute(request)), "ValidationException: Invalid NextToken") << forged;
  }
}

TEST_F(ExecutorTest, WritesAreConditional) {
  Fill();
  const std::string failed = "ConditionalCheckFailedException: The conditional request failed";
  EXPECT_EQ(Found("INSERT INTO tbl VALUE {'id': 'a', 'n': 1}"),
            "DuplicateItemException: Duplicate primary key exists in table");
  EXPECT_EQ(Found("UPDATE tbl SET v = 'z' WHERE id = 'a' AND n = 9"), failed);
  EXPECT_EQ(Found("UPDATE tbl SET v = 'z' WHERE id = 'a' AND n = 1 AND v = 'q'"), failed);
  EXPECT_EQ(Found("UPDATE tbl SET v = 'z' WHERE id = 'a' AND n = 1 RETURNING ALL OLD *"), "a1");
  EXPECT_EQ(Found("SELECT * FROM tbl WHERE id = 'a' AND n = 1"), "z");
  EXPECT_EQ(Found("DELETE FROM tbl WHERE id = 'a' AND n = 9 AND v = 'q' RETURNING ALL OLD *"), "");
  EXPECT_EQ(Found("DELETE FROM tbl WHERE id = 'a' AND n = 1 AND v = 'q'"), failed);
  EXPECT_EQ(Found("DELETE FROM tbl WHERE id = 'a' AND n = 1 RETURNING ALL OLD *"), "z");
  EXPECT_EQ(Found("SELECT * FROM tbl WHERE id = 'a' AND n = 1"), "");
  EXPECT_EQ(Found("DELETE FROM tbl WHERE id = 'a'"),
            "ValidationException: Where clause does not contain a mandatory equality on all key "
            "attributes");
}

TEST_F(ExecutorTest, BatchesAnswerEachStatement) {
  Fill();
  const auto run = [&](const std::vector<std::string>& statements) {
    model::BatchExecuteStatementRequest request;
    for (const std::string& text : statements)
      request.statements.push_back({text, {}, false, false});
    std::optional<ApiResult<model::BatchExecuteStatementResponse>> answer;
    Executor(*engine_).BatchExecuteStatement(
        request, dynamo::Context{"us-east-1"},
        [&](ApiResult<model::BatchExecuteStatementResponse> r) { answer.emplace(std::move(r)); });
    return std::move(*answer);
  };
  const auto reads = run({"SELECT * FROM tbl WHERE id = 'a' AND n = 1", "SELECT * FROM tbl",
                          "SELECT * FROM tbl WHERE id = 'a' AND n = 9", "SELECT"});
  ASSERT_TRUE(reads.ok()) << Told(reads);
  EXPECT_EQ(ValuesOf({*reads->responses[0].item}), "a1");
  EXPECT_EQ(reads->responses[1].error.code(), model::ErrorCode::kValidation);
  EXPECT_TRUE(reads->responses[2].error.ok() && !reads->responses[2].item);
  EXPECT_FALSE(reads->responses[3].error.ok());
  const auto writes = run({"INSERT INTO tbl VALUE {'id': 'a', 'n': 1}",
                           "INSERT INTO tbl VALUE {'id': 'a', 'n': 7, 'v': 'a7'}"});
  ASSERT_TRUE(writes.ok()) << Told(writes);
  EXPECT_EQ(writes->responses[0].error.code(), model::ErrorCode::kDuplicateItem);
  EXPECT_TRUE(writes->responses[1].error.ok());
  EXPECT_EQ(Found("SELECT * FROM tbl WHERE id = 'a' AND n = 7"), "a7");
  EXPECT_FALSE(run({"SELECT * FROM tbl WHERE id = 'a' AND n = 1",
                    "DELETE FROM tbl WHERE id = 'a' AND n = 7"})
                   .ok());
  EXPECT_EQ(Found("SELECT * FROM tbl WHERE id = 'a' AND n = 7"), "a7");
}

}  // namespace
}  // namespace keystone::partiql
