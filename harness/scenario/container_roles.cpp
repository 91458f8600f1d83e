#include "scenario/container_roles.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace roadworthy {
namespace {

/// Puts a subject's command or image into the container; its environment yields to the scenario's.
void put_in(const Subject& subject, ContainerSpec& container) {
  container.role = ContainerRole::subject;
  container.command = subject.command;
  container.image = subject.image;
  container.working_directory = subject.working_directory;
  if (subject.user) {
    container.user = subject.user;
  }
  container.environment.insert(subject.environment.begin(), subject.environment.end());
}

}  // namespace

void become_stand_in(Decoder& decode, std::string_view key, const std::string& name, const LoadOptions& options,
                     const Subjects& subjects, ContainerSpec& container) {
  container.stands_for = name;
  const auto row = std::ranges::find(options.stand_ins, name, &StandInKind::name);
  if (row == options.stand_ins.end()) {
    std::vector<std::string> names;
    for (const StandInKind& kind : options.stand_ins) {
      names.emplace_back(kind.name);
    }
    decode.fail(key, fmt::format("unknown stand-in `{}`{}", name, did_you_mean(name, names)),
                fmt::format("there are {}", fmt::join(names, ", ")));
    return;
  }
  if (const auto other = subjects.find(name); other != subjects.end()) {
    put_in(other->second, container);
    return;
  }
  container.role = ContainerRole::stand_in;
  container.accepts_control = true;
  container.image.clear();
  container.user.reset();  // A stand-in is the harness's own program, whoever its container would run as.
  container.working_directory.clear();
  container.command.insert(container.command.begin(),
                           {fmt::format("{}/{}", options.libexec, row->program), "--control"});
}

void become_subject(Decoder& decode, std::string_view key, const std::string& name, const Subjects& subjects,
                    ContainerSpec& container) {
  container.stands_for = name;
  container.role = ContainerRole::subject;
  const auto found = subjects.find(name);
  if (found == subjects.end()) {
    decode.fail(key, fmt::format("nothing is put in the place of subject `{}`", name),
                fmt::format("name it with --subject {}=PROFILE, or in a subjects.yaml beside the scenarios", name));
    return;
  }
  put_in(found->second, container);
}

void add_own_environment(const LoadOptions& options, ContainerSpec& container) {
  if (const auto more = options.environment.find(container.stands_for);
      more != options.environment.end() && !container.stands_for.empty()) {
    for (const auto& [key, value] : more->second) {
      container.environment[key] = value;
    }
  }
}

}  // namespace roadworthy
