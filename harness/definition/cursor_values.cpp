#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "definition/cursor.h"
#include "definition/expression.h"

namespace roadworthy {
namespace {

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

void add_ids(std::vector<std::string>& ids, std::vector<std::string> more) {
  for (std::string& id : more) {
    if (std::ranges::find(ids, id) == ids.end()) {
      ids.push_back(std::move(id));
    }
  }
}

/// Unknown entries that are all computed from as many elements as there are entries are one of these each: in
/// `concat([aws_lb_target_group.a.arn], aws_lb_target_group.b[*].arn)` Terraform says of every entry that it is from
/// both.
void tell_apart(List<Reference>& list) {
  const std::size_t count = list.size();
  const bool alike = count > 1 && std::ranges::all_of(list, [&](const Reference& each) {
                       return each.text.is_unknown() && each.ids.size() == count && each.ids == list[0].ids;
                     });
  for (std::size_t at = 0; alike && at < count; ++at) {
    list.items[at].ids = {std::string(list.items[at].ids[at])};
  }
}

}  // namespace

Text Cursor::scalar() const {
  if (unknown()) {
    mark();
    return {
        .state = ValueState::unknown, .sensitive = sensitive(), .value = {}, .unknown = why_unknown(), .where = where_};
  }
  if (!is_scalar()) {
    if (view_ && view_->is(NodeKind::null)) {
      refuse_null();
      mark();
    }
    Text none = absent<std::string>(where_);
    none.filled_in = filled_in();
    return none;
  }
  Text text = known(view_->text(), where_);
  text.sensitive = sensitive();
  return source_->interpolate ? source_->interpolate(std::move(text)) : text;
}

Text Cursor::text() const {
  const bool wrong = view_ && (!view_->is_scalar() ||
                               (source_->strict_kinds && !view_->is(NodeKind::string) && !view_->is(NodeKind::null)));
  if (wrong && !unknown()) {
    (void)wrong_kind("a text");
    return absent<std::string>(where_);
  }
  mark();
  return scalar();
}

Value<bool> Cursor::boolean() const {
  const Text text = scalar();
  const std::string word = lower(text.value);
  const bool yes = word == "true" || word == "yes" || word == "on" || word == "y" || word == "1";
  const bool no = word == "false" || word == "no" || word == "off" || word == "n" || word == "0";
  const bool kind = view_ && view_->is(NodeKind::boolean);
  if ((text.is_known() && (source_->strict_kinds ? !kind : !(yes || no))) ||
      (view_ && !view_->is_scalar() && !unknown())) {
    (void)wrong_kind("true or false");
    return absent<bool>(where_);
  }
  mark();
  return convert<bool>(text, [&](const std::string&) { return yes; });
}

Value<std::int64_t> Cursor::integer() const {
  const Text text = scalar();
  std::int64_t parsed = 0;
  const char* end = text.value.data() + text.value.size();
  bool good = std::from_chars(text.value.data(), end, parsed).ptr == end && !text.value.empty();
  if (!good && !source_->strict_kinds) {  // Terraform and Pulumi write 3.0 and 1e3 where a number was computed.
    double real = 0;
    good = std::from_chars(text.value.data(), end, real).ptr == end && !text.value.empty() && std::abs(real) < 1e15 &&
           real == std::floor(real);
    parsed = good ? static_cast<std::int64_t>(real) : 0;
  }
  const bool kind = !source_->strict_kinds || (view_ && view_->is(NodeKind::integer));
  if ((text.is_known() && !(good && kind)) || (view_ && !view_->is_scalar() && !unknown())) {
    (void)wrong_kind("a whole number");
    return absent<std::int64_t>(where_);
  }
  mark();
  return convert<std::int64_t>(text, [&](const std::string&) { return parsed; });
}

Value<double> Cursor::number() const {
  const Text text = scalar();
  double parsed = 0;
  const char* end = text.value.data() + text.value.size();
  const bool good =
      std::from_chars(text.value.data(), end, parsed).ptr == end && !text.value.empty() && std::isfinite(parsed);
  const bool kind = !source_->strict_kinds || (view_ && (view_->is(NodeKind::integer) || view_->is(NodeKind::real)));
  if ((text.is_known() && !(good && kind)) || (view_ && !view_->is_scalar() && !unknown())) {
    (void)wrong_kind("a number");
    return absent<double>(where_);
  }
  mark();
  return convert<double>(text, [&](const std::string&) { return parsed; });
}

Value<Duration> Cursor::seconds() const {
  return convert<Duration>(integer(), [](std::int64_t count) {
    constexpr std::int64_t most = 9'000'000'000;  // As many as nanoseconds in 64 bits hold.
    return Duration(std::chrono::seconds(std::clamp(count, -most, most)));
  });
}

List<Text> Cursor::texts() const {
  if (is_scalar() && !unknown() && !source_->strict_kinds) {
    return {.state = ValueState::known, .items = {text()}, .unknown = {}, .where = where_};
  }
  return list_of([](const Cursor& item) { return item.text(); }, false);
}

List<NamedText> Cursor::named() const {
  List<NamedText> list;
  list.where = where_;
  start(list.state, list.unknown, NodeKind::mapping, false);
  list.filled_in = list.is_absent() && filled_in();
  for (const Entry& entry : members()) {
    list.items.push_back({entry.key, entry.key_where, entry.value.text()});
  }
  return list;
}

std::vector<std::string> Cursor::refers_to() const {
  std::vector<std::string> ids;
  const Node* list = reference_list(overlay_.expression);
  if (list && overlay_.resolver && overlay_.resolver->by_reference) {
    for (std::size_t index = 0; index < list->items.size(); ++index) {
      if (is_whole_reference(*list, index)) {
        add_ids(ids, overlay_.resolver->by_reference(list->items[index].text));
      }
    }
  }
  return ids;
}

std::vector<std::string> Cursor::watches() const {
  std::vector<std::string> ids = refers_to();
  if (const Node* list = reference_list(overlay_.expression)) {
    for (const Node& item : list->items) {
      if (item.text.starts_with("var.")) {
        add_ids(ids, {item.text});
      }
    }
  }
  return ids;
}

Reference Cursor::reference() const {
  Reference reference{.text = text(), .ids = {}};
  if (reference.text.is_known() && overlay_.resolver && overlay_.resolver->by_value) {
    reference.ids = overlay_.resolver->by_value(reference.text.value);
  }
  if (reference.ids.empty() && !reference.text.is_absent()) {
    reference.ids = refers_to();
  }
  return reference;
}

List<Reference> Cursor::references() const {
  if (unknown()) {
    List<Reference> list = list_of([](const Cursor& item) { return item.reference(); }, false);
    list.items.assign(1, reference());
    return list;
  }
  if (is_scalar()) {
    return {.state = ValueState::known, .items = {reference()}, .unknown = {}, .where = where_};
  }
  List<Reference> list = list_of([](const Cursor& item) { return item.reference(); }, false);
  tell_apart(list);
  return list;
}

void Cursor::flatten(const std::string& path, std::vector<Setting>& settings) const {
  if (unknown() || !view_ || view_->is_scalar()) {
    mark();
    if (Text value = scalar(); !value.is_absent() || value.filled_in) {
      settings.push_back({path, std::move(value)});
    }
    return;
  }
  std::size_t index = 0;
  for (const Cursor& item : items()) {
    item.flatten(fmt::format("{}[{}]", path, index++), settings);
  }
  for (const Entry& entry : members()) {
    entry.value.flatten(fmt::format("{}.{}", path, entry.key), settings);
  }
}

void Cursor::further(std::string_view key, std::vector<Setting>& settings) const {
  at(key).flatten(std::string(key), settings);
}

void Cursor::further(std::initializer_list<std::string_view> keys, std::vector<Setting>& settings) const {
  for (const std::string_view key : keys) {
    further(key, settings);
  }
}

std::optional<Cursor> Cursor::decode_json() const {
  static const Node secret{.kind = NodeKind::boolean, .text = "true"};
  if (unknown() || !view_ || !view_->is(NodeKind::string)) {
    return std::nullopt;
  }
  auto inner = parse_json_document(where_.file ? where_.file->path : std::string(), view_->text());
  if (!inner) {
    mistake("the text is no JSON: " + (inner.error().empty() ? std::string() : inner.error().front().message));
    return std::nullopt;
  }
  EmbeddedText embedded = embed_scalar(*view_, source_->text_index());
  place_in(embedded, *inner);
  Source& nested = source_->nest(view_->node(), std::move(*inner), where_.pointer);
  const Overlay overlay{.unknown = nullptr,
                        .sensitive = sensitive() ? &secret : nullptr,
                        .expression = nullptr,
                        .resolver = overlay_.resolver};
  return Cursor(nested, NodeView(nested.document()), overlay);
}

}  // namespace roadworthy
