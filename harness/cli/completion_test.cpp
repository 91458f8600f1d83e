#include <array>
#include <cstdio>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/program_under_test.h"

namespace roadworthy {
namespace {

using namespace testing_support;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// What bash offers for the last of `words`, having read the script.
std::string offered(const std::string& words) {
  const TemporaryFolder folder;
  const auto script = folder.write("completion", run_program({"completion", "bash"}).out);
  const std::string line = "bash --norc -c 'source " + script + "; COMP_WORDS=(" + words +
                           "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _roadworthy; echo \"${COMPREPLY[*]}\"' 2>&1";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(line.c_str(), "r"), &::pclose);
  std::array<char, 4096> text{};
  return std::fgets(text.data(), text.size(), pipe.get()) ? text.data() : "";
}

TEST(Completion, OffersCommands) {
  EXPECT_EQ(offered("roadworthy ru"), "run\n");
  EXPECT_THAT(offered("roadworthy \"\""), AllOf(HasSubstr("run"), HasSubstr("check"), HasSubstr("completion")));
}

TEST(Completion, OffersTheOptionsOfTheCommandAlone) {
  EXPECT_THAT(offered("roadworthy run --s"),
              AllOf(HasSubstr("--subject"), HasSubstr("--seed"), Not(HasSubstr("--unread"))));
  EXPECT_EQ(offered("roadworthy check --unr"), "--unread\n");
}

TEST(Completion, OffersWhatAnOptionMayBe) {
  EXPECT_EQ(offered("roadworthy run --runtime d"), "docker\n");
  EXPECT_EQ(offered("roadworthy schema pol"), "policy\n");
}

TEST(Completion, KnowsThreeShells) {
  EXPECT_THAT(run_program({"completion", "fish"}).out,
              HasSubstr("complete -c roadworthy -f -n __fish_use_subcommand -a run -d 'run scenarios"));
  EXPECT_THAT(run_program({"completion", "zsh"}).out, HasSubstr("bashcompinit"));
  const Ended other = run_program({"completion", "tcsh"});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("bash"));
}

}  // namespace
}  // namespace roadworthy
