#include "mocks/logstash/log_file.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

namespace roadworthy::mocks {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string unpack(const fs::path& file) {
  gzFile in = ::gzopen(file.c_str(), "rb");
  std::string all;
  std::array<char, 4096> part{};
  for (int got = 0; (got = ::gzread(in, part.data(), part.size())) > 0;) {
    all.append(part.data(), static_cast<std::size_t>(got));
  }
  EXPECT_EQ(::gzclose(in), Z_OK);
  return all;
}

class LogFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    std::string name = ::testing::TempDir() + "logstash-log-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::unique_ptr<LogFile> open(LogOptions options = {}) {
    options.folder = folder_;
    options.console = -1;
    options.now = [this] { return now_; };
    auto log = LogFile::open(std::move(options));
    EXPECT_TRUE(log) << log.error().message;
    return std::move(*log);
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      names.push_back(entry.path().filename());
    }
    std::ranges::sort(names);
    return names;
  }

  fs::path folder_;
  std::chrono::system_clock::time_point now_{1'704'110'400s + 123ms};  // 2024-01-01T12:00:00.123Z
};

TEST_F(LogFileTest, WritesLogstashsPlainLine) {
  const auto log = open();
  log->write({.logger = "logstash.agent", .message = "hello"});
  log->write({.level = LogLevel::error,
              .logger = "logstash.outputs.elasticsearch.longer",
              .pipeline = "main",
              .plugin = "es",
              .message = "no"});
  EXPECT_EQ(read(folder_ / "logstash-plain.log"),
            "[2024-01-01T12:00:00,123][INFO ][logstash.agent           ] hello\n"
            "[2024-01-01T12:00:00,123][ERROR][logstash.outputs.elastics][main][es] no\n");
}

TEST_F(LogFileTest, WritesLogstashsJsonLine) {
  const auto log = open({.json = true});
  log->write({.logger = "logstash.agent", .message = "hello"});
  const auto line = nlohmann::json::parse(read(folder_ / "logstash-json.log"));
  EXPECT_EQ(line["level"], "INFO");
  EXPECT_EQ(line["loggerName"], "logstash.agent");
  EXPECT_EQ(line["timeMillis"], 1'704'110'400'123);
  EXPECT_EQ(line["logEvent"]["message"], "hello");
}

TEST_F(LogFileTest, LeavesOutWhatIsBelowItsLevel) {
  const auto log = open({.level = LogLevel::warn});
  log->write({.logger = "x", .message = "no"});
  EXPECT_EQ(read(folder_ / "logstash-plain.log"), "");
}

TEST_F(LogFileTest, MakesItsFolderAndGoesOnWithAFileThatIsThere) {
  folder_ /= "deep/er";
  open()->write_lines({"one"});
  const timespec today{.tv_sec = 1'704'110'400, .tv_nsec = 0};
  const std::array<timespec, 2> times{today, today};
  ASSERT_EQ(::utimensat(AT_FDCWD, (folder_ / "logstash-plain.log").c_str(), times.data(), 0), 0);
  open()->write_lines({"two"});
  EXPECT_EQ(read(folder_ / "logstash-plain.log"), "one\ntwo\n");
}

TEST_F(LogFileTest, SaysInLogstashsWordsThatItsFolderCannotBeWrittenTo) {
  std::ofstream(folder_ / "file") << "x";
  const auto log = LogFile::open({.folder = folder_ / "file"});
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().message,
            "Path \"" + (folder_ / "file").string() + "\" must be a writable directory. It is not writable.");
}

TEST_F(LogFileTest, RollsOverWhenItIsToldTo) {
  const auto log = open();
  log->write_lines({"one"});
  EXPECT_EQ(log->rotate().value(), "logstash-plain-2024-01-01-1.log.gz");
  log->write_lines({"two"});
  EXPECT_EQ(log->rotate().value(), "logstash-plain-2024-01-01-2.log.gz");
  log->write_lines({"three"});
  EXPECT_THAT(files(), ::testing::ElementsAre("logstash-plain-2024-01-01-1.log.gz",
                                              "logstash-plain-2024-01-01-2.log.gz", "logstash-plain.log"));
  EXPECT_EQ(unpack(folder_ / "logstash-plain-2024-01-01-1.log.gz"), "one\n");
  EXPECT_EQ(unpack(folder_ / "logstash-plain-2024-01-01-2.log.gz"), "two\n");
  EXPECT_EQ(read(folder_ / "logstash-plain.log"), "three\n");
}

TEST_F(LogFileTest, RollsOverWhenTheDayChanges) {
  const auto log = open();
  log->write_lines({"yesterday"});
  now_ += 24h;
  log->write_lines({"today"});
  EXPECT_EQ(unpack(folder_ / "logstash-plain-2024-01-01-1.log.gz"), "yesterday\n");
  EXPECT_EQ(read(folder_ / "logstash-plain.log"), "today\n");
  log->write_lines({"today too"});
  EXPECT_EQ(files().size(), 2U);
}

TEST_F(LogFileTest, RollsOverBeforeItGrowsBeyondItsSize) {
  const auto log = open({.rotate_bytes = 10});
  log->write_lines({"1234567", "89", "0"});
  EXPECT_EQ(unpack(folder_ / "logstash-plain-2024-01-01-1.log.gz"), "1234567\n");
  EXPECT_EQ(read(folder_ / "logstash-plain.log"), "89\n0\n");
}

TEST_F(LogFileTest, KeepsThirtyArchives) {
  const auto log = open();
  for (int i = 0; i < 33; ++i) {
    log->write_lines({"line"});
    ASSERT_TRUE(log->rotate());
  }
  const auto names = files();
  EXPECT_EQ(names.size(), 31U);
  EXPECT_THAT(names, ::testing::Not(::testing::Contains("logstash-plain-2024-01-01-3.log.gz")));
  EXPECT_THAT(names, ::testing::Contains("logstash-plain-2024-01-01-4.log.gz"));
  EXPECT_THAT(names, ::testing::Contains("logstash-plain-2024-01-01-33.log.gz"));
}

}  // namespace
}  // namespace roadworthy::mocks
