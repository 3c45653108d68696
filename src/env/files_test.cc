// What every file system must do alike: the operating system's and the simulated one.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "env/posix_files.h"
#include "env/simulated_disk.h"

namespace keystone {
namespace {

class Files : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (GetParam()) {
      char folder[] = "/tmp/keystone_files_XXXXXX";
      ASSERT_NE(::mkdtemp(folder), nullptr);
      root_ = folder;
      files_ = NewPosixFileSystem();
    } else {
      root_ = "root";
      files_ = std::make_unique<SimulatedDisk>(1);
      ASSERT_TRUE(files_->CreateDirectory(root_).ok());
    }
  }
  void TearDown() override {
    if (!GetParam()) return;
    const auto names = files_->ListDirectory(root_);
    for (const std::string& name : names.value()) {
      if (!files_->RemoveFile(Path(name)).ok()) ::rmdir(Path(name).c_str());
    }
    ::rmdir(root_.c_str());
  }
  std::string Path(const std::string& name) const { return root_ + "/" + name; }
  void Write(const std::string& name, Bytes bytes) {
    auto file = files_->CreateFile(Path(name));
    ASSERT_TRUE(file.ok()) << file.status().ToString();
    EXPECT_TRUE((*file)->Append(bytes).ok());
    EXPECT_TRUE((*file)->Sync().ok());
    EXPECT_TRUE((*file)->Close().ok());
  }

  std::unique_ptr<FileSystem> files_;
  std::string root_;
};

TEST_P(Files, WhatIsAppendedIsRead) {
  const std::string big(3 << 20, 'x');
  auto file = files_->CreateFile(Path("a"));
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE((*file)->Append("begin").ok());
  EXPECT_TRUE((*file)->Append(big).ok());
  EXPECT_TRUE((*file)->Close().ok());
  EXPECT_EQ(ReadWholeFile(*files_, Path("a"), 4 << 20).value(), "begin" + big);
  EXPECT_EQ(files_->FileSize(Path("a")).value(), big.size() + 5);
  EXPECT_EQ(ReadWholeFile(*files_, Path("a"), 10).status().code(), StatusCode::kResourceExhausted);
}

