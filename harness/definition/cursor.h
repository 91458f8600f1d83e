#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "definition/embedded_text.h"
#include "definition/source.h"

namespace roadworthy {

/// How an importer finds the elements that values name.
struct Resolver {
  /// Ids of what an expression of the definition refers to (`aws_lb.front.arn`).
  std::function<std::vector<std::string>(const std::string& reference)> by_reference;
  /// Ids of what a known value is the name of (an ARN, an id).
  std::function<std::vector<std::string>(const std::string& value)> by_value;
};

/// What stands beside a value in another part of the file: Terraform keeps apart what is known, what is not, and where
/// it comes from. Each tree has the shape of the values' own.
struct Overlay {
  const Node* unknown = nullptr;     ///< `true` where the value is known only after apply.
  const Node* sensitive = nullptr;   ///< `true` where the value is a secret.
  const Node* expression = nullptr;  ///< `references` where the value is computed.
  const Resolver* resolver = nullptr;
  /// Known only after apply because the definition says nothing of it and the provider fills it in: absent, then.
  bool unset = false;
  const std::string* reason = nullptr;  ///< Why it is unknown, where that is not known after apply.

  [[nodiscard]] Overlay at(std::string_view key) const;
  [[nodiscard]] Overlay at(std::size_t index) const;
};

/// A place in a document that an importer reads from; it may be empty (the key is absent). Reading marks.
class Cursor {
 public:
  Cursor(Source& source, NodeView view, Overlay overlay = {});

  /// There is something other than null, or something unknown.
  [[nodiscard]] bool present() const;
  [[nodiscard]] bool unknown() const;
  [[nodiscard]] bool unset() const { return overlay_.unset; }
  [[nodiscard]] bool is(NodeKind kind) const { return view_ && view_->is(kind); }
  [[nodiscard]] bool is_scalar() const { return view_ && view_->is_scalar() && !view_->is(NodeKind::null); }
  /// Its own place, or the place of what it is absent from.
  [[nodiscard]] const SourceSpan& where() const { return where_; }
  [[nodiscard]] Source& source() const { return *source_; }
  [[nodiscard]] const std::optional<NodeView>& view() const { return view_; }

  /// The same place with something else beside it.
  [[nodiscard]] Cursor with(Overlay overlay) const;
  [[nodiscard]] Cursor at(std::string_view key) const;
  [[nodiscard]] bool has(std::string_view key) const { return at(key).present(); }
  /// Entries of a sequence; nothing for anything else.
  [[nodiscard]] std::vector<Cursor> items() const;
  struct Entry;
  /// Members of a mapping, in the order of the file; nothing for anything else.
  [[nodiscard]] std::vector<Entry> members() const;
  /// The first entry of a sequence, or the cursor itself: Terraform's JSON has every block as a list.
  [[nodiscard]] Cursor block() const;

  // Conversions of this place. A wrong kind is a mistake of the file where kinds are strict; everywhere it leaves the
  // value absent and the place unread.
  [[nodiscard]] Text text() const;
  [[nodiscard]] Value<bool> boolean() const;
  [[nodiscard]] Value<std::int64_t> integer() const;
  [[nodiscard]] Value<double> number() const;
  [[nodiscard]] Value<Duration> seconds() const;  ///< A number of seconds.
  [[nodiscard]] List<Text> texts() const;         ///< A scalar is a list of one, unless kinds are strict.
  [[nodiscard]] List<NamedText> named() const;    ///< A mapping of scalars.
  [[nodiscard]] Reference reference() const;
  [[nodiscard]] List<Reference> references() const;
  /// Ids of what the definition says that this is computed from.
  [[nodiscard]] std::vector<std::string> refers_to() const;
  /// The same with variables: `var.NAME` for each that the definition's root has.
  [[nodiscard]] std::vector<std::string> watches() const;

  // The same of a member.
  [[nodiscard]] Text text(std::string_view key) const { return at(key).text(); }
  [[nodiscard]] Value<bool> boolean(std::string_view key) const { return at(key).boolean(); }
  [[nodiscard]] Value<std::int64_t> integer(std::string_view key) const { return at(key).integer(); }
  [[nodiscard]] Value<double> number(std::string_view key) const { return at(key).number(); }
  [[nodiscard]] Value<Duration> seconds(std::string_view key) const { return at(key).seconds(); }
  [[nodiscard]] List<Text> texts(std::string_view key) const { return at(key).texts(); }
  [[nodiscard]] List<NamedText> named(std::string_view key) const { return at(key).named(); }
  [[nodiscard]] Reference reference(std::string_view key) const { return at(key).reference(); }
  [[nodiscard]] List<Reference> references(std::string_view key) const { return at(key).references(); }

