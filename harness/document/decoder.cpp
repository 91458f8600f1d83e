#include "document/decoder.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "document/mistakes.h"

namespace roadworthy {

Decoder::Decoder(NodeView node, Errors& errors, std::string what)
    : node_(std::move(node)), errors_(errors), what_(std::move(what)) {
  if (!node_.is(NodeKind::mapping)) {
    add_error(errors_, node_, fmt::format("{} must be a mapping, not {}", what_, describe(node_.kind())),
              "write it as `key: value`");
  }
}

bool Decoder::has(std::string_view key) const {
  return node_.find(key).has_value();
}

std::optional<NodeView> Decoder::take(std::string_view key) {
  allow(key);
  return node_.find(key);
}

void Decoder::allow(std::string_view key) {
  if (std::ranges::find(allowed_, key) == allowed_.end()) {
    allowed_.emplace_back(key);
  }
}

void Decoder::fail(std::string_view key, std::string message, std::string remedy) {
  add_error(errors_, node_.find(key).value_or(node_), std::move(message), std::move(remedy));
}

void Decoder::missing(std::string_view key) {
  if (node_.is(NodeKind::mapping)) {
    add_error(errors_, node_, fmt::format("{} needs the key `{}`", what_, key));
  }
}

void Decoder::finish() {
  if (!node_.is(NodeKind::mapping)) {
    return;
  }
  for (const Member& member : node_.node().members) {
    if (std::ranges::find(allowed_, member.key) != allowed_.end()) {
      continue;
    }
    std::string remedy = allowed_.empty() ? std::string("no key is allowed here")
                                          : fmt::format("allowed: {}", fmt::join(allowed_, ", "));
    if (member.value.kind == NodeKind::null && member.key.find(':') != std::string::npos) {
      remedy = "put a space behind the `:`";
    }
    note_mistake(errors_, {.kind = ErrorKind::invalid_file,
                           .message = fmt::format("unknown key `{}` in {}{}", member.key, what_,
                                                  did_you_mean(member.key, allowed_)),
                           .remedy = std::move(remedy),
                           .where = node_.key_span(member.key)});
  }
}

void add_error(Errors& errors, const NodeView& node, std::string message, std::string remedy) {
  note_mistake(errors, {.kind = ErrorKind::invalid_file,
                        .message = std::move(message),
                        .remedy = std::move(remedy),
                        .where = node.span()});
}

}  // namespace roadworthy
