#include "core/duration.h"

#include <gtest/gtest.h>

namespace roadworthy {
namespace {

using namespace std::chrono_literals;

struct Written {
  std::string_view text;
  Duration duration;
};

TEST(ParseDuration, ReadsEveryUnit) {
  for (const Written& written :
       {Written{"12us", 12us}, Written{"100ms", 100ms}, Written{"45s", 45s}, Written{"2min", 2min}, Written{"2m", 2min},
        Written{"3h", 3h}, Written{"1d", 24h}, Written{"0s", 0s}}) {
    EXPECT_EQ(parse_duration(written.text).value(), written.duration) << written.text;
  }
}

TEST(ParseDuration, ReadsFractionsExactly) {
  for (const Written& written : {Written{"1.5h", 90min}, Written{"0.1s", 100ms}, Written{"0.123456789s", 123456789ns},
                                 Written{"1.0000000000001us", 1us}}) {
    EXPECT_EQ(parse_duration(written.text).value(), written.duration) << written.text;
  }
}

TEST(ParseDuration, ReadsSequencesFromLargeToSmall) {
  EXPECT_EQ(parse_duration("1min30s").value(), 90s);
  EXPECT_EQ(parse_duration("1d2h3m4s5ms6us").value(), 26h + 3min + 4s + 5ms + 6us);
  EXPECT_EQ(parse_duration("30s1min").error().message,
            "`30s1min` is not a duration such as 45s: its units must go from large to small");
  EXPECT_FALSE(parse_duration("1s1s"));
  EXPECT_FALSE(parse_duration("1min1m"));
}

TEST(ParseDuration, RefusesANumberWithoutAUnit) {
  const Error error = parse_duration("45").error();
  EXPECT_EQ(error.kind, ErrorKind::invalid_file);
  EXPECT_EQ(error.message, "`45` is not a duration such as 45s");
  EXPECT_EQ(error.remedy, "add a unit (ms, s, min, h)");
  EXPECT_FALSE(parse_duration("1min30"));
}

TEST(ParseDuration, RefusesUnknownUnitsAndNamesThem) {
  const Error error = parse_duration("5 seconds").error();
  EXPECT_EQ(error.message, "`5 seconds` is not a duration such as 45s: ` seconds` is no unit");
  EXPECT_EQ(error.remedy, "units are us, ms, s, min, h and d, as in 250ms, 45s or 1min30s");
  EXPECT_FALSE(parse_duration("45S"));
}

TEST(ParseDuration, RefusesWhatIsNoNumber) {
  for (const std::string_view text : {"", "s", ".5s", "5.s", "1..5s", "soon", "+5s", " 5s", "5s ", "1e3s", "0x5s"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(ParseDuration, RefusesNegativeOnes) {
  EXPECT_EQ(parse_duration("-5s").error().message, "`-5s` is negative, which a duration cannot be");
}

TEST(ParseDuration, RefusesMoreThanTenYears) {
  EXPECT_TRUE(parse_duration("3652d"));
  EXPECT_EQ(parse_duration("3653d").error().message, "`3653d` is longer than 10 years");
  EXPECT_FALSE(parse_duration("3652d11h"));
  EXPECT_FALSE(parse_duration("99999999999999999999999999999999us"));
  EXPECT_FALSE(parse_duration("3652.9d"));
  EXPECT_FALSE(parse_duration("18446744073709551621us")) << "2^64 and 5";
}

TEST(ParseDuration, QuotesOnlyTheBeginningOfALongText) {
  EXPECT_EQ(parse_duration(std::string(5000, 'x')).error().message,
            "`" + std::string(40, 'x') + "...` is not a duration such as 45s");
}

TEST(DurationText, IsTheShortestExactForm) {
  for (const Written& written :
       {Written{"0s", 0s}, Written{"45s", 45s}, Written{"1min30s", 90s}, Written{"250ms", 250ms}, Written{"12us", 12us},
        Written{"1.5s", 1500ms}, Written{"1min0.25s", 60250ms}, Written{"1d12h", 36h}, Written{"2h", 2h},
        Written{"59.999s", 59999ms}, Written{"-45s", -45s}}) {
    EXPECT_EQ(to_text(written.duration), written.text);
  }
}

TEST(DurationText, RoundsToMillisecondsAndNeverToZero) {
  EXPECT_EQ(to_text(104'499us), "104ms");
  EXPECT_EQ(to_text(104'500us), "105ms");
  EXPECT_EQ(to_text(999'600us), "1s");
  EXPECT_EQ(to_text(1ns), "1us");
  EXPECT_EQ(to_text(Duration::min()).substr(0, 7), "-106751");
}

TEST(DurationText, ReadsBackAsTheSameDuration) {
  for (std::int64_t milliseconds = 1; milliseconds < 1'000'000'000; milliseconds = milliseconds * 7 / 3 + 1) {
    const Duration duration = std::chrono::milliseconds(milliseconds);
    EXPECT_EQ(parse_duration(to_text(duration)).value(), duration) << to_text(duration);
  }
}

TEST(Seconds, HaveThreeDigits) {
  EXPECT_EQ(seconds(1234567us), 1.235);
  EXPECT_EQ(seconds(45s), 45.0);
  EXPECT_EQ(seconds(0s), 0.0);
}

}  // namespace
}  // namespace roadworthy
