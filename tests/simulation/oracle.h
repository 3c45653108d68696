// Oracle: what a reader of the database may be shown.
//
// It keeps registers, an item's or a table's existence, and for each the versions that may be
// there. Versions come from transactions, which are seen as a whole or not at all. An acknowledged
// transaction is certain; one that failed or was cut off is a maybe until somebody sees it. Of two
// transactions the one that ended before the other began is the older, whatever else is unknown; so
// a read may show any version that is not known to be overwritten before the read began.
//
// Times count events: nothing happens at the same time.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace keystone::simulation {

using Time = uint64_t;
inline constexpr Time kNever = std::numeric_limits<Time>::max();

// Nothing, or what distinguishes this value from every other one.
using Value = std::optional<std::string>;
using Values = std::map<std::string, Value>;  // by register

struct Transaction {
  Time begin = 0;
  Time done_by = kNever;  // certain, and visible, from then on
  std::vector<std::string> keys;
};
using TransactionPtr = std::shared_ptr<Transaction>;

// Checks answer with what is wrong; empty: nothing.
class Oracle {
 public:
  Time Now() { return ++now_; }

  // A register that shows nothing so far.
  void Add(const std::string& key);
  void ForgetPrefix(const std::string& prefix);
  std::vector<std::string> KeysOf(const std::string& prefix) const;

  TransactionPtr Begin(const Values& changes);
  void Succeed(const TransactionPtr& transaction);
  void Refuse(const TransactionPtr& transaction);  // it has changed nothing
  void Rename(const std::string& key, const std::string& from, const std::string& to);
  bool Knows(const std::string& key, const Value& value) const;

  // What one snapshot showed that was taken between `begin` and now.
  std::string CheckSnapshot(Time begin, const Values& shown);
  // What `transaction`, now done, found in the register it wrote to.
  std::string CheckOld(const TransactionPtr& transaction, const Value& shown);

  // Whatever is done by now survives every loss.
  void MarkDurable() { durable_ = now_; }
  // After a restart: every register, and nobody else is there. Where something may be `lost`, what
  // is left must be a prefix of all that was done. From then on just that is certain.
  std::string Settle(bool lost, const Values& shown);

 private:
  struct Version {
    TransactionPtr transaction;
    Value value;
    Time dead_at = kNever;  // known to be overwritten from then on
  };
  using Register = std::vector<Version>;

  static bool Older(const Transaction& a, const Transaction& b) { return a.done_by < b.begin; }
  void Done(const TransactionPtr& transaction, Time at);
  void Seen(const std::string& key, const Value& value, Time begin);
  std::string Describe(const std::string& what, const std::string& key, const Value& shown) const;
  TransactionPtr Unique(const std::string& key, const Value& value, Time begin) const;
  std::string CheckWhole(const Transaction& seen, const Values& shown) const;

  Time now_ = 0;
  Time durable_ = 0;
  std::map<std::string, Register> registers_;
};

}  // namespace keystone::simulation
