#include "wire/read_value.h"

#include "model/base64.h"
#include "model/item.h"
#include "model/number.h"

namespace keystone::wire {
namespace {

using model::ApiError;
using model::NumberError;
using model::Type;
using model::ValueWriter;
using model::WriteError;

constexpr const char* kInvalid = "One or more parameter values were invalid: ";

ApiError DescribeNumber(NumberError error, Bytes text) {
  switch (error) {
    case NumberError::kTooManyDigits:
      return ApiError::Validation(
          "Attempting to store more than 38 significant digits in a Number");
    case NumberError::kOverflow:
      return ApiError::Validation(
          "Number overflow. Attempting to store a number with magnitude larger than supported "
          "range");
    case NumberError::kUnderflow:
      return ApiError::Validation(
          "Number underflow. Attempting to store a number with magnitude smaller than supported "
          "range");
    default:
      return ApiError::Validation("The parameter cannot be converted to a numeric value: " +
                                  std::string(text));
  }
}

// AWS has other words for each type of set.
ApiError EmptySet(Type type) {
  const char* what = type == Type::kStringSet   ? "An string set  may not be empty"
                     : type == Type::kNumberSet ? "An number set  may not be empty"
                                                : "Binary sets should not be empty";
  return ApiError::Validation(std::string(kInvalid) + what);
}
ApiError DuplicateElement(Type type, const std::string& listed) {
  if (type == Type::kNumberSet) {
    return ApiError::Validation("Input collection contains duplicates");
  }
  const std::string what = type == Type::kStringSet ? "[" + listed + "]" : "of type BS";
  return ApiError::Validation(std::string(kInvalid) + "Input collection " + what +
                              " contains duplicates.");
}

// Goes through a value once; stops at the first thing that is wrong.
class ValueReader {
 public:
  ValueReader(ValueWriter* writer, ErrorCollector* errors) : writer_(writer), errors_(errors) {}

  // Values by placeholder: what is wrong with one is told with its name.
  void Placeholders(Json json) {
    if (!Begin(writer_->BeginMap())) return;
    ForEachMember(json, errors_, [&](Bytes name, Json value) {
      if (stopped_) return;
      placeholder_ = name;
      writer_->Name(name);
      Value(value);
    });
    if (CheckTypes()) End(writer_->EndMap());
  }
  // The attributes of an item or of an M.
  void Map(Json json) {
    if (!Begin(writer_->BeginMap())) return;
    ForEachMember(json, errors_, [&](Bytes name, Json value) {
      if (stopped_) return;
      writer_->Name(name);
      Value(value);
    });
    if (CheckTypes()) End(writer_->EndMap());
  }
  // {"S": "x"}: exactly one member.
  void Value(Json json) {
    size_t members = 0;
    Bytes type;
    Json contents;
    ForEachMember(json, errors_, [&](Bytes name, Json value) {
      if (IsNull(value)) return;
      ++members;
      type = name;
      contents = value;
    });
    if (!CheckTypes()) return;
    if (members > 1) {
      return Stop(
          ApiError::Validation("Supplied AttributeValue has more than one datatypes set, must "
                               "contain exactly one of the "
                               "supported datatypes"));
    }
    if (members == 0 || !Typed(type, contents)) {
      Stop(ApiError::Validation(
          "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"));
    }
  }
  bool stopped() const { return stopped_; }

 private:
  void Stop(ApiError error) {
    if (!stopped_) errors_->BadValue(Placed(std::move(error)));
    stopped_ = true;
  }
  ApiError Placed(ApiError error) const {
    if (placeholder_.empty() || error.code() != model::ErrorCode::kValidation) return error;
    return ApiError::Validation("ExpressionAttributeValues contains invalid value: " +
                                error.message() + " for key " + std::string(placeholder_));
  }
  // False once anything is wrong; a wrong JSON type is noted in errors_ by whoever met it.
  bool CheckTypes() {
    stopped_ = stopped_ || errors_->any();
    return !stopped_;
  }
  bool Begin(WriteError error) {
    if (error == WriteError::kTooDeep) {
      Stop(
          ApiError::Validation("Nesting Levels have exceeded supported limits: Attributes in the "
                               "item have nested levels beyond supported limit"));
    }
    return !stopped_;
  }
  void End(WriteError error) {
    if (error == WriteError::kDuplicateName) {
      Stop(ApiError::Serialization("A map has two members of the same name"));
    }
  }

