#include "checks/bounded_json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace roadworthy {
namespace {

struct TooDeep {};

}  // namespace

std::expected<nlohmann::json, std::string> parse_bounded_json(const std::string& text) {
  using nlohmann::json;
  constexpr int kDeepest = 200;
  const auto bound = [](int depth, json::parse_event_t, json&) {
    if (depth > kDeepest) {
      throw TooDeep{};
    }
    return true;
  };
  try {
    return json::parse(text, bound);
  } catch (const TooDeep&) {
    return std::unexpected(fmt::format("JSON nested deeper than {} levels", kDeepest));
  } catch (const json::parse_error& error) {
    return std::unexpected(text.empty() ? std::string("an empty body")
                                        : fmt::format("no JSON (at byte {}): {}", error.byte, text.substr(0, 100)));
  }
}

}  // namespace roadworthy
