#include "checks/matcher.h"

#include <chrono>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "checks/bounded_json.h"
#include "checks/matcher_operators.h"
#include "checks/plausible.h"
#include "document/decoder.h"

namespace roadworthy {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

/// What of a matcher does not hold of a value; `holds` if all of it does. A value of "" is nothing there.
std::string compare(const std::string& matcher, const std::string& value) {
  const auto document = parse_document("test.yaml", matcher);
  if (!document) {
    return describe(document.error().front());
  }
  Errors errors;
  const Matcher parsed = parse_matcher(*document, errors);
  if (!errors.empty()) {
    return errors.front().message + (errors.front().remedy.empty() ? "" : ": " + errors.front().remedy);
  }
  const json there = value.empty() ? json() : json::parse(value);
  return parsed.mismatch(value.empty() ? nullptr : &there).value_or("holds");
}

struct Comparison {
  std::string matcher;
  std::string holds_of;
  std::string fails_of;
  std::string words;
};

class EveryOperator : public testing::TestWithParam<Comparison> {};

TEST_P(EveryOperator, HoldsOfOneValueAndSaysWhatItMissesInAnother) {
  const Comparison& row = GetParam();
  EXPECT_EQ(compare(row.matcher, row.holds_of), "holds") << row.matcher << " of " << row.holds_of;
  EXPECT_EQ(compare(row.matcher, row.fails_of), row.words) << row.matcher << " of " << row.fails_of;
}

INSTANTIATE_TEST_SUITE_P(
    Matcher, EveryOperator,
    testing::Values(
        Comparison{"healthy", R"("healthy")", R"("degraded")", R"(is "healthy")"},
        Comparison{"200", "200", R"("200")", "is 200"}, Comparison{"200", "200.0", "", "is 200"},
        Comparison{"null", "null", "", "is null"},
        Comparison{"[1, {a: 2}]", R"([1, {"a": 2}])", R"([{"a": 2}, 1])", R"(is [1,{"a":2}])"},
        Comparison{"{equals: {a: 1}}", R"({"a": 1})", R"({"a": 1, "b": 2})", R"(is {"a":1})"},
        Comparison{"{not: {contains: x}}", R"("abc")", R"("axc")", R"(not (contains "x"))"},
        Comparison{"{one_of: [200, 204]}", "204", "503", "is one of [200,204]"},
        Comparison{"{exists: true}", "null", "", "exists"}, Comparison{"{exists: false}", "", "null", "does not exist"},
        Comparison{"{empty: true}", "[]", "[0]", "is empty"}, Comparison{"{empty: true}", "null", "", "is empty"},
        Comparison{"{empty: false}", R"("x")", R"("")", "is not empty"},
        Comparison{"{not_empty: true}", R"({"a": 1})", "", "is not empty"},
        Comparison{"{not_empty: true}", "0", "{}", "is not empty"},
        Comparison{"{not_empty: false}", "[]", "[1]", "is empty"},
        Comparison{"{type: object}", "{}", "[]", "is of type object"},
        Comparison{"{type: array}", "[]", "{}", "is of type array"},
        Comparison{"{type: string}", R"("1")", "1", "is of type string"},
        Comparison{"{type: number}", "1", "true", "is of type number"},
        Comparison{"{type: integer}", "1", "1.5", "is of type integer"},
        Comparison{"{type: boolean}", "false", "0", "is of type boolean"},
        Comparison{"{type: \"null\"}", "null", "", "is of type null"},
        Comparison{"{contains: heap}", R"("the heap is full")", R"("the disk is full")", R"(contains "heap")"},
        Comparison{"{contains: 3}", "[1, 3]", "[1, 33]", "contains 3"},
        Comparison{"{matches: \"^h.ap$\"}", R"("heap")", R"("heaps")", "matches /^h.ap$/"},
        Comparison{"{matches: \"1\"}", R"("1")", "1", "matches /1/"},
        Comparison{"{mentions: heap}", R"([{"why": "heap at 96 %"}])", R"({"heap": "x"})", "mentions /heap/"},
        Comparison{"{length: 2}", "[1, 2]", R"("abc")", "its length is 2"},
        Comparison{"{length: {at_least: 1}}", R"({"a": 1})", "7", "its length is at least 1"},
        Comparison{"{at_least: 5}", "5", "4.9", "is at least 5"},
        Comparison{"{at_most: 5}", "5", "5.1", "is at most 5"}, Comparison{"{above: 5}", "5.1", "5", "is above 5"},
        Comparison{"{below: 5}", "-7", "5", "is below 5"}, Comparison{"{below: 5}", "4", R"("4")", "is below 5"},
        Comparison{"{each: {above: 0}}", "[1, 2]", "[1, 0]", "is a list of which each is above 0"},
        Comparison{"{each: {above: 0}}", "[]", "{}", "is a list of which each is above 0"},
        Comparison{"{any: {above: 0}}", "[0, 1]", "[]", "is a list of which one is above 0"},
        Comparison{"{plausible_figures: true}", R"(["heap at 96 %", 7])", R"([{"why": "heap at NaN %"}])",
                   "has only plausible figures"},
        Comparison{"{plausible_figures: true}", R"("")", "", "has only plausible figures"},
        Comparison{"{plausible_figures: false}", R"("heap at 250 %")", R"("heap at 25 %")",
                   "has an implausible figure"},
        Comparison{"{above: 1, below: 3}", "2", "3", "is below 3"},
        Comparison{"{type: string, not_empty: true}", R"("x")", "[]", "is of type string and is not empty"}));

TEST(Matcher, EveryOperatorOfTheTableIsInTheTable) {
  for (const std::string& name : operator_names()) {
    EXPECT_NE(find_operator(name), nullptr) << name;
  }
  EXPECT_EQ(find_operator("equal"), nullptr);
}

TEST(Matcher, SaysWhatIsWrongWithIt) {
  EXPECT_EQ(compare("{}", "1"), "this matcher expects nothing: name a value or an operator such as not_empty: true");
  EXPECT_THAT(compare("{not_emtpy: true}", "1"),
              StartsWith("unknown matcher `not_emtpy` (did you mean `not_empty`?): allowed are equals, not, one_of"));
  EXPECT_EQ(compare("{one_of: []}", "1"), "`one_of` takes a list of values");
  EXPECT_EQ(compare("{one_of: 200}", "1"), "`one_of` takes a list of values");
  EXPECT_EQ(compare("{type: strnig}", "1"),
            "unknown type `strnig` (did you mean `string`?): allowed are object, array, "
            "string, number, integer, boolean, null");
  EXPECT_THAT(compare("{matches: \"[\"}", "1"), HasSubstr("`[` is no regular expression"));
  EXPECT_NE(compare("{above: many}", "1"), "holds");
  EXPECT_NE(compare("{exists: maybe}", "1"), "holds");
  EXPECT_EQ(compare("{not: {}}", "1"),
            "this matcher expects nothing: name a value or an operator such as not_empty: true");
}

TEST(DescribeValue, IsOneShortLineOfUtf8) {
  const json lines = "a\nb";
  const json invalid = "caf\xe9";
  const json longer = std::string(198, 'x') + "\u00e9\u00e9";

  EXPECT_EQ(describe_value(nullptr), "nothing there");
  EXPECT_EQ(describe_value(&lines), R"("a\nb")");
  EXPECT_EQ(describe_value(&invalid), "\"caf\uFFFD\"");
  EXPECT_EQ(describe_value(&longer), "\"" + std::string(198, 'x') + "...");
}

TEST(ImplausibleFigure, IsWhatNothingMeasuredCanBe) {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"heap at 96 %", ""},
      {"heap at 100 %", ""},
      {"heap at 100.0%", ""},
      {"heap at 0 percent", ""},
      {"heap at 250 %", "250%"},
      {"heap at 12 %, disk at 100,5 %", "100,5%"},
      {"heap at 101 percent", "101%"},
      {"250 events", ""},
      {"-5 events", "-5"},
      {"events: -5, errors: 0", "-5"},
      {"events=-1.5", "-1.5"},
      {"[-3]", "-3"},
      {"last-5-minutes", ""},
      {"2026-01-02T03:04:05", ""},
      {"pipeline main-2", ""},
      {"5 - 3", ""},
      {"NaN", "NaN"},
      {"heap at nan%", "nan"},
      {"up for Infinity s", "Infinity"},
      {"status undefined", "undefined"},
      {"null events", "null"},
      {"nanoseconds, nullable", ""},
      {"", ""},
  };
  for (const auto& [text, figure] : rows) {
    EXPECT_EQ(implausible_figure(text).value_or(""), figure) << text;
  }
}

