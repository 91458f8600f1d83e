#include "rules/status_pair.h"

#include <algorithm>

#include <fmt/format.h>

#include "policy/pattern.h"
#include "rules/image.h"
#include "rules/text.h"

namespace roadworthy {
namespace {

bool named(const Container& container, const std::vector<std::string>& patterns) {
  return matches_any(patterns, container.name.value) ||
         (container.image.is_known() && matches_any(patterns, container.image.value));
}

bool has_word(std::string_view name, std::string_view word) {
  const std::vector<std::string> words = split(lower(name), "-_./");
  return std::ranges::find(words, word) != words.end();
}

bool tells_sidecar(std::string_view name) {
  return has_word(name, "sidecar") || (has_word(name, "status") && has_word(name, "logstash"));
}

bool is_sidecar(const Container& container, const Policy& policy) {
  const Text& image = container.image;
  const std::string written = image.is_known() ? image.value : image.unknown ? image.unknown->written : "";
  return named(container, policy.status.sidecar) || find_named(container.environment, "LOGSTASH_API_URL") ||
         tells_sidecar(base_name(parse_image(written))) || tells_sidecar(container.name.value) ||
         lower(written).find("sidecar_image") != std::string::npos;
}

bool is_logstash(const Container& container, const Policy& policy) {
  if (named(container, policy.status.logstash)) {
    return true;
  }
  if (is_sidecar(container, policy)) {
    return false;
  }
  if (container.image.is_known()) {
    return has_word(base_name(parse_image(container.image.value)), "logstash");
  }
  return has_word(container.name.value, "logstash");
}

std::vector<Placed> all_containers(const Deployment& deployment) {
  std::vector<Placed> all;
  for (const Pod& pod : deployment.pods) {
    for (const Container& container : pod.containers) {
      all.push_back({.pod = &pod, .container = &container});
    }
  }
  return all;
}

}  // namespace

std::string Placed::label() const {
  const std::string name = container->name.value_or(container->id);
  return pod->containers.size() > 1 && pod->name.is_known() ? pod->name.value + "/" + name : name;
}

std::vector<Placed> logstashes(const Facts& facts) {
  std::vector<Placed> found = all_containers(facts.deployment);
  std::erase_if(found, [&](const Placed& each) { return !is_logstash(*each.container, facts.policy); });
  return found;
}

std::vector<StatusPair> status_pairs(const Facts& facts) {
  const std::vector<Placed> sources = logstashes(facts);
  std::vector<StatusPair> pairs;
  for (const Placed& sidecar : sources.empty() ? std::vector<Placed>{} : all_containers(facts.deployment)) {
    if (!is_sidecar(*sidecar.container, facts.policy) || named(*sidecar.container, facts.policy.status.logstash)) {
      continue;
    }
    const Placed* best = nullptr;
    int rank = 0;
    for (const Placed& logstash : sources) {
      const bool host = !logstash.pod->host.empty() && logstash.pod->host == sidecar.pod->host;
      const int closeness = logstash.pod == sidecar.pod ? 3 : host ? 2 : 1;
      if (closeness > rank) {
        best = &logstash;
        rank = closeness;
      }
    }
    // Without LOGSTASH_API_URL a sidecar elsewhere is the sidecar of something else.
    if (rank > 1 || find_named(sidecar.container->environment, "LOGSTASH_API_URL") ||
        named(*sidecar.container, facts.policy.status.sidecar)) {
      pairs.push_back({.logstash = *best, .sidecar = sidecar});
    }
  }
  return pairs;
}

void doubt_unknown_scripts(const Facts& facts, Judgement& judgement) {
  for (const Machine& machine : facts.deployment.machines) {
    const bool called_so = has_word(machine.id, "logstash") || has_word(machine.name.value, "logstash");
    if (called_so && machine.user_data.is_unknown()) {
      judgement.look();
      judgement.doubt(machine.user_data.where, machine.id,
                      fmt::format("what {} starts is not known: {}", machine.id, machine.user_data.reason()));
    }
  }
}

Text variable(const Container& container, std::string_view name) {
  if (const NamedText* entry = find_named(container.environment, name)) {
    return entry->value;
  }
  Text none;
  none.where = container.environment.is_absent() ? container.where : container.environment.where;
  if (container.environment.is_unknown()) {
    none.state = ValueState::unknown;
    none.unknown = container.environment.unknown;
  }
  return none;
}

Value<std::int64_t> dashboard_port(const Facts& facts, const Container& sidecar) {
  const Text written = variable(sidecar, "PORT");
  Value<std::int64_t> port;
  port.state = written.is_unknown() ? ValueState::unknown : ValueState::known;
  port.unknown = written.unknown;
  port.where = written.where;
  const long number = written.is_known() ? number_in(written.value) : -1;
  port.value = number > 0 ? number : facts.policy.status.port;
  return port;
}

Text command_option(const Container& container, std::string_view name) {
  for (const List<Text>* words : {&container.entry_point, &container.command}) {
    for (std::size_t at = 0; at < words->size(); ++at) {
      const Text& word = (*words)[at];
      if (!word.is_known()) {
        continue;
      }
      // A shell's text holds several words.
      const std::vector<std::string> parts = split(word.value, " \t\n'\";");
      for (std::size_t part = 0; part < parts.size(); ++part) {
        Text found = word;
        if (parts[part].starts_with(std::string(name) + "=")) {
          found.value = parts[part].substr(name.size() + 1);
          return found;
        }
        if (parts[part] != name) {
          continue;
        }
        if (part + 1 < parts.size()) {
          found.value = parts[part + 1];
          return found;
        }
        if (at + 1 < words->size()) {
          return (*words)[at + 1];
        }
      }
    }
  }
  Text none;
  none.where = container.command.is_absent() ? container.where : container.command.where;
  return none;
}

bool has_unknown_command(const Container& container) {
  const auto open = [](const List<Text>& words) {
    return words.is_unknown() || std::ranges::any_of(words, [](const Text& word) { return word.is_unknown(); });
  };
  return open(container.entry_point) || open(container.command);
}

const Machine* machine_of(const Facts& facts, const Pod& pod) {
  const auto found = std::ranges::find(facts.deployment.machines, pod.host, &Machine::id);
  return pod.host.empty() || found == facts.deployment.machines.end() ? nullptr : &*found;
}

}  // namespace roadworthy
