#include "document/json_reader.h"

#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "document/mistakes.h"
#include "document/tree_builder.h"

namespace roadworthy {
namespace {

/// Reads characters and notes how many were read: the library's own events have no places.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(std::string_view text, std::size_t offset, std::size_t& read)
      : text_(text), offset_(offset), read_(&read) {}

  reference operator*() const { return text_[offset_]; }
  CountingIterator& operator++() {
    ++offset_;
    *read_ = offset_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return offset_ == other.offset_; }

 private:
  std::string_view text_;
  std::size_t offset_;
  std::size_t* read_;
};

/// The library's message without its own prefix and place.
std::string without_prefix(std::string message) {
  for (const std::string_view behind : {"while parsing ", ": ", "] "}) {
    if (const std::size_t found = message.find(behind); found != std::string::npos) {
      return message.substr(found + behind.size());
    }
  }
  return message;
}

/// Receives the events of nlohmann's parser, which come right after it has read their last character (and, behind a
/// number, one more). Every function returns whether to go on.
class JsonHandler {
 public:
  JsonHandler(const SourceText& source, const DocumentLimits& limits, const std::size_t& read, JsonOutcome& outcome)
      : source_(source), read_(read), outcome_(outcome), builder_(source, limits, outcome.errors) {}

  bool null() { return add(NodeKind::null, {}); }
  bool boolean(bool value) { return add(NodeKind::boolean, value ? "true" : "false"); }
  bool number_integer(std::int64_t) { return add_number(NodeKind::integer); }
  bool number_unsigned(std::uint64_t) { return add_number(NodeKind::integer); }
  bool number_float(double, const std::string&) { return add_number(NodeKind::real); }
  bool string(std::string& value) { return add(NodeKind::string, std::move(value)); }
  bool binary(nlohmann::json::binary_t&) { return false; }  // Of other formats than JSON.

  bool start_object(std::size_t) { return begin(NodeKind::mapping); }
  bool start_array(std::size_t) { return begin(NodeKind::sequence); }
  bool end_object() { return end(); }
  bool end_array() { return end(); }

  bool key(std::string& value) {
    const Region region = source_.region(begin_of_token(), read_);
    last_end_ = read_;
    builder_.key(std::move(value), region);
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& problem) {
    const std::size_t fault = read_ == 0 || at_end(problem) ? read_ : read_ - 1;
    outcome_.syntax_fault = fault;
    note_mistake(outcome_.errors,
                 source_.error(fault, fault + 1, "this is not valid JSON: " + without_prefix(problem.what())));
    return false;
  }

  Node take_root() { return builder_.take_root(); }

 private:
  static bool at_end(const nlohmann::json::exception& problem) {
    return std::string_view(problem.what()).find("unexpected end of input") != std::string_view::npos;
  }

  /// Between two tokens that make events there are only spaces, colons and commas.
  std::size_t begin_of_token() const {
    return std::min(source_.text().find_first_not_of(" \t\r\n:,", last_end_), source_.text().size());
  }

  bool begin(NodeKind kind) {
    const std::size_t offset = begin_of_token();
    last_end_ = read_;
    return builder_.begin(kind, offset);
  }

  bool end() {
    last_end_ = read_;
    return builder_.end(read_);
  }

  bool add(NodeKind kind, std::string text) { return add(kind, std::move(text), begin_of_token(), read_); }

  bool add_number(NodeKind kind) {
    const std::size_t begin = begin_of_token();
    const std::size_t end = std::min(source_.text().find_first_not_of("0123456789+-.eE", begin), source_.text().size());
    return add(kind, std::string(source_.text().substr(begin, end - begin)), begin, end);
  }

  bool add(NodeKind kind, std::string text, std::size_t begin, std::size_t end) {
    last_end_ = end;
    return builder_.add(Node{.kind = kind,
                             .text = std::move(text),
                             .quoted = kind == NodeKind::string,
                             .region = source_.region(begin, end)});
  }

  const SourceText& source_;
  const std::size_t& read_;
  JsonOutcome& outcome_;
  TreeBuilder builder_;
  std::size_t last_end_ = 0;  ///< Where the last token that made an event ended.
};

}  // namespace

JsonOutcome read_json(const SourceText& source, const DocumentLimits& limits) {
  JsonOutcome outcome;
  std::size_t read = 0;
  JsonHandler handler(source, limits, read, outcome);
  nlohmann::json::sax_parse(CountingIterator(source.text(), 0, read),
                            CountingIterator(source.text(), source.text().size(), read), &handler);
  outcome.root = handler.take_root();
  return outcome;
}

}  // namespace roadworthy
