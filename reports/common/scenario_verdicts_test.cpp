#include "reports/common/scenario_verdicts.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace roadworthy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> names_of(const ScenarioVerdicts& verdicts) {
  std::vector<std::string> names;
  std::ranges::transform(verdicts, std::back_inserter(names), &ScenarioVerdict::name);
  return names;
}

ScenarioVerdict failed_verdict(std::string name) {
  return {.name = std::move(name),
          .file = "plan.json",
          .outcome = Outcome::failed,
          .items = {{"ECS-SIZE", ItemVerdict::fails}},
          .steps = {{.text = "no such size", .item = "ECS-SIZE", .place = {.file = "plan.json", .line = 3}}}};
}

TEST(ScenarioVerdicts, ComeInTheirOrderSpooledOnesLast) {
  ScenarioVerdicts verdicts{failed_verdict("first")};
  ASSERT_TRUE(verdicts.spool(failed_verdict("third")));
  verdicts.push_back(failed_verdict("second"));
  ASSERT_TRUE(verdicts.spool(failed_verdict("fourth")));

  EXPECT_EQ(verdicts.size(), 4U);
  EXPECT_THAT(names_of(verdicts), ElementsAre("first", "second", "third", "fourth"));
}

TEST(ScenarioVerdicts, ComeBackAsTheyWereWhoeverElseIsLooking) {
  ScenarioVerdicts verdicts;
  ASSERT_TRUE(verdicts.spool(failed_verdict("one")));
  ASSERT_TRUE(verdicts.spool(failed_verdict("two")));

  for (const ScenarioVerdict& outer : verdicts) {
    EXPECT_EQ(outer, failed_verdict(outer.name));
    EXPECT_THAT(names_of(verdicts), ElementsAre("one", "two"));
  }
}

TEST(ScenarioVerdicts, KeepWhatWasSpooledWhenTheyAreMoved) {
  ScenarioVerdicts verdicts;
  ASSERT_TRUE(verdicts.spool(failed_verdict("one")));

  const ScenarioVerdicts moved = std::move(verdicts);
  EXPECT_THAT(names_of(moved), ElementsAre("one"));
}

TEST(ScenarioVerdicts, AreEmptyWithoutAny) {
  EXPECT_TRUE(ScenarioVerdicts().empty());
  EXPECT_THAT(names_of({}), ElementsAre());
}

/// Another temporary folder for as long as it lives.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const char* path) { ::setenv("TMPDIR", path, 1); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { ::unsetenv("TMPDIR"); }
};

TEST(ScenarioVerdicts, SayWhenTheTemporaryFolderTakesNone) {
  const TemporaryFolder folder("/proc");

  ScenarioVerdicts verdicts;
  const auto spooled = verdicts.spool(failed_verdict("one"));

  ASSERT_FALSE(spooled);
  EXPECT_EQ(spooled.error().kind, ErrorKind::environment);
  EXPECT_THAT(spooled.error().message, HasSubstr("cannot make a file in /proc"));
  EXPECT_TRUE(verdicts.empty());
}

TEST(ScenarioVerdicts, LeaveNoFileBehind) {
  const std::filesystem::path own = std::filesystem::path(::testing::TempDir()) / "roadworthy-verdicts-of-this-test";
  std::filesystem::create_directories(own);
  const TemporaryFolder folder(own.c_str());

  ScenarioVerdicts verdicts;
  ASSERT_TRUE(verdicts.spool(failed_verdict("one")));

  EXPECT_TRUE(std::filesystem::is_empty(own));
  std::filesystem::remove(own);
}

}  // namespace
}  // namespace roadworthy
