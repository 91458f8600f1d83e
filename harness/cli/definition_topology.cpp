#include "cli/definition_topology.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "definition/importers.h"

namespace roadworthy {
namespace {

/// A name that can be a host name or a volume's on the stand.
std::string plain_name(std::string_view text) {
  std::string name;
  for (const char letter : text) {
    const bool capital = letter >= 'A' && letter <= 'Z';
    const bool good =
        (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
    name += capital ? static_cast<char>(letter - 'A' + 'a') : good ? letter : '-';
  }
  name.erase(0, name.find_first_not_of('-'));
  name.resize(std::min<std::size_t>(name.size(), 63));
  return name.empty() ? "unnamed" : name;
}

const std::string& written(const Text& text) {
  return text.is_unknown() ? text.unknown->written : text.value;
}

/// The port that an address behind `NAME:` asks for; 0 when it names none.
std::uint32_t port_behind(std::string_view text, std::size_t at) {
  std::uint32_t port = 0;
  for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9' && port < 65536; ++at) {
    port = port * 10 + static_cast<std::uint32_t>(text[at] - '0');
  }
  return port;
}

class TopologyMaker {
 public:
  TopologyMaker(const Deployment& deployment, std::string folder)
      : deployment_(deployment), folder_(std::move(folder)) {}

  std::expected<Topology, Errors> make() {
    for (const Pod& pod : deployment_.pods) {
      for (const Container& container : pod.containers) {
        add(pod, container);
      }
    }
    if (topology_.pods.empty()) {
      mistake(deployment_.where, "the definition has no container that a stand could start");
    }
    if (!errors_.empty()) {
      return std::unexpected(std::move(errors_));
    }
    return std::move(topology_);
  }

 private:
  void mistake(const SourceSpan& where, std::string message) {
    errors_.push_back({.kind = ErrorKind::invalid_file, .message = std::move(message), .remedy = {}, .where = where});
  }

  void add(const Pod& pod, const Container& container) {
    ContainerSpec spec;
    spec.name = plain_name(container.name.is_known() ? container.name.value : pod.id);
    spec.pod = pod_of(pod, container, spec.name);
    spec.where = container.where;
    spec.image = container.image.value;
    for (const List<Text>* words : {&container.entry_point, &container.command}) {
      std::ranges::transform(*words, std::back_inserter(spec.command), written);
    }
    for (const NamedText& entry : container.environment) {
      if (entry.value.is_known()) {
        spec.environment[entry.name] = at_the_gateway(container, entry.value.value);
      }
    }
    for (const Mount& mount : container.mounts) {
      add_mount(pod, mount, spec);
    }
    if (container.user.is_known() && !container.user.value.empty()) {
      spec.user = container.user.value;
    }
    spec.working_directory = container.working_directory.value;
    spec.completes = container.init || is_awaited_to_end(container);
    put(std::move(spec), pod);
  }

  void put(ContainerSpec spec, const Pod& from) {
    auto pod = std::ranges::find(topology_.pods, spec.pod, &PodSpec::name);
    if (pod == topology_.pods.end()) {
      topology_.pods.push_back({.name = spec.pod, .containers = {}, .where = from.where});
      pod = std::prev(topology_.pods.end());
    }
    if (std::ranges::find(pod->containers, spec.name, &ContainerSpec::name) != pod->containers.end()) {
      mistake(spec.where, fmt::format("two containers are called `{}`", spec.name));
      return;
    }
    pod->containers.push_back(std::move(spec));
  }

  /// Whether another container waits for its end: an init container.
  bool is_awaited_to_end(const Container& container) const {
    return std::ranges::any_of(deployment_.pods, [&](const Pod& pod) {
      return std::ranges::any_of(pod.containers, [&](const Container& other) {
        return std::ranges::any_of(other.depends_on, [&](const ContainerDependency& dependency) {
          return dependency.container.value == container.name.value &&
                 (dependency.condition.is("COMPLETE") || dependency.condition.is("SUCCESS") ||
                  dependency.condition.is("service_completed_successfully"));
        });
      });
    });
  }

  /// Those that share a network with others stand in one pod with them.
  std::string pod_of(const Pod& pod, const Container& container, const std::string& name) {
    if (pod.kind == PodKind::ecs_task || pod.kind == PodKind::container_group) {
      const std::string own = plain_name(pod.name.is_known() ? pod.name.value : pod.id);
      // A pod and a container of one name would be two hosts of one name, unless it is that pod's own container.
      return own;
    }
    if (on_host_network(container) || (host_network_used() && publishes_unchanged(container))) {
      return "host";
    }
    if (container.network_mode.is_known() && container.network_mode.value.starts_with("container:")) {
      return plain_name(container.network_mode.value.substr(10));
    }
    return name;
  }

