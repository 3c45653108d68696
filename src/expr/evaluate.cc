// AWS: "Condition and filter expressions, operators, and functions in DynamoDB".
#include "expr/evaluate.h"

#include "model/number.h"
#include "model/utf8.h"

namespace keystone::expr {
namespace {

using model::ItemView;
using model::Type;
using model::ValueView;

using Operand = std::optional<ValueView>;

bool IsOrdered(Type type) {
  return type == Type::kString || type == Type::kNumber || type == Type::kBinary;
}

// Java's length of a string, which is DynamoDB's: UTF-16 units.
size_t Utf16Length(Bytes text) {
  size_t length = 0;
  while (!text.empty()) {
    const size_t size = std::max<size_t>(1, model::Utf8CharacterSize(text));
    length += size == 4 ? 2 : 1;
    text.remove_prefix(size);
  }
  return length;
}

std::optional<size_t> SizeOf(ValueView value) {
  switch (value.type()) {
    case Type::kString:
      return Utf16Length(value.payload());
    case Type::kBinary:
      return value.payload().size();
    case Type::kStringSet:
    case Type::kNumberSet:
    case Type::kBinarySet:
      return value.set().size();
    case Type::kList:
      return value.list().size();
    case Type::kMap:
      return value.map().size();
    default:
      return std::nullopt;
  }
}

bool Contains(ValueView whole, ValueView part) {
  switch (whole.type()) {
    case Type::kString:
    case Type::kBinary:
      return part.type() == whole.type() && whole.payload().find(part.payload()) != Bytes::npos;
    case Type::kStringSet:
      return part.type() == Type::kString && whole.set().contains(part.payload());
    case Type::kNumberSet:
      return part.type() == Type::kNumber && whole.set().contains(part.payload());
    case Type::kBinarySet:
      return part.type() == Type::kBinary && whole.set().contains(part.payload());
    case Type::kList:
      for (auto it = whole.list().begin(); it.ok(); it.Next()) {
        if (it.value() == part) return true;
      }
      return false;
    default:
      return false;
  }
}

// Order of two values; canonical numbers order as their bytes do.
template <typename Compare>
bool Ordered(const Operand& a, const Operand& b, Compare compare) {
  return a && b && a->type() == b->type() && IsOrdered(a->type()) &&
         compare(a->payload(), b->payload());
}

class Evaluator {
 public:
  Evaluator(const Bound& bound, ItemView item) : bound_(bound), item_(item) {}

  bool Test(const Node& node) const {
    switch (node.op) {
      case Operator::kAnd:
        for (const Node& part : node.operands) {
          if (!Test(part)) return false;
        }
        return true;
      case Operator::kOr:
        for (const Node& part : node.operands) {
          if (Test(part)) return true;
        }
        return false;
      case Operator::kNot:
        return !Test(node.operands[0]);
      case Operator::kIn:
        return In(node);
      default:
        return TestOperands(node);
    }
  }

 private:
  // The number that size() gives is kept in `scratch`.
  Operand Get(const Node& node, std::string* scratch) const {
    if (node.op == Operator::kValue) return bound_.ValueOf(node);
    if (node.op == Operator::kPath) return Follow(bound_, bound_.PathOf(node), item_);
    std::string inner;
    const Operand sized = Get(node.operands[0], &inner);
    const auto size = sized ? SizeOf(*sized) : std::nullopt;
    if (!size) return std::nullopt;
    scratch->clear();
    (void)model::AppendNumber(std::to_string(*size), scratch);  // digits always are a number
    return ValueView(Type::kNumber, *scratch);
  }

  bool In(const Node& node) const {
    std::string first_scratch, scratch;
    const Operand first = Get(node.operands[0], &first_scratch);
    if (!first) return false;
    for (size_t i = 1; i < node.operands.size(); ++i) {
      const Operand other = Get(node.operands[i], &scratch);
      if (other && *other == *first) return true;
    }
    return false;
  }

  bool TestOperands(const Node& node) const {
    std::string scratch[3];
    Operand operand[3];
    for (size_t i = 0; i < node.operands.size() && i < 3; ++i) {
      operand[i] = Get(node.operands[i], &scratch[i]);
    }
    const Operand& a = operand[0];
    const Operand& b = operand[1];
    switch (node.op) {
      case Operator::kEqual:
        return a && b && *a == *b;
      case Operator::kNotEqual:
        return !(a && b && *a == *b);  // met by what is not there, too
      case Operator::kLess:
        return Ordered(a, b, std::less<>());
      case Operator::kLessOrEqual:
        return Ordered(a, b, std::less_equal<>());
      case Operator::kGreater:
        return Ordered(a, b, std::greater<>());
      case Operator::kGreaterOrEqual:
        return Ordered(a, b, std::greater_equal<>());
      case Operator::kBetween:
        return Ordered(a, b, std::greater_equal<>()) && Ordered(a, operand[2], std::less_equal<>());
      case Operator::kAttributeExists:
        return a.has_value();
      case Operator::kAttributeNotExists:
        return !a.has_value();
      case Operator::kAttributeType:
        return a && b && b->payload() == TypeName(a->type());
      case Operator::kBeginsWith:
        return a && b && a->type() == b->type() &&
               (a->type() == Type::kString || a->type() == Type::kBinary) &&
               a->payload().starts_with(b->payload());
      case Operator::kContains:
        return a && b && Contains(*a, *b);
      default:
        return false;
    }
  }

  const Bound& bound_;
  const ItemView item_;
};

}  // namespace

bool Evaluate(const Bound& bound, ItemView item) {
  return Evaluator(bound, item).Test(bound.expression->condition);
}

std::optional<ValueView> Follow(const Bound& bound, const Path& path, ItemView item) {
  std::optional<ValueView> value = item.Find(bound.NameOf(path[0]));
  for (size_t i = 1; i < path.size() && value; ++i) {
    value = path[i].is_index ? value->list().at(path[i].number)
                             : value->map().Find(bound.NameOf(path[i]));
  }
  return value;
}

}  // namespace keystone::expr
