#include "reports/junit/case_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/testing/sample_run.h"

namespace roadworthy::report {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class CaseText : public ::testing::Test {
 protected:
  RunVerdict run_ = sample_run();
  ScenarioVerdict& scenario_ = run_.scenarios.in_memory()[1];
  StepVerdict& step_ = scenario_.steps[3];
};

TEST_F(CaseText, GivesTheReasonAndTheFirstMismatchOnOneLine) {
  step_.reason = "it did not\nhold";

  EXPECT_EQ(message_of(step_), "it did not\\nhold: expected status 503, seen status 200 (and 1 more)");
}

TEST_F(CaseText, CutsALongMessage) {
  step_.mismatches = {{"a", std::string(100000, 'x')}};

  EXPECT_LE(message_of(step_).size(), 500U);
}

TEST_F(CaseText, BeginsWithThePlaceAndEndsWithTheCommand) {
  EXPECT_THAT(text_of(run_, scenario_, {&step_}),
              AllOf(StartsWith("scenarios/status/health-down.yaml:21:5: eventually: "),
                    EndsWith("again      " + scenario_.rerun + "\n")));
}

TEST_F(CaseText, KeepsTheSentenceOutOfTheEvidence) {
  EXPECT_THAT(output_of(run_, {&step_}), AllOf(HasSubstr("listening on :3000"), HasSubstr("452 looks"),
                                               Not(HasSubstr("expected")), Not(HasSubstr("STATUS-HEALTH-DOWN"))));
}

TEST_F(CaseText, HasNoOutputWithoutEvidence) {
  step_.evidence = {};

  EXPECT_THAT(output_of(run_, {&step_}), IsEmpty());
}

TEST_F(CaseText, BoundsTheOutput) {
  step_.evidence.log_tails["status"] = std::vector<std::string>(50, std::string(2000, 'x'));
  step_.evidence.changes = std::vector<Attempt>(50, {.seen = std::string(2000, 'y')});

  const std::string output = output_of(run_, {&step_});

  EXPECT_LE(output.size(), 33U * 1024);
  EXPECT_THAT(output, EndsWith("more)\n... the rest is in the JSON report\n"));
}

TEST_F(CaseText, LetsNoSubjectAttachFiles) {
  EXPECT_EQ(harmless("[[ATTACHMENT|a]] [[PROPERTY|b=c]] [[other]]"),
            "[\\x5bATTACHMENT|a]] [\\x5bPROPERTY|b=c]] [[other]]");
  EXPECT_THAT(output_of(run_, {&step_}), AllOf(Not(HasSubstr("[[ATTACHMENT")), HasSubstr("ATTACHMENT|/etc/passwd]]")));
  EXPECT_THAT(text_of(run_, scenario_, {&step_}), Not(HasSubstr("[[ATTACHMENT")));
}

}  // namespace
}  // namespace roadworthy::report
