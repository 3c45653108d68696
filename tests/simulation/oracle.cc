#include "tests/simulation/oracle.h"

#include <algorithm>
#include <set>

namespace keystone::simulation {
namespace {

std::string Short(const Value& value) {
  if (!value) return "nothing";
  return value->size() <= 24 ? *value : value->substr(0, 24) + "...";
}

std::string TimeText(Time time) {
  return time == kNever ? "?" : std::to_string(time);
}

}  // namespace

void Oracle::Add(const std::string& key) {
  auto beginning = std::make_shared<Transaction>();
  beginning->begin = beginning->done_by = now_;
  beginning->keys = {key};
  registers_[key].clear();
  registers_[key].emplace_back().transaction = beginning;
}

void Oracle::ForgetPrefix(const std::string& prefix) {
  for (const std::string& key : KeysOf(prefix)) registers_.erase(key);
}

std::vector<std::string> Oracle::KeysOf(const std::string& prefix) const {
  std::vector<std::string> keys;
  for (auto it = registers_.lower_bound(prefix);
       it != registers_.end() && it->first.starts_with(prefix); ++it) {
    keys.push_back(it->first);
  }
  return keys;
}

TransactionPtr Oracle::Begin(const Values& changes) {
  auto transaction = std::make_shared<Transaction>();
  transaction->begin = Now();
  for (const auto& [key, value] : changes) {
    transaction->keys.push_back(key);
    Version& version = registers_[key].emplace_back();
    version.transaction = transaction;
    version.value = value;
  }
  return transaction;
}

void Oracle::Succeed(const TransactionPtr& transaction) {
  Done(transaction, Now());
}

void Oracle::Refuse(const TransactionPtr& transaction) {
  for (const std::string& key : transaction->keys) {
    std::erase_if(registers_[key], [&](const Version& v) { return v.transaction == transaction; });
  }
}

void Oracle::Rename(const std::string& key, const std::string& from, const std::string& to) {
  for (Version& version : registers_[key]) {
    if (version.value == from) version.value = to;
  }
}

bool Oracle::Knows(const std::string& key, const Value& value) const {
  const auto found = registers_.find(key);
  return found != registers_.end() &&
         std::any_of(found->second.begin(), found->second.end(),
                     [&](const Version& v) { return v.value == value; });
}

// It is certain; what is known to be older is gone.
void Oracle::Done(const TransactionPtr& transaction, Time at) {
  transaction->done_by = std::min(transaction->done_by, at);
  for (const std::string& key : transaction->keys) {
    for (Version& version : registers_[key]) {
      if (version.transaction != transaction && Older(*version.transaction, *transaction)) {
        version.dead_at = std::min(version.dead_at, at);
      }
    }
  }
}

// The transaction that alone can have shown `value` to a reader who began then.
TransactionPtr Oracle::Unique(const std::string& key, const Value& value, Time begin) const {
  TransactionPtr only;
  for (const Version& version : registers_.at(key)) {
    if (version.value != value || version.dead_at < begin) continue;
    if (only != nullptr) return nullptr;
    only = version.transaction;
  }
  return only;
}

// Whoever saw this version knows that all that was done before he began is older.
void Oracle::Seen(const std::string& key, const Value& value, Time begin) {
  const TransactionPtr seen = Unique(key, value, begin);
  if (seen == nullptr) return;
  for (Version& version : registers_[key]) {
    if (version.transaction != seen && version.transaction->done_by < begin) {
      version.dead_at = std::min(version.dead_at, now_);
    }
  }
  Done(seen, now_);
}

std::string Oracle::Describe(const std::string& what, const std::string& key,
                             const Value& shown) const {
  std::string text = what + ": " + key + " shows " + Short(shown) + " at " + TimeText(now_) +
                     "; versions (begun, done by, overwritten by):";
  const auto found = registers_.find(key);
  if (found == registers_.end()) return text + " none, the item was never written";
  for (const Version& version : found->second) {
    text += "\n    " + Short(version.value) + (version.known ? " (" : "... (") +
            TimeText(version.transaction->begin) + ", " + TimeText(version.transaction->done_by) +
            ", " + TimeText(version.dead_at) + ")";
  }
  return text;
}

// A transaction that one register shows must not be missing from another one.
std::string Oracle::CheckWhole(const Transaction& seen, const Values& shown) const {
  for (const std::string& key : seen.keys) {
    const auto found = shown.find(key);
    if (found == shown.end()) continue;
    const auto& versions = registers_.at(key);
    const bool fits = std::any_of(versions.begin(), versions.end(), [&](const Version& v) {
      return v.value == found->second && !Older(*v.transaction, seen);
    });
    if (!fits) return Describe("a transaction is seen in part", key, found->second);
  }
  return "";
}

std::string Oracle::CheckSnapshot(Time begin, const Values& shown) {
  Now();
  std::set<TransactionPtr> seen;
  for (const auto& [key, value] : shown) {
    if (std::string wrong = Recognize(key, value); !wrong.empty()) return wrong;
    const auto found = registers_.find(key);
    const bool possible = found != registers_.end() &&
                          std::any_of(found->second.begin(), found->second.end(), [&](auto& v) {
                            return v.value == value && v.dead_at >= begin;
                          });
    if (!possible) {
      return Describe("a read begun at " + std::to_string(begin) + " is wrong", key, value);
    }
    if (auto transaction = Unique(key, value, begin)) seen.insert(std::move(transaction));
  }
  for (const TransactionPtr& transaction : seen) {
    if (std::string wrong = CheckWhole(*transaction, shown); !wrong.empty()) return wrong;
  }
  for (const auto& [key, value] : shown) Seen(key, value, begin);
  return "";
}

std::string Oracle::Settle(bool lost, const Values& shown) {
  Now();
  Time certain = lost ? durable_ : kNever - 1;
  std::set<TransactionPtr> seen;
  for (const auto& [key, value] : shown) {
    if (std::string wrong = Recognize(key, value); !wrong.empty()) return wrong;
    if (!Knows(key, value)) return Describe("after a restart", key, value);
    auto transaction = Unique(key, value, 0);
    if (transaction == nullptr) continue;
    // What was done before it began has survived as well.
    if (transaction->begin > certain) certain = transaction->begin;
    seen.insert(std::move(transaction));
  }
  for (const auto& [key, value] : shown) {
    auto& versions = registers_[key];
    const bool fits = std::any_of(versions.begin(), versions.end(), [&](const Version& v) {
      if (v.value != value || (!lost && v.dead_at != kNever)) return false;
      return std::none_of(versions.begin(), versions.end(), [&](const Version& other) {
        const auto& by = other.transaction;
        return (by->done_by <= certain || seen.contains(by)) && Older(*v.transaction, *by);
      });
    });
    if (!fits) {
      return Describe(lost ? "after a loss this is no prefix of what was done"
                           : "after a restart something acknowledged is missing",
                      key, value);
    }
  }
  for (const auto& [key, value] : shown) {
    Add(key);
    registers_[key].front().value = value;
  }
  durable_ = now_;
  return "";
}

}  // namespace keystone::simulation
