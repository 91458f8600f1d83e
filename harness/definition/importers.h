#pragma once

#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "definition/deployment.h"
#include "document/node.h"

namespace roadworthy {

struct ImportOptions {
  std::string as;  ///< Row of the table to use whatever the content looks like; empty: recognised.
  /// Values of variables: Compose interpolation, shell and Terraform template variables. They win over everything that
  /// the files and `environment_files` say. The process's own environment is never looked at.
  std::map<std::string, std::string> variables;
  std::vector<std::string>
      environment_files;              ///< Compose `--env-file`; empty: `.env` beside the first file, if there is one.
  std::vector<std::string> profiles;  ///< Compose `--profile`; `*` for all. Services of others are left out.
  /// The tags are Compose's own.
  DocumentLimits limits{.bytes = 64u << 20, .depth = 100, .nodes = 2'000'000, .own_tags = {"!reset", "!override"}};
};

/// Reads one definition. `paths` are its files: one, or for Compose several that are merged in this order, or for
/// scripts several that one host runs in this order. The result has one deployment, or one for each branch of the
/// definition's conditions.
///
/// Errors: `usage` for an unknown `as` and for several files of a format that has one; `invalid_file` for a file that
/// cannot be read, is over a limit, or is of no known format: the message then says what was tried and why it was not
/// that.
[[nodiscard]] std::expected<std::vector<Deployment>, Errors> read_deployments(const std::vector<std::string>& paths,
                                                                              const ImportOptions& options = {});

/// The same for text that is already there; `name` stands for the path in messages.
[[nodiscard]] std::expected<std::vector<Deployment>, Errors> parse_deployments(std::string name, std::string text,
                                                                               const ImportOptions& options = {});

/// Names of the formats, in the order of the table, for `--as`.
[[nodiscard]] std::vector<std::string_view> format_names();

}  // namespace roadworthy
