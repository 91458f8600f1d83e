#include "checks/bounded_json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/source_span.h"

namespace roadworthy {
namespace {

struct TooDeep {};

std::string beginning_of(const std::string& text) {
  return printable(std::string_view(text).substr(0, 100));
}

}  // namespace

std::expected<nlohmann::json, std::string> parse_bounded_json(const std::string& text) {
  using nlohmann::json;
  constexpr int kDeepest = 200;
  const auto bound = [](int depth, json::parse_event_t event, json&) {
    const bool opens = event == json::parse_event_t::array_start || event == json::parse_event_t::object_start;
    if (opens && depth >= kDeepest) {
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
                                        : fmt::format("no JSON (at byte {}): {}", error.byte, beginning_of(text)));
  } catch (const json::exception&) {  // A number that no double holds.
    return std::unexpected(fmt::format("JSON with a number out of range: {}", beginning_of(text)));
  }
}

}  // namespace roadworthy