  static bool on_host_network(const Container& container) {
    return container.network_mode.is("host") ||
           std::ranges::any_of(container.networks, [](const auto& network) { return network.network.is("host"); });
  }

  bool host_network_used() const {
    return std::ranges::any_of(deployment_.pods,
                               [](const Pod& pod) { return std::ranges::any_of(pod.containers, on_host_network); });
  }

  /// Its ports are the machine's under the same numbers, so that who stands on the machine's network reaches them.
  static bool publishes_unchanged(const Container& container) {
    return !container.ports.empty() && std::ranges::all_of(container.ports, [](const PortMapping& port) {
      return port.container_port.is_known() && port.host_port.is(port.container_port.value);
    });
  }

  std::string at_the_gateway(const Container& container, std::string text) const {
    for (const NamedText& host : container.extra_hosts) {
      if (!host.value.is("host-gateway")) {
        continue;
      }
      const std::size_t found = text.find(host.name + ":");
      if (found == std::string::npos) {
        continue;
      }
      const std::uint32_t port = port_behind(text, found + host.name.size());
      for (const Pod& pod : deployment_.pods) {
        for (const Container& other : pod.containers) {
          for (const PortMapping& published : other.ports) {
            if (published.host_port.is({port, port}) && published.container_port.is_known()) {
              const std::string digits = std::to_string(port);
              text.replace(found, host.name.size() + 1 + digits.size(),
                           fmt::format("{}:{}", plain_name(other.name.value), published.container_port.value.first));
              return text;
            }
          }
        }
      }
    }
    return text;
  }

  void add_mount(const Pod& pod, const Mount& mount, ContainerSpec& spec) const {
    if (mount.kind == MountKind::from_container || mount.target.is_absent()) {
      return;
    }
    VolumeMount volume{.source = {},
                       .target = written(mount.target),
                       .read_only = mount.read_only.value_or(false),
                       .where = mount.where};
    if (!volume.target.starts_with('/')) {
      return;
    }
    const std::string source = written(mount.source);
    const Volume* of_pod = mount.kind == MountKind::volume ? find_volume(pod, source) : nullptr;
    if (mount.kind == MountKind::anonymous || mount.kind == MountKind::memory || source.empty()) {
      volume.source = plain_name(spec.name + volume.target);
    } else if (of_pod && of_pod->host_path.is_known()) {
      volume.source = plain_name("host" + of_pod->host_path.value);
    } else if (mount.kind == MountKind::host_path) {
      const auto beside = (std::filesystem::absolute(folder_.empty() ? "." : folder_) / source).lexically_normal();
      std::error_code ignored;
      const bool relative = !source.starts_with('/') && !source.starts_with('~') && !source.starts_with('$');
      volume.source =
          relative && std::filesystem::exists(beside, ignored) ? beside.string() : plain_name("host" + source);
    } else {
      volume.source = plain_name(source);
    }
    spec.volumes.push_back(std::move(volume));
  }

  const Deployment& deployment_;
  std::string folder_;
  Topology topology_;
  Errors errors_;
};

/// What the importers call a format that scenarios name by what it defines.
std::string importer_of(const std::string& format) {
  return format == "compose"           ? "compose"
         : format == "docker_run"      ? "docker-run"
         : format == "task_definition" ? ""
                                       : "terraform";
}

}  // namespace

std::expected<Deployment, Errors> import_definition(const TopologyRequest& request) {
  ImportOptions options;
  options.as = importer_of(request.format);
  options.variables = request.variables;
  auto deployments = read_deployments({request.path}, options);
  if (!deployments) {
    return std::unexpected(deployments.error());
  }
  if (!deployments->front().mistakes.empty()) {
    return std::unexpected(deployments->front().mistakes);
  }
  return std::move(deployments->front());
}

std::expected<Topology, Errors> import_topology(const TopologyRequest& request) {
  const auto deployment = import_definition(request);
  if (!deployment) {
    return std::unexpected(deployment.error());
  }
  return TopologyMaker(*deployment, std::filesystem::path(request.path).parent_path().string()).make();
}

}  // namespace roadworthy
