#include "definition/written_files.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "definition/format.h"
#include "definition/yaml_template.h"

namespace roadworthy {
namespace {

constexpr std::array<std::string_view, 4> kComposeNames = {"compose.yaml", "compose.yml", "docker-compose.yaml",
                                                           "docker-compose.yml"};

std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

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
  Deployment started = std::move(deployments->front());
  started.files.clear();  // They are parts of a file that is named already.
  started.hosts.clear();
  started.name.clear();
  return started;
}

}  // namespace roadworthy
