#include <gtest/gtest.h>

#include "document/decoder.h"
#include "document/test_document.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;

/// What a value decodes to; nothing, and the first mistake in `mistake`, when it does not.
template <typename T>
std::optional<T> decoded(std::string_view text, std::string& mistake) {
  const Document document = good_document("within: " + std::string(text));
  Errors errors;
  T value{};
  const bool good = decode_value(*NodeView(document).find("within"), errors, value);
  EXPECT_EQ(good, errors.empty());
  if (!errors.empty()) {
    const Error& error = errors.front();
    mistake = error.remedy.empty() ? error.message : error.message + ": " + error.remedy;
    EXPECT_EQ(error.kind, ErrorKind::invalid_file);
    EXPECT_TRUE(error.where);
  }
  return good ? std::optional(value) : std::nullopt;
}

template <typename T>
std::optional<T> decoded(std::string_view text) {
  std::string mistake;
  std::optional<T> value = decoded<T>(text, mistake);
  EXPECT_EQ(mistake, "");
  return value;
}

template <typename T>
std::string mistake_in(std::string_view text) {
  std::string mistake;
  EXPECT_FALSE(decoded<T>(text, mistake)) << text;
  return mistake;
}

TEST(DecodeText, TakesAnyScalarAsItIsWritten) {
  EXPECT_EQ(decoded<std::string>("1.50"), "1.50");
  EXPECT_EQ(decoded<std::string>("0755"), "0755");
  EXPECT_EQ(decoded<std::string>("True"), "True");
  EXPECT_EQ(decoded<std::string>("on"), "on");
  EXPECT_EQ(decoded<std::string>("\"\""), "");
}

TEST(DecodeText, RefusesWhatIsNone) {
  EXPECT_EQ(mistake_in<std::string>(""), "`within` must be a text, not nothing: write \"\" for an empty text");
  EXPECT_EQ(mistake_in<std::string>("~"), "`within` must be a text, not nothing: write \"\" for an empty text");
  EXPECT_EQ(mistake_in<std::string>("[a]"), "`within` must be a text, not a list");
  EXPECT_EQ(mistake_in<std::string>("{a: b}"), "`within` must be a text, not a mapping");
  EXPECT_EQ(mistake_in<std::string>("\"a\\0b\""), "`within` must not hold the character U+0000");
}

TEST(DecodeBoolean, IsStrict) {
  EXPECT_EQ(decoded<bool>("true"), true);
  EXPECT_EQ(decoded<bool>("False"), false);
  EXPECT_EQ(mistake_in<bool>("yes"), "`within` must be true or false, not the text `yes`");
  EXPECT_EQ(mistake_in<bool>("1"), "`within` must be true or false, not a whole number");
  EXPECT_EQ(mistake_in<bool>("\"true\""), "`within` must be true or false, not the text `true`: take the quotes away");
}

