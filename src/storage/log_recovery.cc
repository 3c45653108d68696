#include "storage/log_recovery.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "base/status_macros.h"
#include "storage/file_names.h"
#include "storage/segment_reader.h"

namespace keystone::storage {
namespace {

struct Chain {
  std::vector<std::unique_ptr<SegmentReader>> segments;
  uint64_t number_max = 0;
};

Status DoesNotFit(const std::string& path, const std::string& what) {
  return Status::Corruption(path + " at 0: " + what);
}

// A file whose header is damaged: removed if it may have never been begun (it is the newest, and
// nothing in it is known to be durable) and holds no block, else corruption.
Status DropUnfinished(FileSystem& files, const std::string& folder, const std::string& path,
                      bool may_be_unfinished, const Status& damage) {
  if (!may_be_unfinished || damage.code() != StatusCode::kCorruption) return damage;
  KS_ASSIGN_OR_RETURN(const bool begun, HoldsBlocks(files, path));
  if (begun) return damage;
  KS_RETURN_IF_ERROR(files.RemoveFile(path));
  return files.SyncDirectory(folder);
}

Status CheckLink(const SegmentReader* previous, const SegmentHeader& header, uint64_t number,
                 const DatabaseId& database, const std::string& path) {
  if (header.database != database) return DoesNotFit(path, "belongs to another database");
  if (header.number != number)
    return DoesNotFit(path, "is segment " + std::to_string(header.number));
  if (previous == nullptr) return Status::Ok();
  const SegmentHeader& before = previous->header();
  if (header.previous_number != before.number || header.previous_id != before.id) {
    return DoesNotFit(path, "does not follow segment " + std::to_string(before.number));
  }
  return Status::Ok();
}

Result<Chain> OpenChain(FileSystem& files, const std::string& folder, const DatabaseId& database,
                        uint64_t first, LogPosition durable) {
  Chain chain;
  std::vector<uint64_t> numbers;
  KS_ASSIGN_OR_RETURN(const auto names, files.ListDirectory(folder));
  for (const std::string& name : names) {
    const uint64_t number = LogFileNumber(name);
    chain.number_max = std::max(chain.number_max, number);
    if (number >= first && number != 0) numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  for (const uint64_t number : numbers) {
    const std::string path = folder + "/" + LogFileName(number);
    const uint64_t expected = first + chain.segments.size();
    if (number != expected)
      return DoesNotFit(path, "segment " + std::to_string(expected) + " is missing");
    auto reader = SegmentReader::Open(files, path, SegmentKind::kLog);
    if (!reader.ok()) {
      const bool may_be_unfinished = number == numbers.back() && durable.segment < number;
      KS_RETURN_IF_ERROR(DropUnfinished(files, folder, path, may_be_unfinished, reader.status()));
      continue;
    }
    const SegmentReader* previous = chain.segments.empty() ? nullptr : chain.segments.back().get();
    KS_RETURN_IF_ERROR(CheckLink(previous, (*reader)->header(), number, database, path));
    chain.segments.push_back(std::move(reader).value());
  }
  return chain;
}

}  // namespace

Result<RecoveredLog> RecoverLog(FileSystem& files, const std::string& folder,
                                const DatabaseId& database, uint64_t first, LogPosition durable,
                                FunctionRef<Status(uint64_t segment, Bytes record)> visit) {
  KS_ASSIGN_OR_RETURN(const Chain chain, OpenChain(files, folder, database, first, durable));
  RecoveredLog log;
  log.number_max = chain.number_max;
  std::string carried;
  LogPosition end{first, 0};
  for (size_t i = 0; i < chain.segments.size(); ++i) {
    SegmentReader& segment = *chain.segments[i];
    const bool last = i + 1 == chain.segments.size();
    const uint64_t limit =
        last ? SegmentReader::kNoEnd : chain.segments[i + 1]->header().previous_end;
    KS_RETURN_IF_ERROR(segment.ReadRecords(
        limit, &carried, [&](Bytes record) { return visit(segment.header().number, record); }));
    log.last = segment.header();
    log.end = segment.end();
    end = {log.last.number, log.end};
    durable = std::max(durable, segment.durable_max());
    if (last) {
      KS_ASSIGN_OR_RETURN(const LogPosition behind, segment.DurableBehindEnd());
      durable = std::max(durable, behind);
    }
  }
  if (durable > end && durable.segment >= first) {
    return Status::Corruption(
        folder + "/" + LogFileName(end.segment) + " at " + std::to_string(end.offset) +
        ": the log ends here, but was durable to " + LogFileName(durable.segment) + " at " +
        std::to_string(durable.offset));
  }
  return log;
}

}  // namespace keystone::storage
