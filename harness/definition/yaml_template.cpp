#include "definition/yaml_template.h"

#include <algorithm>
#include <utility>

#include "definition/template_errors.h"

namespace roadworthy {
namespace {

constexpr std::uint32_t kFirstMark = 0xF0000;  ///< Of Unicode's private use: YAML takes it for a letter.
constexpr std::size_t kMostMarks = 0xFFFD;
constexpr std::size_t kMarkBytes = 4;

/// A text with a letter of its own for each expression that has no value.
struct Marked {
  EmbeddedText text;
  std::vector<std::pair<std::size_t, std::size_t>> expressions;  ///< Where each stands in the script.
};

std::string mark_of(std::size_t expression) {
  const auto letter = static_cast<std::uint32_t>(kFirstMark + expression);
  return {static_cast<char>(0xF0U | (letter >> 18U)), static_cast<char>(0x80U | ((letter >> 12U) & 0x3FU)),
          static_cast<char>(0x80U | ((letter >> 6U) & 0x3FU)), static_cast<char>(0x80U | (letter & 0x3FU))};
}

/// Which expression the mark at `at` stands for; as many as there are where none stands there.
std::size_t expression_at(std::string_view text, std::size_t at, std::size_t count) {
  const auto bits = [&](std::size_t ahead) { return static_cast<unsigned char>(text[at + ahead]) & 0x3FU; };
  if (at + kMarkBytes > text.size() || static_cast<unsigned char>(text[at]) != 0xF3U) {
    return count;
  }
  const std::uint32_t letter = 3U << 18U | bits(1) << 12U | bits(2) << 6U | bits(3);
  return letter < kFirstMark ? count : std::min<std::size_t>(letter - kFirstMark, count);
}

Marked mark(const Script& script) {
  Marked marked;
  marked.text = {.text = {}, .file = script.text.file, .pointer = {}, .positions = {}, .whole = script.text.whole};
  const bool placed = !script.text.positions.empty();
  for (std::size_t at = 0; at < script.text.text.size();) {
    std::size_t end = at + 1;
    if (script.opaque[at] && marked.expressions.size() < kMostMarks) {
      while (end < script.text.text.size() && script.opaque[end]) {
        ++end;
      }
      marked.text.text += mark_of(marked.expressions.size());
      marked.expressions.emplace_back(at, end);
    } else {
      marked.text.text += script.text.text[at];
    }
    if (placed) {
      marked.text.positions.resize(marked.text.text.size(), script.text.positions[at]);
    }
    at = end;
  }
  if (placed) {
    marked.text.positions.push_back(script.text.positions.back());
  }
  return marked;
}

/// Takes the marks out of a document's scalars, which still have the places of the marked text.
class Restorer {
 public:
  Restorer(const Script& script, const Marked& marked, YamlTemplate& result)
      : script_(script), marked_(marked), index_(marked.text.text), result_(result) {}

  void restore(const NodeView& view, Node& node) {
    if (node.kind == NodeKind::string) {
      Script text = restored(embed_scalar(view, index_));
      node.text = text.text.text;
      if (std::ranges::find(text.opaque, true) != text.opaque.end()) {
        result_.unknown.push_back(&node);
      }
      result_.texts.emplace(&node, std::move(text));
    }
    const std::vector<NodeView> items = view.items();
    for (std::size_t at = 0; at < items.size(); ++at) {
      restore(items[at], node.items[at]);
    }
    const auto members = view.members();
    for (std::size_t at = 0; at < members.size(); ++at) {
      restore(members[at].second, node.members[at].value);
      node.members[at].key = restored_key(node.members[at].key);
    }
  }

 private:
  Script restored(const EmbeddedText& scalar) const {
    const EmbeddedText& outer = script_.text;
    Script text;
    text.text = {
        .text = {}, .file = outer.file, .pointer = outer.pointer + scalar.pointer, .positions = {}, .whole = {}};
    const SourceSpan whole = marked_.text.span(index_.offset(scalar.whole.line, scalar.whole.column),
                                               index_.offset(scalar.whole.end_line, scalar.whole.end_column));
    text.text.whole = {whole.line, whole.column, whole.end_line, whole.end_column};
    const auto place = [&](std::size_t at) {
      if (outer.positions.empty()) {
        return;
      }
      const Position begin{text.text.whole.line, text.text.whole.column};
      const Position where =
          scalar.positions.empty()
              ? begin
              : marked_.text.positions[index_.offset(scalar.positions[at].line, scalar.positions[at].column)];
      text.text.positions.resize(std::max(text.text.text.size(), text.text.positions.size() + 1), where);
    };
    for (std::size_t at = 0; at < scalar.text.size();) {
      const std::size_t expression = expression_at(scalar.text, at, marked_.expressions.size());
      const bool open = expression < marked_.expressions.size();
      const auto [begin, end] = open ? marked_.expressions[expression] : std::pair<std::size_t, std::size_t>{};
      text.text.text +=
          open ? std::string_view(outer.text).substr(begin, end - begin) : std::string_view(scalar.text).substr(at, 1);
      text.opaque.resize(text.text.text.size(), open);
      place(at);
      at += open ? kMarkBytes : 1;
    }
    place(scalar.text.size());
    return text;
  }

  std::string restored_key(std::string_view key) const {
    std::string text;
    for (std::size_t at = 0; at < key.size();) {
      const std::size_t expression = expression_at(key, at, marked_.expressions.size());
      const bool open = expression < marked_.expressions.size();
      const auto [begin, end] = open ? marked_.expressions[expression] : std::pair<std::size_t, std::size_t>{};
      text += open ? std::string_view(script_.text.text).substr(begin, end - begin) : key.substr(at, 1);
      at += open ? kMarkBytes : 1;
    }
    return text;
  }

  const Script& script_;
  const Marked& marked_;
  TextIndex index_;
  YamlTemplate& result_;
};

}  // namespace

std::expected<YamlTemplate, Errors> read_yaml_template(const Script& rendered, const DocumentLimits& limits) {
  if (!rendered.mistakes.empty()) {
    return std::unexpected(rendered.mistakes);
  }
  const Marked marked = mark(rendered);
  auto document = parse_document("YAML", marked.text.text, limits);  // The file's own name may be that of JSON.
  if (!document) {
    return std::unexpected(marked.expressions.empty() ? errors_in_place(std::move(document.error()), marked.text)
                                                      : errors_of_template(std::move(document.error()), marked.text));
  }
  YamlTemplate result;
  const Document shape = *document;  // Places and pointers, while the document's texts change.
  Restorer(rendered, marked, result).restore(NodeView(shape), document->root);
  place_in(marked.text, *document);
  result.document = std::move(*document);
  return result;
}

}  // namespace roadworthy
