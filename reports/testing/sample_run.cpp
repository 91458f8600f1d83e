#include "reports/testing/sample_run.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;

ScenarioVerdict passed_scenario() {
  return {
      .name = "Health follows Logstash",
      .file = "scenarios/status/health.yaml",
      .labels = {"status-sidecar", "pre-merge"},
      .outcome = Outcome::passed,
      .items = {{"STATUS-HEALTH-UP", ItemVerdict::holds},
                {"STATUS-HEALTH-STEADY", ItemVerdict::holds},
                {"STATUS-USER", ItemVerdict::not_shown}},
      .steps =
          {
              {.text = "start: [logstash, status]",
               .place = {.file = "scenarios/status/health.yaml", .line = 18, .column = 5},
               .outcome = StepOutcome::passed,
               .took = 812ms},
              {.text = "eventually: GET http://edge:3000/api/health answers 200",
               .item = "STATUS-HEALTH-UP",
               .is_check = true,
               .place = {.file = "scenarios/status/health.yaml", .line = 19, .column = 5},
               .outcome = StepOutcome::passed,
               .started = 812ms,
               .took = 1403ms,
               .evidence = {.looks = 15, .changes = {{.at = 2215ms, .until = 2215ms, .seen = "200, healthy"}}}},
              {.text = "consistently: GET http://edge:3000/api/health answers 200",
               .item = "STATUS-HEALTH-STEADY",
               .is_check = true,
               .place = {.file = "scenarios/status/health.yaml", .line = 20, .column = 5},
               .outcome = StepOutcome::passed,
               .started = 2215ms,
               .took = 2s},
              {.text = "now: the container status runs as a user other than root",
               .item = "STATUS-USER",
               .is_check = true,
               .place = {.file = "scenarios/status/health.yaml", .line = 21, .column = 5},
               .outcome = StepOutcome::not_shown,
               .reason = "the runtime process cannot change users without root",
               .started = 4215ms},
          },
      .wall = 4398ms,
      .written = 2s,
      .awaited = 1403ms,
      .subjects = {{"status-sidecar", "command: status-sidecar"}},
      .rerun = "roadworthy run scenarios/status/health.yaml --seed 42",
  };
}

Evidence flapping() {
  return {
      .looks = 452,
      .changes = {{.at = 1200ms, .until = 1200ms, .count = 1, .seen = "none: connection refused"},
                  {.at = 1300ms, .until = 9800ms, .count = 86, .seen = R"(200, {"status":"healthy"})"},
                  {.at = 9900ms, .until = 10100ms, .count = 3, .seen = R"(503, {"status":"unhealthy"})"},
                  {.at = 10200ms, .until = 46200ms, .count = 362, .seen = R"(200, {"status":"healthy"})"}},
      .changes_dropped = 2,
      .body = "{\"status\":\"healthy\",\r\n \"reasons\":[],\n \"note\":\"\x1b[31mred\x1b[0m\"}",
      .figures = {{"flaps", "2"}, {"longest gap", "104ms"}},
      .container_states = {{"logstash", "exited with 137 at 1.187s, killed by the scenario"}, {"status", "running"}},
      .log_tails = {{"logstash", {}},
                    {"status",
                     {"listening on :3000", "\x1b[2J\x1b[Hcleared your terminal", "caf\xe9, \xff\xfe and \xe2\x82",
                      std::string("a nul \0 inside", 14), "progress 10%\rprogress 99%", "::error file=x::not a command",
                      "##[add-mask]status ##vso[task.complete]", "]]> <failure> & [[ATTACHMENT|/etc/passwd]]",
                      // NOLINTNEXTLINE(misc-misleading-bidirectional): what reports must make harmless
                      "right to left \xe2\x80\xaegnp.exe", "\tat Poller.run(Poller.java:12)",
                      "one long line " + std::string(4000, 'x')}}},
  };
}

