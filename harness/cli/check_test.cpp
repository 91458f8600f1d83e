#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/program_under_test.h"

namespace roadworthy {
namespace {

using namespace testing_support;
using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string kDefinitions = kSource + "/fixtures/definitions/";

std::string task(const std::string& memory) {
  return R"({
  "family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
  "cpu": "256",
  "memory": ")" +
         memory + R"(",
  "containerDefinitions": [{ "name": "web", "image": "shop:1" }]
})";
}

TEST(Check, IsZeroForAGoodDefinitionAndSaysHowMuchItCannotTell) {
  const Ended ended = run_program({"check", kDefinitions + "logstash/compose.yaml"});
  EXPECT_EQ(ended.exit_code, 0) << ended.out << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("1 definition, cannot tell: 0 of 5 verdicts (0.0 %)"));
}

TEST(Check, SaysWhereAndWhyItCannotTell) {
  const TemporaryFolder folder;
  const Ended ended = run_program({"check", folder.write("web.json", task("__MEMORY__"))});
  EXPECT_EQ(ended.exit_code, 0) << ended.out << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("cannot tell: 1 of 2 verdicts (50.0 %)\n"));
  EXPECT_THAT(ended.out, HasSubstr("web.json:4:13: ECS-SIZE: cannot tell: the memory of web is not known: `__MEMORY__` "
                                   "is a placeholder\n"));
}

TEST(Check, NamesTheItemsThatNothingInTheDefinitionIsAbout) {
  const TemporaryFolder folder;
  const Ended ended = run_program({"check", folder.write("compose.yaml", "services: { web: { image: shop } }\n")});
  EXPECT_EQ(ended.exit_code, 0) << ended.out << ended.err;
  EXPECT_THAT(ended.out, AllOf(HasSubstr("Nothing was shown"), HasSubstr("not shown, for want of what they are about"),
                               HasSubstr("STATUS-LOG-VOLUME")));
  EXPECT_EQ(run_program({"check", folder.path() + "/compose.yaml", "--require", "STATUS-LOG-VOLUME"}).exit_code, 1);
}

TEST(Check, IsOneAndPointsIntoTheFileWhereARuleFails) {
  const TemporaryFolder folder;
  const Ended ended = run_program({"check", folder.write("web.json", task("4096"))});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("web.json:4:13: Fargate offers no task of 0.25 vCPU with 4 GiB"),
                               HasSubstr("ECS-SIZE"), HasSubstr("^~~~~~"), HasSubstr("512, 1024 or 2048 MiB")));
}

TEST(Check, IsTwoForWhatItCannotReadAndSaysWhatWasTried) {
  const TemporaryFolder folder;
  const Ended broken = run_program({"check", folder.write("a.json", "{\"family\": ")});
  EXPECT_EQ(broken.exit_code, 2);
  EXPECT_THAT(broken.err, HasSubstr("this is not valid JSON"));
  const Ended other = run_program({"check", folder.write("b.yaml", "hello: world\n")});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, AllOf(HasSubstr("is of no known format"), HasSubstr("compose: it has no mapping `services`")));
  EXPECT_EQ(run_program({"check", folder.path() + "/none.json"}).exit_code, 2);
  EXPECT_EQ(run_program({"check", folder.path(), "--as", "ece"}).exit_code, 2);
}

TEST(Check, IsTwoForAScriptThatIsNestedTooDeep) {
  const TemporaryFolder folder;
  std::string script = "#!/bin/sh\ndocker run shop\n";
  for (int level = 0; level < 150; ++level) {
    script += "if true; then\n";
  }
  const Ended ended = run_program({"check", folder.write("deep.sh", script)});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("deep.sh:103:1: `if` stands more than 100 levels deep here"),
                               HasSubstr("split the script")));
}

TEST(Check, SearchesFoldersAndPassesOverWhatIsNoDefinition) {
  const TemporaryFolder folder;
  folder.write("web.json", task("512"));
  folder.write("notes.yaml", "hello: world\n");
  const Ended ended = run_program({"check", folder.path()});
  EXPECT_EQ(ended.exit_code, 0) << ended.out;
  EXPECT_THAT(ended.err, HasSubstr("notes.yaml: no definition, passed over"));
}

TEST(Check, AComposeOverrideBelongsToItsFile) {
  const TemporaryFolder folder;
  folder.write(
      "compose.yaml",
      "services:\n  logstash: { image: \"logstash:8\", command: logstash --path.logs /l, volumes: [\"l:/l\"] }\n"
      "  status: { image: status-sidecar, environment: { LOGSTASH_API_URL: \"http://logstash:9600\",\n"
      "    LOGSTASH_LOG_PATH: /l/logstash-plain.log }, volumes: [\"l:/l:ro\"] }\nvolumes: { l: {} }\n");
  EXPECT_THAT(run_program({"check", folder.path()}).out,
              HasSubstr("the dashboard's port 3000 of status cannot be reached"));
  folder.write("compose.override.yaml", "services:\n  status: { ports: [\"3000:3000\"] }\n");
  EXPECT_EQ(run_program({"check", folder.path() + "/compose.yaml", folder.path() + "/compose.override.yaml"}).exit_code,
            0);
  EXPECT_EQ(run_program({"check", folder.path() + "/compose.yaml"}).exit_code, 1);
  EXPECT_EQ(run_program({"check", folder.path()}).exit_code, 0);
}

TEST(Check, NamesAgainWhatWasNamedAndNothingThatItIncludes) {
  const TemporaryFolder folder;
  folder.write("base.yaml", "services: { web: { image: shop } }\n");
  const std::string path = folder.write("compose.yaml",
                                        "include: [base.yaml]\nservices: { logstash: { image: logstash:8 }, "
                                        "status-sidecar: { image: status-sidecar:1 } }\n");
  const Ended ended = run_program({"check", path});
  EXPECT_EQ(ended.exit_code, 1) << ended.out << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("again      roadworthy check " + path + "\n"));
}

