#include "definition/json_template.h"

#include <gmock/gmock.h>

#include "definition/test_support.h"

namespace roadworthy {
namespace {

using testing::HasSubstr;

constexpr const char* kContainers = R"([
  {
    "name": "web",
    "image": "${image}:${tag}",
    "cpu": ${cpu},
    "memory": 1${memory},
    "command": ["sh", "-c", "echo $${HOME}"],
    "portMappings": [{ "containerPort": ${port} }],
    "environment": ${jsonencode(environment)},
    "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "${join("/", ["ecs", name])}" } }
  }%{ if sidecar },
  { "name": "envoy", "image": "${sidecar_image}", "essential": false, "memory": 64 }%{ endif }
]
)";

TEST(JsonTemplate, ReadsExpressionsThatStandForValuesAsUnknown) {
  const std::vector<Deployment> both = import_all("task.json.tftpl", kContainers);

  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].variant, "sidecar is true");
  EXPECT_EQ(both[0].pods.at(0).containers.size(), 2U);
  EXPECT_EQ(both[1].variant, "sidecar is false");
  EXPECT_EQ(both[1].pods.at(0).containers.size(), 1U);
  EXPECT_TRUE(both[0].mistakes.empty()) << describe(both[0].mistakes.front());
  const Container& web = container_of(both[0], "web");
  EXPECT_TRUE(web.cpu.is_unknown());
  EXPECT_EQ(place(web.cpu.where), "5:12");
  EXPECT_EQ(web.cpu.unknown->written, "${cpu}");
  EXPECT_EQ(place(web.image.where), "4:14");
  EXPECT_EQ(web.image.unknown->written, "${image}:${tag}");
  EXPECT_TRUE(web.memory.is_unknown());
  EXPECT_TRUE(web.ports[0].container_port.is_unknown());
  EXPECT_TRUE(web.environment.is_unknown());
  EXPECT_EQ(web.log->options.items.at(0).value.unknown->written, "${join(\"/\", [\"ecs\", name])}");
  EXPECT_TRUE(web.command[2].is("echo ${HOME}"));
  EXPECT_EQ(place(container_of(both[0], "envoy").memory.where), "12:81");
}

TEST(JsonTemplate, TakesTheVariablesThatItIsGiven) {
  const std::vector<Deployment> read = import_all(
      "task.json.tpl", kContainers, {.variables = {{"cpu", "256"}, {"image", "shop"}, {"sidecar", "false"}}});

  ASSERT_EQ(read.size(), 1U);
  EXPECT_TRUE(container_of(read[0], "web").cpu.is(0.25));
  EXPECT_EQ(container_of(read[0], "web").image.unknown->written, "shop:${tag}");
}

TEST(JsonTemplate, ForgivesTheCommasThatLoopsDecide) {
  const Deployment deployment = import_one("task.json.tftpl", R"({
  "family": "${family}", "cpu": "${cpu}",
  "containerDefinitions": [{ "name": "web", "image": "shop", "secrets": [
    %{~ for at, secret in secrets ~}
    { "name": "${secret.name}", "valueFrom": "${secret.arn}" }%{ if at < length(secrets) - 1 },%{ endif }
    %{~ endfor ~}
  ], "environment": [
%{ for key, value in environment ~}
    { "name": "${key}", "value": "${value}" },
%{ endfor ~}
  ]}]
})");

  EXPECT_TRUE(deployment.mistakes.empty()) << describe(deployment.mistakes.front());
  EXPECT_TRUE(deployment.pods.at(0).name.is_unknown());
  EXPECT_TRUE(deployment.pods[0].cpu.is_unknown());
  EXPECT_TRUE(container_of(deployment, "web").secrets[0].name.is_unknown());
  EXPECT_TRUE(container_of(deployment, "web").environment.items.at(0).value.is_unknown());
}

TEST(JsonTemplate, AContainerThatIsOneExpressionIsUnknownInAllItsParts) {
  const Deployment deployment =
      import_one("task.json.tpl", R"([ %{ for each in containers } ${jsonencode(each)}, %{ endfor }
  { "name": "web", "image": "shop", "memory": 128 } ])");

  const Container& each = deployment.pods.at(0).containers[0];
  EXPECT_TRUE(each.name.is_unknown());
  EXPECT_TRUE(each.essential.is_unknown());
  EXPECT_EQ(each.image.reason(), "it is set when the template is rendered");
  EXPECT_FALSE(each.firelens);
}

TEST(JsonTemplate, WhatIsJsonAlreadyKeepsItsVariablesUnknown) {
  const Deployment deployment = import_one("task.json", R"({"family": "web", "containerDefinitions": [
  {"name": "web", "image": "${REGISTRY}/shop", "command": ["echo ${HOME}"], "memory": 128}]})");
  EXPECT_TRUE(container_of(deployment, "web").image.is_unknown());

  const Deployment other = import_one("task.json", R"({"family": "web", "containerDefinitions": [
  {"name": "web", "image": "shop", "command": ["echo ${HOME}"], "memory": 128}]})");
  EXPECT_TRUE(container_of(other, "web").command[0].is("echo ${HOME}"));
}

TEST(JsonTemplate, SaysWhereItGivesNoJsonAndWhatToDoThen) {
  const auto read = parse_deployments("task.json.tpl", R"([
  { "name": "web", "image": "shop", "cpu": ${cpu} "memory": 128 }
])");

  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().front().message, HasSubstr("what this template gives is not read: "));
  EXPECT_THAT(read.error().front().remedy, HasSubstr("`terraform show -json`"));
  EXPECT_EQ(place(*read.error().front().where), "2:58");
}

TEST(JsonTemplate, MayEndWhereAStringBegins) {
  for (std::size_t size = 60; size <= 70;
       ++size) {  // Whatever holds a flag for each byte has no room behind one of these.
    const std::string begin = R"({"containerDefinitions": ${x}, )";
    const std::string text = begin + std::string(size - begin.size() - 1, ' ') + '"';
    EXPECT_FALSE(parse_deployments("t.json", text, {.as = "ecs"})) << size;
  }
}

TEST(JsonTemplate, AnUnendedDirectiveIsAnError) {
  EXPECT_THAT(import_error("task.json.tpl", R"([{ "name": "a", "image": "b" } %{ if x } ])"),
              HasSubstr("is not ended"));
}

TEST(JsonTemplate, JsonThatIsOnlyBrokenKeepsItsOwnWords) {
  EXPECT_THAT(import_error("task.json", R"([{ "name": "a", "image": "${b}" ])"), HasSubstr("this is not valid JSON"));
}

}  // namespace
}  // namespace roadworthy
