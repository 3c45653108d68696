// The rows of a table's settings, each kind of them.
#include "dynamo/settings_rows.h"
#include "fuzz/disk.h"

namespace keystone::fuzz {
namespace {

template <typename Setting>
void Check(Bytes row, Result<Setting> (*decode)(Bytes)) {
  const Result<Setting> setting = decode(row);
  if (setting.ok()) {
    KS_CHECK(dynamo::Encode(*setting) == row);
  } else {
    KS_CHECK(IsRefusal(setting.status()));
  }
}

}  // namespace

void Run(Bytes input) {
  Check(input, dynamo::DecodeTags);
  Check(input, dynamo::DecodeTimeToLive);
  Check(input, dynamo::DecodeResourcePolicy);
  Check(input, dynamo::DecodePointInTimeRecovery);
  Check(input, dynamo::DecodeInsights);
}

}  // namespace keystone::fuzz
