// Oracle: what a reader of the database may be shown.
//
// It keeps registers, an item's or a table's existence, and for each the versions that may be
// there. Versions come from transactions, which are seen as a whole or not at all. An acknowledged
// transaction is certain; one that failed or was cut off is a maybe until somebody sees it. Of two
// transactions the one that ended before the other began is the older, whatever else is unknown; so
// a read may show any version that is not known to be overwritten before the read began.
//
// A write whose result depends on what it finds is a step: a function from the old value to the new
// one. The versions of a register follow one another in a line, so each is what one step at most
// was made of; that is how two updates that both began from the same value are found out.
//
// Times count events: nothing happens at the same time.
#pragma once

#include <cstdint>
#include <functional>
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

// What a step makes of the value it finds; none: its condition refuses that value.
using Made = std::optional<Value>;
using Change = std::function<Made(const Value& old)>;
// Whether what is known of a step, its reply for example, agrees with this of it.
using Fits = std::function<bool(const Value& old, const Made& made)>;

struct Step {
  Value value;  // what it leaves; unless `fixed`, only how that begins, as no other value does
  bool fixed = true;
  Change change;
};

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
  TransactionPtr BeginStep(const std::string& key, Step step);
  void Succeed(const TransactionPtr& transaction);
  void Refuse(const TransactionPtr& transaction);  // it has changed nothing
  void Rename(const std::string& key, const std::string& from, const std::string& to);
  bool Knows(const std::string& key, const Value& value) const;

  // What one snapshot showed that was taken between `begin` and now.
  std::string CheckSnapshot(Time begin, const Values& shown);
  // What one read saw of a register that did not show it: some value of which this holds.
  bool CanHold(Time begin, const std::string& key, const std::function<bool(const Value&)>& holds);
  // What `transaction`, now done, found in the register it wrote to, and made of it.
  std::string CheckStep(const TransactionPtr& transaction, const Fits& fits);
  // What its condition refused: what was `shown`, or else any value that it may have met. After
  // this the step has changed nothing.
  std::string CheckRefused(const TransactionPtr& transaction, const std::optional<Value>& shown);

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
    Change change;          // of a step
    bool known = true;      // `value` is the whole of it
    // Neighbours in the line of versions, once they are known.
    TransactionPtr before;
    TransactionPtr after;
  };
  // One way in which a step may have come about.
  struct Past {
    TransactionPtr before;
    Value old;
    Made made;
  };
  using Register = std::vector<Version>;

  static bool Older(const Transaction& a, const Transaction& b) { return a.done_by < b.begin; }
  void Done(const TransactionPtr& transaction, Time at);
  void Seen(const std::string& key, const Value& value, Time begin);
  std::string Describe(const std::string& what, const std::string& key, const Value& shown) const;
  TransactionPtr Unique(const std::string& key, const Value& value, Time begin) const;
  std::string CheckWhole(const Transaction& seen, const Values& shown) const;

  // oracle_step.cc
  class Search;
  Version* Find(const std::string& key, const TransactionPtr& transaction);
  std::string Learn(const std::string& key, const TransactionPtr& step,
                    const std::vector<Past>& pasts);
  std::string LearnFromLink(const std::string& key);
  std::string CheckStepOf(const std::string& key, const TransactionPtr& step, const Fits& fits);
  std::string Recognize(const std::string& key, const Value& shown);

  Time now_ = 0;
  Time durable_ = 0;
  std::map<std::string, Register> registers_;
};

}  // namespace keystone::simulation
