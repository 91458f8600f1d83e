#pragma once

#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/unique_fd.h"

namespace roadworthy::mocks {

/// For tests: a stand-in's program as a child, with pipes to its standard input and output. Killed when the test ends.
class StartedProgram {
 public:
  /// `arguments` begin with the program's path; `environment` is `NAME=value`, and all that the child gets.
  explicit StartedProgram(std::vector<std::string> arguments, std::vector<std::string> environment = {}) {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) {
      return;
    }
    const UniqueFd child_in(in[0]);
    const UniqueFd child_out(out[1]);
    to_.reset(in[1]);
    from_.reset(out[0]);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, child_in.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, child_out.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    const auto pointers = [](std::vector<std::string>& words) {
      std::vector<char*> list;
      for (std::string& word : words) {
        list.push_back(word.data());
      }
      list.push_back(nullptr);
      return list;
    };
    if (::posix_spawn(&pid_, arguments[0].c_str(), &actions, nullptr, pointers(arguments).data(),
                      pointers(environment).data()) != 0) {
      pid_ = -1;
    }
    ::posix_spawn_file_actions_destroy(&actions);
  }
  ~StartedProgram() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
  }
  StartedProgram(const StartedProgram&) = delete;
  StartedProgram& operator=(const StartedProgram&) = delete;

  /// The next line of its standard output; nothing when it ends or half a minute passes.
  [[nodiscard]] std::optional<std::string> read_line() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (true) {
      if (const auto newline = buffer_.find('\n'); newline != std::string::npos) {
        std::string line = buffer_.substr(0, newline);
        buffer_.erase(0, newline + 1);
        return line;
      }
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
      pollfd watched{from_.get(), POLLIN, 0};
      std::array<char, 65536> part{};
      if (left.count() <= 0 || ::poll(&watched, 1, static_cast<int>(left.count())) <= 0) {
        return std::nullopt;
      }
      const ssize_t got = ::read(from_.get(), part.data(), part.size());
      if (got <= 0) {
        return std::nullopt;
      }
      buffer_.append(part.data(), static_cast<std::size_t>(got));
    }
  }

  /// Reads the first line and returns the port in it; 0 when there is none.
  [[nodiscard]] std::uint16_t await_port() {
    const auto line = nlohmann::json::parse(read_line().value_or(""), nullptr, false);
    const std::string address = line.is_object() ? line.value("address", "") : "";
    const auto colon = address.rfind(':');
    return colon == std::string::npos ? 0 : static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1)));
  }

  /// Sends one command and returns its answer; null when there is none.
  nlohmann::json ask(const nlohmann::json& command) {
    const std::string line = command.dump() + "\n";
    if (::write(to_.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
      return nullptr;
    }
    return nlohmann::json::parse(read_line().value_or("null"), nullptr, false);
  }

  void close_input() { to_.reset(); }
  void signal(int number) const { ::kill(pid_, number); }

  /// Its exit status, 128 and the number for a signal; nothing while it runs after half a minute.
  [[nodiscard]] std::optional<int> await_exit() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (read_line()) {  // Its standard output ends with it.
    }
    int status = 0;
    while (pid_ > 0 && ::waitpid(pid_, &status, WNOHANG) == 0) {
      if (std::chrono::steady_clock::now() > deadline) {
        return std::nullopt;
      }
      ::usleep(1000);
    }
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t pid_ = -1;
  UniqueFd to_;
  UniqueFd from_;
  std::string buffer_;
};

}  // namespace roadworthy::mocks
