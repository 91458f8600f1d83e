#include "definition/yaml_template.h"

#include <gmock/gmock.h>

#include "definition/test_support.h"

namespace roadworthy {
namespace {

using testing::HasSubstr;

constexpr const char* kTask = R"(family: ${service}-web
networkMode: awsvpc
cpu: "${cpu}"
containerDefinitions:
  - name: web
    image: ${registry}/web:1
    memory: ${memory}
    command: [sh, -c, 'echo $${HOME}']
    environment: ${jsonencode(environment)}
%{ if alloy_image != "" ~}
  - name: alloy
    image: ${alloy_image}
    essential: false
%{ endif ~}
)";

TEST(YamlTemplate, ReadsATaskDefinitionInBothBranches) {
  const std::vector<Deployment> both = import_all("task.yaml.tftpl", kTask);

  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].format, "ecs");
  EXPECT_EQ(both[0].variant, "alloy_image is set");
  EXPECT_EQ(both[0].pods.at(0).containers.size(), 2U);
  EXPECT_EQ(both[1].pods.at(0).containers.size(), 1U);
  EXPECT_TRUE(both[0].mistakes.empty()) << describe(both[0].mistakes.front());
  const Container& web = container_of(both[0], "web");
  EXPECT_TRUE(web.memory.is_unknown());
  EXPECT_TRUE(web.environment.is_unknown());
  EXPECT_EQ(web.image.unknown->written, "${registry}/web:1");
  EXPECT_EQ(place(web.image.where), "6:12");
  EXPECT_TRUE(web.command[2].is("echo ${HOME}"));
  EXPECT_EQ(place(container_of(both[0], "alloy").image.where), "12:12");
}

TEST(YamlTemplate, TakesTheVariablesThatItIsGiven) {
  const Deployment deployment =
      import_one("task.yaml.tftpl", kTask, {.variables = {{"alloy_image", "alloy:1"}, {"memory", "512"}}});

  EXPECT_TRUE(container_of(deployment, "alloy").image.is("alloy:1"));
  EXPECT_TRUE(container_of(deployment, "web").memory.is(std::uint64_t{512} << 20U));
}

TEST(YamlTemplate, ValuesOfATaskDefinitionThatAreVariablesAreUnknown) {
  const Deployment deployment = import_one("task.yaml", R"(family: a
containerDefinitions:
  - {name: web, image: "${image}", memory: 64}
)");

  EXPECT_TRUE(container_of(deployment, "web").image.is_unknown());
}

TEST(YamlTemplate, SaysThatAnExpressionStandsForMoreThanAValue) {
  EXPECT_THAT(import_error("task.yaml.tftpl", R"(family: a
containerDefinitions:
%{ for name in names ~}
  - name: ${name}
    image: img
    ${indent(4, yamlencode(limits))}
%{ endfor ~}
)"),
              HasSubstr("what this template gives is not read"));
}

TEST(YamlTemplate, TemplatesOfOtherFormatsAreNotTakenForWhatTheyBecome) {
  const char* compose = "services:\n  a:\n    image: img\n#%{ if debug }\n    ports: [\"1:1\"]\n#%{ endif }\n";
  const char* broken = "services:\n%{ if debug }\n  a:\n    image: img\n%{ endif }\n";

  EXPECT_THAT(import_error("compose.yaml.tftpl", compose), HasSubstr("is a Terraform template"));
  EXPECT_THAT(import_error("compose.yaml.tftpl", broken), HasSubstr("is a Terraform template"));
}

}  // namespace
}  // namespace roadworthy
