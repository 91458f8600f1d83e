#pragma once

#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace roadworthy::testing_support {

inline const std::string kProgram = ROADWORTHY_BUILD_FOLDER "/roadworthy";
inline const std::string kSource = ROADWORTHY_SOURCE_FOLDER;

/// Runs a command and returns what it printed on standard output.
inline std::string output_of(std::vector<std::string> words) {
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("pipe");
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  std::vector<char*> arguments;
  for (std::string& word : words) {
    arguments.push_back(word.data());
  }
  arguments.push_back(nullptr);
  pid_t pid = -1;
  const int error = posix_spawn(&pid, arguments.front(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (error != 0) {
    throw std::runtime_error("cannot run " + words.front());
  }
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = read(ends[0], buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  close(ends[0]);
  waitpid(pid, nullptr, 0);
  return text;
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
  std::string report = (std::filesystem::temp_directory_path() / "roadworthy-verdict-XXXXXX").string();
  const int fd = mkstemp(report.data());
  if (fd < 0) {
    throw std::runtime_error("mkstemp");
  }
  close(fd);
  arguments.insert(arguments.begin(), {kProgram, "run"});
  arguments.insert(arguments.end(), {"--report-json", report});
  Verdict verdict;
  verdict.console = output_of(std::move(arguments));
  std::ifstream file(report);
  const auto json = nlohmann::json::parse(file, nullptr, false);
  std::filesystem::remove(report);
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
