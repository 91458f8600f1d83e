#include <gmock/gmock.h>

#include "comparison/test_support.h"

namespace roadworthy {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string resource(const std::string& address, const std::string& after, const std::string& unknown = "{}",
                     const std::string& sensitive = "{}") {
  return R"({"address": ")" + address + R"(", "mode": "managed", "type": ")" + address.substr(0, address.find('.')) +
         R"(", "change": {"actions": ["create"], "after": )" + after + R"(, "after_unknown": )" + unknown +
         R"(, "after_sensitive": )" + sensitive + "}}";
}

std::string plan(const std::string& resources, const std::string& configuration = "") {
  return R"({"format_version": "1.2", "terraform_version": "1.5.7", "resource_changes": [)" + resources +
         R"(], "configuration": {"root_module": {"resources": [)" + configuration + "]}}}";
}

std::string state(const std::string& resources) {
  return R"({"format_version": "1.0", "terraform_version": "1.5.7", "values": {"root_module": {"resources": [)" +
         resources + "]}}}";
}

std::string kept(const std::string& address, const std::string& values, const std::string& more = "") {
  return R"({"address": ")" + address + R"(", "mode": "managed", "type": ")" + address.substr(0, address.find('.')) +
         R"(", "values": )" + values + more + "}";
}

std::string baseline(const std::string& before, const std::string& after) {
  return all_of(compare(read_text_as("old.json", before), read_text_as("new.json", after),
                        {.sidecars = {"agent"}, .unknown_sidecars = true}));
}

const std::string kTask = R"("family": "web", "network_mode": "awsvpc", "memory": "512")";
const std::string kContainers = R"("container_definitions": "[{\"name\": \"web\", \"image\": \"shop:1\"}]")";

TEST(Plans, MeanWhatTheyMeanThoughTheProviderWillSayMore) {
  const std::string before =
      state(kept("aws_ecs_task_definition.web", "{" + kTask + ", " + kContainers + R"(, "enable_fault_injection": false,
       "cpu": "256", "revision": 3, "arn": "arn:web:3", "task_role_arn": ""})"));
  const std::string after =
      plan(resource("aws_ecs_task_definition.web", "{" + kTask + ", " + kContainers + R"(, "task_role_arn": null})",
                    R"({"arn": true, "cpu": true, "enable_fault_injection": true, "revision": true})"),
           R"({"address": "aws_ecs_task_definition.web", "expressions": {"family": {"constant_value": "web"}}})");

  EXPECT_EQ(baseline(before, after), "");
  EXPECT_EQ(baseline(after, before), "");
}

TEST(Plans, MeanTheSameWhereTheProviderKeepsZeros) {
  const std::string before =
      state(kept("azurerm_container_group.g", R"({"name": "g", "dns_name_label": "", "container": [
    {"name": "a", "image": "i", "cpu": 1, "memory": 1, "cpu_limit": 0, "memory_limit": 0}]})"));
  const std::string after = plan(resource("azurerm_container_group.g", R"({"name": "g", "container": [
    {"name": "a", "image": "i", "cpu": 1, "memory": 1, "cpu_limit": null, "memory_limit": null}]})"));

  EXPECT_EQ(baseline(before, after), "");
}

TEST(Plans, OfTheSameTextDoNotDifferInWhatIsUnknown) {
  const std::string text =
      plan(resource("aws_ecs_service.web", R"({"name": "web", "load_balancer": [{"container_name": "web"}]})",
                    R"({"load_balancer": [{"target_group_arn": true}]})"));

  EXPECT_EQ(baseline(text, text), "");
  EXPECT_THAT(baseline(text, text + " "), HasSubstr("target group: `unknown` and `unknown` may differ"));
}

TEST(Plans, LetASourceGroupBeBesideTheGroupOfARule) {
  const std::string rule = resource("aws_vpc_security_group_ingress_rule.a",
                                    R"({"security_group_id": "sg-1", "referenced_security_group_id": "sg-2",
       "from_port": 80, "to_port": 80, "ip_protocol": "tcp"})");

  EXPECT_EQ(baseline(plan(rule), plan(rule) + " "), "");
  EXPECT_THAT(baseline(plan(rule), replaced(plan(rule), "sg-2", "sg-3")), HasSubstr("source group"));
}

