#include <gmock/gmock.h>

#include "comparison/test_support.h"

namespace roadworthy {
namespace {

using testing::ElementsAre;

constexpr std::string_view kAlone = R"({"family": "web", "cpu": "256", "memory": "512", "volumes": [{"name": "data"}],
  "containerDefinitions": [
    {"name": "web", "image": "web:1", "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]})";

constexpr std::string_view kWithSidecar =
    R"({"family": "web", "cpu": "512", "memory": "1024", "volumes": [{"name": "data"}, {"name": "socket"}],
  "containerDefinitions": [
    {"name": "web", "image": "web:1", "essential": true, "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}],
     "dependsOn": [{"containerName": "agent", "condition": "START"}]},
    {"name": "agent", "image": "agent:7", "essential": false,
     "mountPoints": [{"sourceVolume": "socket", "containerPath": "/var/run"}, {"sourceVolume": "data", "containerPath": "/data"}]}]})";

Comparison subtract(std::string_view before, std::string_view after) {
  return compare(read_text_as("old.json", std::string(before)), read_text_as("new.json", std::string(after)),
                 {.sidecars = {}, .subtract_added = true});
}

TEST(Sidecars, ComeOutWithWhatOnlyTheyUse) {
  const Comparison comparison = subtract(kAlone, kWithSidecar);

  EXPECT_EQ(all_of(comparison), "");
  EXPECT_THAT(comparison.subtracted, ElementsAre("agent of web"));
}

TEST(Sidecars, AreDifferencesUnlessTheyAreSubtracted) {
  const Comparison comparison =
      compare(read_text_as("old.json", std::string(kAlone)), read_text_as("new.json", std::string(kWithSidecar)));

  EXPECT_EQ(comparison.differences.size(), 5U) << all_of(comparison);  // Two sizes, a container, a volume, depends on.
}

TEST(Sidecars, LeaveWhatTheyChangedOfOthers) {
  const Comparison comparison = subtract(kAlone, replaced(std::string(kWithSidecar), "web:1", "web:2"));

  ASSERT_EQ(comparison.differences.size(), 1U) << all_of(comparison);
  EXPECT_EQ(describe(comparison.differences.front()), "task web, container web, image: `web:1` became `web:2`");
}

TEST(Sidecars, ThatAreNamedComeOutOfComposeToo) {
  const Comparison comparison =
      compare(read_text_as("old.yaml", "services: {logstash: {image: logstash}}"),
              read_text_as("new.yaml",
                           "services: {logstash: {image: logstash}, status: {image: status, depends_on: [logstash]}}"),
              {.sidecars = {"status"}});

  EXPECT_EQ(all_of(comparison), "");
}

TEST(UnknownValues, MayDifferUnlessTheyAreComputedAlike) {
  const std::string line = "docker run -d --name a -e LEVEL=${level} image:1\n";

  EXPECT_EQ(all_of(compare_texts("run.sh", line, line)), "");
  const Comparison other = compare_texts("run.sh", line, replaced(line, "${level}", "debug"));
  EXPECT_TRUE(other.differences.empty());
  ASSERT_EQ(other.cannot_tell.size(), 1U);
  EXPECT_NE(describe(other.cannot_tell.front()).find("environment LEVEL"), std::string::npos);
}

TEST(Variants, AreComparedWithTheirLike) {
  const std::string before = "docker run -d --name logstash logstash:8\n";
  const std::string after = before + "%{ if image != \"\" }\ndocker run -d --name status ${image}\n%{ endif }\n";

  const auto comparisons =
      compare_all(*parse_deployments("run.tftpl", before), *parse_deployments("run.tftpl", after), {});

  ASSERT_EQ(comparisons.size(), 2U);
  std::vector<std::size_t> counts;
  for (const Comparison& comparison : comparisons) {
    counts.push_back(comparison.differences.size());
  }
  EXPECT_THAT(counts, testing::UnorderedElementsAre(0U, 1U));
}

TEST(Secrets, AreNeverShown) {
  const std::string before =
      R"({"format_version": "1.2", "planned_values": {"root_module": {"resources": [
        {"address": "aws_ssm_parameter.p", "mode": "managed", "type": "aws_ssm_parameter", "name": "p",
         "values": {"name": "p", "type": "SecureString", "value": "hunter2"}, "sensitive_values": {"value": true}}]}}})";

  const Comparison comparison = compare_texts("plan.json", before, replaced(before, "hunter2", "hunter3"));

  ASSERT_EQ(comparison.differences.size(), 1U) << all_of(comparison);
  EXPECT_EQ(all_of(comparison).find("hunter"), std::string::npos) << all_of(comparison);
}

}  // namespace
}  // namespace roadworthy