TEST(DecodeInteger, ReadsEveryBase) {
  EXPECT_EQ(decoded<std::int64_t>("-42"), -42);
  EXPECT_EQ(decoded<std::int64_t>("+42"), 42);
  EXPECT_EQ(decoded<std::int64_t>("0x1F"), 31);
  EXPECT_EQ(decoded<std::int64_t>("0o755"), 493);
  EXPECT_EQ(decoded<std::int64_t>("0"), 0);
  EXPECT_EQ(decoded<std::int64_t>("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(decoded<std::int64_t>("-9223372036854775808"), INT64_MIN);
}

TEST(DecodeInteger, RefusesOtherKinds) {
  EXPECT_EQ(mistake_in<std::int64_t>("1.0"), "`within` must be a whole number, not a decimal number");
  EXPECT_EQ(mistake_in<std::int64_t>("\"1\""),
            "`within` must be a whole number, not the text `1`: take the quotes away");
  EXPECT_EQ(mistake_in<std::int64_t>("'1s'"), "`within` must be a whole number, not the text `1s`");
  EXPECT_EQ(mistake_in<std::int64_t>(std::string(50, 'x')),
            "`within` must be a whole number, not the text `" + std::string(40, 'x') + "...`");
}

TEST(DecodeInteger, RefusesWhatIsOutOfRange) {
  EXPECT_EQ(mistake_in<std::int64_t>("9223372036854775808"),
            "`within` must be between -9223372036854775808 and 9223372036854775807, not 9223372036854775808");
  EXPECT_EQ(mistake_in<std::uint32_t>("-1"), "`within` must be between 0 and 4294967295, not -1");
  EXPECT_EQ(mistake_in<std::uint32_t>("4294967296"), "`within` must be between 0 and 4294967295, not 4294967296");
  EXPECT_EQ(decoded<std::uint32_t>("4294967295"), 4294967295u);
}

TEST(DecodeInteger, RefusesALeadingZero) {
  EXPECT_EQ(mistake_in<std::int64_t>("0755"),
            "`within` must not begin with a zero: some read `0755` as octal: leave the zero out, or write 0o before an "
            "octal number");
}

TEST(DecodeNumber, TakesWholeAndDecimalOnes) {
  EXPECT_EQ(decoded<double>("1.5"), 1.5);
  EXPECT_EQ(decoded<double>("+1e3"), 1000.0);
  EXPECT_EQ(decoded<double>("-.5"), -0.5);
  EXPECT_EQ(decoded<double>("7"), 7.0);
  EXPECT_EQ(decoded<double>("0x10"), 16.0);
  EXPECT_EQ(decoded<double>("18446744073709551616"), 18446744073709551616.0);
}

TEST(DecodeNumber, RefusesWhatIsNone) {
  EXPECT_EQ(mistake_in<double>("half"), "`within` must be a number, not the text `half`");
  EXPECT_EQ(mistake_in<double>("\"1\""), "`within` must be a number, not the text `1`: take the quotes away");
  EXPECT_EQ(mistake_in<double>(".inf"), "`within` must be a number that fits a double, not .inf");
  EXPECT_EQ(mistake_in<double>("1e999"), "`within` must be a number that fits a double, not 1e999");
}

TEST(DecodeDuration, NeedsAUnit) {
  EXPECT_EQ(decoded<Duration>("45s"), 45s);
  EXPECT_EQ(decoded<Duration>("\"1min30s\""), 90s);
  EXPECT_EQ(mistake_in<Duration>("45"),
            "`within` must be a duration such as 45s, not a whole number: add a unit (ms, s, min, h)");
  EXPECT_EQ(mistake_in<Duration>("\"45\""), "`within`: `45` is not a duration such as 45s: add a unit (ms, s, min, h)");
  EXPECT_EQ(mistake_in<Duration>("[45s]"), "`within` must be a duration such as 45s, not a list");
}

TEST(DecodeList, NamesTheItemThatIsWrong) {
  EXPECT_EQ(decoded<std::vector<std::int64_t>>("[200, 503]"), (std::vector<std::int64_t>{200, 503}));
  EXPECT_EQ(mistake_in<std::vector<std::int64_t>>("[200, up]"),
            "item 2 of `within` must be a whole number, not the text `up`");
  EXPECT_EQ(mistake_in<std::vector<std::string>>("a"), "`within` must be a list, not the text `a`");
}

TEST(DecodeMapping, NamesTheKeyThatIsWrong) {
  using Headers = std::map<std::string, std::string>;
  EXPECT_EQ(decoded<Headers>("{accept: json, age: 5}"), (Headers{{"accept", "json"}, {"age", "5"}}));
  EXPECT_EQ(mistake_in<Headers>("{accept: [json]}"), "`accept` must be a text, not a list");
  EXPECT_EQ(mistake_in<Headers>("[accept]"), "`within` must be a mapping, not a list");
}

}  // namespace
}  // namespace roadworthy
