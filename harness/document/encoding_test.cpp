#include "document/encoding.h"

#include <gtest/gtest.h>

#include "document/test_document.h"

namespace roadworthy {
namespace {

using namespace std::string_literals;

constexpr std::size_t kLimit = 1000;

TEST(Encoding, OfUtf8IsKeptAndItsByteOrderMarkIsDropped) {
  EXPECT_EQ(decode_text("a: \u00f6", kLimit).text, "a: \u00f6");
  EXPECT_EQ(decode_text("\xEF\xBB\xBF{}", kLimit).text, "{}");
}

TEST(Encoding, OfUtf16IsToldByItsByteOrderMark) {
  EXPECT_EQ(decode_text("\xFF\xFE\xF6\0\x3D\xD8\0\xDE"s, kLimit).text, "\u00f6\U0001f600");
  EXPECT_EQ(decode_text("\xFE\xFF\0\xF6\xD8\x3D\xDE\0"s, kLimit).text, "\u00f6\U0001f600");
}

TEST(Encoding, OfUtf16IsToldByItsFirstTwoCharacters) {
  EXPECT_EQ(decode_text("{\0\"\0\xF6\0\"\0:\0001\0}\0"s, kLimit).text, "{\"\u00f6\":1}");
  EXPECT_EQ(decode_text("\0{\0\"\0\xF6\0\"\0:\0001\0}"s, kLimit).text, "{\"\u00f6\":1}");
}

TEST(Encoding, OfUtf32IsToldByItsByteOrderMark) {
  EXPECT_EQ(decode_text("\xFF\xFE\0\0\xF6\0\0\0"s, kLimit).text, "\u00f6");
  EXPECT_EQ(decode_text("\0\0\xFE\xFF\0\0\0\xF6"s, kLimit).text, "\u00f6");
}

TEST(Encoding, ThatIsBrokenIsRefusedWhereItBreaks) {
  const DecodedText utf8 = decode_text("ab\xC3", kLimit);
  EXPECT_FALSE(utf8.good);
  EXPECT_EQ(utf8.fault, 2u);
  EXPECT_EQ(utf8.message, "the byte 0xC3 here is not UTF-8");
  const DecodedText utf16 = decode_text("\xFF\xFE\x61\0\0\xD8\x62\0"s, kLimit);
  EXPECT_FALSE(utf16.good);
  EXPECT_EQ(utf16.text, "a");
  EXPECT_EQ(utf16.fault, 1u);
  EXPECT_EQ(utf16.message, "here is something that is not UTF-16LE");
  EXPECT_FALSE(decode_text("\xFF\xFE\x61"s, kLimit).good) << "half a character";
}

TEST(Encoding, MayNotMakeATextLargerThanTheLimit) {
  std::string euros = "\xFE\xFF";
  for (int count = 0; count < 400; ++count) {
    euros += "\x20\xAC";
  }
  const DecodedText decoded = decode_text(euros, kLimit);
  EXPECT_FALSE(decoded.good);
  EXPECT_EQ(decoded.message, "the file is larger than 1000 bytes once it is UTF-8");
}

TEST(Encoding, OfControlCharactersIsRefused) {
  EXPECT_TRUE(decode_text("a\tb\r\n\u0085", kLimit).good);
  for (const char control : {'\0', '\x04', '\x07', '\x1b', '\x1f'}) {
    EXPECT_FALSE(decode_text("a: "s + control, kLimit).good) << static_cast<int>(control);
  }
}

TEST(Encoding, DoesNotShowInTheTree) {
  const std::string utf16 = "\xFF\xFE\xF6\0:\0 \0\x31\0"s;
  const Document document = good_document(utf16);
  EXPECT_EQ(outline(document.root), "{\u00f6: 1}");
  EXPECT_EQ(places(document.root.members[0].value.region), "1:4-1:5");
  EXPECT_EQ(document.file->text, "\u00f6: 1") << "what an excerpt shows";
}

}  // namespace
}  // namespace roadworthy