ScenarioVerdict failed_scenario() {
  const std::string file = "scenarios/status/health-down.yaml";
  return {
      .name = "Health notices a Logstash that was killed",
      .file = file,
      .labels = {"status-sidecar"},
      .outcome = Outcome::failed,
      .items = {{"STATUS-HEALTH-UP", ItemVerdict::holds},
                {"STATUS-HEALTH-DOWN", ItemVerdict::fails},
                {"STATUS-HEALTH-RECOVER", ItemVerdict::not_shown}},
      .steps =
          {
              {.text = "start: [logstash, status]",
               .place = {.file = file, .line = 18, .column = 5},
               .outcome = StepOutcome::passed,
               .took = 300ms},
              {.text = "eventually: GET http://edge:3000/api/health answers 200",
               .item = "STATUS-HEALTH-UP",
               .is_check = true,
               .place = {.file = file, .line = 19, .column = 5},
               .outcome = StepOutcome::passed,
               .started = 300ms,
               .took = 880ms},
              {.text = "kill: logstash",
               .place = {.file = file, .line = 20, .column = 5},
               .outcome = StepOutcome::passed,
               .started = 1180ms,
               .took = 7ms},
              {.text = "eventually: GET http://edge:3000/api/health answers 503 and /reasons is not empty",
               .item = "STATUS-HEALTH-DOWN",
               .is_check = true,
               .place = {.file = file,
                         .line = 21,
                         .column = 5,
                         .excerpt = "  - eventually: { item: STATUS-HEALTH-DOWN, within: \"${settle}\", status: 503 }\n"
                                    "    ^~~~~~~~~~"},
               .outcome = StepOutcome::failed,
               .reason = "it did not hold within 45s",
               .mismatches = {{"status 503", "status 200"}, {"/reasons is not empty", "[]"}},
               .started = 1187ms,
               .took = 45013ms,
               .failing_since = 10200ms,
               .evidence = flapping()},
              {.text = "start: logstash", .place = {.file = file, .line = 22, .column = 5}},
              {.text = "eventually: GET http://edge:3000/api/health answers 200",
               .item = "STATUS-HEALTH-RECOVER",
               .is_check = true,
               .place = {.file = file, .line = 23, .column = 5}},
          },
      .wall = 46450ms,
      .awaited = 45893ms,
      .subjects = {{"status-sidecar", "command: status-sidecar"}},
      .rerun = "roadworthy run scenarios/status/health-down.yaml --subject status-sidecar=status-sidecar --seed 42",
  };
}

ScenarioVerdict errored_scenario() {
  const std::string file = "scenarios/config/reload.yaml";
  return {
      .name = "A changed key reaches the application",
      .file = file,
      .outcome = Outcome::errored,
      .reason = "the stand-in etcd did not say within 10s where it listens",
      .remedy = "run `roadworthy doctor`, and look at the log of etcd below",
      .items = {{"CONFIG-RELOAD", ItemVerdict::cannot_tell}, {"CONFIG-REPORT", ItemVerdict::not_shown}},
      .steps =
          {
              {.text = "start: [etcd, config]",
               .place = {.file = file, .line = 12, .column = 5, .excerpt = "  - start: [etcd, config]\n    ^~~~~"},
               .outcome = StepOutcome::errored,
               .reason = "the stand-in etcd did not say within 10s where it listens",
               .took = 10002ms,
               .evidence = {.container_states = {{"etcd", "exited with 1 at 0.034s"}},
                            .log_tails = {{"etcd", {"address already in use: 127.0.0.1:2379"}}}}},
              {.text = "eventually: the file /etc/app/config.json of app holds 42",
               .item = "CONFIG-RELOAD",
               .is_check = true,
               .place = {.file = file, .line = 13, .column = 5}},
          },
      .wall = 10250ms,
      .rerun = "roadworthy run scenarios/config/reload.yaml --seed 42",
      .left_behind = {"network rw-7f3a-reload", "process 4711 (etcd)"},
  };
}

ScenarioVerdict skipped_scenario() {
  return {
      .name = "Memory stays within its limit",
      .file = "scenarios/status/footprint.yaml",
      .outcome = Outcome::skipped,
      .reason = "the runtime process cannot limit memory",
      .remedy = "run it with --runtime docker",
      .items = {{"STATUS-FOOTPRINT", ItemVerdict::not_shown}},
      .rerun = "roadworthy run scenarios/status/footprint.yaml --seed 42",
  };
}

