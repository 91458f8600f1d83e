// A person's way into a kept stand.

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include <fmt/format.h>

#include "runtime/docker/container_body.h"
#include "runtime/docker/docker_runtime.h"
#include "runtime/docker/labels.h"
#include "runtime/docker/machine_root.h"
#include "runtime/docker/person_streams.h"

namespace roadworthy {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr Duration kEnterPatience = 30s;
constexpr const char* kShell = "/bin/sh";

TimePoint soon() {
  return std::chrono::steady_clock::now() + kEnterPatience;
}

/// Runs a command in a running container.
Result<int> exec_in(const EngineClient& engine, const std::string& id, const std::vector<std::string>& command) {
  const bool terminal = is_at_terminal();
  json body{{"AttachStdin", true}, {"AttachStdout", true}, {"AttachStderr", true}, {"Tty", terminal}, {"Cmd", command}};
  const auto made =
      engine.ask("run " + command.front(),
                 {.method = "POST", .path = fmt::format("/containers/{}/exec", id), .body = body}, soon());
  if (!made) {
    return std::unexpected(made.error());
  }
  const std::string exec = made->value("Id", "");
  auto streams = engine.take_over("run " + command.front(),
                                  {.method = "POST",
                                   .path = fmt::format("/exec/{}/start", exec),
                                   .body = json{{"Detach", false}, {"Tty", terminal}}},
                                  soon());
  if (!streams) {
    return std::unexpected(streams.error());
  }
  auto done = connect_person(*streams, terminal, [&](const winsize& size) {
    (void)engine.send(
        {.method = "POST", .path = fmt::format("/exec/{}/resize?h={}&w={}", exec, size.ws_row, size.ws_col)}, soon());
  });
  if (!done) {
    return std::unexpected(done.error());
  }
  const auto ended = engine.ask("look at " + command.front(), {.path = fmt::format("/exec/{}/json", exec)}, soon());
  if (!ended) {
    return std::unexpected(ended.error());
  }
  const auto code = ended->find("ExitCode");
  return code != ended->end() && code->is_number_integer() ? code->get<int>() : 0;
}

/// Runs a command of this machine in a container of its own, in the pod's network and with its volumes.
Result<int> run_beside(const EngineClient& engine, const EnterRequest& request) {
  const std::filesystem::path folder(request.folder);
  const std::filesystem::path run = folder.parent_path();
  const StandOptions options{.run_id = run.filename().string(),
                             .stand_id = folder.filename().string(),
                             .folder = request.folder,
                             .libexec = request.libexec,
                             .caller_folder = {}};
  const bool terminal = is_at_terminal();
  ContainerSpec spec;
  spec.command = request.command;
  if (spec.command.empty()) {
    spec.command = {std::filesystem::exists("/bin/bash") ? "/bin/bash" : kShell};
  }
  if (terminal) {
    spec.environment.emplace("TERM", std::getenv("TERM") == nullptr ? "xterm" : std::getenv("TERM"));
  }
  ContainerFrame frame{.image = {},
                       .command = spec.command,
                       .holder = request.pod.engine,
                       .labels = StandLabels::of(options).to_json("enter"),
                       .machine_folders = {},
                       .working_directory = "/",
                       .volume_name = {}};
  const std::string lock = (run.parent_path() / "images.lock").string();
  if (auto done = put_on_machine_root(engine, options, spec, frame, lock, soon()); !done) {
    return std::unexpected(done.error());
  }
  json body = container_body(spec, frame);
  body.update({{"Tty", terminal}, {"OpenStdin", true}, {"StdinOnce", true}, {"AttachStdin", true}});
  for (const KeptContainer& container : request.pod.containers) {
    body["HostConfig"]["VolumesFrom"].push_back(container.engine);
  }
  const auto made =
      engine.ask("make a container to enter", {.method = "POST", .path = "/containers/create", .body = body}, soon());
  if (!made) {
    return std::unexpected(made.error());
  }
  const std::string path = "/containers/" + made->value("Id", "");
  const auto enter = [&]() -> Result<int> {
    auto streams = engine.take_over(
        "attach to it", {.method = "POST", .path = path + "/attach?stream=1&stdin=1&stdout=1&stderr=1"}, soon());
    if (!streams) {
      return std::unexpected(streams.error());
    }
    if (auto started = engine.ask("run " + spec.command.front(), {.method = "POST", .path = path + "/start"}, soon());
        !started) {
      return std::unexpected(started.error());
    }
    auto done = connect_person(*streams, terminal, [&](const winsize& size) {
      (void)engine.send({.method = "POST", .path = fmt::format("{}/resize?h={}&w={}", path, size.ws_row, size.ws_col)},
                        soon());
    });
    if (!done) {
      return std::unexpected(done.error());
    }
    const auto ended =
        engine.ask("wait for " + spec.command.front(), {.method = "POST", .path = path + "/wait"}, soon());
    return ended ? Result<int>(ended->value("StatusCode", 0)) : std::unexpected(ended.error());
  };
  auto code = enter();
  (void)engine.send({.method = "DELETE", .path = path + "?force=1&v=1"}, soon());
  return code;
}

Result<bool> has_shell(const EngineClient& engine, const std::string& id) {
  const auto answer =
      engine.send({.method = "HEAD", .path = fmt::format("/containers/{}/archive?path={}", id, kShell)}, soon());
  return answer ? Result<bool>(answer->good()) : std::unexpected(answer.error());
}

Result<bool> does_run(const EngineClient& engine, const std::string& id) {
  const auto found = engine.ask("look at the stand", {.path = fmt::format("/containers/{}/json", id)}, soon());
  return found ? Result<bool>(found->value("State", json::object()).value("Running", false))
               : std::unexpected(found.error());
}

/// A shell, or the command, in the container itself; nothing where it has none.
Result<std::optional<int>> enter_container(const EngineClient& engine, const EnterRequest& request,
                                           const KeptContainer& container) {
  const auto running = does_run(engine, container.engine);
  if (!running) {
    return std::unexpected(running.error());
  }
  if (!*running) {
    return fail(ErrorKind::environment, fmt::format("{} does not run any more", container.name),
                fmt::format("`roadworthy enter {}` enters its pod", request.pod.name));
  }
  std::vector<std::string> command = request.command;
  if (command.empty()) {
    const auto shell = has_shell(engine, container.engine);
    if (!shell) {
      return std::unexpected(shell.error());
    }
    if (!*shell) {
      return std::nullopt;
    }
    command = {kShell};
  }
  const auto code = exec_in(engine, container.engine, command);
  return code ? Result<std::optional<int>>(*code) : std::unexpected(code.error());
}

/// The Engine is elsewhere: whichever container of the pod has what is asked for.
Result<int> enter_any(const EngineClient& engine, const EnterRequest& request) {
  for (const KeptContainer& container : request.pod.containers) {
    const auto running = does_run(engine, container.engine);
    const auto shell = running && *running ? has_shell(engine, container.engine) : Result<bool>(false);
    if (shell && *shell) {
      std::cerr << fmt::format("in the container {}\n", container.name);
      return exec_in(engine, container.engine,
                     request.command.empty() ? std::vector<std::string>{kShell} : request.command);
    }
  }
  return fail(
      ErrorKind::environment,
      fmt::format("no container of {} that runs has a shell, and the Docker Engine is on another machine, where "
                  "this one's programs are not",
                  request.pod.name),
      "put a container with a shell into the pod, or name a container and a program that it has: roadworthy "
      "enter CONTAINER PROGRAM");
}

}  // namespace

Result<int> enter_on_engine(const EnterRequest& request) {
  const auto address = find_engine();
  const auto engine = address ? EngineClient::connect(*address, soon()) : std::unexpected(address.error());
  if (!engine) {
    return std::unexpected(engine.error());
  }
  if (request.container != nullptr) {
    const auto code = enter_container(**engine, request, *request.container);
    if (!code || *code) {
      return code ? Result<int>(**code) : std::unexpected(code.error());
    }
    std::cerr << fmt::format(
        "{} has no shell: this is its pod {} instead, its network and volumes, with this machine's programs\n",
        request.container->name, request.pod.name);
  }
  return (*engine)->address().is_local() ? run_beside(**engine, request) : enter_any(**engine, request);
}

}  // namespace roadworthy
