// The simulation's items, their requests and the replies' JSON.
//
// An item has a key, p and perhaps s; v, a number that no other write has; and perhaps n, a
// counter; l, a list; d, some bytes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "keystone/database.h"
#include "tests/simulation/oracle.h"

namespace keystone::simulation {

struct ItemKey {
  std::string partition;
  std::string sort;  // empty: the table has none
  auto operator<=>(const ItemKey&) const = default;
};

// What an item has beside its key, or a part of it. For the oracle it is one string.
struct Fields {
  std::string number;               // v
  std::optional<uint64_t> counter;  // n
  std::optional<std::string> list;  // l, its elements with a comma behind each
  std::optional<std::string> data;  // d
};
std::string ToValue(const Fields& fields);
Fields ToFields(const std::string& value);

struct ShownItem {
  ItemKey key;
  std::string value;  // as ToValue makes it
  uint64_t size = 0;  // as DynamoDB counts
};

struct Page {
  std::vector<ShownItem> items;
  uint64_t scanned_count = 0;
  std::optional<ItemKey> last_evaluated;
};

struct ShownTable {
  std::string id;
  std::string status;
  uint64_t item_count = 0;
  uint64_t size_bytes = 0;
};

std::string DataOf(uint64_t number, size_t bytes);
std::string KeyJson(const ItemKey& key);
std::string ItemJson(const ItemKey& key, const std::string& value);

// Each is empty where the reply does not have the shape it must have.
std::optional<std::optional<ShownItem>> ReadItem(const Reply& reply, const char* member);
// Attributes without the key, in which any may be missing.
std::optional<Value> ReadPart(const Reply& reply, const char* member);
std::optional<Page> ReadPage(const Reply& reply);
// As every page does that nothing was filtered from.
bool EndsWithItsLast(const Page& page);
std::optional<std::vector<std::pair<std::string, ShownItem>>> ReadBatch(const Reply& reply);
// Of a TransactGetItems: in the order of the request, none for an item that is not there.
std::optional<std::vector<std::optional<ShownItem>>> ReadResponses(const Reply& reply);
std::optional<ShownTable> ReadTable(const Reply& reply, const char* member);
std::string ErrorType(const Reply& reply);  // "ResourceNotFoundException"

}  // namespace keystone::simulation
