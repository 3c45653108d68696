// Opening what an earlier process left behind: what is damaged is told and left as it is, what was
// acknowledged survives.
#include <gtest/gtest.h>

#include "storage/engine_test_util.h"
#include "storage/file_names.h"
#include "storage/manifest.h"
#include "storage/segment_reader.h"

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
    (*transaction)->Commit(durability, [&](Status status) { answer = std::move(status); });
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
  // The newest file whose name `number_of` knows.
  std::string Newest(uint64_t (*number_of)(std::string_view)) {
    std::string newest;
    for (const std::string& name : Names()) {
      if (number_of(name) != 0) newest = name;
    }
    return std::string(kFolder) + "/" + newest;
  }
  uint64_t Size(const std::string& path) { return simulated_.env().files->FileSize(path).value(); }

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
  const uint64_t manifest_bytes = Size(Newest(ManifestFileNumber));
  simulated_.Crash(CrashLoss::kNone);
  store = nullptr;
  // The edit that added the table file is the last one.
  ASSERT_TRUE(
      simulated_.FlipBit(Newest(ManifestFileNumber), manifest_bytes - kSectorBytes, 0).ok());
  const auto before = Names();
  EXPECT_EQ(OpenStatus().code(), StatusCode::kCorruption);
  EXPECT_EQ(Names(), before) << "what could still be saved is gone";
}

TEST_F(EngineDamage, ASegmentThatIsKnownToHaveHeldSomethingIsNotRemoved) {
  auto store = Open();
  Put(*store, "a", "1");
  ASSERT_TRUE(store->Close().ok());
  store = nullptr;
  const std::string segment = Newest(LogFileNumber);
  ASSERT_TRUE(simulated_.FlipBit(segment, 100, 0).ok());                       // the header
  ASSERT_TRUE(simulated_.FlipBit(segment, kSegmentHeaderBytes + 80, 0).ok());  // its one block
  const auto before = Names();
  EXPECT_EQ(OpenStatus().code(), StatusCode::kCorruption);
  EXPECT_EQ(Names(), before) << "what could still be saved is gone";
}

}  // namespace
}  // namespace keystone::storage
