#include <gmock/gmock.h>

#include "steps/test_stand.h"
#include "testing/fake_stand.h"

namespace roadworthy {
namespace {

using testing::ElementsAre;

/// Does a good step on a stand; the words of its error, or `done`.
std::string act(FakeStand& stand, std::string_view text) {
  const ReadStep step = read_step(text);
  EXPECT_EQ(step.mistakes, "") << text;
  const auto done = step.action.run(stand, TimePoint::max());
  return done ? "done" : done.error().message;
}

TEST(Write, GivesAFileAnotherContent) {
  FakeStand stand;
  EXPECT_EQ(act(stand, "write: { file: logs/deep/app.log, lines: [one, 2] }"), "done");
  EXPECT_EQ(stand.file("logs/deep/app.log"), "one\n2\n");
  EXPECT_EQ(act(stand, "write: { file: logs/deep/app.log, text: no newline }"), "done");
  EXPECT_EQ(stand.file("logs/deep/app.log"), "no newline");
}

TEST(Append, AddsToAFile) {
  FakeStand stand;
  EXPECT_EQ(act(stand, "append: { file: logs/app.log, lines: [one] }"), "done");
  EXPECT_EQ(act(stand, "append: { file: logs/app.log, lines: [two] }"), "done");
  EXPECT_EQ(stand.file("logs/app.log"), "one\ntwo\n");
}

TEST(Fill, AddsLinesOfWhichNoTwoAreEqual) {
  FakeStand stand;
  EXPECT_EQ(act(stand, "fill: { file: logs/app.log, lines: 3, line_bytes: 32 }"), "done");
  EXPECT_EQ(stand.file("logs/app.log"),
            "line 1 of 3 ...................\nline 2 of 3 ...................\nline 3 of 3 ...................\n");
}

TEST(Rotate, RenamesAndMakesANewFile) {
  FakeStand stand;
  stand.put_file("logs/app.log", "old\n");
  EXPECT_EQ(act(stand, "rotate: { file: logs/app.log }"), "done");
  EXPECT_EQ(stand.file("logs/app.log.1"), "old\n");
  EXPECT_EQ(stand.file("logs/app.log"), "");
}

TEST(Rotate, CopiesAndEmptiesInPlace) {
  FakeStand stand;
  stand.put_file("logs/app.log", "old\n");
  EXPECT_EQ(act(stand, "rotate: { file: logs/app.log, to: archive/app.log, how: copy }"), "done");
  EXPECT_EQ(stand.file("logs/archive/app.log"), "old\n");
  EXPECT_EQ(stand.file("logs/app.log"), "");
}

TEST(Rotate, AFileThatIsNotThereIsTold) {
  FakeStand stand;
  EXPECT_EQ(act(stand, "rotate: { file: logs/app.log }"), "cannot open app.log in volume logs: it does not exist");
}

TEST(FileSteps, NameTheirVolume) {
  const auto volumes = read_step("append: { file: logs/app.log, text: x }").action.volumes;
  ASSERT_EQ(volumes.size(), 1u);
  EXPECT_EQ(volumes[0].name, "logs");
  EXPECT_EQ(describe(volumes[0].where), "test.yaml:1:17");
}

TEST(FileSteps, AFileLiesInAVolume) {
  for (const char* file : {"app.log", "/var/app.log", "logs/", "logs/../x", "logs/a/./b", "logs//x"}) {
    const auto mistakes = read_step(std::string("write: { text: x, file: ") + file + " }").mistakes;
    EXPECT_THAT(mistakes, testing::HasSubstr(std::string("`") + file + "` is no file in a volume")) << file;
  }
  EXPECT_EQ(read_step("write: { file: ../x, text: x }").mistakes, R"(test.yaml:1:16: `../x` is no file in a volume
  write: { file: ../x, text: x }
                 ^~~~
  write VOLUME/PATH, without . and ..
)");
}

TEST(FileSteps, ContentIsEitherTextOrLines) {
  EXPECT_EQ(read_step("append: { file: logs/x }").mistakes,
            R"(test.yaml:1:17: a file's content is either `text` or `lines`
  append: { file: logs/x }
                  ^~~~~~
  write lines: ["first", "second"]
)");
}

TEST(Fill, HasBounds) {
  EXPECT_EQ(read_step("fill: { file: logs/x, lines: 0 }").mistakes, R"(test.yaml:1:30: `lines` must be at least 1
  fill: { file: logs/x, lines: 0 }
                               ^
)");
  EXPECT_EQ(read_step("fill: { file: logs/x, lines: 9, line_bytes: 31 }").mistakes,
            R"(test.yaml:1:45: 9 lines of 31 bytes cannot be filled in
  fill: { file: logs/x, lines: 9, line_bytes: 31 }
                                              ^~
  a line has 32 bytes at least, all of them together 256 MiB at most
)");
}

TEST(Rotate, KnowsTwoWays) {
  EXPECT_EQ(read_step("rotate: { file: logs/x, how: move }").mistakes,
            R"(test.yaml:1:30: a file is not rotated by `move`
  rotate: { file: logs/x, how: move }
                               ^~~~
  rename: moved away, and a new one made; copy: copied, then emptied in place
)");
  EXPECT_EQ(read_step("rotate: { file: logs/x, to: ../y }").mistakes,
            R"(test.yaml:1:29: `../y` is no other file of the volume
  rotate: { file: logs/x, to: ../y }
                              ^~~~
  write its path within the same volume
)");
}

TEST(FileSteps, SayWhatTheyDo) {
  EXPECT_EQ(read_step("append: { file: logs/x, lines: [one] }").action.description, "append 4 bytes to logs/x");
  EXPECT_EQ(read_step("fill: { file: logs/x, lines: 9 }").action.description, "fill logs/x with 9 lines of 60 bytes");
  EXPECT_EQ(read_step("rotate: { file: logs/x, how: copy }").action.description,
            "rotate logs/x to x.1 by copy and truncate");
}

}  // namespace
}  // namespace roadworthy
