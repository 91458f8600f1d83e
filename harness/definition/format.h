#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "definition/deployment.h"
#include "definition/importers.h"
#include "document/node.h"

namespace roadworthy {

/// A file that is to be recognised and imported.
struct Input {
  std::shared_ptr<const SourceFile> file;    ///< Its text in UTF-8, without a byte order mark.
  std::shared_ptr<const Document> document;  ///< Null when it is neither JSON nor YAML.
  Errors not_a_document;                     ///< Why, then.
};

/// How sure an importer is that a file is its own. 0: it is not, and `why` says what is missing.
struct Recognition {
  int confidence = 0;  ///< 0 to 100; the highest wins, the earlier row among equals.
  std::string why;
};

using Deployments = std::expected<std::vector<Deployment>, Errors>;

/// A row of the table in definition.cpp.
struct Format {
  std::string_view name;  ///< For `--as`.
  std::string_view summary;
  bool several_files = false;  ///< Takes several files as one definition.
  Recognition (*recognise)(const Input& input) = nullptr;
  /// Inputs are recognised ones, or forced with `--as`: then they may be anything.
  Deployments (*import)(const std::vector<Input>& inputs, const ImportOptions& options) = nullptr;
};

/// For importers of one document: an error where the input is none.
[[nodiscard]] std::expected<Document, Errors> document_of(const Input& input);

/// Reads a regular file of at most `most` bytes, without looking at its encoding.
[[nodiscard]] Result<std::shared_ptr<const SourceFile>> read_text(const std::string& path, std::size_t most);

/// Reads one file and what it is; errors where it cannot be read or is over the limits.
[[nodiscard]] std::expected<Input, Errors> read_input(const std::string& path, const DocumentLimits& limits);
[[nodiscard]] std::expected<Input, Errors> make_input(std::string name, std::string text, const DocumentLimits& limits);

Recognition recognise_ecs(const Input& input);
Deployments import_ecs(const std::vector<Input>& inputs, const ImportOptions& options);
Recognition recognise_compose(const Input& input);
Deployments import_compose(const std::vector<Input>& inputs, const ImportOptions& options);
Recognition recognise_docker_run(const Input& input);
Deployments import_docker_run(const std::vector<Input>& inputs, const ImportOptions& options);
Recognition recognise_terraform(const Input& input);
Deployments import_terraform(const std::vector<Input>& inputs, const ImportOptions& options);
Recognition recognise_pulumi(const Input& input);
Deployments import_pulumi(const std::vector<Input>& inputs, const ImportOptions& options);

}  // namespace roadworthy
