#include <gmock/gmock.h>

#include "definition/terraform_configuration.h"
#include "definition/test_support.h"

namespace roadworthy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A plan with a service behind a balancer, most of it known only after apply.
constexpr const char* kPlan = R"({
 "format_version": "1.2", "terraform_version": "1.9.5",
 "resource_changes": [
  {"address": "aws_lb.front", "mode": "managed", "type": "aws_lb", "name": "front",
   "change": {"actions": ["create"], "before": null, "after": {"name": "front"}, "after_unknown": {"arn": true}}},
  {"address": "aws_lb_target_group.web", "mode": "managed", "type": "aws_lb_target_group", "name": "web",
   "change": {"actions": ["create"], "after": {"port": 3000, "health_check": [{"path": "/api/health", "interval": 10}]}, "after_unknown": {"arn": true, "health_check": [{}]}}},
  {"address": "aws_lb_listener.http", "mode": "managed", "type": "aws_lb_listener", "name": "http",
   "change": {"actions": ["create"], "after": {"port": 80, "default_action": [{"type": "forward"}]},
    "after_unknown": {"load_balancer_arn": true, "protocol": true, "default_action": [{"target_group_arn": true}]}}},
  {"address": "aws_ecs_task_definition.web", "mode": "managed", "type": "aws_ecs_task_definition", "name": "web",
   "change": {"actions": ["create"], "after": {"family": "web",
     "container_definitions": "[{\"name\":\"app\",\"Image\":\"caf\u00e9:1\"}]"}, "after_unknown": {"arn": true, "network_mode": true}}},
  {"address": "module.svc[\"a\"].aws_ecs_service.this", "module_address": "module.svc[\"a\"]", "mode": "managed", "type": "aws_ecs_service", "name": "this",
   "change": {"actions": ["create"], "after": {"name": "web"}, "after_unknown": {"task_definition": true}}},
  {"address": "aws_lb.old", "mode": "managed", "type": "aws_lb", "name": "old", "change": {"actions": ["delete"], "before": {}, "after": null, "after_unknown": {}}},
  {"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "name": "b", "change": {"actions": ["create"], "after": {"bucket": "x"}, "after_unknown": {}}}
 ],
 "configuration": {"root_module": {
  "resources": [
   {"address": "aws_lb.front", "type": "aws_lb", "name": "front", "expressions": {"name": {"constant_value": "front"}}},
   {"address": "aws_lb_listener.http", "expressions": {"load_balancer_arn": {"references": ["aws_lb.front.arn", "aws_lb.front"]}, "port": {"constant_value": 80},
     "default_action": [{"target_group_arn": {"references": ["aws_lb_target_group.web.arn", "aws_lb_target_group.web"]}}]}},
   {"address": "aws_ecs_task_definition.web", "expressions": {"container_definitions": {}, "family": {"constant_value": "web"}}}],
  "module_calls": {"svc": {"expressions": {"task": {"references": ["aws_ecs_task_definition.web.arn", "aws_ecs_task_definition.web"]}},
   "module": {"resources": [{"address": "aws_ecs_service.this", "expressions": {"task_definition": {"references": ["var.task"]}}}]}}}}}
})";

TEST(TerraformImporter, KeepsUnknownValuesUnknownAndSaysWhatTheyComeFrom) {
  const Deployment deployment = import_one("plan.json", kPlan);

  const Listener& listener = deployment.listeners.at(0);
  EXPECT_TRUE(listener.balancer.text.is_unknown());
  EXPECT_THAT(listener.balancer.ids, ElementsAre("aws_lb.front"));
  EXPECT_EQ(listener.balancer.text.reason(), "known after apply (computed from aws_lb.front.arn)");
  EXPECT_THAT(listener.actions[0].target_groups[0].ids, ElementsAre("aws_lb_target_group.web"));
  EXPECT_TRUE(deployment.target_groups.at(0).health_check->path.is("/api/health"));
}

TEST(TerraformImporter, TakesWhatTheProviderFillsInForAbsent) {
  const Deployment deployment = import_one("plan.json", kPlan);

  EXPECT_TRUE(deployment.listeners.at(0).protocol.is_absent());
  EXPECT_TRUE(deployment.pods.at(0).network_mode.is_absent());
}