  // False for a type there is not.
  bool Typed(Bytes type, Json json) {
    if (type == "S") return String(json), true;
    if (type == "N") return Number(json), true;
    if (type == "B") return Binary(json), true;
    if (type == "M") return Map(json), true;
    if (type == "L") return List(json), true;
    if (type == "BOOL") return Bool(json), true;
    if (type == "NULL") return Null(json), true;
    if (type == "SS") return Set(Type::kStringSet, json), true;
    if (type == "NS") return Set(Type::kNumberSet, json), true;
    if (type == "BS") return Set(Type::kBinarySet, json), true;
    return false;
  }

  void String(Json json) {
    if (const auto text = AsString(json, errors_)) writer_->String(*text);
    CheckTypes();
  }
  void Number(Json json) {
    scratch_.clear();
    if (AppendScalar(Type::kNumberSet, json)) writer_->Number(scratch_);
  }
  void Binary(Json json) {
    scratch_.clear();
    if (AppendScalar(Type::kBinarySet, json)) writer_->Binary(scratch_);
  }
  void Bool(Json json) {
    if (const auto value = AsBool(json, errors_)) writer_->Bool(*value);
    CheckTypes();
  }
  void Null(Json json) {
    const auto value = AsBool(json, errors_);
    if (!CheckTypes()) return;
    if (!*value) {
      return Stop(ApiError::Validation(std::string(kInvalid) +
                                       "Null attribute value types must have the value of true"));
    }
    writer_->Null();
  }
  void List(Json json) {
    if (!Begin(writer_->BeginList())) return;
    ForEachElement(json, errors_, [&](Json value) {
      if (!stopped_) Value(value);
    });
    if (CheckTypes()) End(writer_->EndList());
  }

  // The bytes of one string, number or binary, as an element of a set of that type would hold them.
  bool AppendScalar(Type set_type, Json json) {
    const auto text = AsString(json, errors_);
    if (!CheckTypes()) return false;
    if (set_type == Type::kNumberSet) {
      const NumberError error = model::AppendNumber(*text, &scratch_);
      if (error != NumberError::kNone) Stop(DescribeNumber(error, *text));
    } else if (set_type == Type::kBinarySet) {
      if (!model::AppendFromBase64(&scratch_, *text)) {
        Stop(ApiError::Serialization("Invalid Base64 in a binary value"));
      }
    } else {
      scratch_.append(*text);
    }
    return !stopped_;
  }

  void Set(Type type, Json json) {
    writer_->BeginSet(type);
    std::string listed;
    ForEachElement(json, errors_, [&](Json element) {
      if (stopped_) return;
      scratch_.clear();
      if (!AppendScalar(type, element)) return;
      writer_->Element(scratch_);
      const auto text = AsString(element, errors_);
      constexpr size_t kListedBytesMax = 1024;
      if (listed.size() < kListedBytesMax)
        listed += (listed.empty() ? "" : ", ") + std::string(*text);
    });
    if (!CheckTypes()) return;
    const WriteError error = writer_->EndSet();
    if (error == WriteError::kEmptySet) Stop(EmptySet(type));
    if (error == WriteError::kDuplicateElement) Stop(DuplicateElement(type, listed));
  }

  ValueWriter* writer_;
  ErrorCollector* errors_;
  std::string scratch_;
  Bytes placeholder_;  // whose value is read; empty in an item
  bool stopped_ = false;
};

// False, with the writer empty, where `errors` says why not.
bool Read(Json json, ValueWriter* writer, ErrorCollector* errors, void (ValueReader::*read)(Json)) {
  ErrorCollector own;
  ValueReader reader(writer, &own);
  (reader.*read)(json);
  if (!own.any() && !reader.stopped()) return true;
  writer->Clear();
  errors->Merge(own);
  return false;
}

}  // namespace

std::string ReadItem(Json json, ValueWriter* writer, ErrorCollector* errors) {
  return Read(json, writer, errors, &ValueReader::Map) ? model::MakeItem(*writer) : std::string();
}

std::string ReadPlaceholderValues(Json json, ValueWriter* writer, ErrorCollector* errors) {
  return Read(json, writer, errors, &ValueReader::Placeholders) ? model::MakeItem(*writer)
                                                                : std::string();
}

std::string ReadValue(Json json, ValueWriter* writer, ErrorCollector* errors) {
  return Read(json, writer, errors, &ValueReader::Value) ? writer->TakeValue() : std::string();
}

}  // namespace keystone::wire
