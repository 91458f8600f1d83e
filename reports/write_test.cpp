#include "reports/write.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/unique_fd.h"

namespace roadworthy {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::function<void(const TextSink&)> says(const std::string& text) {
  return [text](const TextSink& out) { out(text); };
}

// NOLINTNEXTLINE(cppcoreguidelines-special-member-functions): a fixture is never copied
class WriteAtomically : public ::testing::Test {
 protected:
  WriteAtomically() {
    std::string name = (fs::temp_directory_path() / "roadworthy-write-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~WriteAtomically() override { fs::remove_all(folder_); }

  [[nodiscard]] fs::path at(std::string_view name) const { return folder_ / name; }

  [[nodiscard]] static std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

 private:
  fs::path folder_;
};

TEST_F(WriteAtomically, MakesTheFileAndLeavesNothingElse) {
  ASSERT_TRUE(write_atomically(at("report.xml"), says("text")));

  EXPECT_EQ(read(at("report.xml")), "text");
  EXPECT_THAT(names(), ElementsAre("report.xml"));
}

TEST_F(WriteAtomically, ReplacesAFileWhole) {
  std::ofstream(at("report.xml")) << "an older and longer text";

  ASSERT_TRUE(write_atomically(at("report.xml"), says("new")));

  EXPECT_EQ(read(at("report.xml")), "new");
}

TEST_F(WriteAtomically, LeavesTheOldFileToAReaderThatHasItOpen) {
  std::ofstream(at("report.xml")) << "old";
  std::ifstream reader(at("report.xml"));

  ASSERT_TRUE(write_atomically(at("report.xml"), says("new")));

  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(reader), {}), "old");
}

TEST_F(WriteAtomically, GivesTheFileTheRightsThatTheUserWants) {
  const mode_t before = ::umask(0027);
  const auto written = write_atomically(at("report.xml"), says("text"));
  ::umask(before);

  ASSERT_TRUE(written);
  struct stat status{};
  ASSERT_EQ(::stat(at("report.xml").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0640U);
}

TEST_F(WriteAtomically, FollowsASymbolicLink) {
  fs::create_directory(at("folder"));
  std::ofstream(at("folder/real.xml")) << "old";
  fs::create_symlink("folder/real.xml", at("link.xml"));

  ASSERT_TRUE(write_atomically(at("link.xml"), says("new")));

  EXPECT_TRUE(fs::is_symlink(at("link.xml")));
  EXPECT_EQ(read(at("folder/real.xml")), "new");
}

TEST_F(WriteAtomically, WritesIntoAPipe) {
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  const UniqueFd reader(::open(at("pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  ASSERT_TRUE(reader);

  ASSERT_TRUE(write_atomically(at("pipe"), says("text")));

  std::string seen(16, ' ');
  seen.resize(static_cast<std::size_t>(std::max<ssize_t>(::read(reader.get(), seen.data(), seen.size()), 0)));
  EXPECT_EQ(seen, "text");
  EXPECT_TRUE(fs::is_fifo(at("pipe")));
}

/// Files of this process stay within `bytes` for as long as it lives, as on a disk that is full.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_{};
};

TEST_F(WriteAtomically, KeepsTheOldFileWhenTheNewOneDoesNotFit) {
  std::ofstream(at("report.xml")) << "old";

  const auto written = [&] {
    const SmallDisk disk(100);
    return write_atomically(at("report.xml"), says(std::string(1000, 'x')));
  }();

  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message, "cannot write " + at("report.xml").string() + ": File too large");
  EXPECT_EQ(read(at("report.xml")), "old");
  EXPECT_THAT(names(), ElementsAre("report.xml"));
}

TEST_F(WriteAtomically, PutsPiecesTogether) {
  constexpr int kPieces = 50'000;
  ASSERT_TRUE(write_atomically(at("report.xml"), [](const TextSink& out) {
    for (int piece = 0; piece < kPieces; ++piece) {
      out("piece\n");
    }
    out("end");
  }));

  const std::string text = read(at("report.xml"));
  EXPECT_EQ(text.size(), kPieces * std::string_view("piece\n").size() + 3);
  EXPECT_TRUE(text.ends_with("piece\nend"));
}

TEST_F(WriteAtomically, SaysWhichFolderIsMissing) {
  const auto written = write_atomically(at("missing/report.xml"), says("text"));

  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::usage);
  EXPECT_EQ(written.error().message, "cannot write " + at("missing/report.xml").string() + ": the folder " +
                                         at("missing").string() + " does not exist");
  EXPECT_EQ(written.error().remedy, "create it first: mkdir -p " + at("missing").string());
}

TEST_F(WriteAtomically, RefusesAFolder) {
  fs::create_directory(at("folder"));

  const auto written = write_atomically(at("folder"), says("text"));

  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::usage);
  EXPECT_THAT(written.error().message, HasSubstr("it is a folder"));
}

TEST_F(WriteAtomically, RefusesAFileInTheWay) {
  std::ofstream(at("file")) << "x";

  const auto written = write_atomically(at("file/report.xml"), says("text"));

  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr(at("file/report.xml").string() + ": Not a directory"));
}

TEST_F(WriteAtomically, TellsTheReasonWhenTheDiskIsFull) {
  if (!fs::exists("/dev/full")) {
    GTEST_SKIP() << "this machine has no /dev/full";
  }
  const auto written = write_atomically("/dev/full", says("text"));

  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::environment);
  EXPECT_EQ(written.error().message, "cannot write /dev/full: No space left on device");
}

TEST_F(WriteAtomically, KeepsWritersThatMeetApart) {
  const std::string one(100000, '1');
  const std::string two(100000, '2');
  std::thread other([&] {
    for (int i = 0; i < 20; ++i) {
      EXPECT_TRUE(write_atomically(at("report.xml"), says(one)));
    }
  });
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(write_atomically(at("report.xml"), says(two)));
  }
  other.join();

  EXPECT_THAT(read(at("report.xml")), ::testing::AnyOf(one, two));
  EXPECT_THAT(names(), ElementsAre("report.xml"));
}

}  // namespace
}  // namespace roadworthy
