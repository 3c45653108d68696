#include "partiql/parser.h"

#include "base/status_macros.h"
#include "model/item.h"
#include "partiql/projection.h"

namespace keystone::partiql {

using model::ApiError;
using model::ApiResult;
using model::ReturnValues;

ApiError NotWellFormed(const std::string& why) {
  return ApiError::Validation("Statement wasn't well formed, can't be processed: " + why);
}

ApiResult<Statement> Parser::Parse() {
  if (ApiError e = Body(); !e.ok()) return e;
  if (Here().kind != TokenKind::kEnd) return NotWellFormed("Unexpected token after expression");
  if (parameters_used_ != parameters_.size()) {
    return ApiError::Validation("Number of parameters in request and statement don't match.");
  }
  return std::move(statement_);
}

ApiError Parser::Body() {
  if (AcceptKeyword("SELECT")) return Select();
  if (AcceptKeyword("INSERT")) return Insert();
  if (AcceptKeyword("UPDATE")) return Update();
  if (AcceptKeyword("DELETE")) return Delete();
  return NotWellFormed("Expected data manipulation");
}

ApiError Parser::Select() {
  statement_.kind = Statement::Kind::kSelect;
  if (!Accept(TokenKind::kStar)) {
    if (ApiError e = Paths(&statement_.projection); !e.ok()) return e;
    if (ApiError e = CheckNames(statement_.projection); !e.ok()) return e;
  }
  if (ApiError e = ExpectKeyword("FROM"); !e.ok()) return e;
  if (ApiError e = Source(true); !e.ok()) return e;
  if (ApiError e = Where(); !e.ok()) return e;
  return AcceptKeyword("ORDER") ? OrderBy() : ApiError();
}

ApiError Parser::OrderBy() {
  if (ApiError e = ExpectKeyword("BY"); !e.ok()) return e;
  if (ApiError e = ParsePath(&statement_.order_by.emplace()); !e.ok()) return e;
  if (!AcceptKeyword("ASC")) statement_.descending = AcceptKeyword("DESC");
  return {};
}

ApiError Parser::Insert() {
  statement_.kind = Statement::Kind::kInsert;
  if (ApiError e = ExpectKeyword("INTO"); !e.ok()) return e;
  if (ApiError e = Source(false); !e.ok()) return e;
  if (ApiError e = ExpectKeyword("VALUE"); !e.ok()) return e;
  std::string encoded;
  if (ApiError e = Value(&encoded); !e.ok()) return e;
  ByteReader reader(encoded);
  const model::ValueView value = model::TakeValue(&reader);
  if (value.type() != model::Type::kMap) return NotWellFormed("Expected a map behind VALUE");
  statement_.item = model::MakeItem(value);
  return {};
}

ApiError Parser::Update() {
  statement_.kind = Statement::Kind::kUpdate;
  if (ApiError e = Source(false); !e.ok()) return e;
  do {
    if (AcceptKeyword("SET")) {
      do {
        if (ApiError e = SetAction(); !e.ok()) return e;
      } while (Accept(TokenKind::kComma));
    } else {
      if (ApiError e = ExpectKeyword("REMOVE"); !e.ok()) return e;
      std::vector<Path> paths;
      if (ApiError e = Paths(&paths); !e.ok()) return e;
      for (Path& path : paths) {
        statement_.actions.push_back({expr::Action::Kind::kRemove, std::move(path), {}});
      }
    }
  } while (Here().IsKeyword("SET") || Here().IsKeyword("REMOVE"));
  if (ApiError e = Where(); !e.ok()) return e;
  return Returning();
}

ApiError Parser::SetAction() {
  Action action;
  if (ApiError e = ParsePath(&action.path); !e.ok()) return e;
  if (ApiError e = Expect(TokenKind::kEqual); !e.ok()) return e;
  const bool is_call = Behind().kind == TokenKind::kLeftParenthesis;
  if (is_call && Here().IsKeyword("SET_ADD")) {
    action.kind = expr::Action::Kind::kAdd;
  } else if (is_call && Here().IsKeyword("SET_DELETE")) {
    action.kind = expr::Action::Kind::kDelete;
  }
  ApiError error =
      action.kind == expr::Action::Kind::kSet ? Sum(&action.value) : SetFunction(&action);
  if (error.ok()) statement_.actions.push_back(std::move(action));
  return error;
}

// SET_ADD and SET_DELETE change a set in its place, so they name the path that is set.
ApiError Parser::SetFunction(Action* action) {
  const std::string function = action->kind == expr::Action::Kind::kAdd ? "SET_ADD" : "SET_DELETE";
  Next();
  Next();
  Path path;
  if (ApiError e = ParsePath(&path); !e.ok()) return e;
  if (path != action->path) {
    return ApiError::Validation("The first argument to " + function +
                                " must equal the assignment value");
  }
  if (ApiError e = Expect(TokenKind::kComma); !e.ok()) return e;
  if (ApiError e = Value(&action->value.value); !e.ok()) return e;
  return Expect(TokenKind::kRightParenthesis);
}

ApiError Parser::Delete() {
  statement_.kind = Statement::Kind::kDelete;
  if (ApiError e = ExpectKeyword("FROM"); !e.ok()) return e;
  if (ApiError e = Source(false); !e.ok()) return e;
  if (ApiError e = Where(); !e.ok()) return e;
  if (ApiError e = Returning(); !e.ok()) return e;
  if (statement_.returning == ReturnValues::kNone ||
      statement_.returning == ReturnValues::kAllOld) {
    return {};
  }
  return NotWellFormed("A DELETE can return ALL OLD * alone");
}

ApiError Parser::Source(bool with_index) {
  if (ApiError e = Name(&statement_.table); !e.ok()) return e;
  if (!with_index || !Accept(TokenKind::kDot)) return {};
  return Name(&statement_.index.emplace());
}

ApiError Parser::Where() {
  if (!AcceptKeyword("WHERE")) return {};
  return Condition(&statement_.where.emplace());
}

ApiError Parser::Returning() {
  if (!AcceptKeyword("RETURNING")) return {};
  const bool all = AcceptKeyword("ALL");
  if (!all) {
    if (ApiError e = ExpectKeyword("MODIFIED"); !e.ok()) return e;
  }
  const bool old = AcceptKeyword("OLD");
  if (!old) {
    if (ApiError e = ExpectKeyword("NEW"); !e.ok()) return e;
  }
  if (all) {
    statement_.returning = old ? ReturnValues::kAllOld : ReturnValues::kAllNew;
  } else {
    statement_.returning = old ? ReturnValues::kUpdatedOld : ReturnValues::kUpdatedNew;
  }
  return Expect(TokenKind::kStar);
}

ApiError Parser::Paths(std::vector<Path>* paths) {
  do {
    if (ApiError e = ParsePath(&paths->emplace_back()); !e.ok()) return e;
  } while (Accept(TokenKind::kComma));
  return {};
}

bool Parser::Accept(TokenKind kind) {
  if (Here().kind != kind) return false;
  Next();
  return true;
}

bool Parser::AcceptKeyword(Bytes upper) {
  if (!Here().IsKeyword(upper)) return false;
  Next();
  return true;
}

ApiError Parser::Expect(TokenKind kind) {
  return Accept(kind) ? ApiError() : Unexpected();
}

ApiError Parser::ExpectKeyword(Bytes upper) {
  return AcceptKeyword(upper) ? ApiError() : Unexpected();
}

ApiError Parser::Unexpected() const {
  if (Here().kind == TokenKind::kEnd) return NotWellFormed("Unexpected end of statement");
  if (Here().kind == TokenKind::kInvalid) return NotWellFormed("Invalid token");
  if (Here().kind == TokenKind::kWord) return NotWellFormed("Unexpected keyword");
  return NotWellFormed("Unexpected term");
}

// One too many is counted, and told at the statement's end.
std::string Parser::TakeParameter() {
  const size_t number = parameters_used_++;
  if (number < parameters_.size()) return parameters_[number];
  std::string null;
  model::AppendValue(&null, model::ValueView(model::Type::kNull, {}));
  return null;
}

}  // namespace keystone::partiql
