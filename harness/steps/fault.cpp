#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "steps/stand_in_command.h"
#include "steps/steps.h"

namespace roadworthy {
namespace {

using nlohmann::json;

/// What a stand-in can do wrong. The stand-ins' own table is in mocks/http; a program of its own cannot be asked while
/// a file is read.
constexpr std::array<std::string_view, 7> kKinds{"refuse",     "hang",     "slow",      "status",
                                                 "wrong_body", "cut_body", "fail_first"};

/// `{ kind: hang, path: /_node, count: 3, for: 2s }` with `delay` of slow, `status` and `body` of status, `body` of
/// wrong_body.
json take_fault(Decoder& decode) {
  json fault;
  const auto kind = decode.required<std::string>("kind");
  if (!kind.empty() && std::ranges::find(kKinds, kind) == kKinds.end()) {
    const std::vector<std::string> names(kKinds.begin(), kKinds.end());
    decode.fail("kind", fmt::format("unknown fault `{}`{}", kind, did_you_mean(kind, names)),
                fmt::format("allowed are {}", fmt::join(names, ", ")));
  }
  fault["kind"] = kind;
  for (const std::string_view key : {"path", "body", "content_type"}) {
    if (const auto text = decode.optional<std::string>(key)) {
      fault[std::string(key)] = *text;
    }
  }
  for (const std::string_view key : {"for", "delay"}) {
    if (const auto duration = decode.optional<Duration>(key)) {
      fault[std::string(key)] = to_text(*duration);
    }
  }
  for (const std::string_view key : {"count", "status", "send_bytes"}) {
    if (const auto number = decode.optional<std::uint32_t>(key)) {
      fault[std::string(key)] = *number;
    }
  }
  if (kind == "slow" && !decode.has("delay")) {
    decode.fail("kind", "`slow` needs a `delay`");
  }
  if (kind == "fail_first" && !decode.has("count")) {
    decode.fail("kind", "`fail_first` needs a `count`");
  }
  return fault;
}

json take_faults(Decoder& body) {
  json faults = json::array();
  if (const auto list = body.take("faults")) {
    for (const NodeView& node : list->items()) {
      Decoder each(node, body.errors(), "a fault");
      faults.push_back(take_fault(each));
      each.finish();
    }
    if (faults.empty()) {
      body.fail("faults", "`faults` takes a list of at least one fault", "clear: true ends all of them");
    }
  } else if (!body.optional<bool>("clear").value_or(false)) {
    faults.push_back(take_fault(body));
  }
  return faults;
}

std::string describe(const json& faults) {
  if (faults.empty()) {
    return "none";
  }
  std::vector<std::string> kinds;
  for (const json& fault : faults) {
    kinds.push_back(fault.value("kind", ""));
  }
  return fmt::format("{}", fmt::join(kinds, ", "));
}

}  // namespace

Action parse_fault(Decoder& decode) {
  decode.allow("fault");
  Decoder body(*decode.node().find("fault"), decode.errors(), "`fault`");
  NamedPlace of = take_stand_in(body);
  const json faults = take_faults(body);
  body.finish();
  const std::string description = fmt::format("fault of {}: {}", of.name, describe(faults));
  return stand_in_action("fault", description, std::move(of), {{"command", "fault"}, {"faults", faults}});
}

}  // namespace roadworthy
