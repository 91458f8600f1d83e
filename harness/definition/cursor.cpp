#include "definition/cursor.h"

#include <algorithm>

#include <fmt/format.h>

#include "definition/expression.h"
#include "definition/raw_node.h"

namespace roadworthy {
namespace {

bool is_true(const Node* node) {
  return node && node->kind == NodeKind::boolean && node->text == "true";
}

bool contains_true(const Node* node) {
  return node &&
         (is_true(node) || std::ranges::any_of(node->items, [](const Node& item) { return contains_true(&item); }) ||
          std::ranges::any_of(node->members, [](const Member& member) { return contains_true(&member.value); }));
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right,
                            [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

std::string camel_case(std::string_view snake_case) {
  std::string text;
  bool upper = false;
  for (const char letter : snake_case) {
    if (letter == '_') {
      upper = true;
    } else {
      text += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(letter))) : letter;
      upper = false;
    }
  }
  return text;
}

}  // namespace

Cursor::Cursor(Source& source, NodeView view, Overlay overlay)
    : source_(&source), view_(view), overlay_(overlay), where_(view.span()) {
  where_.pointer = source.pointer_prefix_ + view.pointer();
}

bool Cursor::unknown() const {
  if (!source_->unknown_nodes.empty() && view_ && source_->unknown_nodes.contains(&view_->node())) {
    return true;
  }
  return is_true(overlay_.unknown) && !overlay_.unset;
}

bool Cursor::sensitive() const {
  return is_true(overlay_.sensitive) || (view_ && source_->sensitive_nodes.contains(&view_->node()));
}

bool Cursor::filled_in() const {
  return overlay_.unset && is_true(overlay_.unknown) && (!view_ || view_->is(NodeKind::null));
}

bool Cursor::present() const {
  if (view_ && !view_->is(NodeKind::null)) {
    return true;
  }
  mark();
  return !overlay_.unset && contains_true(overlay_.unknown);
}

Cursor Cursor::with(Overlay overlay) const {
  Cursor cursor = *this;
  cursor.overlay_ = overlay;
  return cursor;
}

Cursor Cursor::at(std::string_view key) const {
  std::string written(key);
  if (source_->keys == KeyStyle::capitalised && !written.empty()) {
    written.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(written.front())));
  }
  std::optional<NodeView> child;
  if (source_->keys == KeyStyle::camel_case) {
    written = camel_case(key);
    const auto has = [&](const std::string& name) { return view_ && view_->find(name).has_value(); };
    for (const std::string& plural :
         {written + "s", written.ends_with('y') ? written.substr(0, written.size() - 1) + "ies" : written}) {
      if (!has(written) && has(plural)) {
        written = plural;
      }
    }
  }
  if (view_) {
    if (source_->keys == KeyStyle::any_case) {
      const auto& members = view_->node().members;
      const auto same = [&](const Member& candidate) { return equal_ignoring_case(candidate.key, key); };
      const auto found = std::ranges::find_if(members, same);
      if (found != members.end()) {
        written = found->key;
      }
    }
    source_->ask(view_->node(), written);
    child = view_->find(written);
  }
  if (child) {
    return {*source_, *child, overlay_.at(written)};
  }
  if (view_ && view_->is(NodeKind::mapping) && view_->node().members.empty()) {
    mark();
  }
  return {*source_, std::nullopt, all_unknown().value_or(overlay_.at(written)), where_};
}

std::optional<Overlay> Cursor::all_unknown() const {
  static const Node yes{.kind = NodeKind::boolean, .text = "true"};
  if (source_->unknown_nodes.empty() || !view_) {
    return std::nullopt;
  }
  const auto marked = source_->unknown_nodes.find(&view_->node());
  return marked == source_->unknown_nodes.end()
             ? std::nullopt
             : std::optional(Overlay{.unknown = &yes, .resolver = overlay_.resolver, .reason = &marked->second});
}

std::vector<Cursor> Cursor::items() const {
  std::vector<Cursor> cursors;
  std::vector<NodeView> views;
  if (view_ && view_->is(NodeKind::null)) {
    mark();
  }
  if (view_ && view_->is(NodeKind::sequence)) {
    views = view_->items();
    if (views.empty()) {
      mark();
    }
  }
  std::size_t count = views.size();
  if (overlay_.unknown && contains_true(overlay_.unknown)) {
    count = std::max(count, overlay_.unknown->items.size());
  }
  cursors.reserve(count);
  for (std::size_t index = 0; index < count; ++index) {
    if (index < views.size()) {
      // NOLINTNEXTLINE(modernize-use-emplace): the constructor is private
      cursors.push_back({*source_, views[index], overlay_.at(index)});
    } else {
      cursors.push_back({*source_, std::nullopt, overlay_.at(index), where_});
    }
  }
  return cursors;
}

