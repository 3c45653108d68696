// The simulation's items, their requests and the replies' JSON.
//
// An item has a key, p and perhaps s; v, a number that no other write has; and d, some bytes.
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

struct ShownItem {
  ItemKey key;
  std::string value;  // as ItemValue makes it
  uint64_t size = 0;  // as DynamoDB counts
};

struct Page {
  std::vector<ShownItem> items;
  std::optional<ItemKey> last_evaluated;
};

struct ShownTable {
  std::string id;
  std::string status;
  uint64_t item_count = 0;
  uint64_t size_bytes = 0;
};

// One string for v and d, for the oracle.
std::string ItemValue(uint64_t number, size_t data_bytes);
std::string KeyJson(const ItemKey& key);
std::string ItemJson(const ItemKey& key, const std::string& value);

// Each is empty where the reply does not have the shape it must have.
std::optional<std::optional<ShownItem>> ReadItem(const Reply& reply, const char* member);
std::optional<Page> ReadPage(const Reply& reply);
std::optional<std::vector<std::pair<std::string, ShownItem>>> ReadBatch(const Reply& reply);
std::optional<ShownTable> ReadTable(const Reply& reply, const char* member);
std::string ErrorType(const Reply& reply);  // "ResourceNotFoundException"

}  // namespace keystone::simulation
