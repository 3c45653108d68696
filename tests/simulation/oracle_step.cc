// Steps: writes whose result depends on what they find.
#include <algorithm>

#include "tests/simulation/oracle.h"

namespace keystone::simulation {
namespace {

Fits Makes(const Value& value) {
  return [value](const Value&, const Made& made) { return made && *made == value; };
}

bool AnyFits(const Value&, const Made&) {
  return true;
}

}  // namespace

// All ways in which a step may have come about, through versions whose own value is still unknown
// as well.
class Oracle::Search {
 public:
  explicit Search(const Register& versions)
      : versions_(versions), on_path_(versions.size(), false) {}

  std::vector<Past> PastsOf(const TransactionPtr& step, bool refused) {
    std::vector<Past> pasts;
    for (size_t i = 0; i < versions_.size(); ++i) {
      if (versions_[i].transaction == step) Collect(i, refused, &pasts);
    }
    return pasts;
  }

  // Of a version.
  std::vector<Value> ValuesOf(const Version& version) {
    return ValuesAt(static_cast<size_t>(&version - versions_.data()));
  }

  // There were too many ways to look at: what was found is not all.
  bool gave_up() const { return left_ == 0; }

 private:
  // A step that was refused read a version and left no place in the line behind it.
  bool MayPrecede(const Version& before, const Version& step, bool refused) const {
    return before.dead_at >= step.transaction->begin &&
           !Older(*step.transaction, *before.transaction) &&
           (refused || before.after == nullptr || before.after == step.transaction) &&
           (step.before == nullptr || step.before == before.transaction);
  }

  void Collect(size_t index, bool refused, std::vector<Past>* pasts) {
    const Version& step = versions_[index];
    on_path_[index] = true;
    for (size_t i = 0; i < versions_.size(); ++i) {
      if (on_path_[i] || !MayPrecede(versions_[i], step, refused)) continue;
      for (const Value& old : ValuesAt(i)) {
        if (left_ == 0) break;
        --left_;
        pasts->push_back(
            {versions_[i].transaction, old, step.change ? step.change(old) : Made(step.value)});
      }
    }
    on_path_[index] = false;
  }

  std::vector<Value> ValuesAt(size_t index) {
    if (versions_[index].known) return {versions_[index].value};
    std::vector<Past> pasts;
    Collect(index, false, &pasts);
    std::vector<Value> values;
    for (const Past& past : pasts) {
      if (past.made && std::find(values.begin(), values.end(), *past.made) == values.end()) {
        values.push_back(*past.made);
      }
    }
    return values;
  }

  const Register& versions_;
  std::vector<bool> on_path_;
  int left_ = 3000;
};

TransactionPtr Oracle::BeginStep(const std::string& key, Step step) {
  TransactionPtr transaction = Begin({{key, std::move(step.value)}});
  Version& version = registers_[key].back();
  version.known = step.fixed;
  version.change = std::move(step.change);
  return transaction;
}

Oracle::Version* Oracle::Find(const std::string& key, const TransactionPtr& transaction) {
  for (Version& version : registers_[key]) {
    if (version.transaction == transaction) return &version;
  }
  return nullptr;
}

// `pasts`: all that are possible for a step that is certain. What they have in common is true.
std::string Oracle::Learn(const std::string& key, const TransactionPtr& step,
                          const std::vector<Past>& pasts) {
  const auto same = [&](const auto& member) {
    return std::all_of(pasts.begin(), pasts.end(),
                       [&](const Past& past) { return member(past) == member(pasts.front()); });
  };
  Version* own = Find(key, step);
  if (!own->known && same([](const Past& past) { return past.made; })) {
    own->value = *pasts.front().made;
    own->known = true;
  }
  if (own->before != nullptr || !same([](const Past& past) { return past.before; })) return "";
  own->before = pasts.front().before;
  Version* before = Find(key, own->before);
  before->after = step;
  const Time by = std::min(step->done_by, now_);
  before->dead_at = std::min(before->dead_at, by);
  Done(own->before, by);
  if (!before->known && same([](const Past& past) { return past.old; })) {
    std::string wrong = CheckStepOf(key, own->before, Makes(pasts.front().old));
    if (!wrong.empty()) return wrong;
  }
  return LearnFromLink(key);
}

// That a version has a follower leaves fewer ways for the other steps.
std::string Oracle::LearnFromLink(const std::string& key) {
  std::vector<TransactionPtr> others;
  for (const Version& version : registers_[key]) {
    const bool open = version.before == nullptr || !version.known;
    if (version.change && open && version.transaction->done_by != kNever) {
      others.push_back(version.transaction);
    }
  }
  for (const TransactionPtr& other : others) {
    const Version* version = Find(key, other);
    if (version->known && version->before != nullptr) continue;
    std::string wrong = CheckStepOf(key, other, version->known ? Makes(version->value) : AnyFits);
    if (!wrong.empty()) return wrong;
  }
  return "";
}

std::string Oracle::CheckStepOf(const std::string& key, const TransactionPtr& step,
                                const Fits& fits) {
  Search search(registers_[key]);
  std::vector<Past> pasts = search.PastsOf(step, false);
  if (search.gave_up()) return "";
  std::erase_if(pasts, [&](const Past& past) { return !past.made || !fits(past.old, past.made); });
  const Version* own = Find(key, step);
  if (pasts.empty()) return Describe("a write fits nothing it may have found", key, own->value);
  return Learn(key, step, pasts);
}

std::string Oracle::CheckStep(const TransactionPtr& transaction, const Fits& fits) {
  Now();
  return CheckStepOf(transaction->keys.front(), transaction, fits);
}

std::string Oracle::CheckRefused(const TransactionPtr& transaction,
                                 const std::optional<Value>& shown) {
  Now();
  const std::string& key = transaction->keys.front();
  Search search(registers_[key]);
  const std::vector<Past> pasts = search.PastsOf(transaction, true);
  const bool possible =
      search.gave_up() || std::any_of(pasts.begin(), pasts.end(), [&](const Past& past) {
        return !past.made && (!shown || past.old == *shown);
      });
  Refuse(transaction);
  if (!possible) {
    return Describe("a condition refused what was not there", key, shown.value_or(std::nullopt));
  }
  return shown ? CheckSnapshot(transaction->begin, {{key, *shown}}) : "";
}

bool Oracle::CanHold(Time begin, const std::string& key,
                     const std::function<bool(const Value&)>& holds) {
  const Register& versions = registers_[key];
  Search search(versions);
  for (const Version& version : versions) {
    if (version.dead_at < begin) continue;
    const std::vector<Value> values = search.ValuesOf(version);
    if (search.gave_up() || std::any_of(values.begin(), values.end(), holds)) return true;
  }
  return false;
}

// What a step made, if one did that nobody had seen so far, is whole from now on.
std::string Oracle::Recognize(const std::string& key, const Value& shown) {
  Now();
  const TransactionPtr step = [&]() -> TransactionPtr {
    TransactionPtr only;
    for (const Version& version : registers_[key]) {
      const bool is =
          version.known ? version.value == shown : shown && shown->starts_with(*version.value);
      if (!is) continue;
      if (only != nullptr) return nullptr;
      only = version.transaction;
    }
    return only;
  }();
  Version* version = step == nullptr ? nullptr : Find(key, step);
  if (version == nullptr || !version->change) return "";
  if (version->known && version->before != nullptr) return "";
  std::string wrong = CheckStepOf(key, step, Makes(shown));
  version->value = shown;
  version->known = true;
  return wrong;
}

}  // namespace keystone::simulation
