#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "definition/cursor.h"
#include "definition/docker_option_values.h"
#include "definition/docker_run.h"
#include "definition/ecs.h"
#include "definition/words.h"
#include "document/decoder.h"

namespace roadworthy {
namespace {

using namespace docker_run;

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
    Option{"env", 'e', true, &read_variable},
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
        read_open_options(to_, word.text);
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
    return word.text.is_unknown() && is_open_expansion(text) &&
           (!word.quoted || text.ends_with("[@]}") || text == "$@") && at_ + 1 < arguments_.size() &&
           text.find("image") == std::string::npos && text.find("IMAGE") == std::string::npos;
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
