#include "definition/docker_run.h"

#include <algorithm>

#include <fmt/format.h>

#include "definition/cursor.h"
#include "definition/format.h"
#include "definition/service_unit.h"

namespace roadworthy {
namespace {

constexpr int kDeepestScript = 5;  ///< Scripts inside here-documents.

bool is(const Word& word, std::string_view text) {
  return word.text.is(std::string(text));
}

/// The name of a program without its folder.
std::string program(const Word& word) {
  return word.text.is_known() ? word.text.value.substr(word.text.value.rfind('/') + 1) : std::string();
}

bool is_docker(const Word& word) {
  const std::string name = program(word);
  return name == "docker" || name == "podman" || name == "nerdctl";
}

/// Without `sudo`, `exec` and the like in front.
std::vector<Word> without_prefixes(std::vector<Word> words) {
  while (!words.empty()) {
    const std::string name = program(words.front());
    if (name != "sudo" && name != "exec" && name != "nohup" && name != "command" && name != "env" && name != "doas") {
      break;
    }
    words.erase(words.begin());
    while (name == "sudo" && !words.empty() && words.front().text.value.starts_with('-')) {
      const bool with_value = is(words.front(), "-u") || is(words.front(), "-g") || is(words.front(), "--user");
      words.erase(words.begin(), words.begin() + (with_value && words.size() > 1 ? 2 : 1));
    }
    while ((name == "sudo" || name == "env") && !words.empty() &&
           words.front().text.value.find('=') != std::string::npos) {
      words.erase(words.begin());
    }
  }
  return words;
}

/// What a `docker` command does, and where its own arguments begin.
struct DockerCommand {
  std::string verb;  ///< `run`, `create`, `network create`, ...
  std::vector<Word> arguments;
};

DockerCommand docker_command(const std::vector<Word>& words) {
  std::size_t at = 1;
  while (at < words.size() && words[at].text.value.starts_with('-')) {  // Of docker itself: `-H socket`, `--context x`.
    const std::string& option = words[at].text.value;
    const bool with_value = option == "-H" || option == "--host" || option == "-c" || option == "--context" ||
                            option == "--config" || option == "-l" || option == "--log-level";
    at += with_value ? 2 : 1;
  }
  DockerCommand command;
  if (at < words.size()) {
    command.verb = words[at].text.value;
    ++at;
    if (command.verb == "container" && at < words.size()) {
      command.verb = words[at++].text.value;
    } else if ((command.verb == "network" || command.verb == "volume") && at < words.size()) {
      command.verb += " " + words[at++].text.value;
    }
  }
  command.arguments.assign(words.begin() + static_cast<std::ptrdiff_t>(std::min(at, words.size())), words.end());
  return command;
}

/// Arguments that are no options; options in `with_value` take the next word.
std::vector<Text> plain_arguments(const std::vector<Word>& words, std::initializer_list<std::string_view> with_value) {
  std::vector<Text> plain;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string& text = words[at].text.value;
    if (text.size() > 1 && text.starts_with('-') && words[at].text.is_known()) {
      at += std::ranges::find(with_value, text) != with_value.end() ? 1 : 0;
    } else {
      plain.push_back(words[at].text);
    }
  }
  return plain;
}

List<Text> known_list(std::vector<Text> items, const SourceSpan& where) {
  return {.state = ValueState::known, .items = std::move(items), .unknown = {}, .where = where};
}

class HostReader {
 public:
  HostReader(const std::string& host_id, const Variables& variables, const std::vector<Choice>& choices,
             Deployment& deployment)
      : variables_(variables), choices_(choices), deployment_(deployment) {
    host_.id = host_id;
  }

  void read(const Script& script, int depth = 0) {
    SplitScript split = split_script(script, variables_);
    whole_ = whole_ && !script.cut_off && !split.cut_off;
    std::ranges::copy(script.mistakes, std::back_inserter(deployment_.mistakes));
    std::ranges::move(split.mistakes, std::back_inserter(deployment_.mistakes));
    if (host_.steps.empty() && depth == 0) {
      host_.where = script.text.span(0, script.text.text.size());
    }
    for (const Command& command : split.commands) {
      if (alive(command)) {
        read_command(command, depth);
      }
    }
    if (depth == 0) {  // Services start once the script has prepared everything.
      for (EmbeddedText& command : std::exchange(services_, {})) {
        read(plain_script(std::move(command)), 1);
      }
    }
  }

  /// Whether everything was read to its end.
  bool finish() {
    deployment_.hosts.push_back(std::move(host_));
    return whole_;
  }

 private:
  /// Branches of conditions that nobody chose are all alive.
  bool alive(const Command& command) const {
    return std::ranges::all_of(command.under, [&](const Branch& branch) {
      if (const auto decided = branch.condition.decide(variables_)) {
        return *decided == branch.holds;
      }
      const auto chosen = std::ranges::find_if(
          choices_, [&](const Choice& choice) { return choice.condition.same_subject(branch.condition); });
      return chosen == choices_.end() || (chosen->subject_holds != branch.condition.inverted) == branch.holds;
    });
  }

