// Opening what an earlier process left behind: what is damaged is told and left as it is, what was
// acknowledged survives.
#include <gtest/gtest.h>

#include "storage/engine_test_util.h"
#include "storage/file_names.h"
#include "storage/log_record.h"
#include "storage/manifest.h"
#include "storage/segment_reader.h"
#include "storage/segment_test_util.h"

namespace keystone::storage {
namespace {

class EngineDamage : public testing::Test {
 protected:
  std::unique_ptr<Store> Open(const StoreOptions& options = SmallOptions()) {
    auto store = OpenStore(simulated_.env(), kFolder, options);
    EXPECT_TRUE(store.ok()) << store.status().ToString();
    return store.ok() ? std::move(store).value() : nullptr;
  }
  Status OpenStatus() { return OpenStore(simulated_.env(), kFolder, SmallOptions()).status(); }
  void Put(Store& store, const std::string& partition, Bytes value,
           CommitDurability durability = CommitDurability::kDefault) {
    const Key key = KeyOf(store, 1, partition, "s");
    auto transaction = store.Begin({&key, 1});
    ASSERT_TRUE(transaction.ok());
    (*transaction)->Put(key, value, Role::kBase);
    Status answer = Status::IoError("no answer");
    (*transaction)->Commit(durability, Caller::kGoesOn, [&](Status status) {
      answer = std::move(status);
    });
    simulated_.RunUntilIdle();
    ASSERT_TRUE(answer.ok()) << answer.ToString();
  }
  static bool Has(Store& store, const std::string& partition) {
    auto found = store.NewSnapshot()->Get(KeyOf(store, 1, partition, "s"));
    return found.ok() && found->has_value();
  }
  std::vector<std::string> Names() {
    return simulated_.env().files->ListDirectory(kFolder).value();
  }
  void ExpectRefusedAndUntouched() {
    const auto before = Names();
    EXPECT_EQ(OpenStatus().code(), StatusCode::kCorruption);
    EXPECT_EQ(Names(), before) << "what could still be saved is gone";
  }
  // The newest file whose name `number_of` knows.
  std::string Newest(uint64_t (*number_of)(std::string_view)) {
    std::string newest;
    for (const std::string& name : Names()) {
      if (number_of(name) != 0) newest = name;
    }
    return std::string(kFolder) + "/" + newest;
  }
  // A segment behind the last one, holding `records`, as another program might forge it.
  void Forge(Bytes records) {
    Env env = simulated_.env();
    auto last = SegmentReader::Open(*env.files, Newest(LogFileNumber), SegmentKind::kLog);
    ASSERT_TRUE(last.ok());
    std::string carried;
    ASSERT_TRUE(
        (*last)
            ->ReadRecords(SegmentReader::kNoEnd, &carried, [](Bytes) { return Status::Ok(); })
            .ok());
    SegmentHeader header = (*last)->header();
    header.previous_number = header.number++;
    header.previous_id = header.id++;
    header.previous_end = (*last)->end();
    auto writer =
        SegmentWriter::Create(*env.files, kFolder, LogFileName(header.number), header, {});
    ASSERT_TRUE(writer.ok() && (*writer)->Append(records).ok() && (*writer)->Sync().ok());
  }

