#include "scenario/secret_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace roadworthy {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

struct Read {
  std::map<std::string, std::string> values;
  std::string mistakes;
};

Read read(const std::string& text, const std::map<std::string, std::string>& brought = {}) {
  const auto document = parse_document("test.yaml", text);
  Errors errors;
  Read read{decode_secrets(*document, brought, errors), {}};
  for (const Error& error : errors) {
    read.mistakes += error.message + "\n";
  }
  return read;
}

TEST(ScenarioSecrets, AreMadeByChance) {
  const Read once = read("secrets: { a: plain, b: symbols }");
  const Read again = read("secrets: { a: plain, b: symbols }");
  EXPECT_EQ(once.mistakes, "");
  EXPECT_THAT(once.values.at("a"), SizeIs(24));
  EXPECT_NE(once.values.at("a"), again.values.at("a"));
  EXPECT_THAT(once.values.at("b"), HasSubstr("\""));
}

TEST(ScenarioSecrets, YieldToWhatTheCallerBrings) {
  EXPECT_EQ(read("secrets: { a: plain }", {{"a", "brought along"}}).values.at("a"), "brought along");
  EXPECT_EQ(read("secrets: { a: { value: given-here } }").values.at("a"), "given-here");
}

TEST(ScenarioSecrets, AreReadStrictly) {
  EXPECT_THAT(read("secrets: { a: easy }").mistakes, HasSubstr("secret `a` cannot be made of `easy`"));
  EXPECT_THAT(read("secrets: { a b: plain }").mistakes, HasSubstr("`a b` is no name for a secret"));
  EXPECT_THAT(read("secrets: { a: { value: abc } }").mistakes, HasSubstr("too short"));
  EXPECT_THAT(read("secrets: []").mistakes, HasSubstr("`secrets` takes names"));
}

}  // namespace
}  // namespace roadworthy