  void read_command(const Command& command, int depth) {
    HostStep step{.kind = HostStepKind::other, .where = command.where};
    const std::vector<Word> words = without_prefixes(command.words);
    std::vector<Text> texts;
    std::ranges::transform(words, std::back_inserter(texts), &Word::text);
    step.words = known_list(std::move(texts), command.where);
    const std::string name = words.empty() ? std::string() : program(words.front());
    if (!words.empty() && is_docker(words.front())) {
      read_docker(words, step);
    } else if (name == "mkdir" ||
               (name == "install" && std::ranges::any_of(words, [](const Word& word) { return is(word, "-d"); }))) {
      step.kind = HostStepKind::make_directory;
      step.paths =
          known_list(plain_arguments({words.begin() + 1, words.end()}, {"-m", "--mode", "-o", "-g"}), command.where);
    } else if ((name == "chown" || name == "chmod") && words.size() > 2) {
      step.kind = HostStepKind::own_directory;
      std::vector<Text> paths = plain_arguments({words.begin() + 1, words.end()}, {});
      if (!paths.empty()) {
        paths.erase(paths.begin());  // The owner or mode.
      }
      step.paths = known_list(std::move(paths), command.where);
    } else if (!command.here_documents.empty()) {
      read_here_document(command, words, name, step, depth);
    }
    account(command, step);
    host_.steps.push_back(std::move(step));
  }

  void read_here_document(const Command& command, const std::vector<Word>& words, const std::string& name,
                          HostStep& step, int depth) {
    const HereDocument& document = command.here_documents.front();
    std::ranges::move(service_commands(document.source), std::back_inserter(services_));
    const auto output = std::ranges::find_if(
        command.redirections, [](const Redirection& redirection) { return redirection.operation.starts_with('>'); });
    if (name == "tee" || output != command.redirections.end()) {
      step.kind = HostStepKind::write_file;
      step.content = document.body;
      step.paths = name == "tee" ? known_list(plain_arguments({words.begin() + 1, words.end()}, {}), command.where)
                                 : known_list({output->target}, command.where);
    } else if ((name == "bash" || name == "sh" || name == "ssh") && depth < kDeepestScript) {
      read(plain_script(document.source), depth + 1);
    }
  }

  void read_docker(const std::vector<Word>& words, HostStep& step) {
    const DockerCommand command = docker_command(words);
    const std::vector<Text> names = plain_arguments(
        command.arguments,
        {"-d", "--driver", "--subnet", "--gateway", "-o", "--opt", "--label", "--ip-range", "--alias", "--ip"});
    if (command.verb == "run" || command.verb == "create") {
      step.kind = HostStepKind::run_container;
      step.pod = add_pod(read_docker_run(command.arguments, step.where, deployment_.mistakes), step.where);
    } else if (command.verb == "network create" && !names.empty()) {
      step.kind = HostStepKind::create_network;
      deployment_.container_networks.push_back(
          {.id = "networks." + names.back().value, .name = names.back(), .where = step.where});
    } else if (command.verb == "volume create" && !names.empty()) {
      step.kind = HostStepKind::create_volume;
      deployment_.volumes.push_back({.name = names.back(), .kind = VolumeKind::docker, .where = step.where});
    } else if (command.verb == "network connect" && names.size() == 2) {
      connect(names[0], names[1], step.where);
    }
  }

  void connect(const Text& network, const Text& container, const SourceSpan& where) {
    for (Pod& pod : deployment_.pods) {
      if (pod.host == host_.id && pod.name.is_known() && pod.name.value == container.value) {
        List<NetworkAttachment>& networks = pod.containers.items.front().networks;
        networks.state = ValueState::known;
        networks.items.push_back({.network = network, .where = where});
      }
    }
  }

  std::string add_pod(Container container, const SourceSpan& where) {
    Pod pod{.kind = PodKind::docker_run, .name = container.name, .host = host_.id, .where = where};
    const std::string base = container.name.is_known() ? container.name.value : fmt::format("container-{}", ++unnamed_);
    pod.id = base;
    for (int copy = 2; find_pod(deployment_, pod.id) != nullptr; ++copy) {
      pod.id = fmt::format("{}#{}", base, copy);
    }
    container.id = pod.id + "/" + base;
    const std::string id = pod.id;
    pod.containers = {.state = ValueState::known, .items = {}, .unknown = {}, .where = where};
    pod.containers.items.push_back(std::move(container));
    deployment_.pods.push_back(std::move(pod));
    return id;
  }

  /// Every word is a leaf; those of commands that nothing is known of are out of scope.
  void account(const Command& command, const HostStep& step) {
    if (step.kind != HostStepKind::other) {
      deployment_.leaves_read += command.words.size();
    } else {
      deployment_.unread.push_back({.where = command.where,
                                    .leaves = command.words.size(),
                                    .out_of_scope = true,
                                    .reason = "a command that neither starts a container nor prepares one"});
    }
  }

  const Variables& variables_;
  const std::vector<Choice>& choices_;
  Deployment& deployment_;
  Host host_;
  int unnamed_ = 0;
  bool whole_ = true;
  std::vector<EmbeddedText> services_;  ///< What systemd units that the script writes start.
};

}  // namespace

std::vector<Condition> shell_conditions(const std::vector<Script>& scripts, const Variables& variables) {
  std::vector<Condition> conditions;
  for (const Script& script : scripts) {
    for (const Command& command : split_script(script, variables).commands) {
      const std::vector<Word> words = without_prefixes(command.words);
      if (words.empty() || !is_docker(words.front())) {
        continue;
      }
      const std::string verb = docker_command(words).verb;
      for (const Branch& branch : command.under) {
        const auto same = [&](const Condition& other) { return other.same_subject(branch.condition); };
        if ((verb == "run" || verb == "create") && !branch.condition.decide(variables) &&
            std::ranges::none_of(conditions, same)) {
          conditions.push_back(branch.condition);
        }
      }
    }
  }
  return conditions;
}

bool read_scripts(const std::vector<Script>& scripts, const std::string& host_id, const Variables& variables,
                  const std::vector<Choice>& choices, Deployment& deployment) {
  HostReader reader(host_id, variables, choices, deployment);
  for (const Script& script : scripts) {
    reader.read(script);
  }
  return reader.finish();
}

}  // namespace roadworthy
