#include "definition/compose_shapes.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <set>

#include <fmt/format.h>

#include "definition/compose_shape_table.h"

namespace roadworthy {
namespace {

bool is_number(std::string_view text, bool whole) {
  double number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() &&
         (!whole || text.find_first_of(".eE") == std::string_view::npos);
}

bool is_flag(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char letter) { return std::tolower(letter); });
  constexpr std::string_view words[] = {"true", "false", "1", "0", "t", "f", "y", "n", "yes", "no", "on", "off"};
  return std::ranges::find(words, text) != std::end(words);
}

/// Everything of a node, so that two that say the same are known.
std::string whole(const Node& node) {
  std::string text = fmt::format("{}{}", static_cast<int>(node.kind), node.text);
  for (const Node& item : node.items) {
    text += "[" + whole(item) + "]";
  }
  for (const Member& member : node.members) {
    text += "{" + member.key + ":" + whole(member.value) + "}";
  }
  return text;
}

std::string at_name(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

class ShapeCheck {
 public:
  ShapeCheck(std::string_view shape, Source& source) : shape_(shape), source_(source) {}

  void check(const NodeView& at, const std::string& path) {
    position_ = 0;
    alternatives(at, path, true);
  }

 private:
  using Members = std::vector<std::pair<std::string, NodeView>>;

  void mistake(const NodeView& at, std::string message) {
    source_.mistakes.push_back(
        {.kind = ErrorKind::invalid_file, .message = std::move(message), .remedy = {}, .where = at.span()});
  }

  char peek() const { return position_ < shape_.size() ? shape_[position_] : '\0'; }

  /// One or more shapes with `|` between them: the first that fits is the one that is looked into.
  void alternatives(const NodeView& at, const std::string& path, bool live) {
    std::string wanted;
    bool done = false;
    do {
      position_ += peek() == '|' ? 1 : 0;
      const std::size_t start = position_;
      const std::string one = kind(at);
      const bool fits = one.empty();
      position_ = start;
      content(at, path, live && fits && !done);
      done = done || fits;
      wanted += (wanted.empty() || one.empty() ? "" : " or ") + one;
    } while (peek() == '|');
    if (live && !done) {
      mistake(at, fmt::format("`{}` must be {}", path, wanted));
    }
  }

  /// Empty where the node's own kind fits the shape here; else what it should be.
  std::string kind(const NodeView& at) const {
    const Node& node = at.node();
    const bool text = node.kind == NodeKind::string;
    const bool open = text && node.text.find('$') != std::string::npos;
    switch (peek()) {
      case 's':
        return text ? "" : "a text";
      case 'i':
        return node.kind == NodeKind::integer || open || (text && is_number(node.text, true)) ? "" : "a whole number";
      case 'n':
        return node.kind == NodeKind::integer || node.kind == NodeKind::real || open ||
                       (text && is_number(node.text, false))
                   ? ""
                   : "a number";
      case 'b':
        return node.kind == NodeKind::boolean || open || (text && is_flag(node.text)) ? "" : "true or false";
      case '0':
        return node.kind == NodeKind::null ? "" : "nothing";
      case '!':
      case '[':
        return node.kind == NodeKind::sequence ? "" : "a list";
      case 'D':
        return node.kind == NodeKind::sequence || node.kind == NodeKind::mapping ? "" : "a mapping";
      case '{':
      case '<':
        return node.kind == NodeKind::mapping ? "" : "a mapping";
      default:
        return "";
    }
  }

  /// Passes over one shape; `live`: looks at what is in the node.
  void content(const NodeView& at, const std::string& path, bool live) {
    const bool unique = peek() == '!';
    position_ += unique ? 1 : 0;
    const char letter = peek();
    ++position_;
    if (letter == '[') {
      list(at, path, live, unique);
    } else if (letter == '<') {
      own_keys(at, path, live);
    } else if (letter == '{') {
      keys(at, path, live);
    } else if (letter == 'D' && live) {
      ShapeCheck(kDictionary, source_).check(at, path);
    }
  }

  void list(const NodeView& at, const std::string& path, bool live, bool unique) {
    const std::size_t start = position_;
    std::set<std::string> seen;
    std::size_t index = 0;
    for (const NodeView& item : live ? at.items() : std::vector<NodeView>()) {
      position_ = start;
      const std::string item_path = fmt::format("{}[{}]", path, index++);
      alternatives(item, item_path, true);
      if (unique && !seen.insert(whole(item.node())).second) {
        mistake(item, fmt::format("`{}` is in the list twice", item_path));
      }
    }
    position_ = start;
    alternatives(at, path, false);
    ++position_;
  }

  void own_keys(const NodeView& at, const std::string& path, bool live) {
    const std::size_t start = position_;
    for (const auto& [key, value] : live ? at.members() : Members()) {
      if (!key.starts_with("x-")) {
        position_ = start;
        alternatives(value, at_name(path, key), true);
      }
    }
    position_ = start;
    alternatives(at, path, false);
    ++position_;
  }

  void keys(const NodeView& at, const std::string& path, bool live) {
    const Members members = live ? at.members() : Members();
    while (peek() != '}') {
      const std::size_t end = shape_.find(':', position_);
      std::string_view key = shape_.substr(position_, end - position_);
      const bool required = key.ends_with('!');
      key.remove_suffix(required ? 1 : 0);
      position_ = end + 1;
      const std::size_t start = position_;
      const auto member = std::ranges::find(members, key, &Members::value_type::first);
      if (member != members.end()) {
        alternatives(member->second, at_name(path, key), true);
      } else if (live && required) {
        mistake(at, fmt::format("`{}` needs `{}`", path, key));
      }
      position_ = start;
      alternatives(at, path, false);
      position_ += peek() == ',' ? 1 : 0;
    }
    ++position_;
  }

  std::string_view shape_;
  Source& source_;
  std::size_t position_ = 0;
};

}  // namespace

void check_compose_shapes(Source& source) {
  const NodeView root(source.document());
  for (const auto& [key, shape] : {std::pair{"services", "{}"},
                                   {"volumes", "<0|{}>"},
                                   {"networks", "<0|{}>"},
                                   {"secrets", "<{file:s,environment:s,name:s}>"},
                                   {"configs", "<{file:s,environment:s,content:s,name:s}>"},
                                   {"version", "s"},
                                   {"name", "s"}}) {
    if (const auto section = root.find(key)) {
      ShapeCheck(shape, source).check(*section, key);
    }
  }
  const auto services = root.find("services");
  for (const auto& [name, service] : services ? services->members() : std::vector<std::pair<std::string, NodeView>>()) {
    for (const auto& [key, value] : service.members()) {
      const auto row = std::ranges::find(kServiceShapes, key, &ComposeShape::key);
      if (row != std::end(kServiceShapes)) {
        ShapeCheck(row->shape, source).check(value, fmt::format("services.{}.{}", name, key));
      }
    }
  }
}

void ask_top_keys(Source& source) {
  for (const std::string_view key :
       {"version", "name", "include", "services", "models", "networks", "volumes", "secrets", "configs"}) {
    source.ask(source.document().root, key);
  }
}

}  // namespace roadworthy
