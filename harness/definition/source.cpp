#include "definition/source.h"

#include <algorithm>

#include "definition/cursor.h"
#include "document/decoder.h"

namespace roadworthy {
namespace {

bool is_leaf(const Node& node) {
  return node.items.empty() && node.members.empty();
}

std::string escaped(std::string_view key) {
  std::string text;
  for (const char letter : key) {
    if (letter == '~') {
      text += "~0";
    } else if (letter == '/') {
      text += "~1";
    } else {
      text += letter;
    }
  }
  return text;
}

/// Calls `visit(child, pointer)` for each child of a node.
template <typename Visit>
void each_child(const Node& node, const std::string& pointer, Visit&& visit) {
  for (std::size_t index = 0; index < node.items.size(); ++index) {
    visit(node.items[index], pointer + "/" + std::to_string(index));
  }
  for (const Member& member : node.members) {
    visit(member.value, pointer + "/" + escaped(member.key));
  }
}

}  // namespace

Cursor Source::root() {
  return {*this, NodeView(document_)};
}

void Source::mark_all(const Node& node) {
  if (is_leaf(node)) {
    mark(node);
    return;
  }
  for (const Node& item : node.items) {
    mark_all(item);
  }
  for (const Member& member : node.members) {
    mark_all(member.value);
  }
}

Source& Source::nest(const Node& string, Document inner, std::string pointer) {
  auto source = std::make_unique<Source>(std::move(inner));
  source->pointer_prefix_ = std::move(pointer);
  return *(nested_[&string] = std::move(source));
}

const TextIndex& Source::text_index() {
  if (!text_index_) {
    text_index_.emplace(document_.file ? std::string_view(document_.file->text) : std::string_view());
  }
  return *text_index_;
}

void Source::ask(const Node& mapping, std::string_view key) {
  if (strict_keys) {
    auto& asked = asked_[&mapping];
    if (std::ranges::find(asked, key) == asked.end()) {
      asked.emplace_back(key);
    }
  }
}

SourceSpan Source::span(const Region& region, std::string pointer) const {
  return {.file = document_.file,
          .line = region.line,
          .column = region.column,
          .end_line = region.end_line,
          .end_column = region.end_column,
          .pointer = std::move(pointer)};
}

void Source::walk(const Node& node, const std::string& pointer, Deployment& deployment) const {
  if (const auto skipped = skipped_.find(&node); skipped != skipped_.end()) {
    deployment.unread.push_back({.where = span(node.region, pointer),
                                 .leaves = Source::count_leaves(node),
                                 .out_of_scope = true,
                                 .reason = skipped->second});
    return;
  }
  if (const auto inner = nested_.find(&node); inner != nested_.end()) {
    inner->second->walk(inner->second->document_.root, pointer, deployment);
    return;
  }
  if (is_leaf(node)) {
    if (read_.contains(&node)) {
      ++deployment.leaves_read;
    } else {
      deployment.unread.push_back({.where = span(node.region, pointer),
                                   .leaves = 1,
                                   .out_of_scope = !rest_reason.empty(),
                                   .reason = rest_reason});
    }
    return;
  }
  const std::size_t before = deployment.unread.size();
  const std::size_t read_before = deployment.leaves_read;
  each_child(node, pointer, [&](const Node& child, const std::string& at) { walk(child, at, deployment); });
  for (const Member& member : node.members) {
    if (is_extension(member.key)) {
      mark_extension(pointer + "/" + escaped(member.key), before, deployment);
    }
  }
  // A subtree of which nothing was read, and whose leaves are unread for one reason, is one entry.
  const auto first = deployment.unread.begin() + static_cast<std::ptrdiff_t>(before);
  if (deployment.leaves_read == read_before && first != deployment.unread.end() &&
      std::all_of(first, deployment.unread.end(), [&](const Unread& entry) {
        return entry.out_of_scope == first->out_of_scope && entry.reason == first->reason;
      })) {
    Unread whole{
        .where = span(node.region, pointer), .leaves = 0, .out_of_scope = first->out_of_scope, .reason = first->reason};
    std::for_each(first, deployment.unread.end(), [&](const Unread& entry) { whole.leaves += entry.leaves; });
    deployment.unread.erase(first, deployment.unread.end());
    deployment.unread.push_back(std::move(whole));
  }
}

void Source::mark_extension(const std::string& pointer, std::size_t from, Deployment& deployment) {
  for (std::size_t index = from; index < deployment.unread.size(); ++index) {
    Unread& entry = deployment.unread[index];
    if (entry.where.pointer == pointer || entry.where.pointer.starts_with(pointer + "/")) {
      entry.out_of_scope = true;
      entry.reason = "an extension of the author's own";
    }
  }
}

std::size_t Source::count_leaves(const Node& node) {
  if (is_leaf(node)) {
    return 1;
  }
  std::size_t leaves = 0;
  each_child(node, {}, [&](const Node& child, const std::string&) { leaves += count_leaves(child); });
  return leaves;
}

void Source::find_unknown_keys(const Node& node, const std::string& pointer) {
  if (const auto asked = asked_.find(&node); asked != asked_.end()) {
    for (const Member& member : node.members) {
      if (!is_extension(member.key) && std::ranges::find(asked->second, member.key) == asked->second.end()) {
        mistakes.push_back({.kind = ErrorKind::invalid_file,
                            .message = "unknown key `" + member.key + "`" + did_you_mean(member.key, asked->second),
                            .remedy = {},
                            .where = span(member.key_region, pointer + "/" + escaped(member.key))});
      }
    }
  }
  each_child(node, pointer, [&](const Node& child, const std::string& at) {
    if (!skipped_.contains(&child)) {
      find_unknown_keys(child, at);
    }
  });
}

void Source::account_to(Deployment& deployment) {
  walk(document_.root, pointer_prefix_, deployment);
  const std::function<void(Source&)> collect = [&](Source& source) {
    if (source.strict_keys) {
      source.find_unknown_keys(source.document_.root, source.pointer_prefix_);
    }
    std::ranges::move(source.mistakes, std::back_inserter(deployment.mistakes));
    std::ranges::move(source.tolerated, std::back_inserter(deployment.tolerated));
    for (auto& [node, inner] : source.nested_) {
      collect(*inner);
    }
  };
  collect(*this);
  for (Errors* errors : {&deployment.mistakes, &deployment.tolerated}) {
    std::ranges::stable_sort(*errors, {}, [](const Error& error) {
      return error.where ? std::pair(error.where->line, error.where->column) : std::pair(0U, 0U);
    });
  }
}

}  // namespace roadworthy
