#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <iostream>
#include <optional>
#include <random>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/console_style.h"
#include "cli/kept_stands.h"
#include "cli/paths.h"
#include "cli/registry.h"
#include "cli/report_options.h"
#include "cli/run_folder.h"
#include "cli/run_request.h"
#include "cli/run_verdict.h"
#include "cli/subject_digest.h"
#include "cli/version.h"
#include "cli/waivers.h"
#include "core/words.h"
#include "reports/console/console.h"
#include "reports/console/progress.h"
#include "runtime/runtimes.h"

namespace roadworthy {
namespace {

using Clock = std::chrono::steady_clock;

/// The command that runs just one scenario again, with the same inputs; secrets are named, not shown.
std::string rerun_command(const RunRequest& request, const std::string& file) {
  std::vector<std::string> words{"roadworthy", "run", file};
  for (const auto& [name, value] : request.inputs.subjects) {
    words.insert(words.end(), {"--subject", name + "=" + value});
  }
  for (const auto& [name, value] : request.inputs.variables) {
    words.insert(words.end(), {"--variable", name + "=" + value});
  }
  for (const auto& [subject, variables] : request.inputs.environment) {
    for (const auto& [name, value] : variables) {
      words.insert(words.end(), {"--environment", subject + ":" + name + "=" + value});
    }
  }
  words.insert(words.end(), request.inputs.secret_options.begin(), request.inputs.secret_options.end());
  if (request.runtime != "process") {
    words.insert(words.end(), {"--runtime", request.runtime});
  }
  if (request.pull_policy != "missing") {
    words.insert(words.end(), {"--pull", request.pull_policy});
  }
  return quote_words(words);
}

/// Subjects that are images, whose digests only the stand knew.
void add_images(const ScenarioVerdict& scenario, std::map<std::string, std::string>& subjects) {
  for (const auto& [name, what] : scenario.subjects) {
    if (what.find("sha256:") != std::string::npos) {
      subjects.emplace(name, what);
    }
  }
}

/// One `run`: the tasks it makes of the scenarios, and what became of them.
class Execution {
 public:
  Execution(const RunRequest& request, std::vector<LoadedScenario> scenarios, RunFolder folder)
      : request_(request), scenarios_(std::move(scenarios)), folder_(std::move(folder)) {}

  /// `report` is given the verdict once, as soon as it is known: stands may be held for longer.
  int run(const std::vector<ChecklistItem>& checklist, const std::vector<Waiver>& waivers,
          const std::function<int(const RunVerdict&)>& report) {
    const auto begun = Clock::now();
    run_.version = version();
    run_.run_id = folder_.id();
    run_.started_at = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
    run_.runtime = request_.runtime;
    run_.seed = request_.seed ? *request_.seed : std::random_device()();
    std::vector<PoolTask> tasks;
    for (std::uint32_t round = 0; round < request_.repeat; ++round) {
      for (std::size_t at = 0; at < scenarios_.size(); ++at) {
        if (auto task = make_task(at, 1)) {
          tasks.push_back(std::move(*task));
        }
      }
    }
    std::optional<int> code;
    const auto conclude = [&](const PoolResult& pool) {
      for (const ScenarioVerdict& scenario : run_.scenarios) {
        add_images(scenario, run_.subjects);
      }
      for (const LoadedScenario& loaded : scenarios_) {
        run_.subjects.merge(identify_subjects(loaded));
      }
      run_.wall = Clock::now() - begun;
      apply_waivers(run_.scenarios.in_memory(), waivers, today());
      join_verdicts(run_, request_, checklist, pool);
      code = report(run_);
      for (const KeptRecord& record : kept_) {
        std::cout << '\n' << describe(record) << std::flush;
      }
    };
    PoolEvents events = pool_events();
    events.holding = conclude;
    const PoolResult pool = run_pool(std::move(tasks), request_.pool, events);
    const bool left_alone = std::ranges::any_of(kept_, [](const KeptRecord& record) { return record.stand.alone; });
    std::vector<std::string> left;
    if (left_alone) {
      folder_.leave();
    } else {
      for (const Error& error : pool.lost ? find_runtime(request_.runtime)->sweep(folder_.id()) : Errors{}) {
        left.push_back(error.message);
      }
      std::ranges::move(folder_.remove(), std::back_inserter(left));
    }
    if (code) {
      for (const std::string& each : left) {
        print_errors({{.kind = ErrorKind::environment, .message = each, .remedy = {}, .where = {}}});
        code = exit_code::kLeftBehind;
      }
      return *code;
    }
    if (!run_.scenarios.empty()) {
      std::ranges::move(left, std::back_inserter(run_.scenarios.in_memory().back().left_behind));
    }
    conclude(pool);
    return *code;
  }

