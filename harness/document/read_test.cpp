#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "document/test_document.h"

namespace roadworthy {
namespace {

namespace fs = std::filesystem;

// NOLINTNEXTLINE(cppcoreguidelines-special-member-functions): a fixture is never copied
class ReadDocument : public testing::Test {
 protected:
  ReadDocument() {
    std::string name = fs::temp_directory_path() / "document_test.XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~ReadDocument() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(std::string_view name) const { return folder_ / name; }

  std::string write(std::string_view name, std::string_view text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }

  /// The one mistake of a file; it has no place, because the file was not read.
  static std::string refusal(const std::string& path, const DocumentLimits& limits = {}) {
    const auto document = read_document(path, limits);
    if (document || document.error().size() != 1) {
      ADD_FAILURE() << path << " is accepted, or has several mistakes";
      return {};
    }
    EXPECT_EQ(document.error()[0].kind, ErrorKind::invalid_file);
    EXPECT_FALSE(document.error()[0].where);
    return document.error()[0].message;
  }

 private:
  fs::path folder_;
};

TEST_F(ReadDocument, ReadsAFileAndKeepsItsText) {
  const std::string file = write("a.yaml", "a: 1\n");
  const auto document = read_document(file);
  ASSERT_TRUE(document);
  EXPECT_EQ(outline(document->root), "{a: 1}");
  EXPECT_EQ(document->file->path, file);
  EXPECT_EQ(document->file->text, "a: 1\n");
}

TEST_F(ReadDocument, FollowsSymbolicLinks) {
  write("a.yaml", "a: 1\n");
  fs::create_symlink("a.yaml", path("link.yaml"));
  EXPECT_TRUE(read_document(path("link.yaml")));
}

TEST_F(ReadDocument, ReadsFilesThatDoNotKnowTheirSize) {
  const auto document = read_document("/proc/sys/kernel/ostype");
  ASSERT_TRUE(document) << describe_all(document.error());
  EXPECT_EQ(document->root.text, "Linux");
}

TEST_F(ReadDocument, RefusesAFileThatIsNotThere) {
  EXPECT_EQ(refusal(path("none")), "`" + path("none") + "` cannot be read: No such file or directory");
}

TEST_F(ReadDocument, RefusesAFileThatMayNotBeRead) {
  if (::geteuid() == 0) {
    GTEST_SKIP() << "root may read everything";
  }
  const std::string file = write("a.yaml", "a: 1\n");
  fs::permissions(file, fs::perms::none);
  EXPECT_EQ(refusal(file), "`" + file + "` cannot be read: Permission denied");
}

TEST_F(ReadDocument, RefusesWhatIsNoRegularFile) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(refusal(path("pipe")), "`" + path("pipe") + "` is not a regular file") << "and does not wait for a writer";
  EXPECT_EQ(refusal(path("")), "`" + path("") + "` is a folder, not a file");
  EXPECT_EQ(refusal("/dev/zero"), "`/dev/zero` is not a regular file");
}

TEST_F(ReadDocument, RefusesALargeFileByItsSize) {
  const std::string file = write("large.yaml", "");
  fs::resize_file(file, 100u << 20);
  EXPECT_EQ(refusal(file), "`" + file + "` is larger than 16 MiB");
  EXPECT_EQ(refusal(write("small.yaml", "a: 12345"), {.bytes = 7}),
            "`" + path("small.yaml") + "` is larger than 7 bytes");
  EXPECT_TRUE(read_document(path("small.yaml"), {.bytes = 8}));
}

TEST_F(ReadDocument, HoldsAFileToJsonThatIsCalledSo) {
  EXPECT_FALSE(read_document(write("a.json", "{a: 1}")));
  EXPECT_TRUE(read_document(write("a.yaml", "{a: 1}")));
}

}  // namespace
}  // namespace roadworthy