TEST(Plans, DoNotTellWhatComesWithATaskWhoseContainersAreUnknown) {
  const auto text = [](const std::string& more) {
    return plan(
        resource("aws_ecs_task_definition.web", "{" + kTask + "}", R"({"container_definitions": true})") + more,
        R"({"address": "aws_ecs_task_definition.web", "expressions": {"container_definitions": {"references": ["local.all"]}}})");
  };
  const Comparison comparison =
      compare(read_text_as("old.json", text("")),
              read_text_as("new.json", text(", " + resource("aws_cloudwatch_log_group.agent", R"({"name": "agent"})"))),
              {.unknown_sidecars = true});

  EXPECT_THAT(comparison.differences, IsEmpty());
  ASSERT_EQ(comparison.cannot_tell.size(), 2U);
  EXPECT_EQ(comparison.cannot_tell[0].why_unknown,
            "it may be for a sidecar of aws_ecs_task_definition.web, whose containers are not known");
}

TEST(Plans, DoNotTellWhatIsPutTogetherFromTheSameSources) {
  const std::string text = plan(
      resource("aws_ecs_task_definition.web", "{" + kTask + "}", R"({"container_definitions": true})"),
      R"({"address": "aws_ecs_task_definition.web", "expressions": {"container_definitions": {"references": ["aws_ssm_parameter.key.arn"]}}})");

  EXPECT_THAT(baseline(text, text + " "),
              HasSubstr("may differ (known after apply (computed from aws_ssm_parameter.key.arn))"));
}

TEST(Previews, DoNotTellWhetherUnknownValuesAreTheSame) {
  const auto preview = [](const std::string& inputs) {
    return R"({"steps": [{"op": "create", "urn": "urn:t", "newState": {"urn": "urn:t", "type": "aws:ecs/taskDefinition:TaskDefinition",
      "inputs": {"family": "web", )" +
           inputs + R"(}}}], "changeSummary": {"create": 1}})";
  };
  const std::string unknown = R"("taskRoleArn": "04da6b54-80e4-46f7-96ec-b56ff0331ba9")";

  EXPECT_THAT(baseline(preview(unknown), preview(unknown) + " "),
              HasSubstr("task role: `unknown` and `unknown` may differ (known after pulumi up)"));
}

TEST(Plans, KeepTheSidecarsThatMayHaveBeenThere) {
  const std::string group = R"({"name": "/ecs/agent", "retention_in_days": 14})";
  const std::string containers =
      R"("container_definitions": "[{\"name\": \"web\", \"image\": \"shop:1\"}, {\"name\": \"agent\", \"image\": \"agent:7\", \"essential\": false, \"logConfiguration\": {\"logDriver\": \"awslogs\", \"options\": {\"awslogs-group\": \"/ecs/agent\", \"awslogs-region\": \"x\"}}}]")";
  const std::string before = plan(
      resource("aws_ecs_task_definition.web", "{" + kTask + "}", R"({"container_definitions": true})") + ", " +
          resource("aws_cloudwatch_log_group.agent", group),
      R"({"address": "aws_ecs_task_definition.web", "expressions": {"container_definitions": {"references": ["local.all"]}}})");
  const std::string after = state(kept("aws_ecs_task_definition.web", "{" + kTask + ", " + containers + "}") + ", " +
                                  kept("aws_cloudwatch_log_group.agent", group));

  EXPECT_THAT(baseline(before, after), Not(HasSubstr("log group")));
}

TEST(Plans, SayWithTheStateWhatComesFirst) {
  const std::string group = R"({"name": "/ecs/web"})";
  const std::string before =
      state(kept("aws_cloudwatch_log_group.web", group) + ", " +
            kept("aws_ecs_service.web", R"({"name": "web"})", R"(, "depends_on": ["aws_cloudwatch_log_group.web"])"));
  const std::string after = plan(
      resource("aws_cloudwatch_log_group.web", group) + ", " + resource("aws_ecs_service.web", R"({"name": "web"})"),
      R"({"address": "aws_ecs_service.web", "depends_on": ["aws_cloudwatch_log_group.web"]})");

  EXPECT_EQ(baseline(before, after), "");
  EXPECT_EQ(baseline(after, before), "");
}

TEST(Plans, KnowWhatWasMoved) {
  const std::string containers =
      R"(, "container_definitions": "[{\"name\": \"web\", \"image\": \"shop:1\"}, {\"name\": \"agent\", \"image\": \"agent:7\", \"essential\": false}]")";
  const std::string before =
      state(kept("aws_ecs_task_definition.web", R"({"family": "web")" + containers + "}") + ", " +
            kept("aws_ecs_task_definition.other", R"({"family": "other")" + containers + "}"));
  const std::string after = plan(
      R"({"address": "aws_ecs_task_definition.shop", "previous_address": "aws_ecs_task_definition.web",
    "mode": "managed", "type": "aws_ecs_task_definition", "change": {"actions": ["delete", "create"], "after": {"family": "shop")" +
      containers + "}}}, " + resource("aws_ecs_task_definition.other", R"({"family": "other")" + containers + "}"));

  EXPECT_EQ(baseline(before, after), "task aws_ecs_task_definition.web, name: `web` became `shop`\n");
}

TEST(Previews, KnowAliases) {
  const auto stack = [](const std::string& urn, const std::string& more) {
    return R"({"version": 3, "deployment": {"manifest": {}, "resources": [
      {"urn": "urn:b", "type": "aws:cloudwatch/logGroup:LogGroup", "inputs": {"name": "b"}},
      {"urn": ")" +
           urn + R"(", "type": "aws:cloudwatch/logGroup:LogGroup", "inputs": {"retentionInDays": 7})" + more + "}]}}";
  };

  EXPECT_EQ(baseline(stack("urn:old", ""), stack("urn:new", R"(, "aliases": ["urn:old"])")), "");
}

