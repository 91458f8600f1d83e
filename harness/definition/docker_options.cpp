#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "definition/compose.h"
#include "definition/cursor.h"
#include "definition/docker_run.h"
#include "definition/ecs.h"
#include "definition/words.h"
#include "document/decoder.h"

namespace roadworthy {
namespace {

std::string written(const Text& text) {
  return text.is_unknown() ? text.unknown->written : text.value;
}

/// A container that grows with its options.
struct Building {
  Container& container;
  Errors& mistakes;

  void mistake(const SourceSpan& where, std::string message) {
    mistakes.push_back({.kind = ErrorKind::invalid_file, .message = std::move(message), .remedy = {}, .where = where});
  }
  HealthCheck& health_check(const SourceSpan& where) {
    if (!container.health_check) {
      container.health_check = HealthCheck{.where = where};
    }
    return *container.health_check;
  }
  LogConfiguration& log(const SourceSpan& where) {
    if (!container.log) {
      container.log = LogConfiguration{.where = where};
    }
    return *container.log;
  }
};

template <typename T>
void add(List<T>& list, T item, const SourceSpan& where) {
  list.state = list.is_unknown() ? list.state : ValueState::known;
  list.where = where;
  list.items.push_back(std::move(item));
}

Text part(const Text& whole, std::string text) {
  if (whole.is_unknown() && text.find_first_of("$`") != std::string::npos) {
    return unknown_value<std::string>(
        {.reason = whole.unknown->reason, .written = std::move(text), .refers_to = whole.unknown->refers_to},
        whole.where);
  }
  return known(std::move(text), whole.where);
}

/// `NAME=value`, cut at the first of `separators`.
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

template <typename T>
Value<T> number(Building& to, const Text& text) {
  T parsed{};
  const char* end = text.value.data() + text.value.size();
  if (text.is_known() && std::from_chars(text.value.data(), end, parsed).ptr != end) {
    to.mistake(text.where, fmt::format("`{}` is no number", text.value));
    return absent<T>(text.where);
  }
  return convert<T>(text, [&](const std::string&) { return parsed; });
}

Value<std::uint64_t> bytes(Building& to, const Text& text) {
  const auto parsed = parse_size(text.value);
  if (text.is_known() && !parsed) {
    to.mistake(text.where, fmt::format("`{}` is no size", text.value));
    return absent<std::uint64_t>(text.where);
  }
  return convert<std::uint64_t>(text, [&](const std::string&) { return *parsed; });
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

/// `--mount type=bind,source=/a,target=/b,readonly`
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

/// An option of `docker run`. Without `read` it goes to `Container::further` under its name.
struct Option {
  std::string_view name;
  char letter = '\0';
  bool takes_value = true;
  void (*read)(Building& to, const Text& value) = nullptr;
};

constexpr auto kSetHealthCommand = [](Building& to, const Text& text) {
  HealthCheck& check = to.health_check(text.where);
  add(check.command, known(std::string("CMD-SHELL"), text.where), text.where);
  add(check.command, text, text.where);
};

/// Options that a field of the model speaks of.
constexpr std::array kOptions{
    Option{"add-host", 0, true,
           [](Building& to, const Text& text) { add(to.container.extra_hosts, named(text, ":="), text.where); }},
    Option{"cap-add", 0, true,
           [](Building& to, const Text& text) { add(to.container.capabilities_add, text, text.where); }},
    Option{"cap-drop", 0, true,
           [](Building& to, const Text& text) { add(to.container.capabilities_drop, text, text.where); }},
    Option{"cpus", 0, true, [](Building& to, const Text& text) { to.container.cpu = number<double>(to, text); }},
    Option{"dns", 0, true, [](Building& to, const Text& text) { add(to.container.dns_servers, text, text.where); }},
    Option{"dns-search", 0, true,
           [](Building& to, const Text& text) { add(to.container.dns_search, text, text.where); }},
    Option{"entrypoint", 0, true,
           [](Building& to, const Text& text) { add(to.container.entry_point, text, text.where); }},
    Option{"env", 'e', true,
           [](Building& to, const Text& text) { add(to.container.environment, named(text, "="), text.where); }},
    Option{"env-file", 0, true, &read_environment_file_option},
    Option{"expose", 0, true,
           [](Building& to, const Text& text) {
             add(to.container.exposed_ports,
                 port_range(convert<std::string>(
                     text, [](const std::string& port) { return port.substr(0, port.find('/')); })),
                 text.where);
           }},
    Option{"health-cmd", 0, true, kSetHealthCommand},
    Option{"health-interval", 0, true,
           [](Building& to, const Text& text) { to.health_check(text.where).interval = duration(to, text); }},
    Option{
        "health-retries", 0, true,
        [](Building& to, const Text& text) { to.health_check(text.where).retries = number<std::int64_t>(to, text); }},
    Option{"health-start-interval", 0, true,
           [](Building& to, const Text& text) { to.health_check(text.where).start_interval = duration(to, text); }},
    Option{"health-start-period", 0, true,
           [](Building& to, const Text& text) { to.health_check(text.where).start_period = duration(to, text); }},
    Option{"health-timeout", 0, true,
           [](Building& to, const Text& text) { to.health_check(text.where).timeout = duration(to, text); }},
    Option{"hostname", 'h', true, [](Building& to, const Text& text) { to.container.hostname = text; }},
    Option{"label", 'l', true,
           [](Building& to, const Text& text) { add(to.container.labels, named(text, "="), text.where); }},
    Option{"link", 0, true, [](Building& to, const Text& text) { add(to.container.links, text, text.where); }},
    Option{"log-driver", 0, true, [](Building& to, const Text& text) { to.log(text.where).driver = text; }},
    Option{"log-opt", 0, true,
           [](Building& to, const Text& text) { add(to.log(text.where).options, named(text, "="), text.where); }},
    Option{"memory", 'm', true, [](Building& to, const Text& text) { to.container.memory = bytes(to, text); }},
    Option{"memory-reservation", 0, true,
           [](Building& to, const Text& text) { to.container.memory_reservation = bytes(to, text); }},
    Option{"mount", 0, true, &read_mount},
    Option{"name", 0, true, [](Building& to, const Text& text) { to.container.name = text; }},
    Option{"network", 0, true, &read_network},
    Option{"net", 0, true, &read_network},
    Option{"network-alias", 0, true, &read_network_alias},
    Option{"net-alias", 0, true, &read_network_alias},
    Option{"no-healthcheck", 0, false,
           [](Building& to, const Text& text) { to.health_check(text.where).disabled = flag(text); }},
    Option{"privileged", 0, false, [](Building& to, const Text& text) { to.container.privileged = flag(text); }},
    Option{"publish", 'p', true, &read_publish},
    Option{"read-only", 0, false, [](Building& to, const Text& text) { to.container.read_only_root = flag(text); }},
    Option{"restart", 0, true, [](Building& to, const Text& text) { to.container.restart = text; }},
    Option{"stop-timeout", 0, true,
           [](Building& to, const Text& text) {
             to.container.stop_timeout = convert<Duration>(number<std::int32_t>(to, text), [](std::int32_t count) {
               return Duration(std::chrono::seconds(count));
             });
           }},
    Option{"tmpfs", 0, true, &read_memory_mount},
    Option{"ulimit", 0, true, &read_limit},
    Option{"user", 'u', true, [](Building& to, const Text& text) { to.container.user = text; }},
    Option{"volume", 'v', true, &read_volume},
    Option{"volumes-from", 0, true, &read_volumes_from},
    Option{"workdir", 'w', true, [](Building& to, const Text& text) { to.container.working_directory = text; }},
};

/// The others: they are settings.
constexpr std::array kFurtherOptions{
    Option{"annotation"},
    Option{"attach", 'a'},
    Option{"blkio-weight"},
    Option{"blkio-weight-device"},
    Option{"cgroup-parent"},
    Option{"cgroupns"},
    Option{"cidfile"},
    Option{"cpu-count"},
    Option{"cpu-percent"},
    Option{"cpu-period"},
    Option{"cpu-quota"},
    Option{"cpu-rt-period"},
    Option{"cpu-rt-runtime"},
    Option{"cpu-shares", 'c'},
    Option{"cpuset-cpus"},
    Option{"cpuset-mems"},
    Option{"detach", 'd', false},
    Option{"detach-keys"},
    Option{"device"},
    Option{"device-cgroup-rule"},
    Option{"device-read-bps"},
    Option{"device-read-iops"},
    Option{"device-write-bps"},
    Option{"device-write-iops"},
    Option{"disable-content-trust", 0, false},
    Option{"dns-opt"},
    Option{"dns-option"},
    Option{"domainname"},
    Option{"gpus"},
    Option{"group-add"},
    Option{"init", 0, false},
    Option{"interactive", 'i', false},
    Option{"io-maxbandwidth"},
    Option{"io-maxiops"},
    Option{"ip"},
    Option{"ip6"},
    Option{"ipc"},
    Option{"isolation"},
    Option{"kernel-memory"},
    Option{"label-file"},
    Option{"link-local-ip"},
    Option{"mac-address"},
    Option{"memory-swap"},
    Option{"memory-swappiness"},
    Option{"oom-kill-disable", 0, false},
    Option{"oom-score-adj"},
    Option{"pid"},
    Option{"pids-limit"},
    Option{"platform"},
    Option{"publish-all", 'P', false},
    Option{"pull"},
    Option{"quiet", 'q', false},
    Option{"rm", 0, false},
    Option{"runtime"},
    Option{"security-opt"},
    Option{"shm-size"},
    Option{"sig-proxy", 0, false},
    Option{"stop-signal"},
    Option{"storage-opt"},
    Option{"sysctl"},
    Option{"tty", 't', false},
    Option{"use-api-socket", 0, false},
    Option{"userns"},
    Option{"uts"},
    Option{"volume-driver"},
};

const Option* find_option(std::string_view name, char letter) {
  const auto same = [&](const Option& option) {
    return letter == '\0' ? option.name == name : option.letter == letter;
  };
  if (const auto found = std::ranges::find_if(kOptions, same); found != kOptions.end()) {
    return &*found;
  }
  const auto found = std::ranges::find_if(kFurtherOptions, same);
  return found == kFurtherOptions.end() ? nullptr : &*found;
}

/// Goes through the arguments; an option's value is in its own word or the next one.
class ArgumentReader {
 public:
  ArgumentReader(const std::vector<Word>& arguments, Building to) : arguments_(arguments), to_(to) {}

  void read() {
    while (at_ < arguments_.size()) {
      const Word& word = arguments_[at_];
      const std::string text = written(word.text);
      if (text == "--") {
        ++at_;
        break;
      }
      if (text.size() > 2 && text.starts_with("--")) {
        ++at_;
        read_long(word.text, text.substr(2));
      } else if (text.size() > 1 && text.front() == '-') {
        ++at_;
        read_short(word.text, text);
      } else if (may_be_options(word)) {
        ++at_;
        to_.container.further.push_back({"options", word.text});
      } else {
        break;
      }
    }
    if (at_ == arguments_.size()) {
      to_.mistake(to_.container.where, "`docker run` names no image");
      return;
    }
    to_.container.image = arguments_[at_++].text;
    for (; at_ < arguments_.size(); ++at_) {
      add(to_.container.command, arguments_[at_].text, arguments_[at_].text.where);
    }
  }

 private:
  /// A variable without a value where an option or the image stands: more options, unless it is the last word or its
  /// name says that it is the image.
  bool may_be_options(const Word& word) const {
    const std::string text = written(word.text);
    const bool variable_alone =
        word.text.is_unknown() && !word.quoted && text.starts_with('$') && text.find('}') == text.size() - 1;
    return variable_alone && at_ + 1 < arguments_.size() && text.find("image") == std::string::npos &&
           text.find("IMAGE") == std::string::npos;
  }

  void apply(const Option& option, const Text& value) {
    if (option.read) {
      option.read(to_, value);
    } else {
      to_.container.further.push_back({std::string(option.name), value});
    }
  }

  void read_long(const Text& word, const std::string& text) {
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, equals);
    const Option* option = find_option(name, '\0');
    if (!option) {
      std::vector<std::string> names;
      std::ranges::transform(kOptions, std::back_inserter(names),
                             [](const Option& known_option) { return std::string(known_option.name); });
      to_.mistake(word.where, fmt::format("docker run has no option `--{}`{}", name, did_you_mean(name, names)));
    } else if (equals != std::string::npos) {
      apply(*option, part(word, text.substr(equals + 1)));
    } else if (!option->takes_value) {
      apply(*option, known(std::string("true"), word.where));
    } else if (at_ < arguments_.size()) {
      apply(*option, arguments_[at_++].text);
    } else {
      to_.mistake(word.where, fmt::format("`--{}` needs a value", name));
    }
  }

  /// `-it`, `-p 80:80`, `-p80:80`, `-p=80:80`
  void read_short(const Text& word, const std::string& text) {
    for (std::size_t letter = 1; letter < text.size(); ++letter) {
      const Option* option = find_option({}, text[letter]);
      if (!option) {
        to_.mistake(word.where, fmt::format("docker run has no option `-{}`", text[letter]));
        return;
      }
      if (!option->takes_value) {
        apply(*option, known(std::string("true"), word.where));
        continue;
      }
      const std::size_t value = letter + 1 < text.size() && text[letter + 1] == '=' ? letter + 2 : letter + 1;
      if (value < text.size()) {
        apply(*option, part(word, text.substr(value)));
      } else if (at_ < arguments_.size()) {
        apply(*option, arguments_[at_++].text);
      } else {
        to_.mistake(word.where, fmt::format("`-{}` needs a value", text[letter]));
      }
      return;
    }
  }

  const std::vector<Word>& arguments_;
  Building to_;
  std::size_t at_ = 0;
};

}  // namespace

Container read_docker_run(const std::vector<Word>& arguments, const SourceSpan& where, Errors& mistakes) {
  Container container{.where = where};
  ArgumentReader(arguments, {container, mistakes}).read();
  return container;
}

}  // namespace roadworthy
