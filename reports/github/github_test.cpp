#include "reports/github/github.h"

#include <gtest/gtest.h>

namespace roadworthy {
namespace {

std::string report_of(const RunVerdict& run) {
  return whole_text([&](const TextSink& out) { write_github(run, out); });
}

/// Behind the notice that says what was run.
std::string annotations(const RunVerdict& run) {
  const std::string text = report_of(run);
  EXPECT_TRUE(text.starts_with("::notice title=Roadworthy::run ")) << text;
  return text.substr(text.find('\n') + 1);
}

RunVerdict run_of(const std::string& text, const std::string& file) {
  RunVerdict run;
  run.scenarios.push_back({.name = "plan", .file = file, .outcome = Outcome::failed});
  StepVerdict step;
  step.text = text;
  step.item = "ECS-SIZE";
  step.outcome = StepOutcome::failed;
  step.place = {.file = file, .line = 3, .column = 5, .excerpt = ""};
  run.scenarios.in_memory().back().steps.push_back(std::move(step));
  return run;
}

TEST(GitHub, AFindingIsAnAnnotationAtItsPlace) {
  EXPECT_EQ(annotations(run_of("512 CPU units do not fit", "./plan.json")),
            "::error file=plan.json,line=3,col=5,title=ECS-SIZE::512 CPU units do not fit\n");
}

TEST(GitHub, NothingFromOutsideMakesACommand) {
  const std::string text = annotations(run_of("a\n::set-output name=x::100%", "a,line=9:b.json"));

  EXPECT_EQ(text, "::error file=a%2Cline=9%3Ab.json,line=3,col=5,title=ECS-SIZE::a\\n::set-output name=x::100%25\n");
}

TEST(GitHub, ABrokenStandIsAWarning) {
  RunVerdict run;
  run.scenarios.push_back({.name = "stand", .file = "a.yaml", .outcome = Outcome::errored, .reason = "no daemon"});

  EXPECT_EQ(annotations(run), "::warning file=a.yaml,title=the stand broke::stand: no daemon\n");
}

TEST(GitHub, ARequiredItemThatNothingShowedIsAnError) {
  RunVerdict run;
  run.required_not_shown = {"ECS-SIZE"};

  EXPECT_EQ(annotations(run), "::error title=ECS-SIZE::this item was required, and nothing showed it\n");
}

}  // namespace
}  // namespace roadworthy
