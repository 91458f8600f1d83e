#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include <gtest/gtest.h>

#include "document/decoder.h"
#include "document/test_document.h"

namespace roadworthy {
namespace {

namespace fs = std::filesystem;

fs::path folder(std::string_view name) {
  return fs::path(ROADWORTHY_SOURCE_FOLDER) / "harness/document/testdata" / name;
}

std::vector<fs::path> files_in(std::string_view name) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder(name))) {
    files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::string content_of(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Beside every bad file lie the words that it is refused with. With ROADWORTHY_APPROVE set in the environment they are
// written instead of compared.
TEST(RefusedFiles, AreRefusedInTheseWords) {
  for (const fs::path& path : files_in("refused")) {
    if (path.extension() == ".expected") {
      continue;
    }
    const auto document = parse_document(path.filename(), content_of(path));
    ASSERT_FALSE(document) << path << " is accepted";
    const std::string words = describe_all(document.error());
    const fs::path expected = path.string() + ".expected";
    if (std::getenv("ROADWORTHY_APPROVE") != nullptr) {
      std::ofstream(expected, std::ios::binary) << words;
    }
    EXPECT_EQ(words, content_of(expected)) << path;
    for (const Error& error : document.error()) {
      EXPECT_EQ(error.kind, ErrorKind::invalid_file) << path;
      EXPECT_TRUE(error.where) << path;
    }
  }
}

TEST(SameFiles, AreTheSameTreeInYamlAndInJson) {
  std::size_t pairs = 0;
  for (const fs::path& path : files_in("same")) {
    if (path.extension() != ".yaml") {
      continue;
    }
    const fs::path json = fs::path(path).replace_extension(".json");
    const Document one = good_document(content_of(path), path);
    const Document other = good_document(content_of(json), json);
    EXPECT_EQ(outline(one.root), outline(other.root)) << path;
    ++pairs;
  }
  EXPECT_GE(pairs, 7u);
}

TEST(SameFiles, AreTheSameTreeWhenJsonIsReadAsYaml) {
  for (const fs::path& path : files_in("same")) {
    if (path.extension() == ".json") {
      // A comment makes it YAML; in a text of its own line it hides nothing.
      const Document as_yaml = good_document("# YAML\n" + content_of(path));
      EXPECT_EQ(outline(as_yaml.root), outline(good_document(content_of(path), path).root)) << path;
    }
  }
}

// What the fuzzer found. That these end, and in the sanitizers' builds without a word, is all that is asked.
TEST(FuzzedFiles, AreReadOrRefused) {
  for (const fs::path& path : files_in("fuzz")) {
    for (const std::string_view name : {"fuzz.yaml", "fuzz.json"}) {
      const auto document = parse_document(std::string(name), content_of(path));
      EXPECT_TRUE(document || !document.error().empty()) << path;
    }
  }
}

// Definitions that people deploy from.
TEST(RealFiles, AreRead) {
  const fs::path corpus = fs::path(ROADWORTHY_SOURCE_FOLDER) / "../shared/corpus";
  if (!fs::exists(corpus)) {
    GTEST_SKIP() << "the corpus of real files is not here";
  }
  std::size_t read = 0;
  for (const auto& entry : fs::recursive_directory_iterator(corpus)) {
    const std::string extension = entry.path().extension();
    if (extension == ".yaml" || extension == ".json") {
      const auto document = read_document(entry.path());
      EXPECT_TRUE(document) << describe_all(document.error());
      ++read;
    }
  }
  EXPECT_GT(read, 0u);
}

}  // namespace
}  // namespace roadworthy
