#include "scenario/definition_topology.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "scenario/container_roles.h"

namespace roadworthy {
namespace {

constexpr std::array kDefinitions{"compose", "task_definition", "container_group", "docker_run"};

using Names = std::map<std::string, std::string>;

/// Containers by name, and who stands in their place: `stand_ins: { logstash: logstash }`.
Names decode_names(Decoder& decode, std::string_view key) {
  return decode.optional<Names>(std::string(key)).value_or(Names{});
}

std::vector<ContainerSpec*> named(Topology& topology, const std::string& name) {
  std::vector<ContainerSpec*> found;
  for (PodSpec& pod : topology.pods) {
    for (ContainerSpec& container : pod.containers) {
      if (container.name == name) {
        found.push_back(&container);
      }
    }
  }
  return found;
}

std::vector<std::string> all_names(const Topology& topology) {
  std::vector<std::string> names;
  for (const PodSpec& pod : topology.pods) {
    std::ranges::transform(pod.containers, std::back_inserter(names), &ContainerSpec::name);
  }
  return names;
}

void put_in_their_places(Decoder& decode, std::string_view key, const LoadOptions& options, const Subjects& subjects,
                         Topology& topology) {
  for (const auto& [container, program] : decode_names(decode, key)) {
    const auto found = named(topology, container);
    if (found.empty()) {
      decode.fail(std::string(key), fmt::format("the definition has no container `{}`{}", container,
                                                did_you_mean(container, all_names(topology))));
    }
    for (ContainerSpec* spec : found) {
      if (key == "stand_ins") {
        become_stand_in(decode, key, program, options, subjects, *spec);
      } else {
        become_subject(decode, key, program, subjects, *spec);
      }
    }
  }
}

}  // namespace

std::optional<std::string> definition_key(const NodeView& topology) {
  for (const char* key : kDefinitions) {
    if (topology.find(key)) {
      return key;
    }
  }
  return std::nullopt;
}

Topology decode_definition_topology(const NodeView& node, const LoadOptions& options, const Subjects& subjects,
                                    Errors& errors) {
  Decoder decode(node, errors, "a topology");
  const std::string key = *definition_key(node);
  const auto path = decode.required<std::string>(key);
  TopologyRequest request{.format = key, .path = path, .variables = decode_names(decode, "variables")};
  if (!request.path.starts_with('/')) {
    const auto folder = std::filesystem::path(node.span().file ? node.span().file->path : "").parent_path();
    // As the file says it, unless a link leads there: then `..` is another place.
    std::error_code ignored;
    const bool there = std::filesystem::exists((folder / path).lexically_normal(), ignored);
    request.path = there ? (folder / path).lexically_normal().string() : (folder / path).string();
  }
  Topology topology;
  if (!options.import_topology) {
    decode.fail(key, "definitions cannot be read here");
  } else if (auto imported = options.import_topology(request)) {
    topology = std::move(*imported);
    put_in_their_places(decode, "subjects", options, subjects, topology);
    put_in_their_places(decode, "stand_ins", options, subjects, topology);
    for (PodSpec& pod : topology.pods) {
      for (ContainerSpec& container : pod.containers) {
        add_own_environment(options, container);
      }
    }
  } else {
    std::ranges::move(imported.error(), std::back_inserter(errors));
    decode.allow("subjects");
    decode.allow("stand_ins");
  }
  decode.finish();
  return topology;
}

}  // namespace roadworthy
