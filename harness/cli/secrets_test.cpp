#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/program_under_test.h"

namespace roadworthy {
namespace {

using namespace testing_support;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kToken = "correct-horse-battery";

/// Shows its secret in every way that it can.
const std::string kTalkative = R"(scenario: A program that talks
topology:
  pods:
    edge:
      web:
        command: [/bin/sh, -c, "echo $TOKEN; printf %s $TOKEN | base64; printf %s $TOKEN | od -An -v -tx1 | tr -d '\n'; echo; exec sleep 600"]
        environment: { TOKEN: "${secret.token}" }
steps:
  - start: web
  - eventually: { within: 30s, log: web, matches: "^ ?63" }
  - eventually: { within: 1ms, log: web, contains: "never ${secret.token}" }
)";

void expect_hidden(const std::string& text, const std::string& where) {
  EXPECT_THAT(text, Not(HasSubstr("correct-horse"))) << where;
  EXPECT_THAT(text, Not(HasSubstr("Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5"))) << where;
  EXPECT_THAT(text, Not(HasSubstr("63 6f 72 72 65"))) << where;
}

TEST(Secrets, AreInNoOutput) {
  const TemporaryFolder folder;
  const std::string scenario = folder.write("scenario.yaml", kTalkative);
  std::vector<std::string> arguments{"run", scenario, "--secret-env", "token"};
  for (const std::string format : {"json", "junit", "html", "text"}) {
    arguments.insert(arguments.end(), {"--report-" + format, folder.path() + "/report." + format});
  }

  const Ended ended = run_program(arguments, {{"token", kToken}});

  EXPECT_EQ(ended.exit_code, 1) << ended.out << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("[secret token]"));
  expect_hidden(ended.out, "console");
  expect_hidden(ended.err, "progress");
  for (const std::string format : {"json", "junit", "html", "text"}) {
    std::ifstream file(folder.path() + "/report." + format);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    EXPECT_THAT(text, HasSubstr("[secret token]")) << format;
    expect_hidden(text, format);
  }
}

TEST(Secrets, ComeFromAFileWithoutItsLineEnd) {
  const TemporaryFolder folder;
  const std::string file = folder.write("token", std::string(kToken) + "\n");
  const std::string scenario = folder.write("scenario.yaml", kTalkative);

  const Ended ended = run_program({"run", scenario, "--secret-file", "token=" + file});

  EXPECT_THAT(ended.out, HasSubstr("--secret-file token=" + file)) << "the command that runs it again";
  expect_hidden(ended.out, "console");
}

TEST(Secrets, AreRefusedWhereTheyAreMissingOrTooShort) {
  const TemporaryFolder folder;
  const std::string scenario = folder.write("scenario.yaml", kTalkative);
  EXPECT_THAT(run_program({"run", scenario, "--secret-env", "token"}).err, HasSubstr("the environment has no `token`"));
  EXPECT_THAT(run_program({"run", scenario, "--secret-env", "token"}, {{"token", "abc"}}).err,
              HasSubstr("secret `token` has 3 bytes"));
  EXPECT_THAT(run_program({"run", scenario, "--secret-file", "token=/nowhere"}).err,
              HasSubstr("there is nothing to read in `/nowhere`"));
  EXPECT_THAT(run_program({"run", scenario}).err, HasSubstr("unknown variable `secret.token`"));
}

}  // namespace
}  // namespace roadworthy
