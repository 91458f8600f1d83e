#include "definition/ecs_template.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "definition/json_template.h"
#include "definition/yaml_template.h"

namespace roadworthy {
namespace {

/// Keys whose values ECS never takes with a `${` in them.
constexpr std::string_view kNeverLiteral[] = {
    "family", "image", "cpu", "memory", "taskRoleArn", "executionRoleArn", "awslogs-group", "awslogs-region"};

bool has_placeholders(const Node& node) {
  const auto is_placeholder = [](const Member& entry) {
    return std::ranges::find(kNeverLiteral, entry.key) != std::end(kNeverLiteral) &&
           entry.value.kind == NodeKind::string && entry.value.text.find("${") != std::string::npos;
  };
  return std::ranges::any_of(node.members, is_placeholder) || std::ranges::any_of(node.items, has_placeholders) ||
         std::ranges::any_of(node.members, [](const Member& entry) { return has_placeholders(entry.value); });
}

bool begins_as_json(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

}  // namespace

int task_template_confidence(const EmbeddedText& text) {
  const auto has = [&](std::string_view key) { return text.text.find(key) != std::string::npos; };
  const bool task = has("\"containerDefinitions\"");
  const bool containers = !trimmed(text.text).starts_with('{') && has("\"name\"") && has("\"image\"");
  if ((task || containers) && is_json_template(text)) {
    return task ? 90 : 70;
  }
  return has("\ncontainerDefinitions:") && has_directives(text) ? 90 : 0;
}

bool is_task_template(const Input& input) {
  const EmbeddedText text = embed_file(input.file);
  if (!input.document) {
    return is_json_template(text) || has_directives(text);
  }
  return is_template(text) || has_placeholders(input.document->root);
}

std::expected<std::vector<TaskTemplate>, Errors> render_task_template(const EmbeddedText& text,
                                                                      const ImportOptions& options) {
  const bool json = begins_as_json(text.text) || is_json_template(text);
  std::vector<TaskTemplate> tasks;
  for (const std::vector<Choice>& choices : all_choices(template_conditions(text, options.variables))) {
    TaskTemplate task{.document = {}, .unknown = {}, .variant = describe(choices)};
    if (json) {
      auto rendered = read_json_template(text, options.variables, choices, options.limits);
      if (!rendered) {
        return std::unexpected(std::move(rendered.error()));
      }
      task.document = std::move(rendered->document);
      task.unknown = std::move(rendered->unknown);
    } else {
      auto rendered = read_yaml_template(render_template(text, options.variables, choices), options.limits);
      if (!rendered) {
        return std::unexpected(std::move(rendered.error()));
      }
      task.document = std::move(rendered->document);
      task.unknown = std::move(rendered->unknown);
    }
    tasks.push_back(std::move(task));
  }
  return tasks;
}

}  // namespace roadworthy
