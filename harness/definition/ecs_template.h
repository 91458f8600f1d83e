#pragma once

#include <expected>
#include <string>
#include <vector>

#include "definition/embedded_text.h"
#include "definition/format.h"
#include "document/node.h"

namespace roadworthy {

/// A task definition that a template gives under some of its conditions.
struct TaskTemplate {
  Document document;
  std::vector<const Node*> unknown;  ///< As `JsonTemplate` has it.
  std::string variant;               ///< `sidecar is true`; empty without conditions.
};

/// How sure it is, 0 to 100, that a text which is neither JSON nor YAML yet becomes a task definition when it is
/// rendered.
[[nodiscard]] int task_template_confidence(const EmbeddedText& text);

/// Whether Terraform's `templatefile` or `envsubst` completes the file: it is no JSON or YAML yet, or its values still
/// have variables in them.
[[nodiscard]] bool is_task_template(const Input& input);

/// Renders a template in all of its variants; errors where one of them is no JSON or YAML.
[[nodiscard]] std::expected<std::vector<TaskTemplate>, Errors> render_task_template(const EmbeddedText& text,
                                                                                    const ImportOptions& options);

}  // namespace roadworthy