  /// Reads every scalar below the member into `settings`, under their paths.
  void further(std::string_view key, std::vector<Setting>& settings) const;
  void further(std::initializer_list<std::string_view> keys, std::vector<Setting>& settings) const;
  void flatten(const std::string& path, std::vector<Setting>& settings) const;

  /// A list of structs, each read by `read`, unknown or absent as this place is. A mapping in its place is read as its
  /// one entry; where kinds are strict it is a mistake too.
  template <typename Read>
  [[nodiscard]] auto list(Read&& read) const {
    return list_of(std::forward<Read>(read), true);
  }

  /// The JSON document inside this string, its spans in this file. Nothing, and a mistake, when it does not parse.
  [[nodiscard]] std::optional<Cursor> decode_json() const;

  /// A mapping, or unknown; anything else that is present is a mistake where kinds are strict.
  [[nodiscard]] bool expect_mapping() const;
  /// Where kinds are strict: a mistake for each of the keys that this mapping lacks.
  void require(std::initializer_list<std::string_view> keys) const;
  /// Where kinds are strict: a mistake when this is written and null.
  void refuse_null() const;

  /// Marks this scalar, or an empty list or mapping, as read.
  void mark() const;
  void mark_all() const;
  /// Everything below is of a kind that is not modelled.
  void skip(std::string reason) const;
  void mistake(std::string message, std::string remedy = {}) const;
  /// What is no mistake to the platform, and one to some of its tools.
  void tolerate(std::string message, std::string remedy) const;

 private:
  Cursor(Source& source, std::optional<NodeView> view, Overlay overlay, SourceSpan where)
      : source_(&source), view_(std::move(view)), overlay_(overlay), where_(std::move(where)) {}
  /// Beside the members of a value that is unknown as a whole: they are, too.
  [[nodiscard]] std::optional<Overlay> all_unknown() const;
  /// The scalar after interpolation, marked; absent when there is none.
  [[nodiscard]] Text scalar() const;
  [[nodiscard]] bool sensitive() const;
  /// Absent, and filled in by the provider.
  [[nodiscard]] bool filled_in() const;
  [[nodiscard]] bool wrong_kind(std::string_view wanted) const;
  /// Blocks that the definition does not write are empty, not unset: an unknown one is unknown.
  void start(ValueState& state, std::shared_ptr<const UnknownValue>& unknown, NodeKind wanted, bool block) const;
  template <typename Read>
  [[nodiscard]] auto list_of(Read&& read, bool block) const {
    List<std::invoke_result_t<Read, const Cursor&>> list;
    list.where = where_;
    start(list.state, list.unknown, NodeKind::sequence, block);
    list.filled_in = list.is_absent() && filled_in();
    for (const Cursor& item : items()) {
      list.items.push_back(read(item));
    }
    if (is(NodeKind::mapping) && !unknown()) {
      list.state = ValueState::known;
      list.items.push_back(read(*this));
    }
    return list;
  }
  [[nodiscard]] std::shared_ptr<const UnknownValue> why_unknown() const;

  Source* source_;
  std::optional<NodeView> view_;
  Overlay overlay_;
  SourceSpan where_;
};

struct Cursor::Entry {
  std::string key;
  SourceSpan key_where;
  Cursor value;
};

/// A known value turned into another, keeping state and place.
template <typename To, typename From, typename Convert>
[[nodiscard]] Value<To> convert(const Value<From>& from, Convert&& how) {
  Value<To> to{.state = from.state,
               .sensitive = from.sensitive,
               .filled_in = from.filled_in,
               .value = {},
               .unknown = from.unknown,
               .where = from.where};
  if (from.is_known()) {
    to.value = how(from.value);
  }
  return to;
}

template <typename T>
[[nodiscard]] Value<T> known(T value, const SourceSpan& where) {
  return {.state = ValueState::known, .sensitive = false, .value = std::move(value), .unknown = {}, .where = where};
}

template <typename T>
[[nodiscard]] Value<T> absent(const SourceSpan& where) {
  return {.state = ValueState::absent, .sensitive = false, .value = {}, .unknown = {}, .where = where};
}

template <typename T>
[[nodiscard]] Value<T> unknown_value(UnknownValue why, const SourceSpan& where) {
  return {.state = ValueState::unknown,
          .sensitive = false,
          .value = {},
          .unknown = std::make_shared<const UnknownValue>(std::move(why)),
          .where = where};
}

}  // namespace roadworthy
