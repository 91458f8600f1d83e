#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace roadworthy {

enum class NodeKind { null, boolean, integer, real, string, sequence, mapping };

/// `a list`, `a mapping`, `a whole number`, ... as error messages say it.
[[nodiscard]] std::string_view describe(NodeKind kind);

/// Where a node lies in its file; see SourceSpan.
struct Region {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::uint32_t end_line = 1;
  std::uint32_t end_column = 1;
};

struct Member;

/// A value of a YAML or JSON document, with its place. Plain data; the same tree for both formats.
struct Node {
  NodeKind kind = NodeKind::null;
  std::string text;         ///< Of a scalar: as it reads after quotes and escapes are undone.
  bool quoted = false;      ///< The scalar was written in quotes or as a block; it is a string whatever it looks like.
  std::vector<Node> items;  ///< Of a sequence.
  std::vector<Member> members;  ///< Of a mapping, in the order of the file; keys are unique.
  Region region;
};

struct Member {
  std::string key;
  Region key_region;
  Node value;
};

struct Document {
  std::shared_ptr<const SourceFile> file;
  Node root;
};

/// A node in its document, with its JSON Pointer: what decoders and importers hand around. Valid while the document is.
class NodeView {
 public:
  NodeView(const Document& document) : document_(&document), node_(&document.root), region_(document.root.region) {}

  [[nodiscard]] const Node& node() const { return *node_; }
  [[nodiscard]] NodeKind kind() const { return node_->kind; }
  [[nodiscard]] const std::string& text() const { return node_->text; }
  [[nodiscard]] const std::string& pointer() const { return pointer_; }
  [[nodiscard]] bool is(NodeKind kind) const { return node_->kind == kind; }
  [[nodiscard]] bool is_scalar() const { return node_->kind != NodeKind::sequence && node_->kind != NodeKind::mapping; }

  [[nodiscard]] SourceSpan span() const;
  /// The member's value, or nothing; nothing too where this is no mapping.
  [[nodiscard]] std::optional<NodeView> find(std::string_view key) const;
  /// A view whose span is the member's key rather than its value: where an unknown key is pointed at.
  [[nodiscard]] SourceSpan key_span(std::string_view key) const;
  [[nodiscard]] std::vector<NodeView> items() const;
  [[nodiscard]] std::vector<std::pair<std::string, NodeView>> members() const;

 private:
  NodeView(const Document& document, const Node& node, std::string pointer)
      : document_(&document), node_(&node), region_(node.region), pointer_(std::move(pointer)) {}

  const Document* document_;
  const Node* node_;
  Region region_;
  std::string pointer_;
};

/// Bounds of a document that somebody wrote. Past them a file is refused with a sentence, before it costs memory.
struct DocumentLimits {
  std::size_t bytes = 16u << 20;
  std::size_t depth = 100;
  std::size_t nodes = 1'000'000;  ///< After aliases are followed.
};

/// Reads a file, YAML or JSON by its content (JSON is what begins with `{` or `[` and parses as such; else YAML).
/// UTF-8, with or without a byte order mark, and UTF-16 with one. Merge keys (`<<`) and aliases are followed.
/// Refused, each with its place: what does not parse, duplicate keys, several documents in one file, unknown tags,
/// keys that are no scalars, invalid UTF-8, anything over a limit, a file that cannot be read or is no regular file.
[[nodiscard]] std::expected<Document, Errors> read_document(const std::string& path, const DocumentLimits& limits = {});

/// The same for text that is already there; `name` stands for the path in messages.
[[nodiscard]] std::expected<Document, Errors> parse_document(std::string name, std::string text,
                                                             const DocumentLimits& limits = {});

/// JSON only, in the strict sense of RFC 8259: for what a service or a tool wrote.
[[nodiscard]] std::expected<Document, Errors> parse_json_document(std::string name, std::string text,
                                                                  const DocumentLimits& limits = {});

}  // namespace roadworthy
