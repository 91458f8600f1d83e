#include <gtest/gtest.h>

#include "document/decoder.h"
#include "document/test_document.h"

namespace roadworthy {
namespace {

const std::map<std::string, std::string> kVariables{
    {"settle", "45s"}, {"attempts", "3"}, {"ratio", "0.5"}, {"on", "true"},
    {"empty", ""},     {"dollar", "$"},   {"key", "a"},
};

std::string substituted(std::string_view text) {
  const Document document = good_document(text);
  Errors errors;
  const Document result = substitute(document, kVariables, errors);
  EXPECT_EQ(describe_all(errors), "");
  return outline(result.root);
}

std::string mistakes_of(std::string_view text, const std::map<std::string, std::string>& variables = kVariables) {
  const Document document = good_document(text);
  Errors errors;
  (void)substitute(document, variables, errors);
  return describe_all(errors);
}

TEST(Substitute, ReplacesVariablesThroughout) {
  EXPECT_EQ(substituted("a: x${settle}y${attempts}\nb: [{c: '${settle}'}]\n"), "{a: 'x45sy3', b: [{c: '45s'}]}");
}

TEST(Substitute, GivesALoneVariableTheKindOfItsValue) {
  EXPECT_EQ(substituted("[\"${attempts}\", '${ratio}', '${on}', '${settle}']"), "[3, 0.5, true, '45s']");
  EXPECT_EQ(substituted("count: ${attempts}"), "{count: 3}");
  EXPECT_EQ(substituted("['${attempts}0', ' ${attempts}', '${empty}', '${attempts}${attempts}']"),
            "['30', ' 3', '', '33']");
}

TEST(Substitute, ReplacesInKeys) {
  EXPECT_EQ(substituted("{'/${key}': 1}"), "{/a: 1}");
}

TEST(Substitute, LetsDollarsEscape) {
  EXPECT_EQ(substituted("['$${settle}', 'a$${b', '$', '$x', '{y}', '$$']"),
            "['${settle}', 'a${b', '$', '$x', '{y}', '$$']");
}

TEST(Substitute, DoesNotReadWhatItReplaced) {
  const Document document = good_document("'${a}${b}'");
  Errors errors;
  const std::map<std::string, std::string> variables{{"a", "$"}, {"b", "${a}"}};
  EXPECT_EQ(outline(substitute(document, variables, errors).root), "'$${a}'");
  EXPECT_EQ(describe_all(errors), "");
}

TEST(Substitute, KeepsPlaces) {
  const Document document = good_document("within: ${settle}\n");
  Errors errors;
  const Document result = substitute(document, kVariables, errors);
  EXPECT_EQ(places(result.root.members[0].value.region), "1:9-1:18");
}

TEST(Substitute, RefusesUnknownVariables) {
  EXPECT_EQ(mistakes_of("within: ${setle}\n"),
            "test.yaml:1:9: unknown variable `setle` (did you mean `settle`?)\n"
            "  within: ${setle}\n"
            "          ^~~~~~~~\n"
            "  give it a value under `variables`, in the profile or with --variable\n");
}

TEST(Substitute, RefusesWhatIsNoVariable) {
  EXPECT_EQ(mistakes_of("a: '${settle'\n"),
            "test.yaml:1:4: `${` has no closing `}`\n"
            "  a: '${settle'\n"
            "     ^~~~~~~~~~\n"
            "  write $${ for the characters themselves\n");
  EXPECT_EQ(mistakes_of("a: '${x:-y}'\n"),
            "test.yaml:1:4: `x:-y` is not the name of a variable\n"
            "  a: '${x:-y}'\n"
            "     ^~~~~~~~~\n"
            "  write $${ for the characters themselves\n");
}

TEST(Substitute, RefusesKeysThatBecomeEqual) {
  EXPECT_EQ(mistakes_of("a: 1\n${key}: 2\n"),
            "test.yaml:2:1: duplicate key `a`: it is already at test.yaml:1:1\n"
            "  ${key}: 2\n"
            "  ^~~~~~\n"
            "  remove or rename one of the two\n");
}

TEST(Substitute, AddsNoMoreThanItsLimit) {
  std::string text;
  for (int count = 0; count < 100; ++count) {
    text += "- x${big}\n";
  }
  const Document document = good_document(text);
  Errors errors;
  const Document result = substitute(document, {{"big", std::string(1u << 20, 'x')}}, errors);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].message, "variables up to here add more than 16 MiB to the file");
  EXPECT_EQ(errors[0].where->line, 17u);
  EXPECT_EQ(result.root.items.back().text, "x${big}");
}

}  // namespace
}  // namespace roadworthy
