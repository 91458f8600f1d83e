#include "scenario/topology_decoder.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace roadworthy {
namespace {

bool is_name(std::string_view text) {
  const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
  return !text.empty() && text.size() <= 63 && std::ranges::all_of(text, good) && text.front() != '-';
}

void require_name(Errors& errors, const SourceSpan& where, std::string_view what, const std::string& name) {
  if (!is_name(name)) {
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
  const bool good_source = mount.is_bind() || is_name(mount.source);
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

/// Puts a subject's command or image into the container; its environment yields to the scenario's.
void put_in(const Subject& subject, ContainerSpec& container) {
  container.command = subject.command;
  container.image = subject.image;
  container.working_directory = subject.working_directory;
  if (subject.user) {
    container.user = subject.user;
  }
  container.environment.insert(subject.environment.begin(), subject.environment.end());
}

void fill_stand_in(Decoder& decode, const LoadOptions& options, const Subjects& subjects, ContainerSpec& container) {
  container.stands_for = decode.required<std::string>("stand_in");
  const auto arguments = decode.optional<std::vector<std::string>>("command").value_or(std::vector<std::string>{});
  const auto row = std::ranges::find(options.stand_ins, container.stands_for, &StandInKind::name);
  if (row == options.stand_ins.end()) {
    std::vector<std::string> names;
    for (const StandInKind& kind : options.stand_ins) {
      names.emplace_back(kind.name);
    }
    decode.fail("stand_in",
                fmt::format("unknown stand-in `{}`{}", container.stands_for, did_you_mean(container.stands_for, names)),
                fmt::format("there are {}", fmt::join(names, ", ")));
    return;
  }
  if (const auto other = subjects.find(container.stands_for); other != subjects.end()) {
    container.role = ContainerRole::subject;
    put_in(other->second, container);
    return;
  }
  container.role = ContainerRole::stand_in;
  container.accepts_control = true;
  container.command = {fmt::format("{}/{}", options.libexec, row->program), "--control"};
  container.command.insert(container.command.end(), arguments.begin(), arguments.end());
}

void fill_subject(Decoder& decode, const Subjects& subjects, ContainerSpec& container) {
  container.stands_for = decode.required<std::string>("subject");
  container.role = ContainerRole::subject;
  const auto found = subjects.find(container.stands_for);
  if (found == subjects.end()) {
    decode.fail("subject", fmt::format("nothing is put in the place of subject `{}`", container.stands_for),
                fmt::format("name it with --subject {}=PROFILE, or in a subjects.yaml beside the scenarios",
                            container.stands_for));
    return;
  }
  put_in(found->second, container);
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
  const int kinds = static_cast<int>(decode.has("stand_in")) + static_cast<int>(decode.has("subject")) +
                    static_cast<int>(!decode.has("stand_in") && decode.has("command"));
  for (const std::string_view key : {"stand_in", "subject", "command"}) {
    decode.allow(key);
  }
  if (!node.is(NodeKind::mapping)) {
    return container;
  }
  if (kinds != 1) {
    decode.fail("", fmt::format("container `{}` needs exactly one of `stand_in`, `subject` and `command`", name));
  } else if (decode.has("stand_in")) {
    fill_stand_in(decode, options, subjects, container);
  } else if (decode.has("subject")) {
    fill_subject(decode, subjects, container);
  } else {
    container.command = decode.required<std::vector<std::string>>("command");
    if (const auto command = node.find("command"); command->is(NodeKind::sequence) && command->items().empty()) {
      decode.fail("command", "`command` is an empty list", "name the program, then its arguments");
    }
  }
  if (const auto directory = decode.optional<std::string>("working_directory")) {
    container.working_directory = *directory;
  }
  if (const auto more = options.environment.find(container.stands_for); more != options.environment.end()) {
    for (const auto& [key, value] : more->second) {
      container.environment[key] = value;
    }
  }
  decode.finish();
  return container;
}

}  // namespace

Topology decode_topology(const NodeView& node, const LoadOptions& options, const Subjects& subjects, Errors& errors) {
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
  const auto pods = topology ? topology->find("pods") : std::nullopt;
  if (!pods) {
    return {};
  }
  for (const auto& [pod_name, pod] : pods->members()) {
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
