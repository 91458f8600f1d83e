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

/// What a stand-in can do wrong, and how that is described; every fault may last `for` a while. The stand-ins' own
/// table is in mocks/http; a program of its own cannot be asked while a file is read.
struct FaultRow {
  std::string_view kind;
  std::array<std::string_view, 5> keys;  ///< The rest is empty.
  std::string_view needs;                ///< The key that it cannot do without; may be empty.
};

constexpr std::array kFaults{
    FaultRow{"refuse", {"endpoint"}, ""},
    FaultRow{"hang", {"path", "count", "endpoint"}, ""},
    FaultRow{"slow", {"path", "count", "delay", "endpoint"}, "delay"},
    FaultRow{"status", {"path", "count", "status", "body", "content_type"}, ""},
    FaultRow{"wrong_body", {"path", "count", "body", "content_type"}, ""},
    FaultRow{"cut_body", {"path", "count", "send_bytes"}, ""},
    FaultRow{"fail_first", {"path", "count", "status", "body", "content_type"}, "count"},
    // Those of etcd.
    FaultRow{"unavailable", {"path", "count", "endpoint"}, ""},
    FaultRow{"no_leader", {"path", "count", "endpoint"}, ""},
    FaultRow{"compacted", {"path", "count", "endpoint"}, ""},
    FaultRow{"auth_lost", {"path", "count", "endpoint"}, ""},
    FaultRow{"watch_stalled", {}, ""},
    FaultRow{"watch_cancelled", {}, ""},
    FaultRow{"lease_lost", {}, ""},
};

struct Range {
  std::string_view key;
  std::uint32_t lowest;
  std::uint32_t highest;
};
constexpr std::array kNumbers{Range{"count", 1, 1'000'000'000}, Range{"status", 200, 599},
                              Range{"send_bytes", 0, 1'000'000'000}, Range{"endpoint", 1, 100}};

void take_number(Decoder& decode, const Range& range, json& fault) {
  const auto number = decode.optional<std::uint32_t>(range.key);
  if (number && (*number < range.lowest || *number > range.highest)) {
    decode.fail(range.key,
                fmt::format("`{}` must be between {} and {}, not {}", range.key, range.lowest, range.highest, *number));
  } else if (number) {
    fault[std::string(range.key)] = *number;
  }
}

void take_field(Decoder& decode, std::string_view key, json& fault) {
  const std::string name(key);
  if (const auto* range = std::ranges::find(kNumbers, key, &Range::key); range != kNumbers.end()) {
    take_number(decode, *range, fault);
  } else if (key == "delay" || key == "for") {
    if (const auto duration = decode.optional<Duration>(key)) {
      fault[name] = to_text(*duration);
    }
  } else if (const auto text = decode.optional<std::string>(key)) {
    fault[name] = *text;
  }
}

/// `{ kind: hang, path: /_node, count: 3, for: 2s }`
json take_fault(Decoder& decode) {
  json fault;
  const auto kind = decode.required<std::string>("kind");
  fault["kind"] = kind;
  take_field(decode, "for", fault);
  const auto* row = std::ranges::find(kFaults, kind, &FaultRow::kind);
  if (row == kFaults.end()) {
    std::vector<std::string> names;
    for (const FaultRow& each : kFaults) {
      names.emplace_back(each.kind);
      std::ranges::for_each(each.keys,
                            [&](std::string_view key) { decode.allow(key); });  // Its own mistake says enough.
    }
    if (!kind.empty()) {
      decode.fail("kind", fmt::format("unknown fault `{}`{}", kind, did_you_mean(kind, names)),
                  fmt::format("allowed are {}", fmt::join(names, ", ")));
    }
    return fault;
  }
  for (const std::string_view key : row->keys) {
    if (!key.empty()) {
      take_field(decode, key, fault);
    }
  }
  if (!row->needs.empty() && !decode.has(row->needs)) {
    decode.fail("kind", fmt::format("`{}` needs a `{}`", kind, row->needs));
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
  } else if (const auto clear = body.optional<bool>("clear"); !body.has("clear")) {
    faults.push_back(take_fault(body));
  } else if (clear && !*clear) {
    body.fail("clear", "`clear` takes only true", "leave it out, and name a fault by its `kind`");
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
