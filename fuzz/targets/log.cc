// Recovery of the log: a chain of up to three segments, each true or lying, whole or damaged.
//
// True and whole, every record comes back. True and damaged, recovery refuses or gives a beginning
// of the records that holds at least those known durable. Whatever it is given, it ends, answers
// nothing but corruption, and finds the same when it is asked again.
#include <string>
#include <vector>

#include "fuzz/disk.h"
#include "fuzz/segments.h"
#include "storage/file_names.h"
#include "storage/log_recovery.h"

namespace keystone::fuzz {
namespace {

using storage::LogPosition;
using storage::SegmentHeader;

constexpr storage::DatabaseId kDatabase{'d', 'b'};
constexpr uint64_t kFirst = 1;

struct MadeLog {
  std::vector<std::string> records;
  std::vector<LogPosition> ends;
  LogPosition durable;
  bool lies = false;
  bool damaged = false;
};

// The header of segment `number`, behind `last`, which ends at `end`.
SegmentHeader NextHeader(uint64_t number, const SegmentHeader& last, uint64_t end) {
  SegmentHeader header;
  header.database = kDatabase;
  header.number = number;
  header.id = 40 + number;
  if (number == kFirst) return header;
  header.previous_number = last.number;
  header.previous_id = last.id;
  header.previous_end = end;
  return header;
}

bool Lie(Source* source, SegmentHeader* header) {
  const uint8_t choice = source->U8();
  if ((choice & 1) != 0) header->database[0] = 'x';
  if ((choice & 2) != 0) header->number = source->Number();
  if ((choice & 4) != 0) header->id = source->Number();
  if ((choice & 8) != 0) header->previous_id = source->Number();
  if ((choice & 16) != 0) header->previous_end = source->Number();
  return (choice & 31) != 0;
}

MadeLog MakeLog(Source* source, FileSystem* files) {
  MadeLog log;
  SegmentHeader header;
  uint64_t end = 0;
  const uint64_t last = kFirst + source->Below(3);
  for (uint64_t number = kFirst; number <= last; ++number) {
    header = NextHeader(number, header, end);
    log.lies |= Lie(source, &header);
    MadeSegment segment = MakeSegment(source, header);
    end = segment.end;
    Damage(source, &segment);
    WriteFile(files, "./" + storage::LogFileName(number), segment.bytes);
    log.lies |= segment.lies;
    log.damaged |= segment.damaged;
    for (size_t i = 0; i < segment.records.size(); ++i) {
      log.records.push_back(segment.records[i]);
      log.ends.push_back({number, segment.ends[i]});
    }
  }
  // What the manifest vouches for: up to one of the records, or to anywhere.
  const uint64_t durable = source->Number();
  if (durable == 0) return log;
  if (durable <= log.ends.size()) {
    log.durable = log.ends[durable - 1];
  } else {
    log.durable = {1 + durable % 4, source->Number()};
    log.lies = true;
  }
  return log;
}

struct Recovered {
  Status status;
  storage::RecoveredLog log;
  std::vector<std::string> records;
};

Recovered Recover(FileSystem* files, const LogPosition& durable) {
  Recovered recovered;
  auto log = storage::RecoverLog(*files, ".", kDatabase, kFirst, durable, [&](uint64_t, Bytes r) {
    recovered.records.emplace_back(r);
    return Status::Ok();
  });
  if (log.ok()) recovered.log = *log;
  recovered.status = log.status();
  return recovered;
}

void CheckTrue(const MadeLog& made, const Recovered& recovered) {
  if (!made.damaged) KS_CHECK(recovered.status.ok() && recovered.records == made.records);
  if (!recovered.status.ok()) return;
  KS_CHECK(recovered.records.size() <= made.records.size());
  for (size_t i = 0; i < made.records.size(); ++i) {
    if (i < recovered.records.size()) {
      KS_CHECK(recovered.records[i] == made.records[i]);
    } else {
      KS_CHECK(made.ends[i] > made.durable);
    }
  }
}

}  // namespace

void Run(Bytes input) {
  Source source(input);
  SimulatedDisk disk(0);
  const MadeLog made = MakeLog(&source, &disk);
  const Recovered recovered = Recover(&disk, made.durable);
  KS_CHECK(recovered.status.ok() || IsRefusal(recovered.status));
  if (!made.lies) CheckTrue(made, recovered);

  const Recovered again = Recover(&disk, made.durable);
  KS_CHECK(again.status.code() == recovered.status.code());
  KS_CHECK(again.records == recovered.records);
  KS_CHECK(again.log.last.number == recovered.log.last.number);
  KS_CHECK(again.log.end == recovered.log.end);
}

}  // namespace keystone::fuzz
