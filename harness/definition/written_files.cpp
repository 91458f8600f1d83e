#include "definition/written_files.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "definition/ecs.h"
#include "definition/format.h"
#include "definition/shell_conditions.h"
#include "definition/yaml_template.h"

namespace roadworthy {
namespace {

constexpr std::array<std::string_view, 4> kComposeNames = {"compose.yaml", "compose.yml", "docker-compose.yaml",
                                                           "docker-compose.yml"};

std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

/// What belongs to a file that is named already.
Deployment as_part(Deployment whole) {
  whole.files.clear();
  whole.hosts.clear();
  whole.name.clear();
  return whole;
}

}  // namespace

Script line_script(const Text& line) {
  const SourceSpan& at = line.where;
  return plain_script({.text = as_written(line),
                       .file = at.file,
                       .pointer = at.pointer,
                       .positions = {},
                       .whole = {at.line, at.column, at.end_line, at.end_column}});
}

void WrittenFiles::write(const Text& path, const Script& content) {
  if (path.is_known()) {
    files_.insert_or_assign(path.value, content);
  }
}

std::optional<Script> WrittenFiles::take(const std::string& path) {
  const auto found = files_.find(path);
  return found == files_.end() ? std::nullopt : std::optional(std::move(files_.extract(found).mapped()));
}

std::optional<Deployment> WrittenFiles::read_compose(std::vector<std::string> names) {
  if (names.empty()) {
    const auto found = std::ranges::find_if(files_, [](const auto& file) {
      return std::ranges::find(kComposeNames, file_name(file.first)) != kComposeNames.end();
    });
    if (found == files_.end()) {
      return std::nullopt;
    }
    names.push_back(found->first);
  }
  std::vector<Input> inputs;
  Deployment refused;
  for (const std::string& name : names) {
    // Names are often relative to a folder that a `cd` chose.
    const auto found = std::ranges::find_if(files_, [&](const auto& file) {
      return file.first == name || (!name.starts_with('/') && file_name(file.first) == file_name(name));
    });
    if (found == files_.end()) {
      return std::nullopt;
    }
    auto yaml = read_yaml_template(files_.extract(found).mapped(), {});
    if (!yaml) {
      std::ranges::move(yaml.error(), std::back_inserter(refused.mistakes));
      continue;
    }
    Input input;
    input.file = yaml->document.file;
    input.document = std::make_shared<const Document>(std::move(yaml->document));
    inputs.push_back(std::move(input));
  }
  if (!refused.mistakes.empty()) {
    return refused;
  }
  auto deployments = import_compose(inputs, {});
  if (!deployments) {
    refused.mistakes = std::move(deployments.error());
    return refused;
  }
  return as_part(std::move(deployments->front()));
}

std::optional<Deployment> WrittenFiles::read_task(const Text& argument) {
  constexpr std::string_view file = "file://";
  std::optional<Script> text;
  if (argument.is_known() && argument.value.starts_with(file)) {
    text = take(argument.value.substr(file.size()));
  } else if (argument.is_known() && (argument.value.starts_with('{') || argument.value.starts_with('['))) {
    text = line_script(argument);
  }
  if (!text) {
    return std::nullopt;
  }
  auto yaml = read_yaml_template(*text, {});
  if (!yaml) {
    Deployment refused;
    refused.mistakes = std::move(yaml.error());
    return refused;
  }
  auto task = import_task_definition(std::move(yaml->document), yaml->unknown);
  return task ? std::optional(as_part(std::move(*task))) : std::nullopt;
}

}  // namespace roadworthy
