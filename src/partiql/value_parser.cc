// Paths and values.
//
//   path  := name {'.' name | '[' digits ']'}        name := word | "…"
//   value := '…' | number | TRUE | FALSE | NULL | ? | '[' values ']' | '{' '…' ':' value {',' …}
//   '}'
//          | '<<' values '>>'
#include <algorithm>
#include <charconv>

#include "model/limits.h"
#include "model/number.h"
#include "partiql/parser.h"

namespace keystone::partiql {
namespace {

using model::ApiError;
using model::NumberError;
using model::Type;
using model::ValueView;
using model::WriteError;

// Words of the grammar are names in quotes alone.
constexpr Bytes kKeywords[] = {
    "ALL",   "AND",    "ASC",       "BETWEEN", "BY",  "DELETE",  "DESC",   "EXISTS", "FALSE",
    "FROM",  "IN",     "INTO",      "INSERT",  "IS",  "MISSING", "NOT",    "NULL",   "OR",
    "ORDER", "REMOVE", "RETURNING", "SELECT",  "SET", "TRUE",    "UPDATE", "VALUE",  "WHERE",
};

ApiError ErrorOf(WriteError error) {
  switch (error) {
    case WriteError::kNone:
      return {};
    case WriteError::kDuplicateName:
      return NotWellFormed("A map has the same name twice");
    case WriteError::kDuplicateElement:
      return ApiError::Validation("Input collection contains duplicates");
    case WriteError::kEmptySet:
      return ApiError::Validation("Empty bags are not supported");
    case WriteError::kTooDeep:
      break;
  }
  return ApiError::Validation(
      "Nesting Levels have exceeded supported limits: Attributes cannot be nested deeper than 32 "
      "levels");
}

ApiError ErrorOf(NumberError error) {
  switch (error) {
    case NumberError::kNone:
      return {};
    case NumberError::kSyntax:
      return NotWellFormed("Invalid number");
    case NumberError::kTooManyDigits:
      return ApiError::Validation(
          "Attempting to store more than 38 significant digits in a Number");
    case NumberError::kOverflow:
      return ApiError::Validation(
          "Number overflow. Attempting to store a number with magnitude larger than supported "
          "range");
    case NumberError::kUnderflow:
      break;
  }
  return ApiError::Validation(
      "Number underflow. Attempting to store a number with magnitude smaller than supported range");
}

ApiError NoElement() {
  return ApiError::Validation(
      "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags");
}

// The set that holds elements of the type; kNull for what a set cannot hold.
Type SetOf(Type element) {
  if (element == Type::kString) return Type::kStringSet;
  if (element == Type::kNumber) return Type::kNumberSet;
  return element == Type::kBinary ? Type::kBinarySet : Type::kNull;
}

ValueView Decoded(const std::string& encoded) {
  ByteReader reader(encoded);
  return model::TakeValue(&reader);
}

}  // namespace

ApiError Parser::Name(std::string* name) {
  const bool is_keyword = std::any_of(std::begin(kKeywords), std::end(kKeywords),
                                      [&](Bytes word) { return Here().IsKeyword(word); });
  const bool is_name = Here().kind == TokenKind::kWord || Here().kind == TokenKind::kQuotedName;
  if (!is_name || is_keyword || Here().text.empty()) return Unexpected();
  *name = Here().text;
  Next();
  return {};
}

ApiError Parser::ParsePath(Path* path) {
  if (ApiError e = Name(&path->emplace_back().name); !e.ok()) return e;
  while (true) {
    if (Accept(TokenKind::kDot)) {
      if (ApiError e = Name(&path->emplace_back().name); !e.ok()) return e;
    } else if (Accept(TokenKind::kLeftBracket)) {
      const std::string& text = Here().text;
      uint32_t index = 0;
      const auto read = std::from_chars(text.data(), text.data() + text.size(), index);
      const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
      if (Here().kind != TokenKind::kNumber || !whole) return Unexpected();
      path->emplace_back().index = index;
      Next();
      if (ApiError e = Expect(TokenKind::kRightBracket); !e.ok()) return e;
    } else {
      return {};
    }
  }
}

bool Parser::BeginsValue() const {
  switch (Here().kind) {
    case TokenKind::kString:
    case TokenKind::kNumber:
    case TokenKind::kMinus:
    case TokenKind::kPlus:
    case TokenKind::kParameter:
    case TokenKind::kLeftBracket:
    case TokenKind::kLeftBrace:
    case TokenKind::kBeginSet:
      return true;
    default:
      return Here().IsKeyword("TRUE") || Here().IsKeyword("FALSE") || Here().IsKeyword("NULL");
  }
}

ApiError Parser::Value(std::string* encoded) {
  if (ApiError e = Write(); !e.ok()) return e;
  *encoded = writer_.TakeValue();
  return {};
}

// The writer takes the outermost map or list for the item itself.
ApiError Parser::CheckLevels(const std::string& encoded) {
  const bool fits = Decoded(encoded).Levels() <= static_cast<size_t>(model::kNestingLevelsMax);
  return fits ? ApiError() : ErrorOf(WriteError::kTooDeep);
}

// One value into the writer.
ApiError Parser::Write() {
  DepthGuard guard(&depth_);
  if (guard.too_deep()) return ErrorOf(WriteError::kTooDeep);
  if (!BeginsValue()) return Unexpected();
  const Token& token = Here();
  Next();
  switch (token.kind) {
    case TokenKind::kString:
      writer_.String(token.text);
      return {};
    case TokenKind::kParameter:
      return ErrorOf(writer_.CopyDeep(Decoded(TakeParameter())));
    case TokenKind::kLeftBracket:
      return WriteList();
    case TokenKind::kLeftBrace:
      return WriteMap();
    case TokenKind::kBeginSet:
      return WriteSet();
    case TokenKind::kWord:
      if (token.IsKeyword("NULL")) {
        writer_.Null();
      } else {
        writer_.Bool(token.IsKeyword("TRUE"));
      }
      return {};
    case TokenKind::kNumber:
      --at_;
      return WriteNumber(false);
    default:
      return WriteNumber(token.kind == TokenKind::kMinus);
  }
}

ApiError Parser::WriteNumber(bool negative) {
  if (Here().kind != TokenKind::kNumber) return Unexpected();
  std::string number;
  if (ApiError e = ErrorOf(model::AppendNumber((negative ? "-" : "") + Here().text, &number));
      !e.ok()) {
    return e;
  }
  writer_.Number(number);
  Next();
  return {};
}

ApiError Parser::WriteList() {
  if (ApiError e = ErrorOf(writer_.BeginList()); !e.ok()) return e;
  if (!Accept(TokenKind::kRightBracket)) {
    do {
      if (ApiError e = Write(); !e.ok()) return e;
    } while (Accept(TokenKind::kComma));
    if (ApiError e = Expect(TokenKind::kRightBracket); !e.ok()) return e;
  }
  return ErrorOf(writer_.EndList());
}

ApiError Parser::WriteMap() {
  if (ApiError e = ErrorOf(writer_.BeginMap()); !e.ok()) return e;
  if (!Accept(TokenKind::kRightBrace)) {
    do {
      if (Here().kind != TokenKind::kString) return Unexpected();
      writer_.Name(Here().text);
      Next();
      if (ApiError e = Expect(TokenKind::kColon); !e.ok()) return e;
      if (ApiError e = Write(); !e.ok()) return e;
    } while (Accept(TokenKind::kComma));
    if (ApiError e = Expect(TokenKind::kRightBrace); !e.ok()) return e;
  }
  return ErrorOf(writer_.EndMap());
}

// The elements are written apart: the first one's type is the set's.
ApiError Parser::WriteSet() {
  std::vector<std::string> elements;
  model::ValueWriter outer;
  std::swap(writer_, outer);
  ApiError error;
  if (Here().kind != TokenKind::kEndSet) {
    do {
      error = Value(&elements.emplace_back());
    } while (error.ok() && Accept(TokenKind::kComma));
  }
  std::swap(writer_, outer);
  if (!error.ok()) return error;
  if (ApiError e = Expect(TokenKind::kEndSet); !e.ok()) return e;
  if (elements.empty()) return ErrorOf(WriteError::kEmptySet);
  const Type type = SetOf(Decoded(elements[0]).type());
  if (type == Type::kNull) return NoElement();
  writer_.BeginSet(type);
  for (const std::string& element : elements) {
    if (SetOf(Decoded(element).type()) != type) {
      return NoElement();
    }
    writer_.Element(Decoded(element).payload());
  }
  return ErrorOf(writer_.EndSet());
}

}  // namespace keystone::partiql
