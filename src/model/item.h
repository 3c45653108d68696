// Items: a header, then the attributes as the payload of a map. docs/format/items.md:
//
//   item := flags u8 (low 4 bits: layout 0; bit 4: a version follows), [version: hlc u64, origin
//   u32], map payload
//
// The optional version lets sync keep who wrote an item and when. Read in place through ItemView.
#pragma once

#include <string>

#include "keystone/status.h"
#include "model/value.h"
#include "model/value_writer.h"

namespace keystone::model {

class ItemView {
 public:
  ItemView() = default;  // no attributes
  explicit ItemView(Bytes item);

  MapView attributes() const { return MapView(attributes_); }
  Bytes attributes_payload() const { return attributes_; }
  std::optional<ValueView> Find(Bytes name) const { return attributes().Find(name); }

  // AWS's item size: names and values of all attributes.
  size_t Size() const;

 private:
  Bytes attributes_;
};

// An item from a finished outermost map in `writer` (which is then empty), or from a map value.
std::string MakeItem(ValueWriter& writer);
std::string MakeItem(ValueView map);

// Ok for bytes that a writer could have made: bounds, canonical order, numbers, UTF-8 of strings
// and names, depth.
Status ValidateValue(Bytes encoded);
Status ValidateItem(Bytes item);

}  // namespace keystone::model
