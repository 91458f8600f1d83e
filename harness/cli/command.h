#pragma once

#include <span>
#include <string_view>

#include <CLI/CLI.hpp>

namespace roadworthy {

/// Exit codes of the program. Where several apply, the first in this list wins: interrupted, usage, environment, out of
/// time, left behind, failed, skipped.
namespace exit_code {
inline constexpr int kPassed = 0;
inline constexpr int kFailed = 1;       ///< A check or rule failed.
inline constexpr int kUsage = 2;        ///< Usage, an invalid file, or nothing selected.
inline constexpr int kEnvironment = 3;  ///< No daemon, port taken, image missing, a worker that crashed.
inline constexpr int kOutOfTime = 4;
inline constexpr int kLeftBehind = 5;
inline constexpr int kSkipped = 77;  ///< All skipped, only with --skip-unavailable.
inline constexpr int kInterrupted = 130;
inline constexpr int kTerminated = 143;
}  // namespace exit_code

/// A row of commands.cpp. `define` adds its options to the sub-command; what the user chose lives in the closure that
/// it gives to `callback`, which sets `exit_code`.
struct Command {
  std::string_view name;
  std::string_view summary;
  void (*define)(CLI::App& app, int& exit_code);
};

[[nodiscard]] std::span<const Command> commands();

void define_run(CLI::App& app, int& exit_code);
void define_enter(CLI::App& app, int& exit_code);
void define_check(CLI::App& app, int& exit_code);
void define_explain(CLI::App& app, int& exit_code);
void define_list(CLI::App& app, int& exit_code);
void define_validate(CLI::App& app, int& exit_code);
void define_checklist(CLI::App& app, int& exit_code);
void define_mock(CLI::App& app, int& exit_code);
void define_gc(CLI::App& app, int& exit_code);
void define_doctor(CLI::App& app, int& exit_code);
void define_schema(CLI::App& app, int& exit_code);
void define_completion(CLI::App& app, int& exit_code);
void define_version(CLI::App& app, int& exit_code);

}  // namespace roadworthy