std::vector<Cursor::Entry> Cursor::members() const {
  std::vector<Entry> entries;
  if (view_ && view_->is(NodeKind::mapping)) {
    for (auto& [key, value] : view_->members()) {
      SourceSpan key_where = view_->key_span(key);
      key_where.pointer = source_->pointer_prefix_ + value.pointer();
      source_->ask(view_->node(), key);
      entries.push_back({key, std::move(key_where), Cursor(*source_, value, overlay_.at(key))});
    }
    if (entries.empty()) {
      mark();
    }
  }
  if (overlay_.unknown && !unknown()) {
    for (const Member& entry : overlay_.unknown->members) {
      const bool there = view_ && view_->find(entry.key).has_value();
      if (!there && contains_true(&entry.value)) {
        entries.push_back({entry.key, where_, Cursor(*source_, std::nullopt, overlay_.at(entry.key), where_)});
      }
    }
  }
  return entries;
}

Cursor Cursor::block() const {
  const bool list =
      (view_ && view_->is(NodeKind::sequence)) || (overlay_.unknown && overlay_.unknown->kind == NodeKind::sequence);
  if (!list) {
    return *this;
  }
  const std::vector<Cursor> entries = items();
  return entries.empty() ? Cursor(*source_, std::nullopt, {}, where_) : entries.front();
}

void Cursor::mark() const {
  if (view_) {
    source_->mark(view_->node());
  }
}

void Cursor::mark_all() const {
  if (view_) {
    source_->mark_all(view_->node());
  }
}

void Cursor::skip(std::string reason) const {
  if (view_) {
    source_->skip(view_->node(), std::move(reason));
  }
}

void Cursor::mistake(std::string message, std::string remedy) const {
  source_->mistakes.push_back(
      {.kind = ErrorKind::invalid_file, .message = std::move(message), .remedy = std::move(remedy), .where = where_});
}

void Cursor::tolerate(std::string message, std::string remedy) const {
  source_->tolerated.push_back(
      {.kind = ErrorKind::invalid_file, .message = std::move(message), .remedy = std::move(remedy), .where = where_});
}

bool Cursor::wrong_kind(std::string_view wanted) const {
  if (source_->strict_kinds && view_) {
    mistake(fmt::format("expected {}, found {}", wanted, describe(view_->kind())));
  }
  return true;
}

void Cursor::refuse_null() const {
  if (source_->strict_kinds && !source_->null_is_absent && view_ && view_->is(NodeKind::null)) {
    tolerate("null stands for a value that is not set", "leave the key out: AWS's command line and SDKs refuse null");
  }
}

bool Cursor::expect_mapping() const {
  if (unknown() || is(NodeKind::mapping)) {
    return true;
  }
  if (present()) {
    return !wrong_kind("a mapping");
  }
  refuse_null();
  return false;
}

void Cursor::require(std::initializer_list<std::string_view> keys) const {
  if (!source_->strict_kinds || !is(NodeKind::mapping)) {
    return;
  }
  for (const std::string_view key : keys) {
    if (!at(key).view()) {
      mistake(fmt::format("the key `{}` is missing", key));
    }
  }
}

std::shared_ptr<const UnknownValue> Cursor::why_unknown() const {
  UnknownValue why{.reason = "known after apply", .written = {}, .refers_to = refers_to()};
  if (const auto marked = view_ ? source_->unknown_nodes.find(&view_->node()) : source_->unknown_nodes.end();
      marked != source_->unknown_nodes.end()) {
    why.reason = marked->second;
    why.written = view_->is_scalar() ? view_->text() : std::string();
    return std::make_shared<const UnknownValue>(std::move(why));
  }
  if (overlay_.reason) {
    why.reason = *overlay_.reason;
    return std::make_shared<const UnknownValue>(std::move(why));
  }
  if (const Node* list = reference_list(overlay_.expression)) {
    why.written = list->items.front().text;
    why.reason += " (computed from " + why.written + ")";
  }
  return std::make_shared<const UnknownValue>(std::move(why));
}

void Cursor::start(ValueState& state, std::shared_ptr<const UnknownValue>& why, NodeKind wanted, bool block) const {
  if ((block && is_true(overlay_.unknown)) || unknown()) {
    state = ValueState::unknown;
    why = why_unknown();
    mark();
  } else if (present()) {
    const bool right = !view_ || view_->is(wanted);
    state = right ? ValueState::known : ValueState::absent;
    if (!right) {
      (void)wrong_kind(wanted == NodeKind::sequence ? "a list" : "a mapping");
    }
  } else {
    refuse_null();
  }
}

}  // namespace roadworthy