TEST(Check, ATaskDefinitionAndAPlanAreOneDeployment) {
  const TemporaryFolder folder;
  const std::string report = folder.path() + "/report.json";
  const Ended ended =
      run_program({"check", kDefinitions + "rails/web.task.json", kDefinitions + "rails/rails.plan.json", "--item",
                   "ECS-LOGGROUP-CREATED", "--report-json", report});
  EXPECT_EQ(ended.exit_code, 0) << ended.out;
  EXPECT_EQ(json::parse(std::ifstream(report)).at("scenarios").size(), 1u);
}

TEST(Check, AWarningFailsOnlyWhereItIsAskedFor) {
  const TemporaryFolder folder;
  const std::string file = folder.write("t.json", R"({"family": "f", "memory": "512", "containerDefinitions": [
    {"name": "web", "image": "shop:1"},
    {"name": "envoy", "image": "envoyproxy/envoy:v1.30", "essential": false, "logConfiguration":
      {"logDriver": "awslogs", "options": {"awslogs-group": "mesh", "awslogs-region": "eu-west-1"}}}]})");
  const Ended lenient = run_program({"check", file});
  EXPECT_EQ(lenient.exit_code, 0);
  EXPECT_THAT(lenient.out, HasSubstr("warning: the log group of sidecar f/envoy is not named as the policy says"));
  EXPECT_EQ(run_program({"check", file, "--fail-on", "warning"}).exit_code, 1);
}

TEST(Check, ReadsThePolicyStrictly) {
  const TemporaryFolder folder;
  const std::string file = folder.write("web.json", task("4096"));
  const std::string good =
      folder.write("p.yaml", "waivers: [{ item: ECS-SIZE, reason: grows soon, until: 2999-12-31 }]\n");
  const Ended waived = run_program({"check", file, "--policy", good});
  EXPECT_EQ(waived.exit_code, 0) << waived.out;
  EXPECT_THAT(waived.out, HasSubstr("waived until 2999-12-31: grows soon"));
  const Ended expired =
      run_program({"check", file, "--policy",
                   folder.write("old.yaml", "waivers: [{ item: ECS-SIZE, reason: x, until: 2001-12-31 }]\n")});
  EXPECT_EQ(expired.exit_code, 1);
  EXPECT_THAT(expired.err, HasSubstr("the waiver of ECS-SIZE ended on 2001-12-31"));
  const Ended wrong = run_program({"check", file, "--policy", folder.write("bad.yaml", "waiver: []\n")});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean `waivers`?"));
}

TEST(Check, RequiresWhatItIsToldTo) {
  const TemporaryFolder folder;
  const std::string file = folder.write("web.json", task("512"));
  EXPECT_EQ(run_program({"check", file, "--require", "ECS-SIZE"}).exit_code, 0);
  EXPECT_EQ(run_program({"check", file, "--require", "ALLOY-PLACEMENT"}).exit_code, 1);
}

TEST(Explain, HasAPageForAnItemAndHelpsWithItsName) {
  const Ended page = run_program({"explain", "ECS-ESSENTIAL"});
  EXPECT_EQ(page.exit_code, 0);
  EXPECT_THAT(page.out,
              AllOf(HasSubstr("Why: "), HasSubstr("Mend: "), HasSubstr("Source: "), HasSubstr("ecs-essential: ")));
  const Ended wrong = run_program({"explain", "ECS-ESENTIAL"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean `ECS-ESSENTIAL`?"));
}

TEST(Schema, IsThereForPolicies) {
  EXPECT_THAT(run_program({"schema", "policy"}).out, HasSubstr("\"title\": \"Roadworthy policy\""));
}

std::vector<std::string> check_of(std::size_t tasks, const TemporaryFolder& folder) {
  std::vector<std::string> words{"check"};
  for (std::size_t at = 0; at < tasks; ++at) {
    words.push_back(folder.write(fmt::format("task-{}.json", at), task(at % 2 == 0 ? "512" : "4096")));
  }
  return words;
}

TEST(Check, TellsOfEveryDefinitionHoweverManyThereAre) {
  constexpr std::size_t kMany = 700;  // More than are kept in memory.
  const TemporaryFolder folder;
  std::vector<std::string> words = check_of(kMany, folder);
  const std::string report = folder.path() + "/report.json";
  words.insert(words.end(), {"--report-json", report});

  const Ended ended = run_program(words);

  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("scenarios  700: 350 passed, 350 failed"),
                               HasSubstr("task-699.json:4:13: Fargate offers no task of 0.25 vCPU with 4 GiB")));
  const json told = json::parse(std::ifstream(report));
  ASSERT_EQ(told.at("scenarios").size(), kMany);
  EXPECT_EQ(told.at("scenarios").at(699).at("items").at("ECS-SIZE"), "fails");
  EXPECT_EQ(told.at("scenarios").at(698).at("items").at("ECS-SIZE"), "holds");
}

TEST(Check, IsTwoWhereMoreFilesMayGoWithAPlanThanCanBeHeld) {
  const TemporaryFolder folder;
  std::vector<std::string> words = check_of(501, folder);
  words.push_back(folder.write("plan.json", R"({"format_version": "1.2", "planned_values": {"root_module": {}}})"));

  const Ended ended = run_program(words);

  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("one plan and more than 500 files that may go with it were named"),
                               HasSubstr("--together makes them one deployment")));
}

}  // namespace
}  // namespace roadworthy
