#include <gmock/gmock.h>

#include "definition/test_support.h"

namespace roadworthy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string entry(const std::string& address, const std::string& values, const std::string& more = "") {
  const std::size_t dot = address.rfind('.');
  const std::size_t start = address.rfind('.', dot - 1) + 1;
  return R"({"address": ")" + address + R"(", "mode": "managed", "type": ")" + address.substr(start, dot - start) +
         R"(", "name": ")" + address.substr(dot + 1) + R"(", "values": )" + values + more + "}";
}

std::string change(const std::string& address, const std::string& action, const std::string& after,
                   const std::string& more = "") {
  const std::size_t dot = address.rfind('.');
  const std::size_t start = address.rfind('.', dot - 1) + 1;
  return R"({"address": ")" + address + R"(", "mode": "managed", "type": ")" + address.substr(start, dot - start) +
         R"(", "change": {"actions": [")" + action + R"("], "after": )" + after + "}" + more + "}";
}

std::string prior_state(const std::string& resources) {
  return R"("prior_state": {"format_version": "1.0", "values": {"root_module": {"resources": [)" + resources + "]}}}";
}

std::string plan(const std::string& rest) {
  return R"({"format_version": "1.2", "terraform_version": "1.5.7", )" + rest + "}";
}

TEST(TerraformState, NamesWhatComesFirstWithoutTheKeysOfModules) {
  const auto service = [](const std::string& key) {
    return R"({"address": "module.s[\")" + key + R"(\"]", "resources": [)" +
           entry("module.s[\\\"" + key + "\\\"].aws_cloudwatch_log_group.app", R"({"name": ")" + key + R"("})") + ", " +
           entry("module.s[\\\"" + key + "\\\"].aws_ecs_service.this", R"({"name": ")" + key + R"("})",
                 R"(, "depends_on": ["aws_vpc.main", "module.s.aws_cloudwatch_log_group.app"])") +
           "]}";
  };
  const Deployment deployment =
      import_one("state.json", plan(R"("values": {"root_module": {"resources": [)" + entry("aws_vpc.main", "{}") +
                                    R"(], "child_modules": [)" + service("web") + ", " + service("worker") + "]}}"));

  const std::string web = "module.s[\"web\"].aws_ecs_service.this";
  EXPECT_TRUE(depends_on(deployment, web, "module.s[\"web\"].aws_cloudwatch_log_group.app"));
  EXPECT_FALSE(depends_on(deployment, web, "module.s[\"worker\"].aws_cloudwatch_log_group.app"));
  EXPECT_TRUE(depends_on(deployment, web, "aws_vpc.main"));
}

TEST(TerraformState, IsWhatAPlanThatOnlyRefreshesLeavesAsItIs) {
  const Deployment deployment = import_one(
      "plan.json", plan(R"("planned_values": {"root_module": {}},
        "resource_drift": [{"address": "aws_ecs_service.web", "type": "aws_ecs_service", "change": {"actions": ["update"]}}], )" +
                        prior_state(entry("aws_ecs_service.web", R"({"name": "web", "desired_count": 2})"))));

  ASSERT_EQ(deployment.services.size(), 1U);
  EXPECT_TRUE(deployment.services[0].count.is(2));
  EXPECT_THAT(deployment.existing, IsEmpty());
  EXPECT_DOUBLE_EQ(share_read(deployment), 1.0);
}

TEST(TerraformState, KeepsWhatATargetedPlanDoesNotTouchAndNothingThatItDeletesOrMoves) {
  const Deployment deployment =
      import_one("plan.json", plan(R"("resource_changes": [)" +
                                   change("aws_cloudwatch_log_group.app", "update", R"({"name": "new"})") + ", " +
                                   change("aws_cloudwatch_log_group.gone", "delete", "null") + ", " +
                                   change("aws_cloudwatch_log_group.here", "no-op", R"({"name": "moved"})",
                                          R"(, "previous_address": "aws_cloudwatch_log_group.there")") +
                                   "], " +
                                   prior_state(entry("aws_cloudwatch_log_group.app", R"({"name": "old"})") + ", " +
                                               entry("aws_cloudwatch_log_group.gone", R"({"name": "gone"})") + ", " +
                                               entry("aws_cloudwatch_log_group.there", R"({"name": "moved"})") + ", " +
                                               entry("aws_cloudwatch_log_group.other", R"({"name": "other"})"))));

  std::vector<std::string> names;
  for (const LogGroup& group : deployment.log_groups) {
    names.push_back(group.name.value);
  }
  EXPECT_THAT(names, ElementsAre("new", "moved", "other"));
}

/// A service whose task definition is computed from a local value.
std::string plan_with_local(const std::string& action) {
  return plan(
      R"("resource_changes": [)" + change("aws_cloudwatch_log_group.app", "no-op", R"({"name": "g"})") + ", " +
      change("aws_ecs_task_definition.web", action, R"({"family": "web"})") + ", " +
      change("aws_ecs_service.web", action, R"({"name": "web"})") + "], " +
      prior_state(entry("aws_ecs_task_definition.web", "{}", R"(, "depends_on": ["aws_cloudwatch_log_group.app"])")) +
      R"(, "configuration": {"root_module": {"resources": [
      {"address": "aws_ecs_task_definition.web", "expressions": {
        "container_definitions": {"references": ["local.containers"]}, "family": {"references": ["local.name"]}}},
      {"address": "aws_ecs_service.web", "expressions": {"name": {"references": ["local.name"]},
        "task_definition": {"references": ["aws_ecs_task_definition.web.arn", "aws_ecs_task_definition.web"]}}}]}})");
}

