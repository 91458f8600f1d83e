#include <algorithm>
#include <iostream>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command.h"
#include "cli/kept_stands.h"
#include "cli/paths.h"
#include "cli/run_request.h"
#include "runtime/runtimes.h"

namespace roadworthy {
namespace {

/// A pod, or a container in it, on one of the kept stands.
struct Found {
  const KeptRecord* record = nullptr;
  const KeptPod* pod = nullptr;
  const KeptContainer* container = nullptr;
};

std::vector<Found> find_all(const std::vector<KeptRecord>& records, const std::string& stand, const std::string& name) {
  std::vector<Found> found;
  for (const KeptRecord& record : records) {
    if (!stand.empty() && record.name != stand) {
      continue;
    }
    for (const KeptPod& pod : record.stand.pods) {
      const auto container = std::ranges::find(pod.containers, name, &KeptContainer::name);
      if (pod.name == name) {
        found.push_back({.record = &record, .pod = &pod});
      } else if (container != pod.containers.end()) {
        found.push_back({.record = &record, .pod = &pod, .container = &*container});
      }
    }
  }
  return found;
}

Result<Found> find_one(const std::vector<KeptRecord>& records, const std::string& stand, const std::string& name) {
  if (records.empty()) {
    return fail(ErrorKind::usage, "no stand is kept here", "`roadworthy run --keep FILE` keeps one");
  }
  const std::vector<Found> found = find_all(records, stand, name);
  if (found.size() == 1) {
    return found.front();
  }
  std::vector<std::string> names;
  for (const KeptRecord& record : records) {
    for (const KeptPod& pod : record.stand.pods) {
      names.push_back(fmt::format("{} --stand {}", pod.name, record.name));
    }
  }
  return found.empty() ? fail(ErrorKind::usage, fmt::format("no kept stand has a pod or container `{}`", name),
                              fmt::format("there are: {}", fmt::join(names, "; ")))
                       : fail(ErrorKind::usage, fmt::format("{} kept stands have a `{}`", found.size(), name),
                              fmt::format("name one with --stand; there are: {}", fmt::join(names, "; ")));
}

int enter(const std::string& stand, const std::string& name, std::vector<std::string> command) {
  const auto records = read_kept();
  if (!records) {
    print_errors({records.error()});
    return exit_code::kEnvironment;
  }
  const auto found = find_one(*records, stand, name);
  if (!found) {
    print_errors({found.error()});
    return exit_code::kUsage;
  }
  const KeptRecord& record = *found->record;
  const RuntimeKind* kind = find_runtime(record.runtime);
  const auto ended = kind->enter({.stand = record.stand,
                                  .pod = *found->pod,
                                  .container = found->container,
                                  .command = std::move(command),
                                  .name = record.name,
                                  .folder = record.stand_folder,
                                  .libexec = libexec_folder(),
                                  .worker = record.worker});
  if (!ended) {
    print_errors({ended.error()});
    return exit_code::kEnvironment;
  }
  return *ended;
}

}  // namespace

void define_enter(CLI::App& app, int& exit_code) {
  auto name = std::make_shared<std::string>();
  auto stand = std::make_shared<std::string>();
  app.add_option("pod", *name, "a pod, or a container, of the stand")->required()->type_name("POD");
  app.add_option("--stand", *stand, "which stand, where several are kept")->type_name("STAND");
  app.footer("What follows POD is run instead of a shell: roadworthy enter edge curl -i http://localhost:3000/");
  app.prefix_command();
  app.callback([&app, name, stand, &exit_code] { exit_code = enter(*stand, *name, app.remaining()); });
}

}  // namespace roadworthy
