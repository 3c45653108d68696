#include "expr/check_types.h"

#include "model/base64.h"
#include "model/number.h"

namespace keystone::expr {
namespace {

using model::ApiError;
using model::Type;
using model::ValueView;

// A set of types.
constexpr unsigned Bit(Type type) {
  return 1u << static_cast<unsigned>(type);
}
constexpr unsigned kText = Bit(Type::kString) | Bit(Type::kBinary);
constexpr unsigned kOrdered = kText | Bit(Type::kNumber);
constexpr unsigned kSets = Bit(Type::kStringSet) | Bit(Type::kNumberSet) | Bit(Type::kBinarySet);
constexpr unsigned kSized = kText | kSets | Bit(Type::kList) | Bit(Type::kMap);
constexpr unsigned kAll = ~0u;

// The type an operand has whatever the item is: of a literal, or of what a function gives.
std::optional<Type> KnownType(const Bound& bound, const Node& node) {
  if (node.op == Operator::kValue) return bound.ValueOf(node).type();
  if (node.op == Operator::kSize) return Type::kNumber;
  return std::nullopt;
}

unsigned AllowedTypes(Operator op) {
  switch (op) {
    case Operator::kLess:
    case Operator::kLessOrEqual:
    case Operator::kGreater:
    case Operator::kGreaterOrEqual:
    case Operator::kBetween:
      return kOrdered;
    case Operator::kBeginsWith:
      return kText;
    case Operator::kSize:
      return kSized;
    case Operator::kListAppend:
      return Bit(Type::kList);
    case Operator::kPlus:
    case Operator::kMinus:
      return Bit(Type::kNumber);
    default:
      return kAll;
  }
}

// Whether the first operand must be another path than the rest.
bool ComparesFirst(Operator op) {
  return (op >= Operator::kEqual && op <= Operator::kIn) || op == Operator::kContains ||
         op == Operator::kBeginsWith || op == Operator::kIfNotExists;
}

bool NeedsPath(Operator op) {
  return op == Operator::kAttributeExists || op == Operator::kAttributeNotExists ||
         op == Operator::kIfNotExists;
}

// "AttributeValue: {N:5}", as AWS shows a value.
std::string Shown(ValueView value) {
  std::string text = "AttributeValue: {" + std::string(TypeName(value.type())) + ":";
  if (value.type() == Type::kNumber) {
    model::AppendNumberText(value.payload(), &text);
  } else if (value.type() == Type::kBinary) {
    model::AppendBase64(&text, value.payload());
  } else {
    text += value.payload();
  }
  return text + "}";
}

class Checker {
 public:
  Checker(const Bound& bound, const Node& node) : bound_(bound), node_(node) {}

  ApiError Check() const {
    if (NeedsPath(node_.op) && node_.operands[0].op != Operator::kPath) {
      return Fail("Operator or function requires a document path; operator or function: " +
                  std::string(OperatorName(node_.op)));
    }
    if (ApiError e = CheckDistinct(); !e.ok()) return e;
    for (const Node& operand : node_.operands) {
      const auto type = KnownType(bound_, operand);
      if (type && (AllowedTypes(node_.op) & Bit(*type)) == 0) return WrongType(TypeName(*type));
    }
    if (node_.op == Operator::kBetween) return CheckBounds();
    if (node_.op == Operator::kAttributeType) return CheckTypeOperand();
    return {};
  }

 private:
  ApiError Fail(const std::string& why) const { return Invalid(bound_.expression->parameter, why); }

  ApiError WrongType(const std::string& type) const {
    return Fail("Incorrect operand type for operator or function; operator or function: " +
                std::string(OperatorName(node_.op)) + ", operand type: " + type);
  }

  ApiError CheckDistinct() const {
    if (!ComparesFirst(node_.op) || node_.operands[0].op != Operator::kPath) return {};
    const Path& first = bound_.PathOf(node_.operands[0]);
    for (size_t i = 1; i < node_.operands.size(); ++i) {
      const Node& other = node_.operands[i];
      if (other.op != Operator::kPath || !SamePath(bound_, first, bound_.PathOf(other))) continue;
      return Fail(
          "The first operand must be distinct from the remaining operands for this operator or "
          "function; operator: " +
          std::string(OperatorName(node_.op)) + ", first operand: " + ShowPath(bound_, first));
    }
    return {};
  }

  ApiError CheckBounds() const {
    const Node& low = node_.operands[1];
    const Node& high = node_.operands[2];
    if (low.op != Operator::kValue || high.op != Operator::kValue) return {};
    const ValueView lower = bound_.ValueOf(low), upper = bound_.ValueOf(high);
    const std::string shown =
        "lower bound operand: " + Shown(lower) + ", upper bound operand: " + Shown(upper);
    if (lower.type() != upper.type()) {
      return Fail("The BETWEEN operator requires same data type for lower and upper bounds; " +
                  shown);
    }
    if (upper.payload() < lower.payload()) {
      return Fail(
          "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; " +
          shown);
    }
    return {};
  }

  // attribute_type's second operand names a type.
  ApiError CheckTypeOperand() const {
    const Node& operand = node_.operands[1];
    if (operand.op != Operator::kValue) {
      // AWS lists its internal types where it cannot know the operand's.
      return WrongType(operand.op == Operator::kSize
                           ? "N"
                           : "{DOUBLE,N,BOOL,S,BS,DECIMAL,B,NULL,INT,SS,NS,DICT,INTSET,FLOAT,M,HD,"
                             "DECIMALSET,FS,L,HDS,DOUBLESET}");
    }
    const ValueView value = bound_.ValueOf(operand);
    if (value.type() != Type::kString) return WrongType(TypeName(value.type()));
    for (int type = static_cast<int>(Type::kString); type <= static_cast<int>(Type::kBool);
         ++type) {
      if (value.payload() == TypeName(static_cast<Type>(type))) return {};
    }
    return Fail("Invalid attribute type name found; type: " + std::string(value.payload()) +
                ", valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}");
  }

  const Bound& bound_;
  const Node& node_;
};

}  // namespace

ApiError CheckTypes(const Bound& bound, const Node& node) {
  return Checker(bound, node).Check();
}

ApiError CheckActionType(const Bound& bound, const Action& action) {
  const bool is_add = action.kind == Action::Kind::kAdd;
  if (!is_add && action.kind != Action::Kind::kDelete) return {};
  const Type type = bound.ValueOf(action.value).type();
  const unsigned allowed = is_add ? kSets | Bit(Type::kNumber) : kSets;
  if ((allowed & Bit(type)) != 0) return {};
  const std::string name = is_add ? "ADD" : "DELETE";
  return Invalid(bound.expression->parameter,
                 "Incorrect operand type for operator or function; operator: " + name +
                     ", operand type: " + LongTypeName(type) + ", typeSet: ALLOWED_FOR_" + name +
                     "_OPERAND");
}

const char* LongTypeName(Type type) {
  switch (type) {
    case Type::kString:
      return "STRING";
    case Type::kNumber:
      return "NUMBER";
    case Type::kBinary:
      return "BINARY";
    case Type::kStringSet:
      return "STRING_SET";
    case Type::kNumberSet:
      return "NUMBER_SET";
    case Type::kBinarySet:
      return "BINARY_SET";
    case Type::kMap:
      return "MAP";
    case Type::kList:
      return "LIST";
    case Type::kNull:
      return "NULL";
    case Type::kBool:
      return "BOOLEAN";
  }
  return "?";
}

}  // namespace keystone::expr
