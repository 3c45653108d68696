// The words that may not be used bare as attribute names (AWS: "Reserved words in DynamoDB", 573 of
// them).
#pragma once

#include "base/bytes.h"

namespace keystone::expr {

bool IsReservedWord(Bytes word);  // in whatever case

}  // namespace keystone::expr
