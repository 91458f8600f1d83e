#include "definition/script_template.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace roadworthy {
namespace {

constexpr std::size_t kDeepestDirective = 50;  ///< Directives within each other.

/// A piece of a template: text, `${...}` or `%{...}`, as offsets.
struct Piece {
  enum class Kind { text, expression, directive } kind = Kind::text;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view inside;  ///< Of expressions and directives, without braces and `~`.
  bool strip_before = false;
  bool strip_after = false;
};

std::size_t closing_brace(std::string_view text, std::size_t from) {
  int open = 1;
  bool quoted = false;
  for (std::size_t at = from; at < text.size(); ++at) {
    const char letter = text[at];
    if (letter == '\\' && quoted) {
      ++at;
    } else if (letter == '"') {
      quoted = !quoted;
    } else if (!quoted && letter == '{') {
      ++open;
    } else if (!quoted && letter == '}' && --open == 0) {
      return at;
    } else if (letter == '\n' && !quoted && open == 1 && at - from > 4096) {
      break;
    }
  }
  return std::string_view::npos;
}

bool is_directive(std::string_view inside) {
  for (const std::string_view word : {"if", "else", "endif", "for", "endfor"}) {
    if (inside.starts_with(word) && (inside.size() == word.size() || is_space(inside[word.size()]) ||
                                     inside[word.size()] == '(' || inside[word.size()] == '!')) {
      return true;
    }
  }
  return false;
}

std::vector<Piece> split(std::string_view text) {
  std::vector<Piece> pieces;
  std::size_t plain = 0;
  const auto end_plain = [&](std::size_t at) {
    if (at > plain) {
      pieces.push_back({.kind = Piece::Kind::text, .begin = plain, .end = at, .inside = {}});
    }
  };
  for (std::size_t at = 0; at + 1 < text.size();) {
    const char sign = text[at];
    if ((sign != '$' && sign != '%') || text[at + 1] == sign) {
      // `$${` and `%%{` are a literal `${` and `%{`: the first sign is dropped.
      if ((sign == '$' || sign == '%') && at + 2 < text.size() && text[at + 2] == '{') {
        end_plain(at);
        plain = at + 1;
        at += 3;
      } else {
        ++at;
      }
      continue;
    }
    const std::size_t end = text[at + 1] == '{' ? closing_brace(text, at + 2) : std::string_view::npos;
    if (end == std::string_view::npos) {
      ++at;
      continue;
    }
    Piece piece{.kind = sign == '$' ? Piece::Kind::expression : Piece::Kind::directive,
                .begin = at,
                .end = end + 1,
                .inside = text.substr(at + 2, end - at - 2)};
    if (piece.inside.starts_with('~')) {
      piece.strip_before = true;
      piece.inside.remove_prefix(1);
    }
    if (piece.inside.ends_with('~')) {
      piece.strip_after = true;
      piece.inside.remove_suffix(1);
    }
    piece.inside = trimmed(piece.inside);
    if (piece.kind == Piece::Kind::directive && !is_directive(piece.inside)) {  // curl's `%{http_code}`.
      ++at;
      continue;
    }
    end_plain(at);
    pieces.push_back(piece);
    at = plain = end + 1;
  }
  end_plain(text.size());
  return pieces;
}

/// `%{ if index < length(list) - 1 },%{ endif }`: it only parts the entries of a list.
bool guards_a_comma(const std::vector<Piece>& pieces, std::size_t at, std::string_view text) {
  return at + 2 < pieces.size() && pieces[at + 1].kind == Piece::Kind::text &&
         trimmed(text.substr(pieces[at + 1].begin, pieces[at + 1].end - pieces[at + 1].begin)) == "," &&
         pieces[at + 2].kind == Piece::Kind::directive && pieces[at + 2].inside == "endif";
}

/// Writes the pieces that are alive.
class Renderer {
 public:
  Renderer(const EmbeddedText& from, const Variables& variables, const std::vector<Choice>& choices)
      : from_(from), variables_(variables), choices_(choices) {
    script_.text = {.text = {}, .file = from.file, .pointer = from.pointer, .positions = {}, .whole = from.whole};
  }

  Script render() {
    const std::vector<Piece> pieces = split(from_.text);
    bool strip = false;
    for (const Piece& piece : pieces) {
      if (open_.size() > kDeepestDirective) {
        break;
      }
      if (piece.strip_before) {
        strip_written();
      }
      if (piece.kind == Piece::Kind::text) {
        write_text(piece, strip);
        strip = false;
        continue;
      }
      if (piece.kind == Piece::Kind::directive) {
        follow(piece);
      } else if (alive()) {
        write_expression(piece);
      }
      literal_ = script_.text.text.size();
      strip = piece.strip_after;
    }
    if (!open_.empty() && open_.size() <= kDeepestDirective) {
      mistake(from_.text.size(), from_.text.size(), "a `%{ if }` or `%{ for }` is not ended");
    }
    if (!from_.positions.empty()) {
      script_.text.positions.push_back(from_.positions.back());
    }
    return std::move(script_);
  }

 private:
  struct Open {
    bool loop = false;
    bool taken = true;
  };

  [[nodiscard]] bool alive() const { return std::ranges::all_of(open_, &Open::taken); }