TEST(BoundedJson, SaysWhatWasThereInstead) {
  EXPECT_EQ(parse_bounded_json("").error(), "an empty body");
  EXPECT_EQ(parse_bounded_json("<html>\n</html>").error(), "no JSON (at byte 1): <html>?</html>");
  EXPECT_EQ(parse_bounded_json("{\"a\": 1} x").error(), "no JSON (at byte 10): {\"a\": 1} x");
  EXPECT_EQ(parse_bounded_json("[1e999]").error(), "JSON with a number out of range: [1e999]");
  EXPECT_EQ(parse_bounded_json("\"\xff\"").error(), "no JSON (at byte 2): \"?\"");
}

TEST(BoundedJson, GoesTwoHundredLevelsDeep) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };

  EXPECT_TRUE(parse_bounded_json(nested(200)));
  EXPECT_EQ(parse_bounded_json(nested(201)).error(), "JSON nested deeper than 200 levels");
  EXPECT_EQ(parse_bounded_json(nested(100'000)).error(), "JSON nested deeper than 200 levels");
  EXPECT_EQ(parse_bounded_json(std::string(100'000, '[')).error(), "JSON nested deeper than 200 levels");
}

TEST(NoNegativeNumbers, LooksEverywhere) {
  EXPECT_EQ(compare("no_negative_numbers: true", R"({"a": [0, {"b": 1.5}], "c": "-5"})"), "holds");
  EXPECT_EQ(compare("no_negative_numbers: true", R"({"a": [0, {"b": -0.5}]})"), "has no negative number");
  EXPECT_EQ(compare("no_negative_numbers: true", R"([-2])"), "has no negative number");
}

TEST(NoNegativeNumbers, AWholeMinusOneStandsForNoLimit) {
  EXPECT_EQ(compare("no_negative_numbers: true", R"({"max_in_bytes": -1})"), "holds");
  EXPECT_EQ(compare("no_negative_numbers: true", R"({"rate": -1.0})"), "has no negative number");
}

TEST(EventRatesAtMost, LooksEverywhere) {
  EXPECT_EQ(compare("event_rates_at_most: 50", R"({"rates": {"in": 50}, "events": {"in": 900}})"), "holds");
  EXPECT_EQ(compare("event_rates_at_most: 50", R"({"rates": {"in": 50.5}})"),
            "has no rate of events above 50 a second");
}

TEST(TimesWithin, HoldsOfPointsInTimeThatLieThere) {
  const auto now =
      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()).time_since_epoch().count();
  const auto at = [&](std::int64_t seconds) { return fmt::format(R"({{"points": [{{"time": {}}}]}})", now + seconds); };
  EXPECT_EQ(compare("times_within: 1h", at(-3000)), "holds");
  EXPECT_EQ(compare("times_within: 1h", at(-3700)), "has points in time, all of them within the last 1h");
  EXPECT_EQ(compare("times_within: 1h", at(60)), "has points in time, all of them within the last 1h");
  EXPECT_EQ(compare("times_within: 1h", R"({"points": []})"), "has points in time, all of them within the last 1h");
}

}  // namespace
}  // namespace roadworthy
