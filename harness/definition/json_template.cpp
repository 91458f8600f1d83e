#include "definition/json_template.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "definition/script_template.h"
#include "definition/template_errors.h"

namespace roadworthy {
namespace {

/// JSON that a rendered template becomes once its open expressions are texts.
struct Completed {
  EmbeddedText json;
  std::vector<bool> opaque;           ///< For each byte of the text, as `Script` has it.
  bool expression_for_value = false;  ///< `"cpu": ${cpu}`
};

/// Copies a rendered template, and puts what is no JSON yet into quotes.
class Completer {
 public:
  Completer(const Script& script, bool forgive_commas) : script_(script), forgive_commas_(forgive_commas) {
    result_.json = {.text = {}, .file = script.text.file, .pointer = {}, .positions = {}, .whole = script.text.whole};
  }

  Completed complete() {
    while (at_ < text().size()) {
      if (text()[at_] == '"' && !opaque()) {
        copy_string();
      } else if (begins_bare_value()) {
        copy_bare_value();
      } else {
        copy_sign();
      }
    }
    result_.json.positions.push_back(script_.text.positions.back());
    return std::move(result_);
  }

 private:
  [[nodiscard]] std::string_view text() const { return script_.text.text; }
  [[nodiscard]] bool opaque() const { return script_.opaque[at_]; }

  void write(char letter) {
    result_.json.text += letter;
    result_.json.positions.push_back(script_.text.positions[at_]);
    result_.opaque.push_back(opaque());
  }

  /// A letter of an expression, as a JSON string has it.
  void write_in_string() {
    const char letter = text()[at_];
    if (opaque() && (letter == '"' || letter == '\\')) {
      write('\\');
    }
    write(opaque() && static_cast<unsigned char>(letter) < ' ' ? ' ' : letter);
    ++at_;
  }

  void copy_string() {
    write(text()[at_]);
    ++at_;
    while (at_ < text().size()) {
      const bool closes = text()[at_] == '"' && !opaque();
      const bool escapes = text()[at_] == '\\' && !opaque();
      write_in_string();
      if (closes) {
        break;
      }
      if (escapes && at_ < text().size()) {
        write_in_string();
      }
    }
    last_ = '"';
  }

  [[nodiscard]] bool in_bare_value(std::size_t at) const {
    return at < text().size() &&
           (script_.opaque[at] || std::string_view(" \t\r\n,:[]{}\"").find(text()[at]) == std::string_view::npos);
  }

  /// An expression, with the digits or letters that stand around it.
  [[nodiscard]] bool begins_bare_value() const {
    for (std::size_t at = at_; in_bare_value(at); ++at) {
      if (script_.opaque[at]) {
        return true;
      }
    }
    return false;
  }

  void copy_bare_value() {
    result_.expression_for_value = true;
    write('"');
    while (in_bare_value(at_)) {
      write_in_string();
    }
    --at_;
    write('"');
    ++at_;
    last_ = '"';
  }

  void copy_sign() {
    const char letter = text()[at_];
    if (forgive_commas_ && letter == ',' && (last_ == ',' || last_ == '[' || last_ == '{')) {
      write(' ');
    } else {
      if (forgive_commas_ && (letter == ']' || letter == '}') && last_ == ',') {
        result_.json.text[last_at_] = ' ';
      }
      write(letter);
      if (!is_space(letter)) {
        last_ = letter;
        last_at_ = result_.json.text.size() - 1;
      }
    }
    ++at_;
  }

  const Script& script_;
  bool forgive_commas_;
  Completed result_;
  std::size_t at_ = 0;
  char last_ = '\0';  ///< The last sign that was no white space.
  std::size_t last_at_ = 0;
};

Completed complete(const EmbeddedText& text, const Variables& variables, const std::vector<Choice>& choices,
                   Errors& mistakes) {
  Script script = render_template(text, variables, choices);
  std::ranges::move(script.mistakes, std::back_inserter(mistakes));
  return Completer(script, has_directives(text)).complete();
}

/// Collects the scalars whose region has an open expression in it.
void find_unknown(const Node& node, const Completed& completed, const TextIndex& index,
                  std::vector<const Node*>& unknown) {
  if (node.kind == NodeKind::string) {
    const auto from = completed.opaque.begin();
    const auto begin = from + static_cast<std::ptrdiff_t>(index.offset(node.region.line, node.region.column));
    const auto end = from + static_cast<std::ptrdiff_t>(index.offset(node.region.end_line, node.region.end_column));
    if (std::find(begin, end, true) != end) {
      unknown.push_back(&node);
    }
  }
  for (const Node& item : node.items) {
    find_unknown(item, completed, index, unknown);
  }
  for (const Member& entry : node.members) {
    find_unknown(entry.value, completed, index, unknown);
  }
}

}  // namespace

bool is_json_template(const EmbeddedText& text) {
  const std::size_t first = text.text.find_first_not_of(" \t\r\n");
  const bool begins_so = first != std::string::npos && std::string_view("[{%").find(text.text[first]) < 3;
  Errors mistakes;
  return begins_so && (has_directives(text) || complete(text, {}, {}, mistakes).expression_for_value);
}

std::expected<JsonTemplate, Errors> read_json_template(const EmbeddedText& text, const Variables& variables,
                                                       const std::vector<Choice>& choices,
                                                       const DocumentLimits& limits) {
  Errors mistakes;
  const Completed completed = complete(text, variables, choices, mistakes);
  if (!mistakes.empty()) {
    return std::unexpected(std::move(mistakes));
  }
  auto document = parse_json_document(text.file->path, completed.json.text, limits);
  if (!document) {
    return std::unexpected(errors_of_template(std::move(document.error()), completed.json));
  }
  JsonTemplate result;
  find_unknown(document->root, completed, TextIndex(completed.json.text), result.unknown);
  place_in(completed.json, *document);
  result.document = std::move(*document);
  return result;
}

}  // namespace roadworthy
