#include "document/parametrised.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document/decoder.h"
#include "document/test_document.h"

namespace roadworthy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string substituted(std::string_view text, const std::map<std::string, std::string>& variables) {
  const Document document = good_document(text);
  Errors errors;
  const Document result = substitute(document, variables, errors);
  return errors.empty() ? outline(result.root) : errors.front().message;
}

std::string filled(const std::string& declared, const std::string& arguments, const std::string& value) {
  const auto signature = parse_signature(declared);
  const auto split = split_arguments(signature.value(), arguments);
  const auto result = split ? fill_in(*signature, *split, value) : std::unexpected(split.error());
  return result ? *result : result.error().message;
}

TEST(Signature, IsANameWithParametersBehindIt) {
  const auto signature = parse_signature("read_path(service, key)");
  ASSERT_TRUE(signature);
  EXPECT_EQ(signature->name, "read_path");
  EXPECT_THAT(signature->parameters, ElementsAre("service", "key"));
  for (const char* none :
       {"read_path", "read_path()", "(key)", "path(Key)", "path(a,)", "path(a, a)", "path(a) ", "p h(a)"}) {
    EXPECT_FALSE(parse_signature(none)) << none;
  }
}

TEST(FillIn, PutsArgumentsWhereTheirParametersAre) {
  EXPECT_EQ(filled("path(service, key)", "payments , a.b", "/{key}/{service}/{key}"), "/a.b/payments/a.b");
}

TEST(FillIn, GivesTheLastParameterTheRest) {
  EXPECT_EQ(filled("stored(key, value)", "a, {\"b\": [1, 2]}", R"({"value": {value}, "of": "{key}"})"),
            R"({"value": {"b": [1, 2]}, "of": "a"})");
}

TEST(FillIn, WritesOtherForms) {
  EXPECT_EQ(filled("f(a)", "foo", "{a|base64}"), "Zm9v");
  EXPECT_EQ(filled("f(a)", "fo", "{a|base64}"), "Zm8=");
  EXPECT_EQ(filled("f(a)", "f", "{a|base64}"), "Zg==");
  EXPECT_EQ(filled("f(a)", "", "{a|base64}"), "");
  EXPECT_EQ(filled("f(a)", "say \"x\"\\", R"("{a|json}")"), R"("say \"x\"\\")");
  EXPECT_EQ(filled("f(a)", "database.pool_size", "{a|path}"), "database/pool_size");
  EXPECT_EQ(filled("f(a)", "database.pool-size2", "{a|upper}"), "DATABASE_POOL_SIZE2");
  EXPECT_EQ(filled("f(a)", "a b/ü", "{a|url}"), "a%20b%2F%C3%BC");
}

TEST(FillIn, DoesNotReadWhatItFilledIn) {
  EXPECT_EQ(filled("f(a, b)", "{b}, x", "{a}{b}"), "{b}x");
}

TEST(FillIn, LeavesWhatSomeoneElseFillsIn) {
  EXPECT_EQ(filled("path(service, key)", "{name}, {key}", "/{service}/{key|url}?of={service|path}"),
            "/{name}/{key|url}?of={name|path}");
}

TEST(FillIn, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(filled("f(service)", "x", "/{servce}"),
            "the value of `f` names `{servce}` (did you mean `service`?), which is none of its parameters");
  EXPECT_EQ(filled("f(a)", "x", "{a|rot13}"), "the value of `f` wants `a` in the form `rot13`, which there is not");
  EXPECT_EQ(filled("f(a, b)", "x", "{a}"), "`f` takes 2 values, not 1");
}

TEST(Substitute, FillsInVariablesWithParameters) {
  const std::map<std::string, std::string> variables{{"path(service, key)", "/{service}/{key}"}, {"own", "payments"}};
  EXPECT_EQ(substituted("a: 'x${path(payments, a.b)}y${own}'", variables), "{a: 'x/payments/a.bypayments'}");
}

TEST(Substitute, LetsArgumentsNameVariables) {
  const std::map<std::string, std::string> variables{{"path(service, key)", "/{service}/{key}"}, {"own", "payments"}};
  EXPECT_EQ(substituted("'${path(${own}, a)}'", variables), "'/payments/a'");
  EXPECT_EQ(substituted("'${path(${path(a, b)}, ${own})}.'", variables), "'//a/b/payments.'");
}

TEST(Substitute, GivesALoneVariableWithParametersTheKindOfItsValue) {
  EXPECT_EQ(substituted("['${same(25)}', '${same(25)}0']", {{"same(value)", "{value}"}}), "[25, '250']");
}

TEST(Substitute, SaysWhatIsWrongWithACall) {
  const std::map<std::string, std::string> variables{{"path(key)", "/{key}"}, {"own", "payments"}};
  EXPECT_THAT(substituted("'${pth(a)}'", variables), HasSubstr("unknown variable `pth` (did you mean `path`?)"));
  EXPECT_THAT(substituted("'${own(a)}'", variables), HasSubstr("the variable `own` takes no values"));
  EXPECT_THAT(substituted("'${path}'", variables), HasSubstr("the variable `path` takes values"));
  EXPECT_THAT(substituted("'${path(a'", variables), HasSubstr("`${` has no closing `}`"));
}

}  // namespace
}  // namespace roadworthy