  SimulatedEnv simulated_{1};
};

TEST_F(EngineDamage, AFolderThatWasThereButNotSyncedSurvivesWithWhatIsInIt) {
  ASSERT_TRUE(simulated_.env().files->CreateDirectory(kFolder).ok());
  auto store = Open();
  Put(*store, "a", "1");
  simulated_.Crash(CrashLoss::kAll);
  store = nullptr;
  store = Open();
  EXPECT_TRUE(Has(*store, "a"));
}

TEST_F(EngineDamage, ATableFileThatADamagedManifestNoLongerNamesIsNotRemoved) {
  auto store = Open();
  Put(*store, "a", "1");
  ASSERT_TRUE(store->Flush().ok());
  const uint64_t manifest_end = WrittenEnd(*simulated_.env().files, Newest(ManifestFileNumber));
  simulated_.Crash(CrashLoss::kNone);
  store = nullptr;
  // The edit that added the table file is the last one.
  ASSERT_TRUE(simulated_.FlipBit(Newest(ManifestFileNumber), manifest_end - kSectorBytes, 0).ok());
  ExpectRefusedAndUntouched();
}

TEST_F(EngineDamage, ASegmentThatIsKnownToHaveHeldSomethingIsNotRemoved) {
  auto store = Open();
  Put(*store, "a", "1");
  ASSERT_TRUE(store->Close().ok());
  store = nullptr;
  const std::string segment = Newest(LogFileNumber);
  ASSERT_TRUE(simulated_.FlipBit(segment, 100, 0).ok());                       // the header
  ASSERT_TRUE(simulated_.FlipBit(segment, kSegmentHeaderBytes + 80, 0).ok());  // its one block
  ExpectRefusedAndUntouched();
}

// Sequence numbers decide which version counts and what replay passes over.
TEST_F(EngineDamage, RecordsThatDoNotFollowOneAnotherAreRefused) {
  auto store = Open();
  Put(*store, "a", "1");
  Put(*store, "b", "1");
  ASSERT_TRUE(store->Flush().ok());
  Put(*store, "c", "1");  // sequence 3
  const Key key = KeyOf(*store, 1, "d", "s");
  ASSERT_TRUE(store->Close().ok());
  store = nullptr;
  RecordBuilder two;
  two.Add(EntryKind::kPut, Role::kBase, key, "1");
  two.Add(EntryKind::kPut, Role::kBase, key, "2");
  const RecordBuilder none;
  const auto refused = [&](const RecordBuilder& builder, SequenceNumber sequence) {
    std::string record;
    builder.AppendTo(&record, RecordKind::kCommit, sequence, 0);
    Forge(record);
    const StatusCode code = OpenStatus().code();
    EXPECT_TRUE(simulated_.env().files->RemoveFile(Newest(LogFileNumber)).ok());
    return code == StatusCode::kCorruption;
  };
  EXPECT_TRUE(refused(none, 0)) << "would make the last sequence number the highest there is";
  EXPECT_TRUE(refused(two, 0));
  EXPECT_TRUE(refused(two, 2)) << "partly in a table file";
  EXPECT_TRUE(refused(two, 3)) << "given twice";
  EXPECT_TRUE(refused(two, 5)) << "one is missing";
  EXPECT_TRUE(refused(two, kSequenceMax));
  EXPECT_TRUE(OpenStatus().ok());
}

TEST_F(EngineDamage, AWriteThatAsksForAnIntervalGetsItWhateverTheStoresOwn) {
  for (const auto own : {CommitDurability::kSync, CommitDurability::kNone}) {
    StoreOptions options = SmallOptions();
    options.durability = own;
    auto store = Open(options);
    Put(*store, "a", "1", CommitDurability::kInterval);
    simulated_.AdvanceMicros(options.interval_ms * 1000);
    simulated_.RunUntilIdle();
    simulated_.Crash(CrashLoss::kAll);
    store = nullptr;
    store = Open();
    EXPECT_TRUE(Has(*store, "a"));
    store = nullptr;
    for (const std::string& name : Names()) {
      ASSERT_TRUE(simulated_.env().files->RemoveFile(std::string(kFolder) + "/" + name).ok());
    }
  }
}

// Its files, or the manifest, may already say so: then the log may not say less.
TEST_F(EngineDamage, ARetiredTableIsDurableWithAllThatWasBeforeIt) {
  StoreOptions options = SmallOptions();
  options.durability = CommitDurability::kNone;
  auto store = Open(options);
  for (int file = 0; file < 4; ++file) {  // enough for a compaction
    Put(*store, "a" + std::to_string(file), "1");
    ASSERT_TRUE(store->Flush().ok());
  }
  const Key key{{TableId{2}, IndexId{0}}, store->HashPartition("p"), "p", "s"};
  auto transaction = store->Begin({&key, 1});
  (*transaction)->Put(key, "says why", Role::kBase);
  (*transaction)->Commit(CommitDurability::kDefault, Caller::kGoesOn, [](const Status&) {});
  ASSERT_TRUE(store->RetireTable(TableId{1}).ok());
  simulated_.RunUntilIdle();
  simulated_.Crash(CrashLoss::kAll);
  store = nullptr;
  store = Open(options);
  auto found = store->NewSnapshot()->Get(key);
  EXPECT_TRUE(found.ok() && found->has_value());
  for (int file = 0; file < 4; ++file) EXPECT_FALSE(Has(*store, "a" + std::to_string(file)));
}

}  // namespace
}  // namespace keystone::storage
