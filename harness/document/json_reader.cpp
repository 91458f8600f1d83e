#include "document/json_reader.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "document/mistakes.h"
#include "document/scalar.h"
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

/// The library's message without its own prefix, its place and what it read last, which an excerpt shows better.
std::string without_wrapping(std::string message) {
  if (const std::size_t prefix = message.find(" - "); prefix != std::string::npos) {
    message.erase(0, prefix + 3);
  }
  if (const std::size_t last_read = message.find("; last read: "); last_read != std::string::npos) {
    const std::size_t expected = message.rfind("; expected ");
    message.erase(last_read, expected > last_read ? expected - last_read : std::string::npos);
  }
  return message;
}

struct Fault {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string message;
  std::string remedy;
};

/// Frequent mistakes in words; everything else in the library's.
Fault explain(std::string_view text, std::size_t offset, std::string_view problem) {
  Fault fault{.begin = offset, .end = offset + 1, .message = {}, .remedy = {}};
  const std::size_t before = offset == 0 ? std::string_view::npos : text.find_last_not_of(" \t\r\n", offset - 1);
  const char here = offset < text.size() ? text[offset] : '\0';
  if (offset >= text.size()) {
    fault.message = text.find_first_not_of(" \t\r\n") == std::string_view::npos
                        ? "the file is empty, which is not valid JSON"
                        : "this is not valid JSON: the file ends before everything is closed";
  } else if ((here == '}' || here == ']') && before != std::string_view::npos && text[before] == ',') {
    fault.begin = before;
    fault.end = before + 1;
    fault.message = fmt::format("this is not valid JSON: a comma stands before `{}`", here);
    fault.remedy = "remove the comma";
  } else if (here == '/' || here == '#') {
    fault.message = "this is not valid JSON: it has no comments";
    fault.remedy = "remove the comment";
  } else if (here == '\'') {
    fault.message = "this is not valid JSON: it has no single quotes";
    fault.remedy = "write double quotes";
  } else {
    fault.message = "this is not valid JSON: " + without_wrapping(std::string(problem));
  }
  return fault;
}

/// Receives the events of nlohmann's parser, which come right after it has read their last character (and, behind a
/// number, one more). Every function returns whether to go on.
class JsonHandler {
 public:
  JsonHandler(const SourceText& source, const DocumentLimits& limits, const std::size_t& read, JsonOutcome& outcome)
      : source_(source), read_(read), outcome_(outcome), builder_(source, limits, outcome.errors) {}

  bool null() { return add(NodeKind::null, {}); }
  bool boolean(bool value) { return add(NodeKind::boolean, value ? "true" : "false"); }
  bool number_integer(std::int64_t) { return add_number(); }
  bool number_unsigned(std::uint64_t) { return add_number(); }
  bool number_float(double, const std::string&) { return add_number(); }
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
    const std::string_view said = problem.what();
    // The character that does not fit is the last one that was read.
    const bool at_end = read_ == 0 || said.find("unexpected end of input") != std::string_view::npos;
    const std::size_t offset = at_end ? source_.text().size() : read_ - 1;
    Fault fault = explain(source_.text(), offset, said);
    if (said.find("number overflow") != std::string_view::npos) {
      fault = {begin_of_token(), end_of_number(begin_of_token()), "this number is larger than any program reads", {}};
    }
    outcome_.syntax_fault = offset;
    note_mistake(outcome_.errors,
                 source_.error(fault.begin, fault.end, std::move(fault.message), std::move(fault.remedy)));
    return false;
  }

  Node take_root() { return builder_.take_root(); }

 private:
  /// Between two tokens that make events there are only spaces, colons and commas.
  std::size_t begin_of_token() const {
    return std::min(source_.text().find_first_not_of(" \t\r\n:,", last_end_), source_.text().size());
  }

  std::size_t end_of_number(std::size_t begin) const {
    return std::min(source_.text().find_first_not_of("0123456789+-.eE", begin), source_.text().size());
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

  bool add_number() {
    const std::size_t begin = begin_of_token();
    const std::size_t end = end_of_number(begin);
    // Not the library's kind: it makes decimal numbers of whole ones that are too large for it.
    const std::string_view text = source_.text().substr(begin, end - begin);
    return add(kind_of_plain(text), std::string(text), begin, end);
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
