#include <algorithm>
#include <filesystem>
#include <iterator>

#include <fmt/format.h>

#include "definition/docker_run.h"
#include "definition/format.h"
#include "definition/host_command.h"

namespace roadworthy {
namespace {

constexpr std::size_t kLargestScript = 1u << 20;

std::expected<HostTasks, Errors> render(const std::vector<EmbeddedText>& texts, const ImportOptions& options,
                                        const std::vector<Choice>& choices) {
  HostTasks all;
  for (const EmbeddedText& text : texts) {
    auto tasks = read_user_data(
        is_template(text) ? render_template(text, options.variables, choices) : plain_script(text), options.limits);
    if (!tasks) {
      return tasks;
    }
    std::ranges::move(tasks->tasks, std::back_inserter(all.tasks));
    std::ranges::move(tasks->unread, std::back_inserter(all.unread));
    std::ranges::move(tasks->mistakes, std::back_inserter(all.mistakes));
  }
  return all;
}

/// The shell's own conditions that containers hang on, each subject once, that the variables do not decide.
std::vector<Condition> shell_conditions(const std::vector<HostTask>& tasks, const Variables& variables) {
  std::vector<Condition> conditions;
  for (const HostTask& task : tasks) {
    if (!task.path.is_absent() && !task.script.text.text.starts_with("#!")) {
      continue;
    }
    for (const Command& command : split_script(task.script, variables).commands) {
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

/// Whether a line runs docker, whatever stands in front of it.
bool runs_docker(std::string_view text) {
  for (const std::string_view command :
       {"docker run", "docker create", "docker container run", "docker container create", "podman run"}) {
    for (std::size_t found = text.find(command); found != std::string_view::npos;
         found = text.find(command, found + 1)) {
      const std::size_t line = found == 0 ? 0 : text.rfind('\n', found - 1) + 1;
      if (text.substr(line, found - line).find('#') == std::string_view::npos) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

Recognition recognise_docker_run(const Input& input) {
  const std::string_view text = input.file->text;
  if (is_user_data(text)) {
    return {.confidence = 95, .why = {}};
  }
  if (input.document &&
      (input.document->root.kind == NodeKind::mapping || input.document->root.kind == NodeKind::sequence)) {
    return {.confidence = 0, .why = "it is JSON or YAML, no script"};
  }
  if (text.find('\0') != std::string_view::npos) {
    return {.confidence = 0, .why = "it is no text"};
  }
  if (runs_docker(text)) {
    return {.confidence = 85, .why = {}};
  }
  const std::string_view first_line = text.substr(0, text.find('\n'));
  if (first_line.starts_with("#!") && first_line.find("sh") != std::string_view::npos) {
    return {.confidence = 60, .why = {}};
  }
  return {.confidence = 0, .why = "it has no `docker run` and does not begin with `#!` of a shell"};
}

Deployments import_docker_run(const std::vector<Input>& inputs, const ImportOptions& options) {
  std::vector<EmbeddedText> texts;
  std::vector<std::string> files;
  for (const Input& input : inputs) {
    if (input.file->text.size() > kLargestScript) {
      return std::unexpected(Errors{{.kind = ErrorKind::invalid_file,
                                     .message = fmt::format("{} has {} bytes, more than the {} that a script may have",
                                                            input.file->path, input.file->text.size(), kLargestScript),
                                     .remedy = {},
                                     .where = {}}});
    }
    texts.push_back(embed_file(input.file));
    files.push_back(input.file->path);
  }
  std::vector<Condition> conditions;
  for (const EmbeddedText& text : texts) {
    if (is_template(text)) {
      add_conditions(conditions, template_conditions(text, options.variables));
    }
  }
  for (const std::vector<Choice>& choices : all_choices(conditions)) {
    const auto tasks = render(texts, options, choices);
    if (!tasks) {
      return std::unexpected(tasks.error());
    }
    add_conditions(conditions, shell_conditions(tasks->tasks, options.variables));
  }
  std::vector<Deployment> deployments;
  for (const std::vector<Choice>& choices : all_choices(conditions)) {
    Deployment deployment{.format = "docker-run",
                          .name = std::filesystem::path(files.front()).filename().string(),
                          .files = files,
                          .variant = describe(choices)};
    deployment.where = texts.front().span(0, texts.front().text.size());
    auto tasks = render(texts, options, choices);
    if (!tasks) {
      return std::unexpected(std::move(tasks.error()));
    }
    deployment.unread = std::move(tasks->unread);
    deployment.mistakes = std::move(tasks->mistakes);
    if (!read_tasks(tasks->tasks, "host", options.variables, choices, deployment)) {
      return std::unexpected(std::move(deployment.mistakes));
    }
    deployments.push_back(std::move(deployment));
  }
  return deployments;
}

}  // namespace roadworthy
