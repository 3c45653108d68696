#include "dynamo/request_token.h"

#include <algorithm>

#include "base/coding.h"
#include "base/hash.h"
#include "base/status_macros.h"
#include "model/limits.h"

namespace keystone::dynamo {
namespace {

constexpr storage::SpaceId kSystemSpace{};
constexpr Bytes kTokensPartition = "tokens";
constexpr Bytes kTimesPartition = "token-times";
constexpr size_t kOldOnesAtOnce = 4;
constexpr int64_t kMicrosInSecond = 1'000'000;

struct Remembered {
  int64_t micros = 0;
  RequestDigest digest;
};

Result<Remembered> Decode(Bytes row) {
  ByteReader reader(row);
  Remembered out;
  out.micros = static_cast<int64_t>(reader.U64());
  out.digest.low = reader.U64();
  out.digest.high = reader.U64();
  if (!reader.ok() || !reader.empty()) {
    return Status::Corruption("catalog: a request token is damaged");
  }
  return out;
}

// The clock may have been put back: what is from the future is as old as what is new.
bool IsOld(int64_t micros, int64_t now_micros) {
  return micros + model::kRequestTokenSeconds * kMicrosInSecond < now_micros;
}

void AppendBigEndian(std::string* out, uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out->push_back(static_cast<char>(value >> shift));
}

int64_t MicrosOf(Bytes time_sort) {
  uint64_t micros = 0;
  for (const char c : time_sort.substr(0, sizeof micros)) {
    micros = micros << 8 | static_cast<unsigned char>(c);
  }
  return static_cast<int64_t>(micros);
}

void AppendText(std::string* out, const std::optional<std::string>& text) {
  AppendU8(out, text ? 1 : 0);
  AppendLengthPrefixed(out, text.value_or(""));
}

}  // namespace

RequestDigest DigestOf(const model::TransactWriteItemsRequest& request) {
  std::string all;
  for (const model::TransactWrite& action : request.actions) {
    AppendU8(&all, static_cast<uint8_t>(action.kind));
    AppendLengthPrefixed(&all, action.table_name);
    AppendLengthPrefixed(&all, action.item);
    AppendLengthPrefixed(&all, action.options.placeholders.names);
    AppendLengthPrefixed(&all, action.options.placeholders.values);
    AppendText(&all, action.options.condition.expression);
    AppendText(&all, action.update_expression);
    AppendU8(&all, action.options.return_old_on_failure ? 1 : 0);
  }
  return {Hash64(all, 0), Hash64(all, 1)};
}

int64_t TokenHorizon::From(int64_t old_micros) {
  const int64_t micros = micros_.load(std::memory_order_relaxed);
  if (micros <= old_micros) return micros;
  MoveTo(0);
  return 0;
}

RequestToken::RequestToken(storage::Store& store, TokenHorizon& horizon, const std::string& token,
                           RequestDigest digest, int64_t now_micros)
    : store_(store), token_(token), digest_(digest), now_micros_(now_micros) {
  FindOld(horizon);
}

storage::OwnedKey RequestToken::RowKey(const std::string& token) const {
  return storage::OwnedKey(
      {kSystemSpace, store_.HashPartition(kTokensPartition), kTokensPartition, token});
}

storage::OwnedKey RequestToken::TimeKey(int64_t micros, const std::string& token) const {
  std::string sort;
  AppendBigEndian(&sort, static_cast<uint64_t>(micros));
  sort += token;
  return storage::OwnedKey(
      {kSystemSpace, store_.HashPartition(kTimesPartition), kTimesPartition, sort});
}

// A failure leaves them for the next token.
void RequestToken::FindOld(TokenHorizon& horizon) {
  const int64_t old_micros =
      std::max<int64_t>(0, now_micros_ - model::kRequestTokenSeconds * kMicrosInSecond);
  const storage::OwnedKey first = TimeKey(horizon.From(old_micros), "");
  const storage::OwnedKey last = TimeKey(old_micros, "");
  const storage::KeyRange range{
      storage::Position::Before(storage::Position::Level::kSort, first.view()),
      storage::Position::Before(storage::Position::Level::kSort, last.view())};
  int64_t oldest_micros = old_micros;
  const Status ignored =
      store_.NewSnapshot()->Read(range, storage::Direction::kForward, [&](const storage::Row& row) {
        if (row.key.sort.size() <= sizeof(uint64_t)) return true;
        oldest_micros = std::min(oldest_micros, MicrosOf(row.key.sort));
        const std::string token(row.key.sort.substr(sizeof(uint64_t)));
        if (token != token_) old_.push_back({RowKey(token), storage::OwnedKey(row.key)});
        return old_.size() < kOldOnesAtOnce;
      });
  if (!ignored.ok()) return old_.clear();
  horizon.MoveTo(oldest_micros);
}

void RequestToken::NameRows(std::vector<storage::OwnedKey>* rows) const {
  rows->push_back(RowKey(token_));
  rows->push_back(TimeKey(now_micros_, token_));
  for (const Old& old : old_) {
    rows->push_back(old.token);
    rows->push_back(old.time);
  }
}

Result<RequestToken::Use> RequestToken::Look(storage::Transaction& transaction) {
  for (Old& old : old_) {
    KS_ASSIGN_OR_RETURN(const auto stored, transaction.Get(old.token.view()));
    old.still = false;
    if (!stored) continue;
    KS_ASSIGN_OR_RETURN(const Remembered remembered, Decode(*stored));
    old.still = IsOld(remembered.micros, now_micros_);
  }
  const storage::OwnedKey row = RowKey(token_);
  KS_ASSIGN_OR_RETURN(const auto stored, transaction.Get(row.view()));
  if (!stored) return Use::kNew;
  KS_ASSIGN_OR_RETURN(const Remembered remembered, Decode(*stored));
  if (IsOld(remembered.micros, now_micros_)) return Use::kNew;
  return remembered.digest == digest_ ? Use::kRepeat : Use::kOther;
}

void RequestToken::Remember(storage::Transaction& transaction) const {
  for (const Old& old : old_) {
    if (old.still) transaction.Delete(old.token.view(), storage::Role::kBase);
    transaction.Delete(old.time.view(), storage::Role::kBase);
  }
  std::string value;
  AppendU64(&value, static_cast<uint64_t>(now_micros_));
  AppendU64(&value, digest_.low);
  AppendU64(&value, digest_.high);
  transaction.Put(RowKey(token_).view(), value, storage::Role::kBase);
  transaction.Put(TimeKey(now_micros_, token_).view(), {}, storage::Role::kBase);
}

}  // namespace keystone::dynamo
