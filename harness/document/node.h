#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"

namespace roadworthy {

enum class NodeKind { null, boolean, integer, real, string, sequence, mapping };

/// `a list`, `a mapping`, `a whole number`, ... as error messages say it.
[[nodiscard]] std::string_view describe(NodeKind kind);

/// Where a node lies in its file; see SourceSpan. A node begins with its anchor and its tag, if it has any. A value
/// that is not there (`key:` and nothing) has its key's region.
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
  std::string text;          ///< Of a scalar: as it reads after quotes and escapes are undone. Empty for null.
  bool quoted = false;       ///< The scalar was written in quotes or as a block; it is a string whatever it looks like.
  std::uint8_t own_tag = 0;  ///< Which of `DocumentLimits::own_tags` it has, counted from 1; 0: none.
  std::vector<Node> items;   ///< Of a sequence.
  std::vector<Member> members;  ///< Of a mapping, in the order of the file, merged ones last; keys are unique.
  Region region;                ///< Of a value that an alias or a merge key brought: where it is written.
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
  NodeView(const Document& document) : document_(&document), node_(&document.root), name_("the document") {}

  [[nodiscard]] const Node& node() const { return *node_; }
  [[nodiscard]] NodeKind kind() const { return node_->kind; }
  [[nodiscard]] const std::string& text() const { return node_->text; }
  [[nodiscard]] const std::string& pointer() const { return pointer_; }
  /// As error messages speak of it: `` `within` ``, ``item 3 of `args` ``, `the document`. Items count from 1.
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool is(NodeKind kind) const { return node_->kind == kind; }
  [[nodiscard]] bool is_scalar() const { return node_->kind != NodeKind::sequence && node_->kind != NodeKind::mapping; }

  [[nodiscard]] SourceSpan span() const;
  /// The member's value, or nothing; nothing too where this is no mapping. Costs time linear in the mapping's size.
  [[nodiscard]] std::optional<NodeView> find(std::string_view key) const;
  /// The place of the member's key rather than of its value: where an unknown key is pointed at. The node's own place
  /// where it has no such member.
  [[nodiscard]] SourceSpan key_span(std::string_view key) const;
  [[nodiscard]] std::vector<NodeView> items() const;
  [[nodiscard]] std::vector<std::pair<std::string, NodeView>> members() const;

 private:
  NodeView(const Document& document, const Node& node, std::string pointer, std::string name)
      : document_(&document), node_(&node), pointer_(std::move(pointer)), name_(std::move(name)) {}

  [[nodiscard]] NodeView member(const Member& member) const;

  const Document* document_;
  const Node* node_;
  std::string pointer_;
  std::string name_;
};

/// Bounds of a document that somebody wrote. Past them a file is refused with a sentence, before it costs memory.
struct DocumentLimits {
  std::size_t bytes = 16u << 20;  ///< Of the file, and of the text that it is decoded to.
  std::size_t depth = 100;        ///< Of lists and mappings inside each other, after aliases are followed.
  std::size_t nodes = 1'000'000;  ///< After aliases are followed.
  std::size_t copies = 100'000;   ///< Nodes that stand under an anchor, and those that aliases and merge keys add.
  /// Tags that values may have beside those of the core schema; they change no kind.
  std::vector<std::string> own_tags = {};
};

/// Reads a file. What begins with `{` or `[` and is JSON is read as such, and so is a file whose name ends in `.json`;
/// everything else as YAML 1.2 with its core schema, so that `on`, `yes` and `45s` are texts.
/// UTF-8, with or without a byte order mark; UTF-16, with one or where the first two characters are ASCII.
/// Merge keys (`<<`) and aliases are followed; explicit keys win over merged ones, earlier merged ones over later ones.
/// Refused, each with its place: what does not parse, duplicate keys, several documents in one file (empty ones do not
/// count), unknown tags, keys that are no scalars, invalid UTF-8, control characters, anything over a limit, a file
/// that cannot be read or is no regular file. Errors are `invalid_file`.
[[nodiscard]] std::expected<Document, Errors> read_document(const std::string& path, const DocumentLimits& limits = {});

/// The same for text that is already there; `name` stands for the path in messages.
[[nodiscard]] std::expected<Document, Errors> parse_document(std::string name, std::string text,
                                                             const DocumentLimits& limits = {});

/// JSON only, in the strict sense of RFC 8259: for what a service or a tool wrote.
[[nodiscard]] std::expected<Document, Errors> parse_json_document(std::string name, std::string text,
                                                                  const DocumentLimits& limits = {});

}  // namespace roadworthy
