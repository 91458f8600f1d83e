#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/socket.h>

#include "runtime/docker/docker_stand.h"

namespace roadworthy {

using nlohmann::json;
using namespace std::chrono_literals;

namespace {

constexpr Duration kLookPatience = 30s;
constexpr std::size_t kLongestOutput = 1024 * 1024;

/// Reads the frames of an exec to their end. False when the deadline or an interrupt came first.
bool read_output(int socket, int interruption, TimePoint deadline, ExecResult& result) {
  FrameCutter frames;
  std::array<char, 65536> buffer{};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_now());
    if (left.count() <= 0) {
      return false;
    }
    std::array<pollfd, 2> awaited{pollfd{socket, POLLIN, 0}, pollfd{interruption, POLLIN, 0}};
    ::poll(awaited.data(), awaited.size(), static_cast<int>(std::min<std::int64_t>(left.count(), 60'000)));
    if (awaited[1].revents != 0) {
      return false;
    }
    const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
      continue;
    }
    if (count <= 0) {
      return true;
    }
    frames.append({buffer.data(), static_cast<std::size_t>(count)}, [&](OutputStream, std::string_view bytes) {
      const std::size_t room = kLongestOutput - result.output.size();
      result.cut = result.cut || bytes.size() > room;
      result.output.append(bytes.substr(0, room));
    });
  }
}

/// The first number of a file of this machine; nothing where there is none.
std::optional<std::uint64_t> number_in(const std::string& path) {
  std::ifstream in(path);
  std::uint64_t value = 0;
  return in >> value ? std::optional(value) : std::nullopt;
}

/// On cgroup v2 the Engine does not say the high-water mark, the kernel does: on this machine, where its files are.
std::optional<std::uint64_t> memory_peak(const std::string& id) {
  for (const std::string& path : {"/sys/fs/cgroup/system.slice/docker-" + id + ".scope/memory.peak",
                                  "/sys/fs/cgroup/docker/" + id + "/memory.peak"}) {
    if (const auto peak = number_in(path)) {
      return peak;
    }
  }
  return std::nullopt;
}

/// The user of a process, out of what the Engine's `top` answers.
std::optional<std::uint32_t> user_in(const json& top, const std::string& pid) {
  const json titles = top.value("Titles", json::array());
  std::size_t pid_column = titles.size();
  std::size_t user_column = titles.size();
  for (std::size_t index = 0; index < titles.size(); ++index) {
    pid_column = titles[index] == "PID" ? index : pid_column;
    user_column = titles[index] == "UID" ? index : user_column;
  }
  for (const json& process : top.value("Processes", json::array())) {
    if (process.size() > std::max(pid_column, user_column) && process[pid_column] == pid) {
      const auto text = process[user_column].get<std::string>();
      std::uint32_t user = 0;
      const auto read = std::from_chars(text.data(), text.data() + text.size(), user);
      return read.ec == std::errc() && read.ptr == text.data() + text.size() ? std::optional(user) : std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace

Result<ExecResult> DockerStand::exec(std::string_view name, const std::vector<std::string>& command,
                                     TimePoint deadline) {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  if (!runs((*container)->state())) {
    return fail(ErrorKind::no_answer, fmt::format("{} does not run", name));
  }
  const json body{{"AttachStdout", true}, {"AttachStderr", true}, {"Cmd", command}};
  const auto made = engine_.send(
      {.method = "POST", .path = fmt::format("/containers/{}/exec", (*container)->id()), .body = body}, deadline);
  if (!made) {
    return std::unexpected(made.error());
  }
  if (!made->good()) {
    return fail(made->status == 409 ? ErrorKind::no_answer : ErrorKind::environment,
                fmt::format("run {} in {}: {}", command.front(), name, made->message()));
  }
  const std::string id = made->json().value("Id", "");
  const auto streams = engine_.take_over(
      fmt::format("run {} in {}", command.front(), name),
      {.method = "POST", .path = fmt::format("/exec/{}/start", id), .body = json{{"Detach", false}}}, deadline);
  if (!streams) {
    auto error = streams.error();
    error.kind = ErrorKind::no_answer;
    return std::unexpected(error);
  }
  ExecResult result;
  if (!read_output(streams->socket.get(), interruption_.get(), deadline, result)) {
    return interrupted()
               ? fail(ErrorKind::interrupted, "interrupted")
               : fail(ErrorKind::no_answer, fmt::format("{} in {} did not end in time", command.front(), name));
  }
  const auto ended = engine_.ask(fmt::format("look at {} in {}", command.front(), name),
                                 {.path = fmt::format("/exec/{}/json", id)}, steady_now() + kLookPatience);
  if (!ended) {
    return std::unexpected(ended.error());
  }
  const auto code = ended->find("ExitCode");
  result.exit_code = code != ended->end() && code->is_number_integer() ? code->get<int>() : 0;
  return result;
}

Result<std::string> DockerStand::read_file(const VolumeFile& file, std::size_t limit, TimePoint deadline) {
  auto answer = pods_.front()->link->request(
      {{"do", "read"}, {"volume", file.volume}, {"path", file.path}, {"limit", limit}}, "", deadline);
  return answer ? Result<std::string>(std::move(answer->bytes)) : std::unexpected(answer.error());
}

Result<void> DockerStand::write_file(const VolumeFile& file, std::string_view content, WriteMode mode,
                                     TimePoint deadline) {
  const auto answer = pods_.front()->link->request(
      {{"do", "write"}, {"volume", file.volume}, {"path", file.path}, {"append", mode == WriteMode::append}}, content,
      deadline);
  return answer ? Result<void>{} : std::unexpected(answer.error());
}

Result<void> DockerStand::rename_file(const VolumeFile& from, const std::string& path, TimePoint deadline) {
  const auto answer = pods_.front()->link->request(
      {{"do", "rename"}, {"volume", from.volume}, {"path", from.path}, {"to", path}}, "", deadline);
  return answer ? Result<void>{} : std::unexpected(answer.error());
}

Result<void> DockerStand::set_connected(std::string_view name, bool connected) {
  const auto pod = pod_of(name);
  if (!pod) {
    return std::unexpected(pod.error());
  }
  if ((*pod)->connected == connected) {
    return {};
  }
  json body{{"Container", (*pod)->holder}};
  if (connected) {
    body["EndpointConfig"] = endpoint_of(**pod);
  } else {
    body["Force"] = true;
  }
  const std::string what = connected ? "connect" : "disconnect";
  const auto done =
      engine_.ask(fmt::format("{} {}", what, name),
                  {.method = "POST", .path = fmt::format("/networks/{}/{}", network_.id, what), .body = body},
                  steady_now() + kLookPatience);
  if (!done) {
    return std::unexpected(done.error());
  }
  (*pod)->connected = connected;
  return {};
}

Result<Usage> DockerStand::usage(std::string_view name) {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  if (!runs((*container)->state())) {
    return fail(ErrorKind::no_answer, fmt::format("{} does not run", name));
  }
  const std::string id = (*container)->id();
  const auto stats =
      engine_.ask(fmt::format("ask what {} uses", name),
                  {.path = fmt::format("/containers/{}/stats?stream=0&one-shot=1", id)}, steady_now() + kLookPatience);
  if (!stats) {
    return std::unexpected(stats.error());
  }
  const json memory = stats->value("memory_stats", json::object());
  const json cpu = stats->value("cpu_stats", json::object()).value("cpu_usage", json::object());
  Usage usage{.cpu_seconds = static_cast<double>(cpu.value("total_usage", std::uint64_t{0})) / 1e9};
  if (const auto peak = memory.find("max_usage"); peak != memory.end() && peak->is_number_unsigned()) {
    usage.memory_high_water_bytes = peak->get<std::uint64_t>();
  } else if (const auto here = memory_peak(id)) {
    usage.memory_high_water_bytes = *here;
  } else {
    return fail(
        ErrorKind::unavailable,
        "this Docker Engine, with cgroup v2 and on another machine, does not say a container's high-water mark");
  }
  return usage;
}

Result<std::uint32_t> DockerStand::user(std::string_view name) {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  if (!runs((*container)->state())) {
    return fail(ErrorKind::no_answer, fmt::format("{} does not run", name));
  }
  const auto found = (*container)->inspect(steady_now() + kLookPatience);
  if (!found) {
    return std::unexpected(found.error());
  }
  const auto pid = found->value("State", json::object()).value("Pid", 0);
  const auto top = engine_.ask(fmt::format("ask who runs in {}", name),
                               {.path = "/containers/" + (*container)->id() + "/top?ps_args=-eo%20pid,uid"},
                               steady_now() + kLookPatience);
  if (!top) {
    return std::unexpected(top.error());
  }
  const auto user = user_in(*top, std::to_string(pid));
  return user ? Result<std::uint32_t>(*user)
              : fail(ErrorKind::unavailable, fmt::format("the Engine does not say which user {} runs as", name));
}

Result<ImageInfo> DockerStand::image(std::string_view name) {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  if ((*container)->image().empty()) {
    return fail(ErrorKind::unavailable, fmt::format("{} is a command of this machine, not of an image", name));
  }
  const auto traits = look_at_image(engine_, (*container)->image(), steady_now() + kLookPatience);
  return traits ? Result<ImageInfo>({.digest = traits->digest, .bytes = traits->bytes})
                : std::unexpected(traits.error());
}

Result<std::vector<std::string>> DockerStand::environment(std::string_view name) {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  if ((*container)->id().empty()) {
    return fail(ErrorKind::no_answer, fmt::format("{} was not started yet", name));
  }
  const auto found = (*container)->inspect(steady_now() + kLookPatience);
  if (!found) {
    return std::unexpected(found.error());
  }
  const json variables = found->value("Config", json::object()).value("Env", json());
  return variables.is_array() ? variables.get<std::vector<std::string>>() : std::vector<std::string>{};
}

}  // namespace roadworthy
