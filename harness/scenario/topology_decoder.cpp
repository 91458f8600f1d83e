#include "scenario/topology_decoder.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "scenario/container_roles.h"
#include "scenario/definition_topology.h"
#include "scenario/engine_settings.h"

namespace roadworthy {
namespace {

bool is_host_name(std::string_view text) {
  const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
  return !text.empty() && text.size() <= 63 && std::ranges::all_of(text, good) && text.front() != '-';
}

void require_name(Errors& errors, const SourceSpan& where, std::string_view what, const std::string& name) {
  if (!is_host_name(name)) {
    errors.push_back({.kind = ErrorKind::invalid_file,
                      .message = fmt::format("`{}` is no name for a {}", name, what),
                      .remedy = "use up to 63 of a-z, 0-9, - and _; it is a host name on the stand",
                      .where = where});
  }
}

/// `SOURCE:TARGET[:ro|:rw]`, as Compose's short form.
void decode_volume(const NodeView& node, Errors& errors, std::vector<VolumeMount>& volumes) {
  std::string text;
  if (!decode_value(node, errors, text)) {
    return;
  }
  VolumeMount mount;
  mount.where = node.span();
  std::string rest = text;
  if (rest.ends_with(":ro") || rest.ends_with(":rw")) {
    mount.read_only = rest.ends_with(":ro");
    rest.resize(rest.size() - 3);
  }
  const auto colon = rest.find(':');
  mount.source = rest.substr(0, colon);
  mount.target = colon == std::string::npos ? "" : rest.substr(colon + 1);
  const bool good_source = mount.is_bind() || is_host_name(mount.source);
  if (!good_source || !mount.target.starts_with('/') || mount.target.find(':') != std::string::npos) {
    add_error(errors, node, fmt::format("`{}` is no volume", text),
              "write NAME:/ABSOLUTE/PATH, with :ro behind it if it is read-only");
    return;
  }
  volumes.push_back(std::move(mount));
}

/// A mapping, or a list of `NAME=VALUE`, as Compose takes both.
void decode_environment(const NodeView& node, Errors& errors, std::map<std::string, std::string>& environment) {
  if (node.is(NodeKind::mapping)) {
    decode_value(node, errors, environment);
    return;
  }
  if (!node.is(NodeKind::sequence)) {
    add_error(errors, node, fmt::format("`environment` must be a mapping or a list, not {}", describe(node.kind())),
              "write NAME: VALUE");
    return;
  }
  for (const NodeView& item : node.items()) {
    std::string line;
    if (!decode_value(item, errors, line)) {
      continue;
    }
    const auto equals = line.find('=');
    if (equals == std::string::npos || equals == 0) {
      add_error(errors, item, fmt::format("`{}` sets no variable", line), "write NAME=VALUE");
      continue;
    }
    environment[line.substr(0, equals)] = line.substr(equals + 1);
  }
}

std::vector<std::string> take_words(Decoder& decode, std::string_view key) {
  const auto node = decode.take(key);
  return node ? decode_words(*node, decode.errors()) : std::vector<std::string>{};
}

/// A program of the scenario's own: of an image, or of this machine.
void become_program(Decoder& decode, ContainerSpec& container) {
  container.image = decode.optional<std::string>("image").value_or("");
  if (decode.has("image") && container.image.empty()) {
    decode.fail("image", "`image` names no image", "write a reference, such as registry:5000/name:tag");
  }
  container.command = take_words(decode, "command");
  const std::vector<std::string> entrypoint = take_words(decode, "entrypoint");
  if (!container.image.empty()) {
    if (decode.has("entrypoint")) {
      container.engine.entrypoint = entrypoint;
    }
    return;
  }
  container.command.insert(container.command.begin(), entrypoint.begin(), entrypoint.end());
  for (const std::string_view key : {"command", "entrypoint"}) {
    const auto node = decode.node().find(key);
    if (node && node->is(NodeKind::sequence) && node->items().empty()) {
      decode.fail(key, fmt::format("`{}` is an empty list", key), "name the program, then its arguments");
    }
  }
}

void become_what_it_says(Decoder& decode, const LoadOptions& options, const Subjects& subjects,
                         ContainerSpec& container) {
  const bool program = decode.has("command") || decode.has("entrypoint") || decode.has("image");
  const bool own = program && !decode.has("stand_in");
  const int kinds =
      static_cast<int>(decode.has("stand_in")) + static_cast<int>(decode.has("subject")) + static_cast<int>(own);
  for (const std::string_view key : {"stand_in", "subject", "image", "command", "entrypoint"}) {
    decode.allow(key);
  }
  if (!decode.node().is(NodeKind::mapping)) {
    return;
  }
  if (kinds != 1) {
    decode.fail("", fmt::format("container `{}` needs exactly one of `stand_in`, `subject` and `command` or `image`",
                                container.name));
  } else if (decode.has("stand_in")) {
    for (const std::string_view key : {"image", "entrypoint"}) {
      if (decode.has(key)) {
        decode.fail(key, fmt::format("a stand-in takes no `{}`", key), "`command` is its arguments");
      }
    }
    container.command = take_words(decode, "command");
    become_stand_in(decode, "stand_in", decode.required<std::string>("stand_in"), options, subjects, container);
  } else if (decode.has("subject")) {
    become_subject(decode, "subject", decode.required<std::string>("subject"), subjects, container);
  } else {
    become_program(decode, container);
  }
}

ContainerSpec decode_container(const std::string& pod, const std::string& name, const NodeView& node,
                               const LoadOptions& options, const Subjects& subjects, Errors& errors) {
  Decoder decode(node, errors, fmt::format("container `{}`", name));
  ContainerSpec container;
  container.name = name;
  container.pod = pod;
  container.where = node.span();
  if (const auto environment = decode.take("environment")) {
    decode_environment(*environment, errors, container.environment);
  }
  if (const auto volumes = decode.take("volumes")) {
    if (!volumes->is(NodeKind::sequence)) {
      decode.fail("volumes", "`volumes` takes a list");
    }
    for (const NodeView& volume : volumes->items()) {
      decode_volume(volume, errors, container.volumes);
    }
  }
  container.user = decode.optional<std::string>("user");
  container.completes = decode.optional<bool>("completes").value_or(false);
  container.engine = decode_engine_settings(decode);
  become_what_it_says(decode, options, subjects, container);
  if (const auto directory = decode.optional<std::string>("working_directory")) {
    container.working_directory = *directory;
  }
  add_own_environment(options, container);
  decode.finish();
  return container;
}

}  // namespace

Topology decode_topology(const NodeView& node, const LoadOptions& options, const Subjects& subjects, Errors& errors) {
  if (node.is(NodeKind::mapping) && definition_key(node)) {
    return decode_definition_topology(node, options, subjects, errors);
  }
  Topology topology;
  Decoder decode(node, errors, "a topology");
  const auto pods = decode.take("pods");
  if (!pods) {
    decode.missing("pods");
    decode.finish();
    return topology;
  }
  for (const auto& [pod_name, pod_node] : pods->members()) {
    require_name(errors, pods->key_span(pod_name), "pod", pod_name);
    PodSpec pod{.name = pod_name, .containers = {}, .where = pod_node.span()};
    for (const auto& [name, container] : pod_node.members()) {
      require_name(errors, pod_node.key_span(name), "container", name);
      pod.containers.push_back(decode_container(pod_name, name, container, options, subjects, errors));
    }
    if (pod.containers.empty()) {
      add_error(errors, pod_node, fmt::format("pod `{}` has no container", pod_name),
                "list its containers, each by its name");
    }
    topology.pods.push_back(std::move(pod));
  }
  if (topology.pods.empty()) {
    add_error(errors, *pods, "a topology needs at least one pod");
  }
  for (const PodSpec& pod : topology.pods) {
    const auto* same = find_container(topology, pod.name);
    if (same != nullptr && same->pod != pod.name) {
      errors.push_back(
          {.kind = ErrorKind::invalid_file,
           .message = fmt::format("`{}` names both a pod and a container of pod `{}`", pod.name, same->pod),
           .remedy = "both are host names on the stand: rename one",
           .where = pods->key_span(pod.name)});
    }
  }
  decode.finish();
  return topology;
}

std::vector<std::string> named_programs(const NodeView& scenario, Errors& errors) {
  std::set<std::string> names;
  const auto topology = scenario.find("topology");
  for (const char* key : {"subjects", "stand_ins"}) {
    const auto named = topology ? topology->find(key) : std::nullopt;
    for (const auto& [container, program] :
         named ? named->members() : std::vector<std::pair<std::string, NodeView>>()) {
      names.insert(program.text());
    }
  }
  const auto pods = topology ? topology->find("pods") : std::nullopt;
  for (const auto& [pod_name, pod] : pods ? pods->members() : std::vector<std::pair<std::string, NodeView>>()) {
    for (const auto& [name, container] : pod.members()) {
      for (const std::string_view key : {"subject", "stand_in"}) {
        if (const auto program = container.find(key)) {
          if (program->text().find("${") != std::string::npos) {
            add_error(errors, *program, fmt::format("`{}` cannot be a variable", key),
                      "what is put in its place brings variables of its own: write the name");
          }
          names.insert(program->text());
        }
      }
    }
  }
  return {names.begin(), names.end()};
}

}  // namespace roadworthy
