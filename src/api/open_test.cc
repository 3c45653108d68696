// Opening what cannot or must not be opened: each failure has its own code, names the file, and
// leaves the database as it was.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "base/coding.h"
#include "base/hash.h"
#include "keystone/database.h"
#include "storage/log_format.h"

namespace keystone {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void WriteFile(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

class OpenTest : public ::testing::Test {
 protected:
  OpenTest()
      : folder_(fs::path(::testing::TempDir()) /
                ("keystone_open_test_" + std::to_string(getpid()))) {
    fs::remove_all(folder_);
    auto db = Open();
    EXPECT_TRUE(db.ok()) << db.status().ToString();
    EXPECT_EQ(
        db->Execute(
              {}, "CreateTable",
              R"({"TableName":"kept","AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],)"
              R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"})")
            .http_status,
        200);
    EXPECT_TRUE(db->Close().ok());
  }
  ~OpenTest() override { fs::remove_all(folder_); }

  Result<Database> Open() const { return Database::Open(folder_.string(), {}); }

  void ExpectKept() const {
    auto db = Open();
    ASSERT_TRUE(db.ok()) << db.status().ToString();
    EXPECT_EQ(db->Execute({}, "ListTables", "{}").body, R"({"TableNames":["kept"]})");
  }

  // Any of the files with `part` in their names.
  fs::path FileNamed(const std::string& part) const {
    for (const auto& entry : fs::directory_iterator(folder_)) {
      if (entry.path().filename().string().find(part) != std::string::npos) return entry.path();
    }
    ADD_FAILURE() << "no file " << part;
    return {};
  }

  fs::path folder_;
};

TEST_F(OpenTest, ASecondOpenIsBusy) {
  auto first = Open();
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(Open().status().code(), StatusCode::kBusy);
  EXPECT_EQ(first->Execute({}, "ListTables", "{}").http_status, 200);
  EXPECT_TRUE(first->Close().ok());
  ExpectKept();
}

TEST_F(OpenTest, WhatIsNotThereIsNotCreatedUnlessAsked) {
  const fs::path missing = folder_ / "missing";
  Options options;
  options.create_if_missing = false;
  EXPECT_EQ(Database::Open(missing.string(), options).status().code(), StatusCode::kNotFound);
  EXPECT_FALSE(fs::exists(missing));
}

TEST_F(OpenTest, ANewerFormatIsRefusedAsSuchAndLeftAlone) {
  for (const char* kind : {".wal", "MANIFEST"}) {
    const fs::path path = FileNamed(kind);
    const std::string before = ReadFile(path);
    std::string newer = before;
    newer[8] = 1;  // the format version
    const size_t checked = storage::kSegmentHeaderBytes - 8;
    StoreLittle<uint64_t>(&newer[checked], Hash64(Bytes(newer).substr(0, checked), 0));
    WriteFile(path, newer);
    const Status status = Open().status();
    EXPECT_EQ(status.code(), StatusCode::kNewerFormat) << status.ToString();
    EXPECT_NE(status.message().find(path.filename().string()), std::string::npos)
        << status.ToString();
    EXPECT_TRUE(ReadFile(path) == newer);
    WriteFile(path, before);
  }
  ExpectKept();
}

TEST_F(OpenTest, DamageIsCorruptionWithTheFilesName) {
  for (const char* kind : {".wal", "MANIFEST", "CURRENT"}) {
    const fs::path path = FileNamed(kind);
    const std::string before = ReadFile(path);
    const size_t offset = before.size() > 4100 ? 4100 : 3;  // in the first block's header
    std::string flipped = before;
    flipped[offset] ^= 1;
    for (const std::string& damaged : {flipped, before.substr(0, offset)}) {
      WriteFile(path, damaged);
      const Status status = Open().status();
      EXPECT_EQ(status.code(), StatusCode::kCorruption) << kind << ": " << status.ToString();
      EXPECT_NE(status.message().find(" at "), std::string::npos) << status.ToString();
      EXPECT_TRUE(ReadFile(path) == damaged);  // the evidence stays
      WriteFile(path, before);
    }
  }
  ExpectKept();
}

}  // namespace
}  // namespace keystone
