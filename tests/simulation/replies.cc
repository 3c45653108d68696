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

std::optional<ShownItem> ToItem(dom::element element) {
  dom::object item;
  if (element.get(item) != simdjson::SUCCESS) return std::nullopt;
  ShownItem shown;
  const auto key = ToKey(item, &shown.size);
  std::string number, data;
  if (!key || !Take(item, "v", &number, &shown.size) || !Take(item, "d", &data, &shown.size)) {
    return std::nullopt;
  }
  if (item.size() != (key->sort.empty() ? 3u : 4u)) return std::nullopt;
  shown.key = *key;
  shown.value = number + "|" + data;
  return shown;
}

// Of a reply that is a 200.
bool Parse(dom::parser* parser, const Reply& reply, dom::object* out) {
  return reply.ok() && parser->parse(reply.body).get(*out) == simdjson::SUCCESS;
}

}  // namespace

std::string ItemValue(uint64_t number, size_t data_bytes) {
  return std::to_string(number) + "|" +
         std::string(data_bytes, static_cast<char>('a' + number % 26));
}

std::string KeyJson(const ItemKey& key) {
  return "{" + Member("p", key.partition) + (key.sort.empty() ? "" : "," + Member("s", key.sort)) +
         "}";
}

std::string ItemJson(const ItemKey& key, const std::string& value) {
  const size_t bar = value.find('|');
  std::string json = KeyJson(key);
  json.back() = ',';
  return json + Member("v", value.substr(0, bar)) + "," + Member("d", value.substr(bar + 1)) + "}";
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
  for (dom::element element : items) {
    auto item = ToItem(element);
    if (!item) return std::nullopt;
    page.items.push_back(std::move(*item));
  }
  if (page.items.size() != count) return std::nullopt;
  dom::object last;
  if (root["LastEvaluatedKey"].get(last) == simdjson::SUCCESS) {
    page.last_evaluated = ToKey(last, nullptr);
    if (!page.last_evaluated || page.items.empty() ||
        page.items.back().key != *page.last_evaluated) {
      return std::nullopt;
    }
  }
  return page;
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
