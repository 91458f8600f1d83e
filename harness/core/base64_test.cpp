#include "core/base64.h"

#include <gtest/gtest.h>

namespace roadworthy {
namespace {

TEST(Base64, AgreesWithTheStandardsExamples) {
  EXPECT_EQ(to_base64(""), "");
  EXPECT_EQ(to_base64("f"), "Zg==");
  EXPECT_EQ(to_base64("fo"), "Zm8=");
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(to_base64("\xfb\xff"), "+/8=");
  EXPECT_EQ(base64_for_urls("\xfb\xff"), "-_8=");
}

TEST(Base64, ReadsBothAlphabetsPaddedOrNot) {
  EXPECT_EQ(from_base64("+/8="), "\xfb\xff");
  EXPECT_EQ(from_base64("-_8"), "\xfb\xff");
  EXPECT_EQ(from_base64("Zm9vYmFy"), "foobar");
  EXPECT_EQ(from_base64(""), "");
  EXPECT_EQ(from_base64("no base64!"), "");
  EXPECT_EQ(from_base64("Z"), "");
}

TEST(Base64, GivesEveryByteBack) {
  std::string bytes;
  for (int value = 0; value < 256; ++value) {
    bytes += static_cast<char>(value);
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    EXPECT_EQ(from_base64(base64_for_urls(bytes)), bytes);
  }
}

}  // namespace
}  // namespace roadworthy
