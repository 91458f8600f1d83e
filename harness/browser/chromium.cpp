#include "browser/chromium.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "browser/devtools.h"

namespace roadworthy {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kReads = 3;   ///< Where Chromium reads what it is told, with --remote-debugging-pipe.
constexpr int kWrites = 4;  ///< Where it answers.

std::vector<std::string> arguments_of(const std::string& program, const std::string& folder, std::uint16_t proxy) {
  return {program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage",
          "--no-first-run", "--no-default-browser-check", "--disable-background-networking",
          "--disable-component-update", "--disable-sync", "--disable-extensions", "--mute-audio", "--hide-scrollbars",
          "--window-size=1200,900", "--remote-debugging-pipe", "--user-data-dir=" + folder,
          // Every host name is the stand's to resolve, `localhost` too.
          fmt::format("--proxy-server=socks5://127.0.0.1:{}", proxy), "--proxy-bypass-list=<-loopback>", "about:blank"};
}

/// Spawns it with the two pipes at the places that it expects. 0 or errno.
int spawn(pid_t& pid, std::vector<std::string> arguments, const std::string& folder, int reads, int writes) {
  std::vector<std::string> environment{"PATH=/usr/bin:/bin", "HOME=" + folder, "TMPDIR=" + folder, "LANG=C.UTF-8",
                                       "XDG_RUNTIME_DIR=" + folder};
  const auto pointers = [](std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (std::string& text : texts) {
      all.push_back(text.data());
    }
    all.push_back(nullptr);
    return all;
  };
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, reads, kReads);
  posix_spawn_file_actions_adddup2(&actions, writes, kWrites);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  const int error = posix_spawn(&pid, arguments.front().c_str(), &actions, &attributes, pointers(arguments).data(),
                                pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

/// Both ends above the places that spawn fills.
bool make_pipe(UniqueFd& read_end, UniqueFd& write_end) {
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return false;
  }
  const UniqueFd low_read(ends[0]);
  const UniqueFd low_write(ends[1]);
  read_end = UniqueFd(fcntl(ends[0], F_DUPFD_CLOEXEC, kWrites + 1));
  write_end = UniqueFd(fcntl(ends[1], F_DUPFD_CLOEXEC, kWrites + 1));
  return read_end && write_end;
}

}  // namespace

struct Chromium::State {
  std::string folder;
  pid_t pid = -1;
  std::unique_ptr<DevTools> tools;
  std::string session;
  std::uint64_t changes_before = 0;  ///< Of the network, when the page was opened.

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    tools.reset();
    if (pid > 0) {
      ::kill(-pid, SIGKILL);
      while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
    std::error_code ignored;
    if (!folder.empty()) {
      fs::remove_all(folder, ignored);
    }
  }
};

std::optional<std::string> find_chromium() {
  if (const char* named = std::getenv("ROADWORTHY_CHROMIUM"); named != nullptr) {
    return access(named, X_OK) == 0 ? std::optional<std::string>(named) : std::nullopt;
  }
  for (const char* path : {"/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"}) {
    if (access(path, X_OK) == 0) {
      return path;
    }
  }
  return std::nullopt;
}

Chromium::Chromium(std::unique_ptr<State> state) : state_(std::move(state)) {}
Chromium::~Chromium() = default;

Result<std::unique_ptr<Chromium>> Chromium::start(const std::string& program, std::uint16_t proxy_port,
                                                  const Stand& stand, TimePoint deadline) {
  auto state = std::make_unique<State>();
  std::string folder = (fs::temp_directory_path() / "roadworthy-browser-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) {
    return fail_system("cannot make a folder for Chromium", errno);
  }
  state->folder = folder;
  UniqueFd its_input;
  UniqueFd to;
  UniqueFd from;
  UniqueFd its_output;
  if (!make_pipe(its_input, to) || !make_pipe(from, its_output)) {
    return fail_system("cannot make pipes for Chromium", errno);
  }
  if (const int error =
          spawn(state->pid, arguments_of(program, folder, proxy_port), folder, its_input.get(), its_output.get());
      error != 0) {
    return fail_system("cannot start " + program, error);
  }
  state->tools = std::make_unique<DevTools>(std::move(to), std::move(from), stand);
  its_input.reset();
  its_output.reset();
  const auto target = state->tools->call("Target.createTarget", {{"url", "about:blank"}}, "", deadline);
  if (!target) {
    return std::unexpected(target.error());
  }
  const auto session = state->tools->call(
      "Target.attachToTarget", {{"targetId", target->value("targetId", "")}, {"flatten", true}}, "", deadline);
  if (!session) {
    return std::unexpected(session.error());
  }
  state->session = session->value("sessionId", "");
  if (const auto told = state->tools->call("Network.enable", json::object(), state->session, deadline); !told) {
    return std::unexpected(told.error());
  }
  return std::unique_ptr<Chromium>(new Chromium(std::move(state)));
}

Result<void> Chromium::open(const std::string& address, TimePoint deadline) {
  for (;;) {
    state_->changes_before = state_->tools->network_changes();
    const auto answer = state_->tools->call("Page.navigate", {{"url", address}}, state_->session, deadline);
    if (!answer) {
      return std::unexpected(answer.error());
    }
    const std::string error = answer->value("errorText", "");
    if (error.empty()) {
      return {};
    }
    if (error != kNetworkChanged || SteadyClock().now() >= deadline) {
      return fail(ErrorKind::no_answer, error);
    }
  }
}

bool Chromium::disturbed() const {
  return state_->tools->network_changes() != state_->changes_before;
}

Result<std::string> Chromium::visible_text(Duration pause, TimePoint deadline) {
  const std::string script = fmt::format(
      "new Promise(done => setTimeout(() => done((document.body ? document.body.innerText : '').slice(0, 262144)), "
      "{}))",
      std::chrono::duration_cast<std::chrono::milliseconds>(pause).count());
  const auto answer =
      state_->tools->call("Runtime.evaluate", {{"expression", script}, {"awaitPromise", true}, {"returnByValue", true}},
                          state_->session, deadline);
  if (!answer && answer.error().message.starts_with(kChromiumRefuses)) {
    return std::string();  // The page is just being replaced by another.
  }
  if (!answer) {
    return std::unexpected(answer.error());
  }
  const json::json_pointer value("/result/value");
  return answer->contains(value) && answer->at(value).is_string() ? answer->at(value).get<std::string>()
                                                                  : std::string();
}

Result<std::string> Chromium::picture(TimePoint deadline) {
  const auto answer = state_->tools->call("Page.captureScreenshot", {{"format", "png"}}, state_->session, deadline);
  if (!answer) {
    return std::unexpected(answer.error());
  }
  return answer->value("data", "");
}

}  // namespace roadworthy
