#include <functional>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "document/test_document.h"

namespace roadworthy {
namespace {

std::string repeated(std::string_view text, std::size_t count) {
  std::string result;
  result.reserve(text.size() * count);
  for (; count > 0; --count) {
    result += text;
  }
  return result;
}

/// The largest resident memory, in MiB, of a process that reads the text and refuses it with these words.
long memory_of_refusal(const std::string& text, const std::string& message) {
  const pid_t child = ::fork();
  if (child == 0) {
    const auto document = parse_document("test.yaml", text);
    ::_exit(!document && document.error().front().message == message ? 0 : 1);
  }
  int status = 0;
  rusage usage{};
  EXPECT_EQ(::wait4(child, &status, 0, &usage), child);
  EXPECT_EQ(status, 0) << "accepted, or in other words: " << mistakes_in(text);
  return usage.ru_maxrss / 1024;
}

// A sanitizer needs memory of its own.
#if defined(__SANITIZE_ADDRESS__)
constexpr long kLittle = 4000;
#else
constexpr long kLittle = 200;
#endif

TEST(Limits, OfBytes) {
  EXPECT_EQ(mistakes_in("a: 12345", {.bytes = 7}), "`test.yaml` is larger than 7 bytes\n");
  EXPECT_EQ(mistakes_in("a: 12345", {.bytes = 8}), "");
}

TEST(Limits, OfDepth) {
  EXPECT_EQ(mistakes_in(repeated("[", 100) + repeated("]", 100)), "");
  EXPECT_NE(mistakes_in(repeated("[", 101) + repeated("]", 101)), "");
  EXPECT_EQ(mistakes_in(repeated("- ", 100) + "x"), "");
  EXPECT_NE(mistakes_in(repeated("- ", 101) + "x"), "");
  EXPECT_EQ(mistakes_in("a: &a [[1]]\nb: [[*a]]\n", {.depth = 5}), "");
  EXPECT_NE(mistakes_in("a: &a [[1]]\nb: [[*a]]\n", {.depth = 4}), "");
}

TEST(Limits, OfNodes) {
  EXPECT_EQ(mistakes_in("[1, 2, 3]", {.nodes = 4}), "");
  EXPECT_EQ(mistakes_in("[1, 2, 3]", {.nodes = 3}),
            "test.yaml:1:1: the file has more than 3 values\n"
            "  [1, 2, 3]\n"
            "  ^~~~~~~~~\n");
}

TEST(Limits, OfCopies) {
  EXPECT_EQ(mistakes_in("a: &a [1]\nb: *a\nc: *a\n", {.copies = 6}), "");
  EXPECT_EQ(mistakes_in("a: &a [1]\nb: *a\nc: *a\n", {.copies = 5}),
            "test.yaml:3:4: anchors and aliases up to here stand for more than 5 values\n"
            "  c: *a\n"
            "     ^~\n");
  EXPECT_NE(mistakes_in("a: &a {x: 1}\nb: {<<: [*a, *a, *a]}\n", {.copies = 7}), "");
}

TEST(HostileFiles, OfNestedBracketsCostLittle) {
  const std::string too_deep = "lists and mappings are nested more than 100 levels deep here";
  const std::string too_many = "behind this are more than 200000 of `[]{},:` in one piece, too many for YAML";
  EXPECT_LT(memory_of_refusal(repeated("[", 100'000), too_deep), kLittle);
  EXPECT_LT(memory_of_refusal(repeated("{\"a\":", 500'000), too_deep), kLittle);
  EXPECT_LT(memory_of_refusal("a: " + repeated("[", 10'000) + repeated("]", 10'000), too_deep), kLittle);
  EXPECT_LT(memory_of_refusal("a: " + repeated("[", 100'000), "this bracket is not closed before the file ends"),
            kLittle);
  EXPECT_LT(memory_of_refusal("a: " + repeated("{", 2'000'000), too_many), kLittle);
}

TEST(HostileFiles, OfNestedBlocksCostLittle) {
  const std::string too_deep = "lists and mappings are nested more than 100 levels deep here";
  EXPECT_LT(memory_of_refusal(repeated("- ", 500'000), too_deep), kLittle);
  std::string steps;
  for (std::size_t level = 0; level < 5000; ++level) {
    steps += std::string(level, ' ') + "a:\n";
  }
  EXPECT_LT(memory_of_refusal(steps, too_deep), kLittle);
}

TEST(HostileFiles, OfAliasesCostLittle) {
  const std::string too_many = "anchors and aliases up to here stand for more than 100000 values";
  std::string laughs = "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
  for (char name = 'b'; name <= 'z'; ++name) {
    const std::string before = std::string("*") + static_cast<char>(name - 1);
    laughs += std::string(1, name) + ": &" + name + " [" + before + repeated(", " + before, 9) + "]\n";
  }
  EXPECT_LT(memory_of_refusal(laughs, too_many), kLittle);
  EXPECT_LT(memory_of_refusal("a: &a x\nb:\n" + repeated("- *a\n", 1'000'000), too_many), kLittle);
  EXPECT_LT(memory_of_refusal("a: &a {x: 1}\nb: {<<: [" + repeated("*a, ", 60'000) + "]}\n", too_many), kLittle);
}

TEST(HostileFiles, OfOneLongTokenAreRead) {
  EXPECT_EQ(good_document("a: \"" + repeated("b ", 1'000'000) + "\"").root.members[0].value.text.size(), 2'000'000u);
  EXPECT_EQ(good_document("a: |\n" + repeated("  [x]\n", 90'000)).root.members[0].value.text.size(), 360'000u);
}

}  // namespace
}  // namespace roadworthy