TEST(Plans, KnowThatAStateDoesNotSayWhatTriggersWatch) {
  const std::string before = state(kept("terraform_data.t", R"({"triggers_replace": ["a:1"]})"));
  const std::string after =
      plan(resource("terraform_data.t", R"({"triggers_replace": ["a:1"]})"),
           R"({"address": "terraform_data.t", "expressions": {"triggers_replace": {"references": ["var.image"]}}})");

  EXPECT_EQ(baseline(before, after), "");
}

TEST(Plans, NeverShowASecretOfABlockWithoutAName) {
  const auto group = [](const std::string& password) {
    return plan(resource("azurerm_container_group.g",
                         R"({"name": "g", "image_registry_credential": [
      {"server": "r.example.com", "username": "u", "password": ")" +
                             password + R"("}]})",
                         "{}", R"({"image_registry_credential": [{"password": true}]})"));
  };
  const std::string without = plan(resource("azurerm_container_group.g", R"({"name": "g"})"));

  EXPECT_THAT(baseline(without, group("hunter2")), HasSubstr("image_registry_credential"));
  EXPECT_THAT(baseline(without, group("hunter2")), Not(HasSubstr("hunter2")));
  EXPECT_THAT(baseline(group("hunter1"), group("hunter2")), HasSubstr("password: `(a secret)` became `(a secret)`"));
}

TEST(Plans, CannotTellWhichOfTheOthersAnUnknownBlockIs) {
  const std::string before =
      plan(resource("azurerm_container_group.g", R"({"name": "g", "image_registry_credential": [{}]})",
                    R"({"image_registry_credential": [{"server": true, "username": true}]})"));
  const std::string after = plan(resource("azurerm_container_group.g", R"({"name": "g", "image_registry_credential": [
      {"server": "r.example.com", "username": "u"}]})"));

  const Comparison comparison = compare_texts("plan.json", before, after);
  EXPECT_THAT(comparison.differences, IsEmpty());
  EXPECT_EQ(comparison.cannot_tell.size(), 1U) << all_of(comparison);
}

/// A scaling group whose target groups Terraform computes from all of `groups`.
std::string plan_with_groups(const std::string& unknown, const std::string& groups) {
  return plan(resource("aws_lb_target_group.a", R"({"name": "a", "port": 1})") + ", " +
                  resource("aws_lb_target_group.b", R"({"name": "b", "port": 2})") + ", " +
                  resource("aws_autoscaling_group.g", R"({"name": "g", "target_group_arns": []})",
                           R"({"target_group_arns": )" + unknown + "}"),
              R"({"address": "aws_autoscaling_group.g", "expressions": {"target_group_arns": {"references": [)" +
                  groups + "]}}}");
}

TEST(Plans, TellEntriesApartWhereThereAreAsManyAsTheyComeFrom) {
  const std::string a = R"("aws_lb_target_group.a.arn", "aws_lb_target_group.a")";
  const std::string b = R"("aws_lb_target_group.b.arn", "aws_lb_target_group.b")";
  const Comparison comparison =
      compare_texts("plan.json", plan_with_groups("[true]", a), plan_with_groups("[true, true]", a + ", " + b));

  EXPECT_EQ(all_of(comparison),
            "scaling group aws_autoscaling_group.g, target group: `aws_lb_target_group.b` was added\n");
}

}  // namespace
}  // namespace roadworthy
