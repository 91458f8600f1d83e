#include "document/decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document/test_document.h"

namespace roadworthy {
namespace {

struct LogCheck {
  std::string of;
  std::string contains;
  std::uint32_t newest = 1000;
};

LogCheck decode_log_check(const NodeView& node, Errors& errors) {
  LogCheck check;
  Decoder decode(node, errors, "a log check");
  check.of = decode.required<std::string>("of");
  check.contains = decode.required<std::string>("contains");
  check.newest = decode.optional<std::uint32_t>("newest").value_or(1000);
  decode.finish();
  return check;
}

std::string mistakes_of_log_check(std::string_view text) {
  const Document document = good_document(text);
  Errors errors;
  decode_log_check(document, errors);
  return describe_all(errors);
}

TEST(Decoder, ReadsRequiredAndOptionalKeys) {
  const Document document = good_document("{of: status, contains: listening}");
  Errors errors;
  const LogCheck check = decode_log_check(document, errors);
  EXPECT_EQ(describe_all(errors), "");
  EXPECT_EQ(check.of, "status");
  EXPECT_EQ(check.contains, "listening");
  EXPECT_EQ(check.newest, 1000u);
}

TEST(Decoder, RefusesUnknownKeysAndSaysWhatIsAllowed) {
  EXPECT_EQ(mistakes_of_log_check("of: status\ncontains: x\nnewst: 5\n"),
            "test.yaml:3:1: unknown key `newst` in a log check (did you mean `newest`?)\n"
            "  newst: 5\n"
            "  ^~~~~\n"
            "  allowed: of, contains, newest\n");
}

TEST(Decoder, RefusesUnknownKeysThatResembleNothing) {
  EXPECT_EQ(mistakes_of_log_check("{of: a, contains: b, colour: red}"),
            "test.yaml:1:22: unknown key `colour` in a log check\n"
            "  {of: a, contains: b, colour: red}\n"
            "                       ^~~~~~\n"
            "  allowed: of, contains, newest\n");
}

TEST(Decoder, SeesWhereTheSpaceBehindAColonIsMissing) {
  EXPECT_EQ(mistakes_of_log_check("{of: a, contains: b, newest:5}"),
            "test.yaml:1:22: unknown key `newest:5` in a log check (did you mean `newest`?)\n"
            "  {of: a, contains: b, newest:5}\n"
            "                       ^~~~~~~~\n"
            "  put a space behind the `:`\n");
}

TEST(Decoder, RefusesMissingKeys) {
  EXPECT_EQ(mistakes_of_log_check("{of: status}"),
            "test.yaml:1:1: a log check needs the key `contains`\n"
            "  {of: status}\n"
            "  ^~~~~~~~~~~~\n");
}

TEST(Decoder, RefusesWhatIsNoMapping) {
  EXPECT_EQ(mistakes_of_log_check("[of, status]"),
            "test.yaml:1:1: a log check must be a mapping, not a list\n"
            "  [of, status]\n"
            "  ^~~~~~~~~~~~\n"
            "  write it as `key: value`\n");
}

TEST(Decoder, FindsAllMistakesOfAMappingAtOnce) {
  const Document document = good_document("of: [a]\nnewest: many\nof_: 1\nlast: 2\n");
  Errors errors;
  decode_log_check(document, errors);
  std::vector<std::string> messages;
  for (const Error& error : errors) {
    messages.push_back(error.message);
  }
  EXPECT_THAT(messages, testing::ElementsAre("`of` must be a text, not a list", "a log check needs the key `contains`",
                                             "`newest` must be a whole number, not the text `many`",
                                             "unknown key `of_` in a log check (did you mean `of`?)",
                                             "unknown key `last` in a log check"));
}

TEST(Decoder, AllowsKeysThatAnotherOneReads) {
  const Document document = good_document("{within: 1s, of: a}");
  Errors errors;
  Decoder shape(document, errors, "eventually");
  EXPECT_TRUE(shape.has("of"));
  EXPECT_TRUE(shape.take("within"));
  EXPECT_FALSE(shape.take("every"));
  shape.allow("of");
  shape.finish();
  EXPECT_EQ(describe_all(errors), "");
}

TEST(Decoder, HavingAKeyDoesNotAllowIt) {
  const Document document = good_document("{of: a}");
  Errors errors;
  Decoder decode(document, errors, "a check");
  EXPECT_TRUE(decode.has("of"));
  decode.finish();
  EXPECT_EQ(describe_all(errors),
            "test.yaml:1:2: unknown key `of` in a check\n"
            "  {of: a}\n"
            "   ^~\n"
            "  no key is allowed here\n");
}

TEST(Decoder, FailsAtTheValueOfAKeyOrAtTheMapping) {
  const Document document = good_document("{of: a}");
  Errors errors;
  Decoder decode(document, errors, "a check");
  decode.fail("of", "no container is called `a`", "containers are: b");
  decode.fail("absent", "this cannot be");
  EXPECT_EQ(describe_all(errors),
            "test.yaml:1:6: no container is called `a`\n"
            "  {of: a}\n"
            "       ^\n"
            "  containers are: b\n"
            "test.yaml:1:1: this cannot be\n"
            "  {of: a}\n"
            "  ^~~~~~~\n");
}

TEST(Decoder, StopsNotingAfterAHundredMistakes) {
  std::string text;
  for (int count = 0; count < 500; ++count) {
    text += "k" + std::to_string(count) + ": 1\n";
  }
  const Document document = good_document(text);
  Errors errors;
  Decoder(document, errors, "a check").finish();
  ASSERT_EQ(errors.size(), 101u);
  EXPECT_EQ(errors.back().message, "there are more mistakes than these 100");
}

}  // namespace
}  // namespace roadworthy
