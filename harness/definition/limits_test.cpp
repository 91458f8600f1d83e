#include <filesystem>
#include <fstream>

#include "definition/test_support.h"

namespace roadworthy {
namespace {

std::string refusal(const std::string& path) {
  const auto deployments = read_deployments({path});
  return deployments ? "it was read" : deployments.error().front().message;
}

TEST(Limits, AFileOfOneGigabyteIsRefusedWithoutBeingRead) {
  const TemporaryFolder folder;
  const std::string path = folder.write("plan.json", "{");
  std::filesystem::resize_file(path, std::uintmax_t{1} << 30U);  // It takes no room: its end is a hole.

  EXPECT_NE(refusal(path).find("1073741824 bytes, and at most 67108864 are read"), std::string::npos) << refusal(path);
}

TEST(Limits, AMillionAliasesAreRefused) {
  const TemporaryFolder folder;
  std::string text = "x-a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\nservices: {a: {image: b}}\nx-b:\n";
  for (int line = 0; line < 100'000; ++line) {
    text += "- [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n";
  }

  EXPECT_NE(refusal(folder.write("compose.yaml", text)).find("more than"), std::string::npos);
}

TEST(Limits, TenThousandLevelsOfNestingAreRefused) {
  const TemporaryFolder folder;
  const std::string json = "{\"containerDefinitions\": " + std::string(10'000, '[') + std::string(10'000, ']') + "}";
  const std::string yaml = "services:\n  a: " + std::string(10'000, '[') + std::string(10'000, ']') + "\n";

  EXPECT_NE(refusal(folder.write("task.json", json)).find("more than 100 levels deep"), std::string::npos);
  EXPECT_NE(refusal(folder.write("compose.yaml", yaml)).find("more than 100 levels deep"), std::string::npos);
}

TEST(Limits, ADocumentNestedInsideAStringIsBoundedToo) {
  const TemporaryFolder folder;
  std::string inner = std::string(10'000, '[') + std::string(10'000, ']');
  const std::string plan =
      R"({"format_version": "1.2", "planned_values": {"root_module": {"resources": [{"address": "aws_ecs_task_definition.a",
      "mode": "managed", "type": "aws_ecs_task_definition", "name": "a", "values": {"family": "a", "container_definitions": ")" +
      inner + R"("}}]}}})";

  const auto deployments = read_deployments({folder.write("plan.json", plan)});
  ASSERT_TRUE(deployments);
  ASSERT_FALSE(deployments->front().mistakes.empty());
}

TEST(Limits, AScriptNestedTenThousandLevelsDeepIsRefused) {
  const auto repeated = [](const std::string& text) {
    std::string all;
    for (int level = 0; level < 10'000; ++level) {
      all += text;
    }
    return all;
  };
  const std::pair<std::string, std::string> scripts[] = {
      {"#!/bin/sh\n" + repeated("if true; then\n") + "docker run x\n" + repeated("fi\n"), "`if` stands more than 100"},
      {"sh <<'E'\n" + repeated("if true; then\n") + "docker run x\n" + repeated("fi\n") + "E\n",
       "`if` stands more than 100"},
      {repeated("docker run x\n"), "it was read"},
      {repeated("docker run x;:;:;:;:;:;:;:;:;:;:;:;:\n"), "more than 100000 commands"},
      {repeated("%{ if x }\n") + "docker run x\n" + repeated("%{ endif }\n"), "directives stand more than 50"},
      {"f() { docker run $1; }\n" + repeated("f x\n"), "functions are called more often"},
      {"Content-Type: multipart/mixed; boundary=B\n\n" + repeated("--B\n\n#!/bin/sh\n"), "more than 1000 parts"}};
  for (const auto& [text, words] : scripts) {
    const auto deployments = parse_deployments("run.sh", text);
    const std::string message = deployments ? "it was read" : deployments.error().front().message;
    EXPECT_NE(message.find(words), std::string::npos) << message;
  }
}

TEST(Limits, AScriptOfManyConditionsGivesFewBranches) {
  const TemporaryFolder folder;
  std::string script = "#!/bin/sh\n";
  for (int at = 0; at < 200; ++at) {
    script +=
        "if [ -n \"$A" + std::to_string(at) + "\" ]; then docker run -d --name c" + std::to_string(at) + " i; fi\n";
  }

  const auto deployments = read_deployments({folder.write("run.sh", script)});
  ASSERT_TRUE(deployments);
  EXPECT_LE(deployments->size(), 202U);
}

}  // namespace
}  // namespace roadworthy