TEST(TerraformState, TellsWhatComesFirstWhereThePlanNamesOnlyALocalValue) {
  const Deployment deployment = import_one("plan.json", plan_with_local("no-op"));

  EXPECT_TRUE(depends_on(deployment, "aws_ecs_service.web", "aws_cloudwatch_log_group.app"));
  EXPECT_EQ(why_dependencies_open(deployment, "aws_ecs_service.web"), "");
}

TEST(TerraformDependencies, StayOpenWhereALocalValueOfAChangedResourceMayHaveMore) {
  const Deployment deployment = import_one("plan.json", plan_with_local("update"));

  EXPECT_THAT(why_dependencies_open(deployment, "aws_ecs_service.web"),
              HasSubstr("does not say what `local.containers` is computed from"));
}

TEST(TerraformDependencies, AreThoseOfTheModulesAroundToo) {
  const Deployment deployment =
      import_one("plan.json", plan(R"("resource_changes": [)" + change("aws_vpc.main", "create", "{}") + ", " +
                                   change("aws_cloudwatch_log_group.app", "create", "{}") + ", " +
                                   change("module.m.module.n.aws_ecs_service.web", "create", "{}") +
                                   R"(], "configuration": {"root_module": {"module_calls": {"m": {
          "depends_on": ["aws_vpc.main"], "module": {"module_calls": {"n": {
          "for_each_expression": {"references": ["var.groups"]}, "module": {"resources": [
          {"address": "aws_ecs_service.web"}]}}}},
          "expressions": {"groups": {"references": ["aws_cloudwatch_log_group.app"]}}}}}})"));

  EXPECT_TRUE(depends_on(deployment, "module.m.module.n.aws_ecs_service.web", "aws_vpc.main"));
  EXPECT_TRUE(depends_on(deployment, "module.m.module.n.aws_ecs_service.web", "aws_cloudwatch_log_group.app"));
}

TEST(TerraformReferences, MeanTheInstanceOfTheSameKeyOfTheModuleThatTheyGoThrough) {
  const auto group = [](const std::string& key) {
    return change("module.front[\\\"" + key + "\\\"].aws_lb_target_group.this", "create", R"({"port": 80})");
  };
  const Deployment deployment = import_one(
      "plan.json",
      plan(R"("resource_changes": [)" + group("web") + ", " + group("admin") + ", " +
           R"({"address": "module.s[\"admin\"].aws_ecs_service.this[0]", "mode": "managed", "type": "aws_ecs_service",
               "index": 0, "change": {"actions": ["create"], "after": {"load_balancer": [{"container_name": "a"}]},
               "after_unknown": {"load_balancer": [{"target_group_arn": true}]}}}], )" +
           R"("configuration": {"root_module": {"module_calls": {
      "front": {"module": {"outputs": {"arn": {"expression": {"references": ["aws_lb_target_group.this.arn", "aws_lb_target_group.this"]}}},
                "resources": [{"address": "aws_lb_target_group.this"}]}},
      "s": {"expressions": {"arn": {"references": ["module.front", "each.key"]}}, "module": {"resources": [
        {"address": "aws_ecs_service.this", "expressions": {"load_balancer": [{"target_group_arn": {"references": ["var.arn"]}}]}}]}}}}})"));

  EXPECT_THAT(deployment.services.at(0).balancers[0].target_group.ids,
              ElementsAre("module.front[\"admin\"].aws_lb_target_group.this"));
}

TEST(TerraformImporter, HidesSecretsFromExcerptsAndKeepsWhatAScriptOfThemSaysSecret) {
  const Deployment deployment =
      import_one("plan.json", plan(R"("variables": {"token": {"value": "hunter2"}, "size": {"value": "s"}},
   "resource_changes": [
    {"address": "aws_instance.a", "type": "aws_instance", "change": {"actions": ["create"], "before": null,
     "after": {"ami": "ami-1", "user_data": "#!/bin/sh\ndocker run -e TOKEN=hunter2 --name s img\n"}, "after_unknown": {},
     "after_sensitive": {"user_data": true}}},
    {"address": "aws_ssm_parameter.p", "type": "aws_ssm_parameter", "change": {"actions": ["create"],
     "after": {"type": "String", "value": "open"}, "after_sensitive": {"value": true}}}],
   "configuration": {"root_module": {"variables": {"token": {"sensitive": true}, "size": {}}}})"));

  const Container& started = container_of(deployment, "s");
  EXPECT_TRUE(started.environment[0].value.sensitive);
  EXPECT_TRUE(started.environment[0].value.is("hunter2"));
  EXPECT_THAT(excerpt(started.environment[0].value.where), testing::Not(HasSubstr("hunter2")));
  EXPECT_THAT(deployment.where.file->text, testing::Not(HasSubstr("hunter2")));
  EXPECT_THAT(deployment.where.file->text, HasSubstr("ami-1"));
  EXPECT_THAT(deployment.where.file->text, HasSubstr("open"));
  EXPECT_THAT(deployment.where.file->text, HasSubstr(R"({"value": "s"})"));
}

TEST(TerraformImporter, CountsBlocksThatAreEmptyUntilApplyAsRead) {
  const Deployment deployment = import_one(
      "plan.json", plan(R"("resource_changes": [{"address": "aws_autoscaling_group.a", "type": "aws_autoscaling_group",
        "change": {"actions": ["create"], "after": {"max_size": 1, "launch_template": [{}]},
                   "after_unknown": {"launch_template": [{"id": true, "version": true}]}}}])"));

  EXPECT_TRUE(deployment.scaling_groups.at(0).template_.text.is_unknown());
  EXPECT_DOUBLE_EQ(share_read(deployment), 1.0);
}

}  // namespace
}  // namespace roadworthy
