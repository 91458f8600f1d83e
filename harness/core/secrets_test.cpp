#include "core/secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace roadworthy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Values = std::map<std::string, std::string>;

/// How the secret `token` is written in a text, each way once.
std::string encodings_in(const std::string& secret, const std::string& text) {
  std::string encodings;
  for (const SecretSighting& seen : Secrets(Values{{"token", secret}}).find(text)) {
    encodings += (encodings.empty() ? "" : ", ") + seen.encoding;
  }
  return encodings;
}

TEST(Secrets, AreFoundAsTheyAre) {
  EXPECT_EQ(encodings_in("hunter-2.0", "password: hunter-2.0\n"), "as it is");
  EXPECT_EQ(encodings_in("hunter-2.0", "password: hunter-2x0\n"), "");
}

TEST(Secrets, AreFoundInBase64WhereverTheyBegin) {
  // printf '%s' 'hunter-2.0/+?', with one and two bytes in front of it, | base64
  EXPECT_EQ(encodings_in("hunter-2.0/+?", "aHVudGVyLTIuMC8rPw=="), "in base64");
  EXPECT_EQ(encodings_in("hunter-2.0/+?", "YWh1bnRlci0yLjAvKz8="), "in base64");
  EXPECT_EQ(encodings_in("hunter-2.0/+?", "YWJodW50ZXItMi4wLys/"), "in base64");
  EXPECT_EQ(encodings_in("hunter-2.0/+?", "YWJodW50ZXItMi4wLys_YWJj"), "in base64") << "the URL's alphabet";
  EXPECT_EQ(encodings_in("hunter-2.0/+?", "aHVudGVy\r\nLTIuMC8rPw=="), "in base64") << "wrapped";
}

TEST(Secrets, AreFoundInHexadecimal) {
  EXPECT_EQ(encodings_in("hunter-2", "68756e7465722d32"), "in hexadecimal");
  EXPECT_EQ(encodings_in("hunter-2", "68:75:6E:74:65:72:2D:32"), "in hexadecimal");
}

TEST(Secrets, AreFoundWithAnyOfTheirCharactersEscaped) {
  EXPECT_EQ(encodings_in("p\"ss w/\\rd", R"({"a":"p\"ss w\/\\rd"})"), "escaped") << "JSON";
  EXPECT_EQ(encodings_in("p\"ss w/\\rd", R"("{\"a\":\"p\\\"ss w/\\\\rd\"}")"), "escaped") << "JSON in JSON";
  EXPECT_EQ(encodings_in("p\"ss w/\\rd", "p%22ss%20w%2F%5crd"), "escaped") << "a URL";
  EXPECT_EQ(encodings_in("p\"ss w/\\rd", "p%22ss+w/%5Crd"), "escaped") << "a form";
  EXPECT_EQ(encodings_in("p\"ss w/\\rd", "p&quot;ss w/&#92;rd"), "escaped") << "HTML";
  EXPECT_EQ(encodings_in("p\"ss w/\\rd", R"(\u0070\u0022ss w/\u005crd)"), "escaped") << "code points";
  EXPECT_EQ(encodings_in("sch\u00f6n-\U0001F511", R"(sch\u00F6n-\ud83d\udd11)"), "escaped") << "beyond ASCII";
  EXPECT_EQ(encodings_in("sch\u00f6n-\U0001F511", "sch%C3%B6n-%F0%9F%94%91"), "escaped") << "bytes of UTF-8";
}

TEST(Secrets, AreFoundWhereLinesEndWithinThem) {
  EXPECT_EQ(encodings_in("hunter-2.0/+?", "a: hunter-\n2.0/+?\n"), "broken over lines");
  EXPECT_EQ(encodings_in("hunter-2.0/+?", "a: >\r\n  hunt\r\n  er-2.0\r\n  /+?"), "broken over lines") << "YAML";
  EXPECT_EQ(encodings_in("hunter-2.0/+?", "'hunter-2' +\n    '.0/+?'"), "broken over lines") << "source code";
  EXPECT_EQ(encodings_in("hunter-2.0/+?", "a=hunter=\r\n-2.0/+?"), "broken over lines") << "quoted-printable";
  EXPECT_EQ(encodings_in("hunter-2.0/+?", R"({"a": "hunter-\n2.0\/\u002b?"})"), "broken over lines") << "JSON";
  EXPECT_EQ(encodings_in("hunter-2.0/+?", "hunter-2.0 and\n/+?"), "");
  EXPECT_EQ(encodings_in("hunter-2.0", "hunter-2.0\nhunter-\n2.0"), "as it is") << "told once";
}

TEST(Secrets, AreFoundInBase64OfMailsColumns) {
  // { printf '%.0sx' {1..50}; printf 'hunter-2.0/+?'; printf '%.0sx' {1..50}; } | base64
  EXPECT_EQ(encodings_in("hunter-2.0/+?",
                         "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHhodW50ZXIt\n"
                         "Mi4wLys/eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=\n"),
            "in base64");
}

TEST(Secrets, AreHiddenInEveryForm) {
  const Secrets secrets(Values{{"token", "hunter-2.0/+?"}, {"key", "hunter-2"}});
  EXPECT_EQ(secrets.hide("a hunter-2.0/+? b aHVudGVyLTIuMC8rPw== c hunter-2."),
            "a [secret token] b [secret token] c [secret key].");
}

TEST(Secrets, AreHiddenBeforeATextIsCut) {
  const Secrets secrets(Values{{"token", "hunter-2.0"}});
  EXPECT_EQ(secrets.hide_beginning("xx hunter-2.0 and so on", 8), "xx [secr");
  EXPECT_EQ(secrets.hide_beginning("xx hunter", 20), "xx hunter");
}

TEST(Secrets, AreHiddenInDocumentsWithTheirNames) {
  nlohmann::json document{{"hunter-2.0", {1, "is hunter-2.0", nullptr}}};
  Secrets(Values{{"token", "hunter-2.0"}}).hide(document);
  EXPECT_EQ(document.dump(), R"({"[secret token]":[1,"is [secret token]",null]})");
}

TEST(Secrets, PassOverWhatIsTooShortToBeOne) {
  const Secrets secrets(Values{{"pin", "1234"}});
  EXPECT_TRUE(secrets.empty());
  EXPECT_EQ(secrets.hide("1234"), "1234");
}

TEST(SecretSearch, FindsWhatLiesAcrossTheBorderOfTwoPieces) {
  const Secrets secrets(Values{{"token", "hunter-2.0"}});
  for (std::size_t before = (256U << 10U) - 12; before < (256U << 10U) + 2; ++before) {
    SecretSearch search(secrets);
    const std::string text = std::string(before, 'x') + "hunter-2.0" + std::string(100'000, 'y');
    for (std::size_t at = 0; at < text.size(); at += 1000) {
      search.feed(std::string_view(text).substr(at, 1000));
    }
    EXPECT_THAT(search.finish(), ElementsAre(SecretSighting{"token", "as it is"})) << before;
  }
}

TEST(SecretSearch, FindsNothingInOrdinaryText) {
  SecretSearch search(Secrets(Values{{"token", "hunter-2.0"}}));
  search.feed("nothing of it here: hunter, 2.0");
  EXPECT_THAT(search.finish(), IsEmpty());
}

}  // namespace
}  // namespace roadworthy
