#pragma once

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/unique_fd.h"

namespace roadworthy::testing_support {

inline const std::string kProgram = ROADWORTHY_BUILD_FOLDER "/roadworthy";
inline const std::string kSource = ROADWORTHY_SOURCE_FOLDER;

/// A folder that goes away with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "roadworthy-test-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] const std::string& path() const { return path_; }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ + "/" + name) << text;
    return path_ + "/" + name;
  }

 private:
  std::string path_;
};

struct Ended {
  int exit_code = -1;  ///< 128 + signal where a signal ended it.
  std::string out;
  std::string err;
};

/// The built program, running, with its own folder for runs.
class RunningProgram {
 public:
  RunningProgram(const std::vector<std::string>& arguments, std::map<std::string, std::string> environment) {
    environment.emplace("PATH", "/usr/bin:/bin");
    if (const char* engine = std::getenv("DOCKER_HOST")) {
      environment.emplace("DOCKER_HOST", engine);
    }
    std::vector<std::string> words{kProgram};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) {
      argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    std::vector<std::string> settings;
    for (const auto& [name, value] : environment) {
      settings.push_back(name + "=" + value);
    }
    std::vector<char*> envp;
    for (std::string& setting : settings) {
      envp.push_back(setting.data());
    }
    envp.push_back(nullptr);
    std::array<int, 2> out{};
    std::array<int, 2> err{};
    if (pipe2(out.data(), O_CLOEXEC) != 0 || pipe2(err.data(), O_CLOEXEC) != 0) {
      throw std::runtime_error("pipe");
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
    if (posix_spawn(&pid_, kProgram.c_str(), &actions, nullptr, argv.data(), envp.data()) != 0) {
      throw std::runtime_error("cannot run " + kProgram);
    }
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    close(err[1]);
    out_ = UniqueFd(out[0]);
    err_ = UniqueFd(err[0]);
  }

  [[nodiscard]] pid_t pid() const { return pid_; }

  /// Reads until it closes both outputs; `on_line` is told of every whole line on standard error as it comes.
  Ended wait(const std::function<void(const std::string&)>& on_line = {}) {
    Ended ended;
    std::size_t told = 0;
    while (out_ || err_) {
      std::array<pollfd, 2> polled{pollfd{out_.get(), POLLIN, 0}, pollfd{err_.get(), POLLIN, 0}};
      poll(polled.data(), polled.size(), -1);
      take(polled[0], out_, ended.out);
      take(polled[1], err_, ended.err);
      for (auto end = ended.err.find('\n', told); end != std::string::npos; end = ended.err.find('\n', told)) {
        if (on_line) {
          on_line(ended.err.substr(told, end - told));
        }
        told = end + 1;
      }
    }
    int status = 0;
    waitpid(pid_, &status, 0);
    ended.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return ended;
  }

 private:
  static void take(const pollfd& polled, UniqueFd& fd, std::string& text) {
    if (polled.revents == 0) {
      return;
    }
    std::array<char, 65536> buffer{};
    const ssize_t count = read(fd.get(), buffer.data(), buffer.size());
    if (count <= 0) {
      fd.reset();
      return;
    }
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }

  pid_t pid_ = -1;
  UniqueFd out_;
  UniqueFd err_;
};

/// Runs the program to its end, its runs in a folder of this call's own.
inline Ended run_program(const std::vector<std::string>& arguments,
                         std::map<std::string, std::string> environment = {}) {
  const TemporaryFolder runs;
  environment.emplace("TMPDIR", runs.path());
  return RunningProgram(arguments, std::move(environment)).wait();
}

/// What one run came to.
struct Verdict {
  int exit_code = -1;
  std::set<std::string> red;    ///< Items that fail.
  std::set<std::string> green;  ///< Items that hold.
  std::string console;
};

/// `roadworthy run` with these arguments.
inline Verdict verdict_of(std::vector<std::string> arguments) {
  const TemporaryFolder folder;
  const std::string report = folder.path() + "/report.json";
  arguments.insert(arguments.begin(), "run");
  arguments.insert(arguments.end(), {"--report-json", report});
  Verdict verdict;
  verdict.console = run_program(arguments).out;
  std::ifstream file(report);
  const auto json = nlohmann::json::parse(file, nullptr, false);
  if (!json.is_object()) {
    throw std::runtime_error("no report: " + verdict.console);
  }
  verdict.exit_code = json.at("exit_code").get<int>();
  for (const auto& [item, shown] : json.at("items").items()) {
    if (shown.at("verdict") == "fails") {
      verdict.red.insert(item);
    } else if (shown.at("verdict") == "holds") {
      verdict.green.insert(item);
    }
  }
  return verdict;
}

}  // namespace roadworthy::testing_support
