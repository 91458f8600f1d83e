#include "scenario/step_decoder.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace roadworthy {
namespace {

using namespace std::chrono_literals;

/// How a check's time shape is written.
struct ShapeName {
  std::string_view name;
  Shape shape;
  std::string_view length;  ///< Key of its duration; empty: it has none.
};

constexpr std::array kShapes{
    ShapeName{"now", Shape::now, ""},
    ShapeName{"eventually", Shape::eventually, "within"},
    ShapeName{"consistently", Shape::consistently, "for"},
    ShapeName{"never", Shape::never, "for"},
};

std::optional<std::string> take_item(Decoder& decode, const LoadOptions& options) {
  const auto item = decode.optional<std::string>("item");
  if (item && !options.items.empty() && std::ranges::find(options.items, *item) == options.items.end()) {
    decode.fail("item", fmt::format("the checklist has no item `{}`{}", *item, did_you_mean(*item, options.items)),
                "`roadworthy checklist` lists them");
  }
  return item;
}

/// The check that a mapping names, by the one key of it that is a row of checks.cpp.
std::optional<Check> take_check(Decoder& decode, const LoadOptions& options) {
  std::vector<const CheckKind*> named;
  std::vector<std::string> names;
  for (const CheckKind& kind : options.checks) {
    names.emplace_back(kind.name);
    if (decode.has(kind.name)) {
      named.push_back(&kind);
    }
  }
  if (named.size() == 1) {
    return named.front()->parse(decode);
  }
  const std::string remedy = fmt::format("give it exactly one of {}", fmt::join(names, ", "));
  for (const auto& [key, value] : decode.node().members()) {
    if (named.empty() && !nearest(key, names).empty()) {
      decode.errors().push_back({.kind = ErrorKind::invalid_file,
                                 .message = fmt::format("`{}` is no check{}", key, did_you_mean(key, names)),
                                 .remedy = remedy,
                                 .where = decode.node().key_span(key)});
      return std::nullopt;
    }
  }
  decode.fail("", named.empty() ? "this names no check" : "this names more than one check", remedy);
  return std::nullopt;
}

std::optional<ShapedCheck> decode_shaped(const ShapeName& shape, Decoder& decode, const LoadOptions& options) {
  ShapedCheck shaped{.shape = shape.shape, .check = {}, .on = {}};
  if (!shape.length.empty()) {
    shaped.length = decode.required<Duration>(shape.length);
  }
  if (shape.shape != Shape::now) {
    shaped.every = decode.optional<Duration>("every").value_or(Duration::zero());
  }
  if (shape.shape == Shape::eventually) {
    if (const auto on = decode.take("on")) {
      const std::vector<NodeView> names = on->is(NodeKind::sequence) ? on->items() : std::vector{*on};
      for (const NodeView& name : names) {
        std::string text;
        if (decode_value(name, decode.errors(), text)) {
          shaped.on.push_back({std::move(text), name.span()});
        }
      }
      if (names.empty()) {
        decode.fail("on", "`on` names no container");
      }
    }
  }
  auto check = take_check(decode, options);
  if (!check) {
    return std::nullopt;  // Which keys are allowed is not known; its own mistake says enough.
  }
  shaped.check = std::move(*check);
  decode.finish();
  return shaped;
}

std::string take_watch(Decoder& decode, const std::vector<std::string>& watches) {
  auto watch = decode.required<std::string>("watch");
  if (!watch.empty() && std::ranges::find(watches, watch) == watches.end()) {
    decode.fail("watch", fmt::format("there is no watch `{}`{}", watch, did_you_mean(watch, watches)),
                "name it under `watch:`");
  }
  return watch;
}

TransitionsCheck decode_transitions(Decoder& decode, const std::vector<std::string>& watches) {
  TransitionsCheck check;
  check.watch = take_watch(decode, watches);
  check.of = decode.optional<std::string>("of").value_or("status");
  if (check.of != "status") {
    decode.fail("of", fmt::format("`{}` cannot be followed", check.of), "transitions follow the `status` of a watch");
  }
  check.are = decode.required<std::vector<std::string>>("are");
  check.never = decode.optional<std::vector<std::string>>("never").value_or(std::vector<std::string>{});
  if (const auto are = decode.node().find("are"); are && are->is(NodeKind::sequence)) {
    const auto samples = are->items();
    if (samples.empty()) {
      decode.fail("are", "`are` names no sample");
    }
    for (std::size_t at = 1; at < samples.size(); ++at) {
      if (samples[at].text() == samples[at - 1].text()) {
        add_error(decode.errors(), samples[at], fmt::format("`{}` follows itself", samples[at].text()),
                  "equal samples in a row count as one");
      }
    }
  }
  decode.finish();
  return check;
}

Step shaped_step(const ShapeName& shape, ShapedCheck shaped) {
  Step step{.item = {}, .text = {}, .where = {}, .what = {}};
  step.text = fmt::format("{}{}: {}", shape.name,
                          shape.length.empty() ? "" : fmt::format(" {} {}", shape.length, to_text(shaped.length)),
                          shaped.check.description);
  step.what = std::move(shaped);
  return step;
}

std::vector<std::string> step_names(const LoadOptions& options) {
  std::vector<std::string> names;
  for (const ActionKind& kind : options.actions) {
    names.emplace_back(kind.name);
  }
  for (const ShapeName& shape : kShapes) {
    names.emplace_back(shape.name);
  }
  names.emplace_back("transitions");
  names.emplace_back("throughout");
  return names;
}

}  // namespace

