#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/selection.h"
#include "cli/worker_pool.h"

namespace roadworthy {

/// Inputs that `run`, `list` and `validate` share: what is put in the place of subjects, and which figures.
struct Inputs {
  std::map<std::string, std::string> subjects;
  std::map<std::string, std::string> variables;
  std::map<std::string, std::map<std::string, std::string>> environment;
  std::map<std::string, std::string> secrets;
  std::vector<std::string> secret_options;  ///< The words that brought them, for a command that does the same again.
};

/// Everything that `roadworthy run` was asked for.
struct RunRequest {
  Selection selection;
  Inputs inputs;
  std::string runtime = "process";
  std::string pull_policy = "missing";
  PoolOptions pool;
  std::uint32_t repeat = 1;
  std::uint32_t retries = 0;
  std::optional<std::uint64_t> seed;
  std::vector<std::string> required_items;
  bool skip_unavailable = false;
  Keep keep = Keep::never;
  std::string project;                         ///< `--project`; empty: roadworthy.yaml here or above.
  std::map<std::string, std::string> reports;  ///< Format to file.
};

/// Adds --subject, --variable, --environment, --secret-file and --secret-env; the values end in `inputs`.
void add_input_options(CLI::App& app, Inputs& inputs);

/// Adds paths, --label, --include, --exclude, --item, --shard-index and --shard-count.
void add_selection_options(CLI::App& app, Selection& selection);

/// Puts the inputs into the loader's options.
void apply(const Inputs& inputs, LoadOptions& options);

/// Prints errors to stderr, each with its place, excerpt and remedy.
void print_errors(const Errors& errors);

/// Does it; the exit code.
[[nodiscard]] int execute(const RunRequest& request);

}  // namespace roadworthy