TEST_P(Files, WhatIsAppendedReplacesReservedZeros) {
  auto file = files_->CreateFile(Path("a"));
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE((*file)->Append("begin").ok());
  EXPECT_TRUE((*file)->Reserve(100'000).ok());
  EXPECT_TRUE((*file)->Append("more").ok());
  EXPECT_TRUE((*file)->Reserve(50'000).ok()) << "less than there is already";
  EXPECT_TRUE((*file)->Sync().ok());
  const std::string reserved = "beginmore" + std::string(100'000 - 4, '\0');
  EXPECT_EQ(ReadWholeFile(*files_, Path("a"), 1 << 20).value(), reserved);
  const std::string big(200'000, 'x');
  EXPECT_TRUE((*file)->Append(big).ok());
  EXPECT_TRUE((*file)->Close().ok());
  EXPECT_EQ(ReadWholeFile(*files_, Path("a"), 1 << 20).value(), "beginmore" + big);
}

TEST_P(Files, ReadsEndWhereTheFileEnds) {
  Write("a", "0123456789");
  auto file = files_->OpenFile(Path("a"));
  ASSERT_TRUE(file.ok());
  EXPECT_EQ((*file)->size(), 10u);
  char buffer[8];
  EXPECT_EQ((*file)->ReadAt(2, 4, buffer).value(), 4u);
  EXPECT_EQ(Bytes(buffer, 4), "2345");
  EXPECT_EQ((*file)->ReadAt(8, 8, buffer).value(), 2u);
  EXPECT_EQ((*file)->ReadAt(10, 8, buffer).value(), 0u);
  EXPECT_EQ((*file)->ReadAt(99, 8, buffer).value(), 0u);
}

TEST_P(Files, NamesAreTakenOnceAndErrorsAreTyped) {
  Write("a", "1");
  EXPECT_EQ(files_->CreateFile(Path("a")).status().code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(files_->CreateFile(Path("no/a")).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(files_->OpenFile(Path("b")).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(files_->FileSize(Path("b")).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(files_->SyncFile(Path("b")).code(), StatusCode::kNotFound);
  EXPECT_TRUE(files_->SyncFile(Path("a")).ok());
  EXPECT_EQ(files_->RemoveFile(Path("b")).code(), StatusCode::kNotFound);
  EXPECT_EQ(files_->Rename(Path("b"), Path("c")).code(), StatusCode::kNotFound);
  EXPECT_EQ(files_->ListDirectory(Path("b")).status().code(), StatusCode::kNotFound);
  EXPECT_FALSE(files_->OpenFile(root_).ok());
  EXPECT_TRUE(files_->Exists(Path("a")).value());
  EXPECT_TRUE(files_->Exists(root_).value());
  EXPECT_FALSE(files_->Exists(Path("b")).value());
}

TEST_P(Files, RenameReplacesAndOpenFilesStayReadable) {
  Write("old", "old");
  Write("new", "new");
  auto open = files_->OpenFile(Path("old"));
  ASSERT_TRUE(open.ok());
  EXPECT_TRUE(files_->Rename(Path("new"), Path("old")).ok());
  EXPECT_EQ(ReadWholeFile(*files_, Path("old"), 10).value(), "new");
  EXPECT_TRUE(files_->RemoveFile(Path("old")).ok());
  char buffer[3];
  EXPECT_EQ((*open)->ReadAt(0, 3, buffer).value(), 3u);
  EXPECT_EQ(Bytes(buffer, 3), "old");
}

TEST_P(Files, FoldersListTheirNamesSorted) {
  Write("b", "");
  Write("a", "");
  EXPECT_TRUE(files_->CreateDirectory(Path("c")).ok());
  EXPECT_TRUE(files_->CreateDirectory(Path("c")).ok());
  EXPECT_FALSE(files_->CreateDirectory(Path("a")).ok());
  EXPECT_TRUE(files_->SyncDirectory(root_).ok());
  EXPECT_EQ(files_->ListDirectory(root_).value(), (std::vector<std::string>{"a", "b", "c"}));
}

TEST_P(Files, ReplaceFileReplacesEvenAfterALeftover) {
  Write("current", "1");
  Write("current.tmp", "half");
  EXPECT_TRUE(ReplaceFile(*files_, Path("current"), "2").ok());
  EXPECT_EQ(ReadWholeFile(*files_, Path("current"), 10).value(), "2");
  EXPECT_FALSE(files_->Exists(Path("current.tmp")).value());
}

TEST_P(Files, ALockIsHeldOnce) {
  auto held = files_->Lock(Path("LOCK"));
  ASSERT_TRUE(held.ok());
  EXPECT_EQ(files_->Lock(Path("LOCK")).status().code(), StatusCode::kBusy);
  *held = nullptr;
  EXPECT_TRUE(files_->Lock(Path("LOCK")).ok());
}

INSTANTIATE_TEST_SUITE_P(All, Files, testing::Bool(),
                         [](const auto& test) { return test.param ? "Posix" : "Simulated"; });

TEST(PosixFiles, ALockKeepsOtherProcessesOut) {
  char folder[] = "/tmp/keystone_lock_XXXXXX";
  ASSERT_NE(::mkdtemp(folder), nullptr);
  const std::string path = std::string(folder) + "/LOCK";
  int ready[2], finish[2];
  ASSERT_EQ(::pipe(ready), 0);
  ASSERT_EQ(::pipe(finish), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    auto lock = NewPosixFileSystem()->Lock(path);
    char byte = lock.ok() ? 'y' : 'n';
    if (::write(ready[1], &byte, 1) != 1 || ::read(finish[0], &byte, 1) != 1) ::_exit(1);
    ::_exit(0);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'y');
  auto files = NewPosixFileSystem();
  EXPECT_EQ(files->Lock(path).status().code(), StatusCode::kBusy);
  ASSERT_EQ(::write(finish[1], &byte, 1), 1);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(files->Lock(path).ok());
  ::unlink(path.c_str());
  ::rmdir(folder);
}

TEST(Paths, DirectoryOf) {
  EXPECT_EQ(DirectoryOf("a/b/c"), "a/b");
  EXPECT_EQ(DirectoryOf("c"), ".");
  EXPECT_EQ(DirectoryOf("/c"), "/");
}

}  // namespace
}  // namespace keystone
