#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "definition/deployment.h"
#include "definition/embedded_text.h"
#include "document/node.h"

namespace roadworthy {

class Cursor;

/// How a document writes the keys that an importer asks for.
enum class KeyStyle {
  exact,        ///< As asked.
  capitalised,  ///< `containerPort` is written `ContainerPort`.
  camel_case,   ///< `target_group_arn` is written `targetGroupArn`, and `subnet` may be written `subnets`: Pulumi's
                ///< names for Terraform's.
  any_case,     ///< Upper and lower case do not matter.
};

/// One document of an import, and which of its leaves were read. Every cursor marks what it reads here, so no importer
/// has to keep account; what nobody read is found by walking the document once at the end. Cursors point to their
/// source: it stays where it is for as long as they live.
class Source {
 public:
  explicit Source(Document document) : document_(std::move(document)) {}
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  ~Source() = default;

  [[nodiscard]] const Document& document() const { return document_; }
  [[nodiscard]] Cursor root();

  KeyStyle keys = KeyStyle::exact;
  bool strict_kinds = false;    ///< A number in quotes is no number, a number no text: mistakes.
  bool strict_keys = false;     ///< Keys that nobody asked for are mistakes.
  bool null_is_absent = false;  ///< With strict kinds: null says nothing, and nothing is said of it.
  /// Keys that begin with it are the author's own (Compose `x-`); empty: none are.
  std::string extension_prefix;
  /// Only parts of this file belong to the definition; the rest is out of scope for this reason. Empty: all of it
  /// belongs.
  std::string rest_reason;
  /// Turns a scalar's text into what the format makes of it (variables). Empty: the text is the value.
  std::function<Text(Text)> interpolate;
  /// Places whose value cannot be known, with the reason, and places that hold secrets.
  std::unordered_map<const Node*, std::string> unknown_nodes;
  std::unordered_set<const Node*> sensitive_nodes;
  /// Where mistakes go, and what is none to the platform.
  Errors mistakes;
  Errors tolerated;

  void mark(const Node& node) { read_.insert(&node); }
  /// Marks every leaf of the subtree.
  void mark_all(const Node& node);
  /// The subtree is of a kind that is not modelled.
  void skip(const Node& node, std::string reason) { skipped_.emplace(&node, std::move(reason)); }
  /// A string that is a document of its own: its leaves count instead of the string. Returns its source.
  Source& nest(const Node& string, Document inner, std::string pointer);
  /// A key, as the file writes it, that somebody asked for; only kept where keys are strict.
  void ask(const Node& mapping, std::string_view key);

  /// Of the file's text; made when it is first asked for.
  [[nodiscard]] const TextIndex& text_index();

  /// Adds what was read and what was not to the deployment, and the mistakes. Call it once, when all is read.
  void account_to(Deployment& deployment);

 private:
  [[nodiscard]] static std::size_t count_leaves(const Node& node);
  void walk(const Node& node, const std::string& pointer, Deployment& deployment) const;
  [[nodiscard]] bool is_extension(std::string_view key) const {
    return !extension_prefix.empty() && key.starts_with(extension_prefix);
  }
  static void mark_extension(const std::string& pointer, std::size_t from, Deployment& deployment);
  void find_unknown_keys(const Node& node, const std::string& pointer);
  [[nodiscard]] SourceSpan span(const Region& region, std::string pointer) const;

  friend class Cursor;

  Document document_;
  std::string pointer_prefix_;
  std::unordered_set<const Node*> read_;
  std::unordered_map<const Node*, std::string> skipped_;
  std::unordered_map<const Node*, std::unique_ptr<Source>> nested_;
  std::unordered_map<const Node*, std::vector<std::string>> asked_;
  std::optional<TextIndex> text_index_;
};

}  // namespace roadworthy