std::optional<Step> decode_step(const NodeView& node, const std::vector<std::string>& watches,
                                const LoadOptions& options, Errors& errors) {
  if (!node.is(NodeKind::mapping) || node.members().size() != 1) {
    add_error(errors, node, "a step is a mapping with exactly one key, its action or time shape",
              "write - start: CONTAINER, or - eventually: { ... }");
    return std::nullopt;
  }
  const auto [name, body] = node.members().front();
  Decoder decode(node, errors, "a step");
  if (const auto kind = std::ranges::find(options.actions, name, &ActionKind::name); kind != options.actions.end()) {
    Action action = kind->parse(decode);
    decode.finish();
    return Step{.item = {}, .text = action.description, .where = node.span(), .what = std::move(action)};
  }
  if (name == "transitions") {
    Decoder inner(body, errors, "`transitions`");
    const auto item = take_item(inner, options);
    TransitionsCheck check = decode_transitions(inner, watches);
    const std::string text = fmt::format("transitions: samples of {} are {}", check.watch, fmt::join(check.are, ", "));
    return Step{.item = item, .text = text, .where = node.span(), .what = std::move(check)};
  }
  if (name == "throughout") {
    Decoder inner(body, errors, "`throughout`");
    const auto item = take_item(inner, options);
    const ThroughoutCheck check{.watch = take_watch(inner, watches)};
    inner.finish();
    const std::string text = fmt::format("throughout: every sample of {} holds", check.watch);
    return Step{.item = item, .text = text, .where = node.span(), .what = check};
  }
  const auto* shape = std::ranges::find(kShapes, name, &ShapeName::name);
  if (shape == kShapes.end()) {
    const auto names = step_names(options);
    errors.push_back({.kind = ErrorKind::invalid_file,
                      .message = fmt::format("unknown step `{}`{}", name, did_you_mean(name, names)),
                      .remedy = fmt::format("allowed are {}", fmt::join(names, ", ")),
                      .where = node.key_span(name)});
    return std::nullopt;
  }
  Decoder inner(body, errors, fmt::format("`{}`", name));
  if (!body.is(NodeKind::mapping)) {
    return std::nullopt;  // The decoder has said so.
  }
  const auto item = take_item(inner, options);
  auto shaped = decode_shaped(*shape, inner, options);
  if (!shaped) {
    return std::nullopt;
  }
  Step step = shaped_step(*shape, std::move(*shaped));
  step.item = item;
  step.where = node.span();
  return step;
}

std::vector<Watch> decode_watches(const NodeView& node, const LoadOptions& options, Errors& errors) {
  std::vector<Watch> watches;
  if (!node.is(NodeKind::mapping)) {
    add_error(errors, node, "`watch` takes names, and for each what is sampled");
    return watches;
  }
  for (const auto& [name, body] : node.members()) {
    Decoder decode(body, errors, fmt::format("watch `{}`", name));
    if (!body.is(NodeKind::mapping)) {
      continue;
    }
    Watch watch{
        .name = name, .every = decode.optional<Duration>("every").value_or(100ms), .check = {}, .where = body.span()};
    if (watch.every < 1ms) {
      decode.fail("every", "a watch samples at most once a millisecond");
    }
    if (auto check = take_check(decode, options)) {
      watch.check = std::move(*check);
      decode.finish();
      watches.push_back(std::move(watch));
    }
  }
  return watches;
}

}  // namespace roadworthy
