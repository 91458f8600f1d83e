#include "checks/pattern.h"

#include <fmt/format.h>

namespace roadworthy {

std::shared_ptr<const RE2> parse_pattern(const NodeView& node, Errors& errors) {
  std::string text;
  if (!decode_value(node, errors, text)) {
    return nullptr;
  }
  RE2::Options options;
  options.set_log_errors(false);
  auto pattern = std::make_shared<RE2>(text, options);
  if (!pattern->ok()) {
    add_error(errors, node, fmt::format("`{}` is no regular expression: {}", text, pattern->error()),
              "the syntax is RE2's");
    return nullptr;
  }
  return pattern;
}

}  // namespace roadworthy
