#include "document/scalar.h"

#include <gtest/gtest.h>

namespace roadworthy {
namespace {

TEST(PlainScalar, IsNothing) {
  for (const std::string_view text : {"", "~", "null", "Null", "NULL"}) {
    EXPECT_EQ(kind_of_plain(text), NodeKind::null) << text;
  }
}

TEST(PlainScalar, IsABoolean) {
  for (const std::string_view text : {"true", "True", "TRUE", "false", "False", "FALSE"}) {
    EXPECT_EQ(kind_of_plain(text), NodeKind::boolean) << text;
  }
}

TEST(PlainScalar, IsAWholeNumber) {
  for (const std::string_view text : {"0", "-7", "+7", "0755", "0x1fA", "0o17", "123456789012345678901234567890"}) {
    EXPECT_EQ(kind_of_plain(text), NodeKind::integer) << text;
  }
}

TEST(PlainScalar, IsADecimalNumber) {
  for (const std::string_view text : {"1.5", "-.5", "5.", "1e3", "1.5E-3", "+12e+3", ".inf", "-.Inf", ".NaN"}) {
    EXPECT_EQ(kind_of_plain(text), NodeKind::real) << text;
  }
}

TEST(PlainScalar, IsATextWhereOlderYamlSawSomethingElse) {
  for (const std::string_view text :
       {"on", "off", "yes", "no", "y", "1_000", "12:30:45", "2024-01-01", "0b11", "0O17"}) {
    EXPECT_EQ(kind_of_plain(text), NodeKind::string) << text;
  }
}

TEST(PlainScalar, IsATextWhereItOnlyBeginsLikeANumber) {
  for (const std::string_view text : {"45s",  "-",   "+",     ".",   "-.", "1e",   "1e+",  "0x",  "0o",  "0o8",  "0xg",
                                      "-0x1", "--1", "1.2.3", "1 2", "e3", "nULL", "tRUE", "inf", "nan", "-.nan"}) {
    EXPECT_EQ(kind_of_plain(text), NodeKind::string) << text;
  }
}

}  // namespace
}  // namespace roadworthy
