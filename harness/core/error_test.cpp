#include "core/error.h"

#include <cerrno>

#include <gtest/gtest.h>

namespace roadworthy {
namespace {

TEST(Error, IsDescribedWithItsPlaceTheLineAndTheRemedy) {
  const auto file = std::make_shared<const SourceFile>(SourceFile{.path = "a.yaml", .text = "within: 45\n"});
  const Error error{.kind = ErrorKind::invalid_file,
                    .message = "`within` must be a duration such as 45s, not a whole number",
                    .remedy = "add a unit (ms, s, min, h)",
                    .where = SourceSpan{.file = file, .line = 1, .column = 9, .end_line = 1, .end_column = 11}};
  EXPECT_EQ(describe(error),
            "a.yaml:1:9: `within` must be a duration such as 45s, not a whole number\n"
            "  within: 45\n"
            "          ^~\n"
            "  add a unit (ms, s, min, h)");
}

TEST(Error, WithoutAPlaceIsItsMessage) {
  EXPECT_EQ(describe(fail(ErrorKind::usage, "there is no scenario `x`").error()), "there is no scenario `x`");
}

TEST(Error, LetsNothingReachTheTerminalThatActsOnIt) {
  EXPECT_EQ(describe(fail(ErrorKind::usage, "no `\x1b[2J`", "use\x07 another").error()),
            "no `?[2J`\n"
            "  use? another");
}

TEST(FailSystem, AddsTheTextOfTheErrorNumber) {
  const Error error = fail_system("cannot open `x`", ENOENT, "make it").error();
  EXPECT_EQ(error.kind, ErrorKind::environment);
  EXPECT_EQ(error.message, "cannot open `x`: No such file or directory");
  EXPECT_EQ(error.remedy, "make it");
}

}  // namespace
}  // namespace roadworthy