TEST(TerraformImporter, ResolvesReferencesThroughModules) {
  const Deployment deployment = import_one("plan.json", kPlan);

  EXPECT_THAT(deployment.services.at(0).pod.ids, ElementsAre("aws_ecs_task_definition.web"));
  EXPECT_TRUE(depends_on(deployment, "module.svc[\"a\"].aws_ecs_service.this", "aws_ecs_task_definition.web"));
}

TEST(TerraformImporter, PointsIntoTheStringThatHoldsTheContainers) {
  const Deployment deployment = import_one("plan.json", kPlan);
  const Container& app = container_of(deployment, "app");

  EXPECT_TRUE(app.image.is("caf\u00e9:1"));
  EXPECT_EQ(place(app.image.where), "13:61");
  EXPECT_EQ(app.image.where.end_column, 76U);
  EXPECT_EQ(app.image.where.pointer, "/resource_changes/3/change/after/container_definitions/0/Image");
}

TEST(TerraformImporter, LeavesDeletedResourcesOutAndSaysWhichKindsItDoesNotModel) {
  const Deployment deployment = import_one("plan.json", kPlan);

  EXPECT_EQ(deployment.balancers.size(), 1U);
  EXPECT_THAT(deployment.unread,
              testing::Contains(testing::Field(&Unread::reason, "resources of kind aws_s3_bucket are not modelled")));
  EXPECT_DOUBLE_EQ(share_read(deployment), 1.0);
}

TEST(TerraformImporter, CountsAttributesThatItDoesNotKnowAsUnread) {
  const Deployment deployment =
      import_one("plan.json", R"({"format_version": "1.0", "terraform_version": "1", "resource_changes": [
    {"address": "aws_vpc.a", "type": "aws_vpc", "change": {"actions": ["create"], "after": {"cidr_block": "10.0.0.0/16", "brand_new": {"x": 1, "y": 2}}, "after_unknown": {}}}]})");

  ASSERT_FALSE(deployment.unread.empty());
  EXPECT_TRUE(std::ranges::any_of(deployment.unread, [](const Unread& unread) {
    return !unread.out_of_scope && unread.leaves == 2 && unread.where.pointer.ends_with("/after/brand_new");
  }));
}

TEST(TerraformImporter, LinksAStateByArnAndReadsItsModules) {
  const Deployment deployment =
      import_one("state.json", R"({"format_version": "1.0", "terraform_version": "1.5.0", "values": {"root_module": {
    "resources": [{"address": "aws_lb.a[0]", "mode": "managed", "type": "aws_lb", "name": "a", "index": 0, "values": {"arn": "arn:lb", "name": "a"}, "sensitive_values": {}}],
    "child_modules": [{"address": "module.m", "resources": [{"address": "module.m.aws_lb_listener.l", "mode": "managed", "type": "aws_lb_listener", "name": "l",
      "values": {"load_balancer_arn": "arn:lb", "port": 80}, "sensitive_values": {}, "depends_on": ["aws_lb.a"]}]}]}}})");

  EXPECT_THAT(deployment.listeners.at(0).balancer.ids, ElementsAre("aws_lb.a[0]"));
  EXPECT_EQ(deployment.dependencies.at(0).to, "aws_lb.a[0]");
}

TEST(TerraformImporter, StartsWhatUserDataStarts) {
  const Deployment deployment =
      import_one("plan.json", R"({"format_version": "1.0", "terraform_version": "1", "resource_changes": [
    {"address": "aws_instance.a", "type": "aws_instance", "change": {"actions": ["create"], "after":
      {"user_data": "#!/bin/sh\nmkdir -p /var/log/x\ndocker run --name s img\n"}, "after_unknown": {}}}]})");

  EXPECT_EQ(deployment.pods.at(0).host, "aws_instance.a");
  EXPECT_EQ(place(container_of(deployment, "s").image.where), "3:74");
  EXPECT_EQ(deployment.hosts.at(0).steps.at(0).kind, HostStepKind::make_directory);
}

