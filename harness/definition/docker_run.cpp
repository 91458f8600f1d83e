#include "definition/docker_run.h"

#include <algorithm>

#include <fmt/format.h>

#include "definition/cursor.h"
#include "definition/host_command.h"
#include "definition/merge.h"
#include "definition/service_unit.h"
#include "definition/shell_conditions.h"
#include "definition/written_files.h"

namespace roadworthy {
namespace {

constexpr int kDeepestScript = 5;  ///< Scripts that scripts run.

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

  void read(const HostTask& task) {
    if (host_.steps.empty()) {
      host_.where = task.where;
    }
    if (task.path.is_absent()) {
      read(task.script, 0);
    } else {
      write(task);
    }
  }

  /// Whether everything was read to its end.
  bool finish() {
    for (const Script& command : std::exchange(services_, {})) {  // They start once everything is prepared.
      read(command, 1);
    }
    deployment_.hosts.push_back(std::move(host_));
    return whole_;
  }

 private:
  void read(const Script& script, int depth) {
    SplitScript split = split_script(script, variables_);
    whole_ = whole_ && !script.cut_off && !split.cut_off;
    std::ranges::copy(script.mistakes, std::back_inserter(deployment_.mistakes));
    std::ranges::move(split.mistakes, std::back_inserter(deployment_.mistakes));
    for (const Command& command : split.commands) {
      if (alive(command)) {
        read_command(command, depth);
      }
    }
  }

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
    bool runs = false;
    if (!words.empty() && is_docker(words.front())) {
      runs = read_docker(words, step);
    } else if (const auto file = script_file(words)) {
      runs = run_file(*file, depth);
    } else if (const auto task = registered_task(words)) {
      runs = join(files_.read_task(*task));
    } else if (const auto line = script_line(words)) {
      runs = run_line(*line, depth);
    } else if (name == "mkdir" || (name == "install" &&
                                   std::ranges::any_of(words, [](const Word& word) { return is_word(word, "-d"); }))) {
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
    account(command, step, runs);
    host_.steps.push_back(std::move(step));
  }

  void read_here_document(const Command& command, const std::vector<Word>& words, const std::string& name,
                          HostStep& step, int depth) {
    const HereDocument& document = command.here_documents.front();
    const auto output = std::ranges::find_if(
        command.redirections, [](const Redirection& redirection) { return redirection.operation.starts_with('>'); });
    if (name == "tee" || output != command.redirections.end()) {
      step.kind = HostStepKind::write_file;
      step.content = document.body;
      step.paths = name == "tee" ? known_list(plain_arguments({words.begin() + 1, words.end()}, {}), command.where)
                                 : known_list({output->target}, command.where);
      keep(step.paths, document.source);
    } else if ((is_shell(name) || name == "ssh") && depth < kDeepestScript) {
      read(document.source, depth + 1);
    }
  }

  /// A file that cloud-init writes.
  void write(const HostTask& task) {
    HostStep step{.kind = HostStepKind::write_file, .where = task.where};
    step.paths = known_list({task.path}, task.where);
    const bool open = std::ranges::find(task.script.opaque, true) != task.script.opaque.end();
    if (!task.not_read.empty() || open) {
      const std::string why = open ? "the template leaves expressions in it open" : task.not_read;
      step.content = unknown_value<std::string>({.reason = why, .written = {}, .refers_to = {}}, task.where);
    } else {
      step.content = known(task.script.text.text, task.where);
    }
    if (task.not_read.empty()) {
      ++deployment_.leaves_read;
      keep(step.paths, task.script);
    } else {
      deployment_.unread.push_back({.where = task.where, .leaves = 1, .out_of_scope = false, .reason = task.not_read});
    }
    host_.steps.push_back(std::move(step));
  }

  void keep(const List<Text>& paths, const Script& content) {
    std::ranges::move(service_commands(content), std::back_inserter(services_));
    for (const Text& path : paths) {
      files_.write(path, content);
    }
  }

  /// Runs a file that was written before; each once.
  bool run_file(const std::string& path, int depth) {
    const std::optional<Script> script = depth < kDeepestScript ? files_.take(path) : std::nullopt;
    if (script) {
      read(*script, depth + 1);
    }
    return script.has_value();
  }

  bool run_line(const Text& line, int depth) {
    if (depth >= kDeepestScript) {
      return false;
    }
    read(line_script(line), depth + 1);
    return true;
  }

  /// What the Compose files that a script wrote start.
  bool run_compose(const std::vector<std::string>& named, HostStep& step) {
    auto started = files_.read_compose(named);
    if (!started) {
      return false;
    }
    for (Pod& pod : started->pods) {
      pod.host = host_.id;
      HostStep run = step;
      run.kind = HostStepKind::run_container;
      run.pod = pod.id;
      host_.steps.push_back(std::move(run));
    }
    return join(std::move(started));
  }

  bool join(std::optional<Deployment> part) {
    if (!part) {
      return false;
    }
    std::vector<Deployment> parts;
    parts.push_back(std::move(deployment_));
    parts.push_back(std::move(*part));
    deployment_ = merge_deployments(std::move(parts));
    return true;
  }

  /// Whether it is something that starts containers in another way than `docker run`.
  bool read_docker(const std::vector<Word>& words, HostStep& step) {
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
    } else if (command.verb == "compose" || command.verb == "stack deploy") {
      return run_compose(compose_files(command), step);
    }
    return false;
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
  void account(const Command& command, const HostStep& step, bool runs) {
    if (step.kind != HostStepKind::other || runs) {
      deployment_.leaves_read += command.words.size();
      return;
    }
    const Unmodelled why = unmodelled(without_prefixes(command.words));
    deployment_.unread.push_back({.where = command.where,
                                  .leaves = command.words.size(),
                                  .out_of_scope = why.out_of_scope,
                                  .reason = why.reason});
  }

  const Variables& variables_;
  const std::vector<Choice>& choices_;
  Deployment& deployment_;
  Host host_;
  int unnamed_ = 0;
  bool whole_ = true;
  WrittenFiles files_;
  std::vector<Script> services_;  ///< What systemd units that the script writes start.
};

}  // namespace

bool read_tasks(const std::vector<HostTask>& tasks, const std::string& host_id, const Variables& variables,
                const std::vector<Choice>& choices, Deployment& deployment) {
  HostReader reader(host_id, variables, choices, deployment);
  for (const HostTask& task : tasks) {
    reader.read(task);
  }
  return reader.finish();
}

}  // namespace roadworthy
