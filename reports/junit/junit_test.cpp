#include "reports/junit/junit.h"

#include <algorithm>
#include <iterator>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

#include "reports/testing/golden.h"
#include "reports/testing/sample_run.h"

namespace roadworthy {
namespace {

std::string report_of(const RunVerdict& run) {
  return whole_text([&](const TextSink& out) { write_junit(run, out); });
}

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// The report as its consumers get it.
class Parsed {
 public:
  explicit Parsed(const RunVerdict& run) {
    const std::string text = report_of(run);
    const pugi::xml_parse_result result = document_.load_buffer(text.data(), text.size());
    EXPECT_TRUE(result) << result.description();
  }

  [[nodiscard]] pugi::xml_node root() const { return document_.child("testsuites"); }

  [[nodiscard]] pugi::xml_node suite(const char* name) const {
    return root().find_child_by_attribute("testsuite", "name", name);
  }

  [[nodiscard]] pugi::xml_node entry(const char* suite_name, const char* name) const {
    return suite(suite_name).find_child_by_attribute("testcase", "name", name);
  }

 private:
  pugi::xml_document document_;
};

std::vector<std::string> case_names(pugi::xml_node suite) {
  std::vector<std::string> names;
  for (const pugi::xml_node entry : suite.children("testcase")) {
    names.emplace_back(entry.attribute("name").value());
  }
  return names;
}

constexpr const char* kFailed = "Health notices a Logstash that was killed";
constexpr const char* kErrored = "A changed key reaches the application";

/// A run of one scenario with one check.
RunVerdict run_of(const StepVerdict& step, Outcome outcome, ItemVerdict verdict) {
  RunVerdict run;
  ScenarioVerdict scenario{.name = "one", .file = "one.yaml", .outcome = outcome, .steps = {step}};
  if (step.item) {
    scenario.items[*step.item] = verdict;
  }
  run.scenarios = {scenario};
  return run;
}

TEST(JUnit, TellsEverythingOfARun) {
  EXPECT_TRUE(matches_golden(report_of(sample_run()), "junit/golden/run.xml"));
}

TEST(JUnit, CountsEveryCaseOnce) {
  const Parsed report(sample_run());

  unsigned tests = 0;
  unsigned failures = 0;
  unsigned errors = 0;
  unsigned skipped = 0;
  for (const pugi::xml_node suite : report.root().children("testsuite")) {
    unsigned of_suite = 0;
    unsigned failures_of_suite = 0;
    unsigned errors_of_suite = 0;
    unsigned skipped_of_suite = 0;
    for (const pugi::xml_node entry : suite.children("testcase")) {
      ++of_suite;
      failures_of_suite += entry.child("failure") ? 1 : 0;
      errors_of_suite += entry.child("error") ? 1 : 0;
      skipped_of_suite += entry.child("skipped") ? 1 : 0;
    }
    EXPECT_EQ(suite.attribute("tests").as_uint(), of_suite);
    EXPECT_EQ(suite.attribute("failures").as_uint(), failures_of_suite);
    EXPECT_EQ(suite.attribute("errors").as_uint(), errors_of_suite);
    EXPECT_EQ(suite.attribute("skipped").as_uint(), skipped_of_suite);
    tests += of_suite;
    failures += failures_of_suite;
    errors += errors_of_suite;
    skipped += skipped_of_suite;
  }
  EXPECT_EQ(report.root().attribute("tests").as_uint(), tests);
  EXPECT_EQ(report.root().attribute("failures").as_uint(), failures);
  EXPECT_EQ(report.root().attribute("errors").as_uint(), errors);
  EXPECT_EQ(report.root().attribute("skipped").as_uint(), skipped);
  EXPECT_EQ(failures, 2U);
  EXPECT_EQ(errors, 2U);
}

/// What Jenkins, GitLab and the GitHub actions for test reports ask for, each in its own words.
TEST(JUnit, KeepsToWhatEveryConsumerReads) {
  const Parsed report(sample_run());

  std::set<std::string> identities;
  for (const pugi::xml_node suite : report.root()) {
    EXPECT_STREQ(suite.name(), "testsuite");
    EXPECT_STRNE(suite.attribute("name").value(), "");
    EXPECT_FALSE(suite.child("testsuite")) << "nested suites are not read by all";
    EXPECT_TRUE(suite.child("testcase")) << "a suite without cases is dropped";
    for (const pugi::xml_node entry : suite.children("testcase")) {
      const std::string classname = entry.attribute("classname").value();
      const std::string name = entry.attribute("name").value();
      EXPECT_NE(classname, "");
      EXPECT_NE(name, "");
      EXPECT_TRUE(identities.insert(classname + " / " + name).second) << classname << " / " << name;
      EXPECT_TRUE(entry.attribute("time"));
      const auto results = std::distance(entry.children("failure").begin(), entry.children("failure").end()) +
                           std::distance(entry.children("error").begin(), entry.children("error").end()) +
                           std::distance(entry.children("skipped").begin(), entry.children("skipped").end());
      EXPECT_LE(results, 1);
      for (const pugi::xml_node result : {entry.child("failure"), entry.child("error"), entry.child("skipped")}) {
        if (result) {
          EXPECT_STRNE(result.attribute("message").value(), "") << name;
        }
      }
      for (const pugi::xml_node result : {entry.child("failure"), entry.child("error")}) {
        if (result) {
          EXPECT_STRNE(result.text().get(), "") << name;
        }
      }
    }
  }
}

TEST(JUnit, ShowsAFailureWithItsPlaceAndAllMismatches) {
  const Parsed report(sample_run());
  const pugi::xml_node entry = report.entry(kFailed, "STATUS-HEALTH-DOWN");

  EXPECT_STREQ(entry.attribute("file").value(), "scenarios/status/health-down.yaml");
  EXPECT_EQ(entry.attribute("line").as_int(), 21);
  EXPECT_STREQ(entry.attribute("time").value(), "45.013");
  EXPECT_STREQ(entry.child("failure").attribute("message").value(),
               "it did not hold within 45s: expected status 503, seen status 200 (and 1 more)");
  EXPECT_THAT(entry.child("failure").text().get(),
              AllOf(HasSubstr("status 503"), HasSubstr("/reasons is not empty"),
                    HasSubstr("again      roadworthy run scenarios/status/health-down.yaml")));
  EXPECT_THAT(entry.child("system-out").text().get(), HasSubstr("listening on :3000"));
}

TEST(JUnit, KeepsABrokenStandApartFromAFailure) {
  const Parsed report(sample_run());
  const pugi::xml_node entry = report.entry(kErrored, "scenario");

  EXPECT_FALSE(entry.child("failure"));
  EXPECT_STREQ(entry.child("error").attribute("message").value(),
               "the stand-in etcd did not say within 10s where it listens");
  EXPECT_THAT(entry.child("error").text().get(),
              AllOf(HasSubstr("remedy: run `roadworthy doctor`"), HasSubstr("address already in use")));
  EXPECT_STREQ(report.suite(kErrored).attribute("failures").value(), "0");
}

TEST(JUnit, PutsTheErrorIntoTheItemThatTheStandBrokeIn) {
  const Parsed report(run_of({.text = "now: a check",
                              .item = "ITEM",
                              .is_check = true,
                              .outcome = StepOutcome::errored,
                              .reason = "the pod's network went away"},
                             Outcome::errored, ItemVerdict::cannot_tell));

  EXPECT_THAT(case_names(report.suite("one")), ElementsAre("ITEM"));
  EXPECT_STREQ(report.entry("one", "ITEM").child("error").attribute("message").value(), "the pod's network went away");
}

TEST(JUnit, NeverShowsAnItemThatWasNotReachedAsPassed) {
  const Parsed report(sample_run());

  EXPECT_STREQ(report.entry(kFailed, "STATUS-HEALTH-RECOVER").child("skipped").attribute("message").value(),
               "not shown: the scenario failed before it got there");
  EXPECT_STREQ(report.entry(kErrored, "CONFIG-RELOAD").child("skipped").attribute("message").value(),
               "cannot tell: the stand-in etcd did not say within 10s where it listens");
  EXPECT_STREQ(report.entry("Health follows Logstash", "STATUS-USER").child("skipped").attribute("message").value(),
               "not shown: the runtime process cannot change users without root");
}

TEST(JUnit, ShowsACheckWithoutAnItemUnderItsOwnWords) {
  const Parsed report(run_of({.text = "now: GET http://edge/ answers 200",
                              .is_check = true,
                              .outcome = StepOutcome::failed,
                              .mismatches = {{"status 200", "status 500"}}},
                             Outcome::failed, {}));

  const pugi::xml_node entry = report.entry("one", "now: GET http://edge/ answers 200");
  EXPECT_STREQ(entry.child("failure").attribute("message").value(), "expected status 200, seen status 500");
}

TEST(JUnit, ShowsAScenarioThatSaysNothingElse) {
  const Parsed report(run_of({.text = "start: [a]", .outcome = StepOutcome::passed}, Outcome::passed, {}));

  EXPECT_THAT(case_names(report.suite("one")), ElementsAre("scenario"));
  EXPECT_FALSE(report.entry("one", "scenario").first_child());
}

TEST(JUnit, IsRedWhenARequiredItemWasNotShown) {
  const Parsed report(sample_run());

  EXPECT_THAT(report.entry("roadworthy", "STATUS-USER").child("failure").text().get(),
              HasSubstr("the runtime process cannot change users without root"));
}

TEST(JUnit, IsRedWhenTheRunWasCutShort) {
  RunVerdict run = passed_run();
  run.interrupted = true;

  EXPECT_STREQ(Parsed(run).entry("roadworthy", "run").child("error").attribute("message").value(),
               "the run was interrupted");
}

TEST(JUnit, SaysWhatWasLeftBehind) {
  EXPECT_STREQ(Parsed(sample_run()).entry(kErrored, "tear-down").child("error").attribute("message").value(),
               "left behind: network rw-7f3a-reload, process 4711 (etcd)");
}

TEST(JUnit, KeepsRepeatedScenariosApart) {
  RunVerdict run = passed_run();
  run.scenarios.push_back(run.scenarios.in_memory().front());
  const Parsed report(run);

  const pugi::xml_node again = report.entry("Health follows Logstash #2", "STATUS-HEALTH-UP");
  EXPECT_STREQ(again.attribute("classname").value(), "scenarios.status.health #2");
}

TEST(JUnit, KeepsEqualChecksApart) {
  RunVerdict run =
      run_of({.text = "now: a check", .is_check = true, .outcome = StepOutcome::passed}, Outcome::passed, {});
  run.scenarios.in_memory()[0].steps.push_back(run.scenarios.in_memory()[0].steps[0]);

  EXPECT_THAT(case_names(Parsed(run).suite("one")), ElementsAre("now: a check", "now: a check #2"));
}

TEST(JUnit, NamesTheRunInEverySuite) {
  const Parsed report(sample_run());

  for (const pugi::xml_node suite : report.root().children("testsuite")) {
    const pugi::xml_node properties = suite.child("properties");
    const auto value = [&](const char* name) {
      return std::string(properties.find_child_by_attribute("property", "name", name).attribute("value").value());
    };
    EXPECT_EQ(value("runtime"), "process");
    EXPECT_EQ(value("isolation"), "namespaces");
    EXPECT_EQ(value("kernel"), "6.1.0-18-amd64");
    EXPECT_EQ(value("seed"), "42");
    EXPECT_EQ(value("subject status-sidecar"), "command: status-sidecar, sha256:9f86d081884c7d65");
  }
}

TEST(JUnit, MakesPackagesOfFolders) {
  RunVerdict run = passed_run();
  run.scenarios.in_memory()[0].file = "../my.scenarios/./health.check.yaml";

  EXPECT_STREQ(Parsed(run).entry("Health follows Logstash", "STATUS-HEALTH-UP").attribute("classname").value(),
               "my_scenarios.health_check");
}

TEST(JUnit, HoldsOnlyCharactersThatXmlAllows) {
  RunVerdict run = sample_run();
  std::string all;
  for (char32_t point = 0; point < 0x100; ++point) {
    all += static_cast<char>(point);
  }
  all += "\ufffe\uffff";
  run.scenarios.in_memory()[1].steps[3].evidence.log_tails["status"] = {all};
  run.scenarios.in_memory()[1].steps[3].reason = all;
  run.scenarios.in_memory()[1].name = all;

  const std::string text = report_of(run);

  EXPECT_TRUE(std::ranges::all_of(text, [](char byte) {
    const auto value = static_cast<unsigned char>(byte);
    return value == '\n' || (value >= 0x20 && value != 0x7f);
  }));
  EXPECT_THAT(text, AllOf(Not(HasSubstr("&#")), Not(HasSubstr("\ufffe")), Not(HasSubstr("\uffff"))));
}

}  // namespace
}  // namespace roadworthy
