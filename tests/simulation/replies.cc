#include "tests/simulation/replies.h"

#include <simdjson.h>

namespace keystone::simulation {
namespace {

namespace dom = simdjson::dom;

std::string Member(const std::string& name, const std::string& text) {
  return "\"" + name + "\":{\"S\":\"" + text + "\"}";
}

bool Take(dom::object item, const char* name, std::string* out, uint64_t* size) {
  std::string_view text;
  if (item[name]["S"].get(text) != simdjson::SUCCESS) return false;
  *out = std::string(text);
  if (size != nullptr) *size += 1 + text.size();
  return true;
}

std::optional<ItemKey> ToKey(dom::object item, uint64_t* size) {
  ItemKey key;
  if (!Take(item, "p", &key.partition, size)) return std::nullopt;
  Take(item, "s", &key.sort, size);
  return key;
}

uint64_t NumberSize(std::string_view digits) {
  return (digits.find_last_not_of('0') + 2) / 2 + 1;
}

// False where an attribute is not what it may be. `left`: how many there are beside these.
bool TakeFields(dom::object item, Fields* fields, uint64_t* size, size_t* left) {
  *left = item.size();
  if (Take(item, "v", &fields->number, size)) --*left;
  if (std::string data; Take(item, "d", &data, size)) {
    fields->data = data;
    --*left;
  }
  if (std::string_view digits; item["n"]["N"].get(digits) == simdjson::SUCCESS) {
    fields->counter = std::strtoull(std::string(digits).c_str(), nullptr, 10);
    *size += 1 + NumberSize(digits);
    --*left;
  }
  dom::array list;
  if (item["l"]["L"].get(list) != simdjson::SUCCESS) return true;
  fields->list = "";
  *size += 1 + 3;
  for (dom::element element : list) {
    std::string_view text;
    if (element["S"].get(text) != simdjson::SUCCESS) return false;
    fields->list->append(text).append(",");
    *size += 1 + text.size();
  }
  --*left;
  return true;
}

std::optional<ShownItem> ToItem(dom::element element) {
  dom::object item;
  if (element.get(item) != simdjson::SUCCESS) return std::nullopt;
  ShownItem shown;
  Fields fields;
  size_t left = 0;
  const auto key = ToKey(item, &shown.size);
  if (!key || !TakeFields(item, &fields, &shown.size, &left) || fields.number.empty() ||
      left != (key->sort.empty() ? 1u : 2u)) {
    return std::nullopt;
  }
  shown.key = *key;
  shown.value = ToValue(fields);
  return shown;
}

// Of a reply that is a 200, or that says that a condition was not met.
bool Parse(dom::parser* parser, const Reply& reply, dom::object* out) {
  return (reply.ok() || ErrorType(reply) == "ConditionalCheckFailedException") &&
         parser->parse(reply.body).get(*out) == simdjson::SUCCESS;
}

}  // namespace

std::string ToValue(const Fields& fields) {
  const std::string counter = fields.counter ? std::to_string(*fields.counter) : "-";
  return fields.number + "|" + counter + "|" + fields.list.value_or("-") + "|" +
         fields.data.value_or("-");
}

Fields ToFields(const std::string& value) {
  const size_t first = value.find('|');
  const size_t second = value.find('|', first + 1);
  const size_t third = value.find('|', second + 1);
  Fields fields;
  fields.number = value.substr(0, first);
  const std::string counter = value.substr(first + 1, second - first - 1);
  const std::string list = value.substr(second + 1, third - second - 1);
  const std::string data = value.substr(third + 1);
  if (counter != "-") fields.counter = std::strtoull(counter.c_str(), nullptr, 10);
  if (list != "-") fields.list = list;
  if (data != "-") fields.data = data;
  return fields;
}

std::string DataOf(uint64_t number, size_t bytes) {
  return std::string(bytes, static_cast<char>('a' + number % 26));
}

std::string KeyJson(const ItemKey& key) {
  return "{" + Member("p", key.partition) + (key.sort.empty() ? "" : "," + Member("s", key.sort)) +
         "}";
}

// Only what a PutItem of the workload has: v and d.
std::string ItemJson(const ItemKey& key, const std::string& value) {
  const Fields fields = ToFields(value);
  std::string json = KeyJson(key);
  json.back() = ',';
  return json + Member("v", fields.number) + "," + Member("d", *fields.data) + "}";
}

std::optional<std::optional<ShownItem>> ReadItem(const Reply& reply, const char* member) {
  dom::parser parser;
  dom::object root;
  if (!Parse(&parser, reply, &root)) return std::nullopt;
  dom::element element;
  if (root[member].get(element) != simdjson::SUCCESS) return std::optional<ShownItem>();
  auto item = ToItem(element);
  if (!item) return std::nullopt;
  return item;
}

std::optional<Value> ReadPart(const Reply& reply, const char* member) {
  dom::parser parser;
  dom::object root, part;
  if (!Parse(&parser, reply, &root)) return std::nullopt;
  if (root[member].get(part) != simdjson::SUCCESS) return Value();
  Fields fields;
  uint64_t size = 0;
  size_t left = 0;
  if (!TakeFields(part, &fields, &size, &left) || left != 0) return std::nullopt;
  return Value(ToValue(fields));
}

std::optional<Page> ReadPage(const Reply& reply) {
  dom::parser parser;
  dom::object root;
  dom::array items;
  uint64_t count = 0;
  if (!Parse(&parser, reply, &root) || root["Items"].get(items) != simdjson::SUCCESS ||
      root["Count"].get(count) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  Page page;
  if (root["ScannedCount"].get(page.scanned_count) != simdjson::SUCCESS) return std::nullopt;
  for (dom::element element : items) {
    auto item = ToItem(element);
    if (!item) return std::nullopt;
    page.items.push_back(std::move(*item));
  }
  if (page.items.size() != count) return std::nullopt;
  dom::object last;
  if (root["LastEvaluatedKey"].get(last) == simdjson::SUCCESS) {
    page.last_evaluated = ToKey(last, nullptr);
    if (!page.last_evaluated) return std::nullopt;
  }
  return page;
}

bool EndsWithItsLast(const Page& page) {
  return page.scanned_count == page.items.size() &&
         (!page.last_evaluated ||
          (!page.items.empty() && page.items.back().key == *page.last_evaluated));
}

std::optional<std::vector<std::pair<std::string, ShownItem>>> ReadBatch(const Reply& reply) {
  dom::parser parser;
  dom::object root, tables, unprocessed;
  if (!Parse(&parser, reply, &root) || root["Responses"].get(tables) != simdjson::SUCCESS ||
      root["UnprocessedKeys"].get(unprocessed) != simdjson::SUCCESS || unprocessed.size() != 0) {
    return std::nullopt;
  }
  std::vector<std::pair<std::string, ShownItem>> shown;
  for (const auto& [table, list] : tables) {
    dom::array items;
    if (list.get(items) != simdjson::SUCCESS) return std::nullopt;
    for (dom::element element : items) {
      auto item = ToItem(element);
      if (!item) return std::nullopt;
      shown.emplace_back(std::string(table), std::move(*item));
    }
  }
  return shown;
}

std::optional<std::vector<std::optional<ShownItem>>> ReadResponses(const Reply& reply) {
  dom::parser parser;
  dom::object root;
  dom::array responses;
  if (!Parse(&parser, reply, &root) || root["Responses"].get(responses) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  std::vector<std::optional<ShownItem>> shown;
  for (dom::element response : responses) {
    dom::element element;
    auto& item = shown.emplace_back();
    if (response["Item"].get(element) != simdjson::SUCCESS) continue;
    item = ToItem(element);
    if (!item) return std::nullopt;
  }
  return shown;
}

std::optional<ShownTable> ReadTable(const Reply& reply, const char* member) {
  dom::parser parser;
  dom::object root, table;
  std::string_view id, status;
  ShownTable shown;
  if (!Parse(&parser, reply, &root) || root[member].get(table) != simdjson::SUCCESS ||
      table["TableId"].get(id) != simdjson::SUCCESS ||
      table["TableStatus"].get(status) != simdjson::SUCCESS ||
      table["ItemCount"].get(shown.item_count) != simdjson::SUCCESS ||
      table["TableSizeBytes"].get(shown.size_bytes) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  shown.id = std::string(id);
  shown.status = std::string(status);
  return shown;
}

std::string ErrorType(const Reply& reply) {
  dom::parser parser;
  dom::object root;
  std::string_view type;
  if (parser.parse(reply.body).get(root) != simdjson::SUCCESS ||
      root["__type"].get(type) != simdjson::SUCCESS) {
    return "";
  }
  return std::string(type.substr(type.rfind('#') + 1));
}

}  // namespace keystone::simulation