  void write(char letter, std::size_t from, bool opaque) {
    script_.text.text += letter;
    script_.opaque.push_back(opaque);
    if (!from_.positions.empty()) {
      script_.text.positions.push_back(from_.positions[from]);
    }
  }

  /// A literal of the template ends with its line: what `~` takes away before a directive is in one line.
  void strip_written() {
    for (bool first = true; script_.text.text.size() > literal_ && is_space(script_.text.text.back()); first = false) {
      if (!first && script_.text.text.back() == '\n') {
        break;
      }
      script_.text.text.pop_back();
      script_.opaque.pop_back();
      if (!script_.text.positions.empty()) {
        script_.text.positions.pop_back();
      }
    }
  }

  void write_text(const Piece& piece, bool strip) {
    std::size_t at = piece.begin;
    literal_ = script_.text.text.size();
    while (strip && at < piece.end && is_space(from_.text[at])) {
      strip = from_.text[at++] != '\n';
    }
    for (; at < piece.end && alive(); ++at) {
      write(from_.text[at], at, false);
    }
  }

  void write_expression(const Piece& piece) {
    std::optional<std::string> value = is_name(piece.inside) ? value_of(piece.inside, variables_) : std::nullopt;
    for (const Choice& choice : choices_) {
      // Where a variable is known to be empty, that is its value.
      if (!value && choice.condition.about == Condition::About::set && !choice.subject_holds &&
          choice.condition.subject == piece.inside) {
        value = "";
      }
    }
    if (value) {
      for (const char letter : *value) {
        write(letter, piece.begin, false);
      }
      return;
    }
    for (std::size_t at = piece.begin; at < piece.end; ++at) {
      write(from_.text[at], at, true);
    }
  }

  void follow(const Piece& piece) {
    if (piece.inside.starts_with("if")) {
      const Condition condition = template_condition(piece.inside.substr(2));
      open_.push_back({.loop = false, .taken = holds(condition)});
    } else if (piece.inside.starts_with("for")) {
      open_.push_back({.loop = true, .taken = true});
    } else if (piece.inside.starts_with("else")) {
      if (open_.empty() || open_.back().loop) {
        mistake(piece.begin, piece.end, "`%{ else }` without `%{ if }`");
      } else {
        open_.back().taken = !open_.back().taken;
      }
    } else if (open_.empty() || open_.back().loop != (piece.inside == "endfor")) {
      mistake(piece.begin, piece.end, fmt::format("`%{{ {} }}` ends nothing", piece.inside));
    } else {
      open_.pop_back();
    }
    if (open_.size() > kDeepestDirective) {
      script_.cut_off = true;
      mistake(piece.begin, piece.end,
              fmt::format("directives stand more than {} levels deep here, and the template is read no further",
                          kDeepestDirective));
    }
  }

  [[nodiscard]] bool holds(const Condition& condition) const {
    if (const auto decided = condition.decide(variables_)) {
      return *decided;
    }
    const auto chosen =
        std::ranges::find_if(choices_, [&](const Choice& choice) { return choice.condition.same_subject(condition); });
    return chosen == choices_.end() || chosen->subject_holds != condition.inverted;
  }

  void mistake(std::size_t begin, std::size_t end, std::string message) {
    script_.mistakes.push_back({.kind = ErrorKind::invalid_file,
                                .message = std::move(message),
                                .remedy = {},
                                .where = from_.span(begin, end)});
  }

  const EmbeddedText& from_;
  const Variables& variables_;
  const std::vector<Choice>& choices_;
  std::vector<Open> open_;
  std::size_t literal_ = 0;  ///< Where in what is written the last literal begins.
  Script script_;
};

}  // namespace

bool is_template(const EmbeddedText& text) {
  const std::string_view path =
      text.file && text.pointer.empty() ? std::string_view(text.file->path) : std::string_view();
  if (path.ends_with(".tftpl") || path.ends_with(".tpl") || path.ends_with(".tmpl") ||
      text.text.find("$${") != std::string::npos) {
    return true;
  }
  return has_directives(text);
}

bool has_directives(const EmbeddedText& text) {
  return std::ranges::any_of(split(text.text), [](const Piece& piece) { return piece.kind == Piece::Kind::directive; });
}

std::vector<Condition> template_conditions(const EmbeddedText& text, const Variables& variables) {
  std::vector<Condition> conditions;
  const std::vector<Piece> pieces = split(text.text);
  for (std::size_t at = 0; at < pieces.size(); ++at) {
    const Piece& piece = pieces[at];
    if (piece.kind != Piece::Kind::directive || !piece.inside.starts_with("if") ||
        guards_a_comma(pieces, at, text.text)) {
      continue;
    }
    Condition condition = template_condition(piece.inside.substr(2));
    const auto same = [&](const Condition& other) { return other.same_subject(condition); };
    if (!condition.decide(variables) && std::ranges::none_of(conditions, same)) {
      conditions.push_back(std::move(condition));
    }
  }
  return conditions;
}

Script render_template(const EmbeddedText& text, const Variables& variables, const std::vector<Choice>& choices) {
  return Renderer(text, variables, choices).render();
}

}  // namespace roadworthy
