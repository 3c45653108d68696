// DynamoDB-typed JSON: what is read is a valid item, and printed and read again it is the same item
// and the same text. A parser that has read other texts reads as a new one does.
#include "fuzz/target.h"
#include "wire/wire.h"

namespace keystone::fuzz {

void Run(Bytes input) {
  wire::RequestParser parser;
  const auto item = parser.Item(input);
  const auto again = parser.Item(input);
  KS_CHECK(item.ok() == again.ok());
  if (!item.ok()) {
    KS_CHECK(item.status().code() == again.status().code());
    KS_CHECK(item.status().message() == again.status().message());
    return;
  }
  KS_CHECK(*item == *again);
  KS_CHECK(model::ValidateItem(*item).ok());
  std::string printed, reprinted;
  wire::AppendItemJson(&printed, model::ItemView(*item));
  const auto back = parser.Item(printed);
  KS_CHECK(back.ok() && *back == *item);
  wire::AppendItemJson(&reprinted, model::ItemView(*back));
  KS_CHECK(printed == reprinted);
}

}  // namespace keystone::fuzz
