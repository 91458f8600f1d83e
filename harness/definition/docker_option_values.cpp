#include "definition/docker_option_values.h"

#include <algorithm>
#include <cctype>

#include "definition/compose.h"
#include "definition/words.h"
#include "document/decoder.h"

namespace roadworthy::docker_run {

std::string written(const Text& text) {
  return text.is_unknown() ? text.unknown->written : text.value;
}

Text part(const Text& whole, std::string text) {
  if (whole.is_unknown() && text.find_first_of("$`") != std::string::npos) {
    return unknown_value<std::string>(
        {.reason = whole.unknown->reason, .written = std::move(text), .refers_to = whole.unknown->refers_to},
        whole.where);
  }
  return known(std::move(text), whole.where);
}

NamedText named(const Text& text, std::string_view separators) {
  const std::string all = written(text);
  const std::size_t cut = all.find_first_of(separators);
  NamedText entry{.name = all.substr(0, cut), .name_where = text.where, .value = absent<std::string>(text.where)};
  if (cut != std::string::npos) {
    entry.value = part(text, all.substr(cut + 1));
  }
  return entry;
}

Value<bool> flag(const Text& text) {
  return convert<bool>(text, [](const std::string& word) { return word.empty() || word == "true" || word == "1"; });
}

Value<Duration> duration(Building& to, const Text& text) {
  const auto parsed = parse_duration(text.value);
  if (text.is_known() && !parsed) {
    to.mistake(text.where, fmt::format("`{}` is no duration", text.value));
    return absent<Duration>(text.where);
  }
  return convert<Duration>(text, [&](const std::string&) { return *parsed; });
}

Value<std::uint64_t> bytes(Building& to, const Text& text) {
  const auto parsed = parse_size(text.value);
  if (text.is_known() && !parsed) {
    to.mistake(text.where, fmt::format("`{}` is no size", text.value));
    return absent<std::uint64_t>(text.where);
  }
  return convert<std::uint64_t>(text, [&](const std::string&) { return *parsed; });
}

void read_variable(Building& to, const Text& text) {
  List<NamedText>& environment = to.container.environment;
  NamedText entry = named(text, "=");
  if (text.is_unknown() && entry.name.find('$') != std::string::npos) {
    environment.state = ValueState::unknown;
    environment.unknown = text.unknown;
  }
  add(environment, std::move(entry), text.where);
}

bool is_open_expansion(std::string_view text) {
  if (text.size() < 2 || text.front() != '$') {
    return false;
  }
  if (text[1] != '{' && text[1] != '(') {
    return std::ranges::all_of(text.substr(1), [](unsigned char letter) {
      return std::isalnum(letter) != 0 || letter == '_' || letter == '@' || letter == '*';
    });
  }
  const char opens = text[1];
  const char closes = opens == '{' ? '}' : ')';
  int open = 0;
  for (std::size_t at = 1; at < text.size(); ++at) {
    open += text[at] == opens ? 1 : 0;
    open -= text[at] == closes ? 1 : 0;
    if (open == 0) {
      return at + 1 == text.size();
    }
  }
  return false;
}

void read_open_options(Building& to, const Text& text) {
  Container& container = to.container;
  const auto open = [&](auto& list) {
    list.state = ValueState::unknown;
    list.unknown = text.unknown;
    list.where = text.where;
  };
  open(container.environment);
  open(container.ports);
  open(container.mounts);
  open(container.networks);
  open(container.extra_hosts);
  open(container.labels);
  if (container.user.is_absent()) {
    container.user = text;
  }
  container.further.push_back({"options", text});
}

void read_publish(Building& to, const Text& text) {
  PortMapping port;
  if (!parse_port(text, port)) {
    to.mistake(text.where, fmt::format("`{}` is no port", written(text)));
  }
  add(to.container.ports, std::move(port), text.where);
}

void read_volume(Building& to, const Text& text) {
  Mount mount;
  if (!parse_mount(text, mount)) {
    to.mistake(text.where, fmt::format("`{}` is no volume", written(text)));
  }
  add(to.container.mounts, std::move(mount), text.where);
}

void read_mount(Building& to, const Text& text) {
  Mount mount{.kind = MountKind::volume, .read_only = absent<bool>(text.where), .where = text.where};
  mount.source = absent<std::string>(text.where);
  mount.target = absent<std::string>(text.where);
  std::string rest = written(text) + ",";
  for (std::size_t comma = rest.find(','); comma != std::string::npos;
       rest.erase(0, comma + 1), comma = rest.find(',')) {
    const std::string field = rest.substr(0, comma);
    const std::size_t equals = field.find('=');
    const std::string key = field.substr(0, equals);
    const Text value =
        equals == std::string::npos ? known(std::string("true"), text.where) : part(text, field.substr(equals + 1));
    if (key == "type") {
      mount.kind = value.is("bind") ? MountKind::host_path : value.is("tmpfs") ? MountKind::memory : MountKind::volume;
    } else if (key == "source" || key == "src") {
      mount.source = value;
    } else if (key == "target" || key == "dst" || key == "destination") {
      mount.target = value;
    } else if (key == "readonly" || key == "ro") {
      mount.read_only = flag(value);
    } else if (!key.empty()) {
      mount.further.push_back({key, value});
    }
  }
  if (mount.kind == MountKind::volume && mount.source.is_absent()) {
    mount.kind = MountKind::anonymous;
  }
  if (mount.target.is_absent()) {
    to.mistake(text.where, "a mount without a target");
  }
  add(to.container.mounts, std::move(mount), text.where);
}

void read_memory_mount(Building& to, const Text& text) {
  const NamedText parts = named(text, ":");
  Mount mount{.kind = MountKind::memory,
              .source = absent<std::string>(text.where),
              .target = part(text, parts.name),
              .where = text.where};
  if (!parts.value.is_absent()) {
    mount.further.push_back({"options", parts.value});
  }
  add(to.container.mounts, std::move(mount), text.where);
}

void read_volumes_from(Building& to, const Text& text) {
  const NamedText parts = named(text, ":");
  add(to.container.mounts,
      Mount{.kind = MountKind::from_container,
            .source = part(text, parts.name),
            .read_only = convert<bool>(parts.value, [](const std::string& mode) { return mode == "ro"; }),
            .where = text.where},
      text.where);
}

void read_network(Building& to, const Text& text) {
  const bool mode = text.is("bridge") || text.is("host") || text.is("none") || text.is("default") ||
                    text.value.starts_with("container:");
  if (mode) {
    to.container.network_mode = text.is("default") ? known(std::string("bridge"), text.where) : text;
    return;
  }
  add(to.container.networks, NetworkAttachment{.network = text, .where = text.where}, text.where);
}

void read_network_alias(Building& to, const Text& text) {
  if (to.container.networks.empty()) {
    to.container.further.push_back({"network-alias", text});
  } else {
    add(to.container.networks.items.back().aliases, text, text.where);
  }
}

void read_limit(Building& to, const Text& text) {
  const NamedText limit = named(text, "=");
  const std::size_t colon = limit.value.value.find(':');
  const Text soft = colon == std::string::npos ? limit.value : part(text, limit.value.value.substr(0, colon));
  const Text hard = colon == std::string::npos ? limit.value : part(text, limit.value.value.substr(colon + 1));
  add(to.container.limits,
      UserLimit{.name = part(text, limit.name),
                .soft = number<std::int64_t>(to, soft),
                .hard = number<std::int64_t>(to, hard),
                .where = text.where},
      text.where);
}

void read_environment_file_option(Building& to, const Text& text) {
  add(to.container.environment_files, text, text.where);
  to.container.environment.state = ValueState::unknown;
  to.container.environment.unknown = std::make_shared<const UnknownValue>(
      UnknownValue{.reason = fmt::format("the variables of {} are on the host", written(text)),
                   .written = written(text),
                   .refers_to = {}});
}

}  // namespace roadworthy::docker_run