TEST(TerraformImporter, StartsWhatCloudConfigInUserDataStarts) {
  const auto plan = [](const std::string& user_data) {
    return R"({"format_version": "1.0", "terraform_version": "1", "resource_changes": [
    {"address": "aws_instance.a", "type": "aws_instance", "change": {"actions": ["create"], "after":
      {)" + user_data +
           R"(}, "after_unknown": {}}}]})";
  };
  const Deployment plain =
      import_one("plan.json", plan(R"("user_data": "#cloud-config\nruncmd:\n- docker run --name s img\n")"));
  // As the provider `cloudinit` packs it: MIME, gzip, base64.
  const Deployment packed = import_one(
      "plan.json",
      plan(
          R"("user_data_base64": "H4sIAAAAAAACA2WPTUvDQBCG7wv7H4Z4nlZPQkoP9uPgoQpSBY/b3UkczM6G3Qk0/960CEZ6nJfnfXlmm0RJFI9jTzXEoVPuXdZl5DOFFZzSIMHlcV0dng/7zev7y+7p7bOy5nLiB+XCSWp4WNxbYw3inLJm+zu+49KnwnplnarzX3HKV9BwR+IirSvfpSGgT9Jwuxhd7Kq/+jE7KQ1l3ItPgaWt4fHEOgOu8kpnXc53JkuOdGN595/Jg/gYamsAEELy35RhygDxYgYFOLa3zyFa8wOVrmz5PAEAAA==")"));
  const Deployment broken = import_one("plan.json", plan(R"("user_data": "#cloud-config\nruncmd: {\n")"));

  EXPECT_EQ(plain.pods.at(0).host, "aws_instance.a");
  EXPECT_EQ(place(container_of(plain, "s").image.where), "3:68");
  EXPECT_TRUE(container_of(packed, "s").image.is("img"));
  EXPECT_EQ(container_of(packed, "s").image.where.line, 3U);
  ASSERT_FALSE(broken.mistakes.empty());
  EXPECT_EQ(broken.mistakes[0].where->line, 3U);
}

TEST(TerraformImporter, ReadsAContainerGroup) {
  const Deployment deployment =
      import_one("plan.json", R"({"format_version": "1.0", "terraform_version": "1", "resource_changes": [
    {"address": "azurerm_container_group.g", "type": "azurerm_container_group", "change": {"actions": ["create"], "after":
      {"name": "g", "container": [
        {"name": "a", "image": "i", "cpu": 0.5, "memory": 0.5, "ports": [{"port": 3000, "protocol": "TCP"}],
         "secure_environment_variables": {"K": "v"},
         "volume": [{"name": "logs", "mount_path": "/l", "empty_dir": true}]},
        {"name": "b", "image": "j", "volume": [{"name": "logs", "mount_path": "/m", "empty_dir": true}]}],
       "init_container": [{"name": "i", "image": "k"}]}, "after_unknown": {}}}]})");

  const Pod& pod = deployment.pods.at(0);
  EXPECT_EQ(pod.containers.size(), 3U);
  EXPECT_TRUE(pod.containers[0].init);
  ASSERT_EQ(pod.volumes.size(), 1U);
  EXPECT_EQ(pod.volumes[0].kind, VolumeKind::scratch);
  const Container& a = container_of(deployment, "a");
  EXPECT_TRUE(a.memory.is(std::uint64_t{512} << 20U));
  EXPECT_TRUE(a.ports[0].protocol.is("tcp"));
  EXPECT_TRUE(a.environment[0].value.sensitive);
  EXPECT_DOUBLE_EQ(share_read(deployment), 1.0);
}

TEST(TerraformImporter, DependsOnEveryInstanceOfWhatAnExpressionNames) {
  const Deployment deployment = import_one("plan.json", R"({"format_version": "1.2", "terraform_version": "1.9.5",
   "resource_changes": [
    {"address": "aws_cloudwatch_log_group.all[\"web\"]", "type": "aws_cloudwatch_log_group", "change": {"actions": ["create"], "after": {"name": "w"}}},
    {"address": "aws_cloudwatch_log_group.all[\"agent\"]", "type": "aws_cloudwatch_log_group", "change": {"actions": ["create"], "after": {"name": "a"}}},
    {"address": "aws_ecs_task_definition.all[\"web\"]", "type": "aws_ecs_task_definition", "change": {"actions": ["create"], "after": {"family": "web"}}}],
   "configuration": {"root_module": {"resources": [
    {"address": "aws_ecs_task_definition.all", "expressions": {"container_definitions": {"references": ["aws_cloudwatch_log_group.all", "each.key"]}}}]}}})");

  EXPECT_TRUE(depends_on(deployment, "aws_ecs_task_definition.all[\"web\"]", "aws_cloudwatch_log_group.all[\"web\"]"));
  EXPECT_TRUE(
      depends_on(deployment, "aws_ecs_task_definition.all[\"web\"]", "aws_cloudwatch_log_group.all[\"agent\"]"));
}

TEST(TerraformImporter, TakesWhatDataSourcesFoundForThereAlready) {
  const Deployment deployment = import_one("plan.json", R"({"format_version": "1.2", "terraform_version": "1.9.5",
   "resource_changes": [
    {"address": "data.aws_ssm_parameter.late", "mode": "data", "type": "aws_ssm_parameter", "name": "late",
     "change": {"actions": ["read"], "after": {"name": "/late"}, "after_unknown": {"value": true}}},
    {"address": "module.m.aws_ecs_service.web", "module_address": "module.m", "mode": "managed", "type": "aws_ecs_service", "name": "web",
     "change": {"actions": ["create"], "after": {"name": "web", "load_balancer": [{"container_name": "web"}]},
      "after_unknown": {"load_balancer": [{"target_group_arn": true}]}}}],
   "prior_state": {"format_version": "1.0", "values": {"outputs": {}, "root_module": {"resources": [
    {"address": "data.aws_region.here", "mode": "data", "type": "aws_region", "name": "here", "values": {"name": "eu-west-1"}},
    {"address": "data.aws_cloudwatch_log_group.shared[\"web\"]", "mode": "data", "type": "aws_cloudwatch_log_group", "name": "shared", "index": "web",
     "values": {"name": "/shared", "retention_in_days": 30, "arn": "arn:logs"}, "sensitive_values": {}}],
    "child_modules": [{"address": "module.m", "resources": [
     {"address": "module.m.data.aws_lb_target_group.web", "mode": "data", "type": "aws_lb_target_group", "name": "web",
      "values": {"arn": "arn:tg", "port": 80}, "sensitive_values": {}}]}]}}},
   "configuration": {"root_module": {"module_calls": {"m": {"module": {"resources": [
     {"address": "aws_ecs_service.web", "expressions": {"load_balancer": [{"target_group_arn": {"references": ["data.aws_lb_target_group.web.arn", "data.aws_lb_target_group.web"]}}]}}]}}}}}})");

  EXPECT_THAT(deployment.existing,
              testing::UnorderedElementsAre("data.aws_cloudwatch_log_group.shared[\"web\"]",
                                            "data.aws_ssm_parameter.late", "module.m.data.aws_lb_target_group.web"));
  EXPECT_TRUE(deployment.log_groups.at(0).name.is("/shared"));
  EXPECT_TRUE(deployment.parameters.at(0).value.is_unknown());
  EXPECT_TRUE(deployment.services.at(0).balancers[0].target_group.names("module.m.data.aws_lb_target_group.web"));
}

TEST(TerraformImporter, RefusesAnotherMajorVersion) {
  EXPECT_EQ(import_error("plan.json", R"({"format_version": "2.0", "terraform_version": "9", "resource_changes": []})"),
            "format_version 2 is not known; 0.x and 1.x are");
}

TEST(TerraformImporter, ReadsUtf16) {
  const std::string text = R"({"format_version": "0.1", "terraform_version": "0.12", "resource_changes": []})";
  std::string wide = "\xFF\xFE";
  for (const char letter : text) {
    wide += letter;
    wide += '\0';
  }

  EXPECT_EQ(import_one("plan.json", wide).format, "terraform");
}

TEST(TerraformConfiguration, SplitsAddressesAtTheirOwnDotsOnly) {
  EXPECT_THAT(split_address("module.a[\"x.y\"].aws_lb.b[0]"), ElementsAre("module", "a[\"x.y\"]", "aws_lb", "b[0]"));
  EXPECT_EQ(instance_of("module.a[\"x.y\"].aws_lb.b[0]").base, "module.a[\"x.y\"].aws_lb.b");
  EXPECT_EQ(instance_of("module.a[\"x.y\"].aws_lb.b[0]").index, "0");
}

}  // namespace
}  // namespace roadworthy