ScenarioVerdict flaky_scenario() {
  return {
      .name = "The last lines of the log",
      .file = "scenarios/status/logs.yaml",
      .outcome = Outcome::flaky,
      .reason = "try 1 failed: GET http://edge:3000/api/logs?lines=10 answered 9 lines",
      .items = {{"STATUS-LOGS-TAIL", ItemVerdict::holds}},
      .steps = {{.text = "now: GET http://edge:3000/api/logs?lines=10 answers the last 10 lines",
                 .item = "STATUS-LOGS-TAIL",
                 .is_check = true,
                 .place = {.file = "scenarios/status/logs.yaml", .line = 14, .column = 5},
                 .outcome = StepOutcome::passed,
                 .started = 900ms,
                 .took = 12ms}},
      .wall = 1100ms,
      .tries = 2,
      .rerun = "roadworthy run scenarios/status/logs.yaml --seed 42",
  };
}

RunVerdict empty_run() {
  return {
      .version = "0.1.0",
      .run_id = "7f3a9c21",
      .started_at = "2025-11-20T10:00:00Z",
      .runtime = "process",
      .runtime_version = "0.1.0",
      .isolation = "namespaces",
      .kernel = "6.1.0-18-amd64",
      .seed = 42,
      .subjects = {{"status-sidecar", "command: status-sidecar, sha256:9f86d081884c7d65"}},
  };
}

}  // namespace

RunVerdict sample_run() {
  RunVerdict run = empty_run();
  run.wall = 62198ms;
  run.item_statements = {
      {"CONFIG-RELOAD", "a changed key is in the application's file within [30 s]"},
      {"CONFIG-REPORT", "the sidecar reports the revision that it applied"},
      {"STATUS-FOOTPRINT", "under load it stays within [0.5 vCPU, 512 MB]; the image within [200 MB]"},
      {"STATUS-HEALTH-DOWN",
       "it answers 503, `status: unhealthy` and at least one reason within [45 s] after Logstash is killed, hangs "
       "(accepts and never answers), or answers 500"},
      {"STATUS-HEALTH-RECOVER",
       "it is back to 200 within [45 s] of Logstash's return, without a restart of the sidecar"},
      {"STATUS-HEALTH-STEADY", "with Logstash steady the answer never flaps over [2 min], also under load"},
      {"STATUS-HEALTH-UP",
       "`GET /api/health` answers 200 with `status: healthy` within [45 s] of Logstash's answering"},
      {"STATUS-LOGS-TAIL", "`GET /api/logs?lines=N` is exactly the last N lines of the log file"},
      {"STATUS-ROLLOUT", "a changed sidecar image replaces the instances"},
      {"STATUS-USER", "the sidecar runs as a non-root user [1001]"},
  };
  run.items = {
      {"CONFIG-RELOAD", ItemVerdict::cannot_tell},       {"CONFIG-REPORT", ItemVerdict::not_shown},
      {"STATUS-FOOTPRINT", ItemVerdict::not_shown},      {"STATUS-HEALTH-DOWN", ItemVerdict::fails},
      {"STATUS-HEALTH-RECOVER", ItemVerdict::not_shown}, {"STATUS-HEALTH-STEADY", ItemVerdict::holds},
      {"STATUS-HEALTH-UP", ItemVerdict::holds},          {"STATUS-LOGS-TAIL", ItemVerdict::holds},
      {"STATUS-ROLLOUT", ItemVerdict::planned},          {"STATUS-USER", ItemVerdict::not_shown},
  };
  run.required_not_shown = {"STATUS-USER"};
  run.scenarios = {passed_scenario(), failed_scenario(), errored_scenario(), skipped_scenario(), flaky_scenario()};
  run.exit_code = 3;
  return run;
}

RunVerdict passed_run() {
  RunVerdict run = empty_run();
  ScenarioVerdict scenario = passed_scenario();
  scenario.items.erase("STATUS-USER");
  scenario.steps.pop_back();
  run.wall = 4512ms;
  run.items = scenario.items;
  run.item_statements = {
      {"STATUS-HEALTH-STEADY", "with Logstash steady the answer never flaps over [2 min], also under load"},
      {"STATUS-HEALTH-UP",
       "`GET /api/health` answers 200 with `status: healthy` within [45 s] of Logstash's answering"},
  };
  run.scenarios = {std::move(scenario)};
  return run;
}

}  // namespace roadworthy
