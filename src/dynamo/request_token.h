// RequestToken: a ClientRequestToken, by which a request that is sent again is carried out once.
//
// A token is remembered for ten minutes (AWS: "TransactWriteItems API", idempotency), by a row that
// the request's own transaction writes, so that it survives whatever the request does. Each new one
// also removes a few that are too old. docs/format/catalog.md.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "model/requests.h"
#include "storage/store.h"

namespace keystone::dynamo {

// What tells one request from another: all that it does.
struct RequestDigest {
  uint64_t low = 0;
  uint64_t high = 0;
  friend bool operator==(const RequestDigest&, const RequestDigest&) = default;
};
RequestDigest DigestOf(const model::TransactWriteItemsRequest& request);

// Since when there are tokens, as far as it is known: the search for old ones begins there, and not
// among the traces of those that were removed. Any thread may use it.
class TokenHorizon {
 public:
  // From where to look for tokens that are older than `old_micros`. A clock that was put back has
  // made tokens from before the horizon: it is forgotten.
  int64_t From(int64_t old_micros);
  void MoveTo(int64_t micros) { micros_.store(micros, std::memory_order_relaxed); }

 private:
  std::atomic<int64_t> micros_ = 0;
};

class RequestToken {
 public:
  RequestToken(storage::Store& store, TokenHorizon& horizon, const std::string& token,
               RequestDigest digest, int64_t now_micros);

  // The rows that Look and Remember need.
  void NameRows(std::vector<storage::OwnedKey>* rows) const;

  enum class Use : unsigned char {
    kNew,
    kRepeat,  // of the same request
    kOther,   // of another one
  };
  Result<Use> Look(storage::Transaction& transaction);
  void Remember(storage::Transaction& transaction) const;

 private:
  struct Old {
    storage::OwnedKey token;  // its row
    storage::OwnedKey time;   // its row in the order of time
    bool still = false;       // nobody has used the token anew
  };

  storage::OwnedKey RowKey(const std::string& token) const;
  storage::OwnedKey TimeKey(int64_t micros, const std::string& token) const;
  void FindOld(TokenHorizon& horizon);

  storage::Store& store_;
  std::string token_;
  RequestDigest digest_;
  int64_t now_micros_;
  std::vector<Old> old_;
};

}  // namespace keystone::dynamo
