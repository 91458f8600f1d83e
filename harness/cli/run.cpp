#include <array>
#include <memory>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command.h"
#include "cli/report_options.h"
#include "cli/run_request.h"
#include "runtime/runtimes.h"

namespace roadworthy {
namespace {

CLI::Validator duration_validator() {
  return {[](std::string& text) {
            const auto duration = parse_duration(text);
            return duration ? std::string() : duration.error().message;
          },
          "DURATION"};
}

}  // namespace

void define_run(CLI::App& app, int& exit_code) {
  auto request = std::make_shared<RunRequest>();
  request->pool.jobs = std::max(1U, std::thread::hardware_concurrency());
  add_selection_options(app, request->selection);
  add_input_options(app, request->inputs);
  std::vector<std::string> names;
  for (const RuntimeKind& kind : runtimes()) {
    names.emplace_back(kind.name);
  }
  app.add_option("--runtime", request->runtime, fmt::format("what runs the topology: {}", fmt::join(names, ", ")))
      ->check(CLI::IsMember(names))
      ->envname("ROADWORTHY_RUNTIME")
      ->capture_default_str();
  app.add_option("--pull", request->pull_policy, "when an image is pulled that does not say it itself")
      ->check(CLI::IsMember({"missing", "never", "always"}))
      ->envname("ROADWORTHY_PULL")
      ->capture_default_str();
  app.add_option("--jobs,-j", request->pool.jobs, "scenarios that run side by side")
      ->check(CLI::Range(1, 256))
      ->envname("ROADWORTHY_JOBS")
      ->capture_default_str();
  app.add_option("--repeat", request->repeat, "run each scenario this often")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  app.add_option("--retries", request->retries,
                 "run a failed scenario again up to this often; one that then passes is flaky")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  app.add_flag("--fail-fast", request->pool.fail_fast, "start nothing more after the first failure");
  auto limit = std::make_shared<std::string>();
  app.add_option("--time-limit", *limit, "of the whole run, such as 10min; past it the run ends with code 4")
      ->check(duration_validator())
      ->type_name("DURATION");
  app.add_option("--seed", request->seed, "for whatever is chosen by chance; printed in every report")->type_name("N");
  app.add_option("--require", request->required_items, "an item that must be shown, or the run fails; again for more")
      ->expected(1)
      ->type_name("ITEM");
  app.add_option("--project", request->project,
                 "the project's decisions, waivers among them [roadworthy.yaml here or above]")
      ->type_name("FILE");
  app.add_flag("--skip-unavailable", request->skip_unavailable,
               "where the runtime is not to be had here, skip (exit code 77 when all were) instead of failing with 3");
  auto keep = std::make_shared<std::string>("never");
  app.add_flag(
         "--keep{always}", *keep,
         "leave stands standing and say how to enter and remove them: never, on-failure, always (on `docker` they "
         "stand by themselves, on `process` until Ctrl-C)")
      ->check(CLI::IsMember({"never", "on-failure", "always"}));
  add_report_options(app, request->reports);
  app.callback([request, limit, keep, &exit_code] {
    request->keep = *keep == "always" ? Keep::always : *keep == "on-failure" ? Keep::on_failure : Keep::never;
    if (!limit->empty()) {
      request->pool.time_limit = parse_duration(*limit).value();
    }
    if (request->selection.shard_index >= request->selection.shard_count) {
      throw CLI::ValidationError("--shard-index", "it counts from 0 and stays below --shard-count");
    }
    exit_code = execute(*request);
  });
}

}  // namespace roadworthy
