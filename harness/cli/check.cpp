#include <chrono>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <memory>
#include <optional>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "cli/baseline.h"
#include "cli/check_verdict.h"
#include "cli/checklist.h"
#include "cli/command.h"
#include "cli/console_style.h"
#include "cli/definitions.h"
#include "cli/paths.h"
#include "cli/report_options.h"
#include "cli/run_request.h"
#include "cli/version.h"
#include "cli/waivers.h"
#include "core/words.h"
#include "reports/console/check_console.h"
#include "rules/rules.h"

namespace roadworthy {
namespace {

struct CheckRequest {
  DefinitionInputs inputs;
  CheckOptions check;
  std::string policy;
  std::string baseline;  ///< The definition that this one replaces; empty: none.
  bool unread = false;
  std::vector<std::string> required_items;
  std::map<std::string, std::string> reports;  ///< Format to file.
};

/// The file that was named, else `roadworthy.yaml` here or above, else none.
std::expected<Policy, Errors> load_policy(const CheckRequest& request, const std::vector<ChecklistItem>& checklist) {
  const std::string path = find_project_file(request.policy);
  if (path.empty()) {
    return Policy{};
  }
  std::vector<std::string> items;
  for (const ChecklistItem& item : checklist) {
    items.push_back(item.id);
  }
  return read_policy(path, items);
}

/// What nobody read of the definitions, each with its place, and the share that was read.
std::string unread_text(const Deployment& deployment) {
  std::string text;
  for (const Unread& unread : deployment.unread) {
    text += fmt::format(
        "{}: {} {}{}{}\n", describe(unread.where), unread.where.pointer.empty() ? "/" : unread.where.pointer,
        unread.leaves == 1 ? "" : fmt::format("({} values) ", unread.leaves),
        unread.out_of_scope ? "out of scope" : "not read", unread.reason.empty() ? "" : ": " + unread.reason);
  }
  return text + fmt::format("{}: {:.1f} % of {} values read\n", fmt::join(deployment.files, " "),
                            share_read(deployment) * 100, deployment.format);
}

std::string rerun_of(const std::vector<std::string>& files) {
  std::vector<std::string> words{"roadworthy", "check"};
  words.insert(words.end(), files.begin(), files.end());
  return quote_words(words);
}

int exit_code_of(const CheckVerdict& verdict, const ReadDefinitions& read) {
  if (verdict.mishap()) {
    return exit_code::kEnvironment;
  }
  if (!read.errors.empty() || verdict.run.scenarios.empty()) {
    return exit_code::kUsage;
  }
  return verdict.failed() ? exit_code::kFailed : exit_code::kPassed;
}

/// What was found besides definitions, and what is no longer waived.
void print_asides(const ReadDefinitions& read, const Policy& policy, Day today) {
  print_errors(read.errors);
  for (const std::string& file : read.passed_over) {
    std::cerr << fmt::format("{}: no definition, passed over\n", file);
  }
  for (const Waiver* waiver : expired_waivers(policy.waivers, today)) {
    std::cerr << fmt::format("{}: the waiver of {} ended on {} and waives nothing any more\n", describe(waiver->where),
                             waiver->item, to_text(waiver->until));
  }
}

/// The verdict over the differences; none, and messages, where the old definitions cannot be read.
std::optional<ScenarioVerdict> compare(const CheckRequest& request, const std::vector<Deployment>& compared,
                                       const Policy& policy) {
  DefinitionInputs old = request.inputs;
  old.paths = {request.baseline};
  const ReadDefinitions before = read_definitions(old);
  print_errors(before.errors);
  if (before.deployments.empty()) {
    return std::nullopt;
  }
  return check_baseline(before.deployments, compared, policy);
}

int report(const CheckRequest& request, const RunVerdict& run) {
  const Secrets no_secrets;
  if (!run.scenarios.empty()) {
    write_check_console(run, console_style(STDOUT_FILENO), standard_output(no_secrets));
    std::cout << std::flush;
  }
  const bool reported = write_reports(request.reports, run, no_secrets);
  return reported || run.exit_code != exit_code::kPassed ? run.exit_code : exit_code::kEnvironment;
}

int check(CheckRequest& request) {
  const auto begun = std::chrono::steady_clock::now();
  const auto checklist = read_checklist();
  if (!checklist) {
    print_errors(checklist.error());
    return exit_code::kEnvironment;
  }
  const auto policy = load_policy(request, *checklist);
  if (!policy) {
    print_errors(policy.error());
    return exit_code::kUsage;
  }
  request.check.today = today();
  CheckVerdict verdict;
  std::vector<Deployment> compared;
  const ReadDefinitions read = read_definitions(request.inputs, [&](Deployment deployment, const auto& files) {
    if (request.unread) {
      std::cout << unread_text(deployment);
    }
    ScenarioVerdict of_definition = check_deployment(deployment, *policy, request.check);
    of_definition.rerun = rerun_of(files);
    verdict.add(std::move(of_definition));
    if (!request.baseline.empty()) {
      compared.push_back(std::move(deployment));
    }
  });
  print_asides(read, *policy, request.check.today);
  if (verdict.mishap()) {
    print_errors({*verdict.mishap()});
  }
  RunVerdict& run = verdict.run;
  if (run.scenarios.empty() && read.errors.empty()) {
    print_errors({{.kind = ErrorKind::usage,
                   .message = "no definition was found",
                   .remedy = "name files or folders",
                   .where = {}}});
    return exit_code::kUsage;
  }
  run.version = version();
  run.run_id = random_id();
  run.started_at = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  run.subjects["policy"] = policy->file.empty() ? "the documented figures" : policy->file;
  if (!request.baseline.empty()) {
    auto compared_verdict = compare(request, compared, *policy);
    if (!compared_verdict) {
      return exit_code::kUsage;
    }
    verdict.add(std::move(*compared_verdict));
  }
  verdict.join(request.required_items, *checklist);
  run.wall = std::chrono::steady_clock::now() - begun;
  run.exit_code = exit_code_of(verdict, read);
  return report(request, run);
}

void add_input_options(CLI::App& app, CheckRequest& request) {
  DefinitionInputs& inputs = request.inputs;
  app.add_option("paths", inputs.paths, "definitions, and folders to search for them")->required()->type_name("FILE");
  app.add_option("--as", inputs.import.as, fmt::format("read every file as this: {}", fmt::join(format_names(), ", ")))
      ->type_name("FORMAT");
  app.add_flag("--together", inputs.together, "all files are one deployment");
  app.add_option_function<std::vector<std::string>>(
         "--variable",
         [&inputs](const std::vector<std::string>& values) {
           for (const std::string& value : values) {
             const std::size_t equals = value.find('=');
             if (equals == std::string::npos || equals == 0) {
               throw CLI::ValidationError("--variable", "it is NAME=VALUE");
             }
             inputs.import.variables[value.substr(0, equals)] = value.substr(equals + 1);
           }
         },
         "value of a variable of Compose, shell or Terraform templates; again for more")
      ->expected(1)
      ->take_all()
      ->type_name("NAME=VALUE");
  app.add_option("--env-file", inputs.import.environment_files, "Compose variables; again for more")
      ->expected(1)
      ->type_name("FILE");
  app.add_option("--profile", inputs.import.profiles, "Compose profile, `*` for all; again for more")
      ->expected(1)
      ->type_name("NAME");
}

}  // namespace

void define_check(CLI::App& app, int& exit_code) {
  auto request = std::make_shared<CheckRequest>();
  add_input_options(app, *request);
  app.add_option("--policy,--project", request->policy, "what the team has decided [roadworthy.yaml here or above]")
      ->envname("ROADWORTHY_POLICY")
      ->type_name("FILE");
  app.add_option("--item", request->check.items, "only rules of this item; again for more")
      ->expected(1)
      ->type_name("ITEM");
  app.add_option("--require", request->required_items, "an item that must be shown, or the check fails; again for more")
      ->expected(1)
      ->type_name("ITEM");
  app.add_option_function<std::string>(
         "--fail-on",
         [request](const std::string& word) {
           request->check.fail_on = word == "warning" ? Severity::warning : Severity::error;
         },
         "what makes the check fail [error]")
      ->check(CLI::IsMember({"error", "warning"}));
  app.add_flag("--unread", request->unread, "list what of the definitions was not read");
  app.add_option("--baseline", request->baseline, "what it is now: says what the new definition means otherwise")
      ->type_name("OLD");
  add_report_options(app, request->reports);
  app.callback([request, &exit_code] { exit_code = check(*request); });
}

}  // namespace roadworthy
