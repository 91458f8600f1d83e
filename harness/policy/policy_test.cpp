#include "policy/policy.h"

#include <gmock/gmock.h>

#include "policy/naming.h"
#include "policy/pattern.h"
#include "policy/schema.h"
#include "policy/size.h"

namespace roadworthy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string mistakes_of(std::string text, const std::vector<std::string>& items = {}) {
  const auto policy = parse_policy("roadworthy.yaml", std::move(text), items);
  std::string all;
  if (!policy) {
    for (const Error& error : policy.error()) {
      all += describe(error) + "\n";
    }
  }
  return all;
}

TEST(Policy, IsTheDocumentedFiguresWithoutAFile) {
  const Policy policy;
  EXPECT_EQ(policy.log_groups.name, "/ecs/{namespace}-{container}");
  EXPECT_EQ(policy.log_groups.retention_days, 14);
  EXPECT_EQ(policy.status.port, 3000);
  EXPECT_EQ(policy.status.user, "1001");
  EXPECT_EQ(size_text(policy.status.memory), "0.5 GiB");
  EXPECT_EQ(policy.alloy.image, "grafana/alloy:v1.12.2");
}

TEST(Policy, ReadsEveryKey) {
  const auto policy = read_policy(ROADWORTHY_SOURCE_FOLDER "/harness/policy/testdata/whole.yaml");
  ASSERT_TRUE(policy) << describe(policy.error().front());
  EXPECT_EQ(policy->namespace_, "central-stage-web");
  EXPECT_THAT(policy->sidecars, ElementsAre("datadog-*"));
  EXPECT_EQ(policy->log_groups.retention_days, 30);
  EXPECT_THAT(policy->log_groups.tags, ElementsAre(std::pair("CostCentre", ""), std::pair("Owner", "platform")));
  EXPECT_EQ(policy->status.user, "2000");
  EXPECT_TRUE(policy->status.loopback_only);
  EXPECT_EQ(policy->status.memory, 256u << 20);
  EXPECT_EQ(policy->alloy.image, "registry.example/alloy:v2");
  ASSERT_EQ(policy->waivers.size(), 1u);
  EXPECT_EQ(to_text(policy->waivers[0].until), "2026-12-31");
}

TEST(Policy, AnEmptyFileDecidesNothing) {
  EXPECT_TRUE(parse_policy("roadworthy.yaml", ""));
  EXPECT_TRUE(parse_policy("roadworthy.yaml", "# later\n"));
}

TEST(Policy, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(mistakes_of("log_group: {}\n"), HasSubstr("did you mean `log_groups`?"));
  EXPECT_THAT(mistakes_of("log_groups: { retention: 36h }\n"), HasSubstr("whole days"));
  EXPECT_THAT(mistakes_of("log_groups: { name: '/ecs/{name}' }\n"),
              HasSubstr("`{name}` is no word of a naming template"));
  EXPECT_THAT(mistakes_of("status: { port: 70000 }\n"), HasSubstr("70000 is no port"));
  EXPECT_THAT(mistakes_of("status: { memory: 512 }\n"), HasSubstr("`512` is no size"));
}

TEST(Policy, AWaiverHasAnItemAReasonAndALastDay) {
  EXPECT_THAT(mistakes_of("waivers: [{ item: ECS-SIZE, until: 2026-12-31 }]\n"), HasSubstr("`reason`"));
  EXPECT_THAT(mistakes_of("waivers: [{ item: ECS-SIZE, reason: ' ', until: 2026-12-31 }]\n"),
              HasSubstr("a waiver without a reason"));
  EXPECT_THAT(mistakes_of("waivers: [{ item: ECS-SIZE, reason: old, until: 2026-02-30 }]\n"),
              HasSubstr("`2026-02-30` is no day"));
  EXPECT_THAT(mistakes_of("waivers: [{ item: ECS-SIZES, reason: old, until: 2026-02-01 }]\n", {"ECS-SIZE"}),
              HasSubstr("the checklist has no item `ECS-SIZES` (did you mean `ECS-SIZE`?)"));
}

TEST(Waiver, HoldsForItsItemAndPatternThroughItsLastDay) {
  const std::vector<Waiver> waivers{
      {.item = "ECS-SIZE", .only = "*datadog*", .reason = "grows soon", .until = *parse_day("2026-12-31")}};
  const auto find = [&](std::string_view item, std::string subject, std::string_view day) {
    return find_waiver(waivers, item, {"a.json", std::move(subject)}, *parse_day(day));
  };
  ASSERT_NE(find("ECS-SIZE", "task/datadog-agent", "2026-12-31"), nullptr);
  EXPECT_EQ(describe(*find("ECS-SIZE", "task/datadog-agent", "2026-12-31")), "waived until 2026-12-31: grows soon");
  EXPECT_EQ(find("ECS-SIZE", "task/datadog-agent", "2027-01-01"), nullptr);
  EXPECT_EQ(find("ECS-SIZE", "task/web", "2026-01-01"), nullptr);
  EXPECT_EQ(find("ECS-VALID", "task/datadog-agent", "2026-01-01"), nullptr);
  EXPECT_THAT(expired_waivers(waivers, *parse_day("2027-01-01")), ElementsAre(&waivers[0]));
  EXPECT_THAT(expired_waivers(waivers, *parse_day("2026-12-31")), ElementsAre());
}

TEST(Pattern, KnowsStarsAndQuestionMarks) {
  EXPECT_TRUE(matches_pattern("data*-agent", "datadog-agent"));
  EXPECT_TRUE(matches_pattern("*a*b*", "xxaxxbxx"));
  EXPECT_TRUE(matches_pattern("task/?", "task/a"));
  EXPECT_TRUE(matches_pattern("*", ""));
  EXPECT_FALSE(matches_pattern("web", "webs"));
  EXPECT_FALSE(matches_pattern("?", ""));
  EXPECT_FALSE(matches_pattern("*a*b", "ab-c"));
}

TEST(Naming, FillsTemplatesAndSolvesThem) {
  const std::string_view name = "/ecs/{namespace}-{container}";
  EXPECT_EQ(fill_template(name, {{"namespace", "central-stage-web"}, {"container", "datadog-agent"}}),
            "/ecs/central-stage-web-datadog-agent");
  EXPECT_EQ(solve_template(name, "namespace", {{"container", "agent"}}, "/ecs/central-agent"), "central");
  EXPECT_EQ(solve_template(name, "namespace", {{"container", "agent"}}, "/ecs/-agent"), std::nullopt);
  EXPECT_EQ(solve_template(name, "namespace", {{"container", "agent"}}, "/ecs/agent"), std::nullopt);
}

TEST(Size, ReadsAndWritesUnits) {
  EXPECT_EQ(parse_byte_size("0.5GB"), 500'000'000u);
  EXPECT_EQ(parse_byte_size("512MiB"), 512u << 20);
  EXPECT_EQ(parse_byte_size("512"), std::nullopt);
  EXPECT_EQ(parse_byte_size("-1GB"), std::nullopt);
  EXPECT_EQ(size_text(500'000'000), "0.5 GB");
  EXPECT_EQ(size_text(384u << 20), "384 MiB");
  EXPECT_EQ(size_text(1001), "1001 bytes");
}

}  // namespace
}  // namespace roadworthy
