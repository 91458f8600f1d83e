#include "document/yaml_reader.h"

#include <istream>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "document/mistakes.h"
#include "document/scalar.h"
#include "document/tree_builder.h"
#include "document/yaml_input.h"
#include "document/yaml_mistakes.h"
#include "document/yaml_scan.h"
#include "document/yaml_tags.h"

namespace roadworthy {
namespace {

/// Thrown through yaml-cpp to end it; what is wrong has been noted.
struct Stop {};

std::size_t offset_of(const YAML::Mark& mark) {
  return mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos);
}

/// Builds the tree of the first document that holds something, and refuses a second one.
class YamlHandler final : public YAML::EventHandler {
 public:
  YamlHandler(const SourceText& source, const DocumentLimits& limits, YamlInput& input, Errors& errors)
      : source_(source), input_(input), errors_(errors), limits_(limits), builder_(source, limits, errors) {}

  [[nodiscard]] Node take_root() { return builder_.take_root(); }
  /// Where the last event was: the place of what has none of its own.
  [[nodiscard]] std::size_t last_offset() const { return last_offset_; }

  /// Where the innermost list or mapping begins that is written with brackets and is still open.
  [[nodiscard]] std::optional<std::size_t> open_bracket() const {
    for (const auto& open : open_ | std::views::reverse) {
      if (open.in_brackets) {
        return skip_properties(text(), open.begin);
      }
    }
    return std::nullopt;
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    reach(mark);
    // yaml-cpp makes an empty document of a character that it can do nothing with, and then another one, for ever.
    if (document_offset_ == last_offset_) {
      refuse(last_offset_, last_offset_ + 1, "no value can begin here", "put the text in quotes");
    }
    document_offset_ = last_offset_;
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const std::size_t begin = offset_of(mark);
    std::size_t end = begin;
    const std::size_t word = skip_properties(text(), begin, &end);
    std::string_view written = text().substr(word, end_of_word(text(), word) - word);
    if (written.ends_with(':')) {
      written.remove_suffix(1);  // A key.
    }
    const bool is_written = !written.empty() && kind_of_plain(written) == NodeKind::null;
    if (depth() == 0 && !is_written && end == begin) {
      return;  // An empty document.
    }
    begin_value(mark);
    if (is_written) {
      end = word + written.size();
    }
    if (expects_key()) {
      if (!is_written) {
        refuse(begin, begin + 1, "a key is missing before this `:`");
      }
      take_key(Node{.text = std::string(written), .region = source_.region(begin, end)}, end, anchor);
      return;
    }
    const bool has_place = end > begin || !builder_.in_mapping();
    finish_scalar(
        Node{.kind = NodeKind::null, .region = has_place ? source_.region(begin, end) : builder_.key_region()},
        has_place ? end : open_.back().last_end, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    begin_value(mark);
    const std::size_t begin = offset_of(mark);
    const std::size_t end = end_of_word(text(), begin);
    const Region place = source_.region(begin, end);
    if (expects_key()) {
      const Node* key = builder_.find(anchor);
      if (key == nullptr || key->kind == NodeKind::sequence || key->kind == NodeKind::mapping) {
        refuse(begin, end, "a key must be a text, not what this alias stands for");
      }
      take_key(Node{.text = key->text, .region = place}, end);
      return;
    }
    ended(builder_.add_alias(anchor, place), end);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    begin_value(mark);
    const std::size_t begin = offset_of(mark);
    const auto end = end_of_scalar(text(), begin, value, is_untagged(tag));
    if (!end) {
      refuse(begin, begin + 1, "this quote is not closed before the file ends", "close it with its quote");
    }
    const Region region = source_.region(begin, *end);
    const NodeKind kind = resolve(kind_of_plain(value), tag, value, region);
    if (expects_key()) {
      // At the end of a text and in brackets yaml-cpp takes a lone word for a key without a value.
      if (!open_.back().in_brackets && !is_key(text(), begin, *end)) {
        refuse(begin, *end, "a `:` is missing behind this key");
      }
      if (value == "<<" && is_untagged(tag)) {
        builder_.merge_key(region);
        open_.back().expects_key = false;
        open_.back().last_end = *end;
      } else {
        take_key(Node{.kind = kind, .text = value, .quoted = !is_untagged(tag), .region = region}, *end, anchor);
      }
      return;
    }
    finish_scalar(Node{.kind = kind,
                       .text = kind == NodeKind::null ? std::string() : value,
                       .quoted = kind == NodeKind::string && !is_untagged(tag) && own_tag(limits_, tag) == 0,
                       .own_tag = own_tag(limits_, tag),
                       .region = region},
                  *end, anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin_collection(NodeKind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { end_collection(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    begin_collection(NodeKind::mapping, mark, tag, anchor);
  }
  void OnMapEnd() override { end_collection(); }

 private:
  struct Open {
    std::size_t begin = 0;
    std::size_t last_end = 0;  ///< Where the last key or value ends.
    bool expects_key = false;
    bool in_brackets = false;
  };

  [[nodiscard]] std::string_view text() const { return source_.text(); }
  [[nodiscard]] std::size_t depth() const { return open_.size(); }
  [[nodiscard]] bool expects_key() const { return !open_.empty() && open_.back().expects_key; }

  void reach(const YAML::Mark& mark) {
    last_offset_ = offset_of(mark);
    input_.made_event();
  }

  /// A value or key begins: it must not be a second root.
  void begin_value(const YAML::Mark& mark) {
    reach(mark);
    if (depth() > 0) {
      return;
    }
    if (has_root_) {
      const std::size_t begin = last_offset_;
      if (documents_separated(text(), root_end_, begin)) {
        refuse(begin, begin + 1, "a second document begins here, and a file holds one",
               "put it into a file of its own");
      }
      refuse(begin, begin + 1, "this does not belong to what is before it",
             "check the indentation; a file is one mapping or one list");
    }
    has_root_ = true;
  }

  void take_key(Node key, std::size_t end, YAML::anchor_t anchor = TreeBuilder::kNoAnchor) {
    if (anchor != TreeBuilder::kNoAnchor && !builder_.remember(key, anchor)) {
      throw Stop{};
    }
    builder_.key(std::move(key.text), key.region);
    open_.back().expects_key = false;
    open_.back().last_end = end;
  }

  void finish_scalar(Node node, std::size_t end, YAML::anchor_t anchor) {
    ended(builder_.add(std::move(node), anchor), end);
  }

  void begin_collection(NodeKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    begin_value(mark);
    const std::size_t begin = offset_of(mark);
    if (expects_key()) {
      // At the end of a text yaml-cpp takes whatever is open for a key.
      if (!bracket_closes(text(), begin)) {
        refuse(begin, begin + 1, "this bracket is not closed before the file ends");
      }
      refuse(begin, begin + 1, fmt::format("a key must be a text, not {}", describe(kind)),
             "put the key in quotes if it is meant as a text");
    }
    resolve(kind, tag, {}, source_.region(begin, end_of_word(text(), begin)));
    if (!builder_.begin(kind, begin, anchor, own_tag(limits_, tag))) {
      throw Stop{};
    }
    open_.push_back({.begin = begin,
                     .last_end = begin,
                     .expects_key = kind == NodeKind::mapping,
                     .in_brackets = opens_bracket(text(), skip_properties(text(), begin))});
  }

  void end_collection() {
    input_.made_event();
    const Open closed = open_.back();
    open_.pop_back();
    const std::size_t end = end_of_collection(text(), closed.begin, closed.last_end);
    ended(builder_.end(end), end);
  }

  /// A value is complete; in a mapping a key comes next.
  void ended(bool good, std::size_t end) {
    if (!good) {
      throw Stop{};
    }
    if (open_.empty()) {
      root_end_ = end;
      return;
    }
    open_.back().last_end = end;
    open_.back().expects_key = builder_.in_mapping();
  }

  /// The kind that a tag makes of a value; what is wrong with the tag is noted.
  NodeKind resolve(NodeKind untagged, const std::string& tag, const std::string& value, const Region& region) {
    if (own_tag(limits_, tag) != 0) {
      return untagged;
    }
    TaggedKind tagged = resolve_tag(untagged, tag, value);
    if (!tagged.mistake.empty()) {
      note_mistake(errors_, source_.error(region, std::move(tagged.mistake), std::move(tagged.remedy)));
    }
    return tagged.kind;
  }

  [[noreturn]] void refuse(std::size_t begin, std::size_t end, std::string message, std::string remedy = {}) {
    note_mistake(errors_, source_.error(begin, end, std::move(message), std::move(remedy)));
    throw Stop{};
  }

  const SourceText& source_;
  YamlInput& input_;
  Errors& errors_;
  const DocumentLimits& limits_;
  TreeBuilder builder_;
  std::vector<Open> open_;
  std::optional<std::size_t> document_offset_;  ///< Where the last document began.
  bool has_root_ = false;
  std::size_t root_end_ = 0;
  std::size_t last_offset_ = 0;
};

}  // namespace

YamlOutcome read_yaml(const SourceText& source, const DocumentLimits& limits) {
  YamlOutcome outcome;
  YamlInput input(source.text());
  YamlHandler handler(source, limits, input, outcome.errors);
  const auto note = [&](Error mistake) { note_mistake(outcome.errors, std::move(mistake)); };
  const auto here = [&] { return source.region(handler.last_offset(), handler.last_offset() + 1); };
  try {
    std::istream stream(&input);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(handler)) {
    }
  } catch (const Stop&) {  // NOLINT(bugprone-empty-catch): the handler has noted why.
  } catch (const YamlInput::TooFar&) {
    note(source.error(
        here(),
        fmt::format("behind this are more than {} of `[]{{}},:` in one piece, too many for YAML",
                    YamlInput::kMostTakenIn),
        "write a long list over several lines with `- `, a long mapping with `key: `, or make the whole file JSON"));
  } catch (const YAML::Exception& problem) {
    note(problem.mark.is_null()
             ? source.error(here(), "this is not valid YAML: " + problem.msg)
             : explain_yaml_mistake(source, offset_of(problem.mark), problem.msg, handler.open_bracket()));
  } catch (const std::exception& problem) {
    note(source.error(here(), fmt::format("this is not valid YAML: {}", problem.what())));
  }
  outcome.root = handler.take_root();
  return outcome;
}

}  // namespace roadworthy