 private:
  std::optional<PoolTask> make_task(std::size_t at, std::uint32_t attempt) {
    const Scenario& scenario = scenarios_[at].scenario;
    PoolTask task;
    task.name = scenario.name;
    task.items = items_of(scenario);
    task.limit = longest(scenario) * 2 + std::chrono::minutes(5);
    task.job = {.scenario_file = scenario.file,
                .runtime = request_.runtime,
                .subjects = request_.inputs.subjects,
                .variables = request_.inputs.variables,
                .environment = request_.inputs.environment,
                .secrets = request_.inputs.secrets,
                .stand = {},
                .keep = request_.keep};
    task.job.stand.run_id = folder_.id();
    task.job.stand.stand_id = stand_id(made_.size());
    auto folder = folder_.make_stand_folder(task.job.stand.stand_id);
    if (!folder) {
      print_errors({folder.error()});
      return std::nullopt;
    }
    task.job.stand.folder = *folder;
    task.job.stand.libexec = libexec_folder();
    task.job.stand.pull_policy = request_.pull_policy;
    task.job.stand.caller_folder = std::filesystem::current_path().string();
    made_.push_back({.scenario = at, .attempt = attempt});
    return task;
  }

  void note_kept(std::size_t task, const KeptStand& stand, pid_t worker) {
    const Made& made = made_[task];
    KeptRecord record{.name = fmt::format("{}-{}", folder_.id(), stand_id(task)),
                      .runtime = request_.runtime,
                      .scenario = scenarios_[made.scenario].scenario.file,
                      .run_folder = folder_.path(),
                      .stand_folder = fmt::format("{}/{}", folder_.path(), stand_id(task)),
                      .worker = worker,
                      .stand = stand};
    if (const auto written = write_kept(record); !written) {
      print_errors({written.error()});
    }
    kept_.push_back(std::move(record));
  }

  PoolEvents pool_events() {
    PoolEvents events;
    events.kept = [this](std::size_t task, const KeptStand& stand, pid_t worker) { note_kept(task, stand, worker); };
    events.started = [this](std::size_t task) {
      std::cerr << progress_started(position_of(task), scenario_of(task).name, style_);
    };
    events.step = [this](std::size_t task, const StepVerdict& step) {
      std::cerr << progress_step(position_of(task), step, style_);
    };
    events.runtime = [this](std::size_t, const RuntimeInfo& info) {
      run_.runtime_version = info.version;
      run_.isolation = info.isolation;
      run_.kernel = info.kernel;
    };
    events.finished = [this](std::size_t task, const ScenarioVerdict& verdict) { return finish(task, verdict); };
    return events;
  }

  [[nodiscard]] const Scenario& scenario_of(std::size_t task) const {
    return scenarios_[made_[task].scenario].scenario;
  }
  [[nodiscard]] ProgressPosition position_of(std::size_t task) const {
    return {.number = task + 1, .of = made_.size()};
  }

  static std::string stand_id(std::size_t task) { return fmt::format("s{}", task); }

  std::vector<PoolTask> finish(std::size_t task, ScenarioVerdict verdict) {
    const Made made = made_[task];
    verdict.rerun = secrets_.hide(rerun_command(request_, verdict.file));
    verdict.tries = made.attempt;
    if (verdict.outcome == Outcome::passed && made.attempt > 1) {
      verdict.outcome = Outcome::flaky;
    }
    std::cerr << progress_finished(position_of(task), verdict, style_);
    if (verdict.outcome == Outcome::failed && made.attempt <= request_.retries) {
      if (auto again = make_task(made.scenario, made.attempt + 1)) {
        return {std::move(*again)};
      }
    }
    run_.scenarios.push_back(std::move(verdict));
    return {};
  }

  struct Made {
    std::size_t scenario = 0;
    std::uint32_t attempt = 1;
  };

  const RunRequest& request_;
  std::vector<LoadedScenario> scenarios_;
  RunFolder folder_;
  std::vector<Made> made_;
  ConsoleStyle style_ = console_style(STDERR_FILENO);
  RunVerdict run_;
  std::vector<KeptRecord> kept_;
  const Secrets secrets_ = Secrets(request_.inputs.secrets);
};

}  // namespace

int execute(const RunRequest& request) {
  auto options = make_load_options();
  const auto checklist = read_checklist();
  if (!options || !checklist) {
    print_errors(options ? checklist.error() : options.error());
    return exit_code::kEnvironment;
  }
  apply(request.inputs, *options);
  Selection selection = request.selection;
  if (selection.paths.empty()) {
    selection.paths.emplace_back("scenarios");
  }
  auto scenarios = select_scenarios(selection, *options);
  if (!scenarios) {
    print_errors(scenarios.error());
    return exit_code::kUsage;
  }
  const auto waivers = read_waivers(find_project_file(request.project), options->items);
  if (!waivers) {
    print_errors(waivers.error());
    return exit_code::kUsage;
  }
  auto folder = RunFolder::make();
  if (!folder) {
    print_errors({folder.error()});
    return exit_code::kEnvironment;
  }
  // The workers have hidden them already; what the command line itself repeats is hidden here.
  const Secrets secrets(request.inputs.secrets);
  const auto report = [&](const RunVerdict& run) {
    write_console(run, console_style(STDOUT_FILENO), standard_output(secrets));
    std::cout << std::flush;
    const bool reported = write_reports(request.reports, run, secrets);
    return reported || run.exit_code != exit_code::kPassed ? run.exit_code : exit_code::kEnvironment;
  };
  return Execution(request, std::move(*scenarios), std::move(*folder)).run(*checklist, *waivers, report);
}

}  // namespace roadworthy
