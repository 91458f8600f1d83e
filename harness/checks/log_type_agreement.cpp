#include "checks/log_type_agreement.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "checks/json_values.h"
#include "checks/misplaced_figures.h"

namespace roadworthy {
namespace {

using nlohmann::json;

/// What one type got through its filters, and the parts of the body that are about it.
struct Type {
  std::uint64_t dropped = 0;
  std::uint64_t passed = 0;  ///< Left its filters, delivered or not.
  std::vector<const json*> parts;

  [[nodiscard]] bool holds(double number) const { return holds_about(number, 0); }
  [[nodiscard]] bool holds_about(double number, double give) const {
    return std::ranges::any_of(parts,
                               [&](const json* part) { return holds_number(*part, number - give, number + give); });
  }
};

struct Output {
  std::string id;
  std::vector<std::string> types;  ///< Those whose events come to it.
  std::uint64_t in = 0;
  std::uint64_t out = 0;
  std::uint64_t failures = 0;
  std::uint64_t retries = 0;  ///< A subject may count them among the failures.

  /// Figures that may stand for what failed: with what was tried again, with what waits to be, or without either.
  [[nodiscard]] std::array<std::uint64_t, 3> failed() const {
    return {failures, failures + retries, failures + (in > out ? in - out : 0)};
  }
};

/// Outputs that the same types come to: each may be told by itself, or all of them as a sum (a process may have a
/// pipeline or a target more than one).
struct Outputs {
  std::vector<Output> each;
  Output sum;

  void add(Output output) {
    sum.id += (sum.id.empty() ? "" : " and ") + output.id;
    sum.types = output.types;
    sum.in += output.in;
    sum.out += output.out;
    sum.failures += output.failures;
    sum.retries += output.retries;
    each.push_back(std::move(output));
  }
  template <typename Told>
  [[nodiscard]] bool told(const Told& is_told) const {
    return std::ranges::all_of(each, is_told) || is_told(sum);
  }
};

class Comparing {
 public:
  Comparing(const json& body, const json& reported) : body_(body) {
    for (const auto& [name, figures] : reported.at("log_types").items()) {
      const auto in = figures.at("in").get<std::uint64_t>();
      const auto dropped = figures.at("dropped").get<std::uint64_t>();
      types_[name] = {.dropped = dropped, .passed = in - dropped, .parts = parts_named(body, name)};
    }
    for (const json& entry : reported.at("outputs")) {
      const auto types = entry.at("types").get<std::vector<std::string>>();
      outputs_of(types).add({.id = entry.at("id").get<std::string>(),
                             .types = types,
                             .in = entry.at("in").get<std::uint64_t>(),
                             .out = entry.at("out").get<std::uint64_t>(),
                             .failures = entry.at("failures").get<std::uint64_t>(),
                             .retries = entry.at("retries").get<std::uint64_t>()});
    }
  }

  std::vector<Mismatch> run() {
    for (const auto& [name, type] : types_) {
      if (type.parts.empty()) {
        expect(false, fmt::format("a part that is about {}", name), "none");
      } else if (type.dropped > 0) {
        expect(type.holds(static_cast<double>(type.dropped)),
               fmt::format("{} dropped events under {}", type.dropped, name), "no such number there");
      }
    }
    for (const Outputs& outputs : outputs_) {
      const auto& types = outputs.sum.types;
      if (types.size() == 1) {
        compare_own(outputs);
      } else if (types.size() > 1) {
        compare_shared(outputs);
      }
    }
    return std::move(mismatches_);
  }

 private:
  Outputs& outputs_of(const std::vector<std::string>& types) {
    const auto found = std::ranges::find_if(outputs_, [&](const Outputs& each) { return each.sum.types == types; });
    return found == outputs_.end() ? outputs_.emplace_back() : *found;
  }

  void expect(bool holds, std::string expected, std::string seen) {
    if (!holds) {
      mismatches_.push_back({std::move(expected), std::move(seen)});
    }
  }

  void compare_own(const Outputs& outputs) {
    const Output& sum = outputs.sum;
    const std::string& own = sum.types.front();
    const Type& type = types_[own];
    const auto holds = [&](std::uint64_t figure) { return type.holds(static_cast<double>(figure)); };
    expect(type.parts.empty() || outputs.told([&](const Output& output) { return holds(output.out); }),
           fmt::format("{} events that {} sent, under {}", sum.out, sum.id, own), "no such number there");
    expect(sum.failures == 0 || outputs.told([&](const Output& output) {
      return output.failures == 0 || std::ranges::any_of(output.failed(), holds);
    }),
           fmt::format("{} failures of {}, under {}", sum.failures, sum.id, own), "no such number there");
    for (const auto& [name, other] : types_) {
      for (const Output& output : outputs.each) {
        const bool there = name != own && std::ranges::any_of(other.parts, [&](const json* part) {
                             return holds_text(*part, output.id);
                           });
        expect(!there, fmt::format("{} under {} alone", output.id, own), fmt::format("it is under {}", name));
      }
    }
  }

  /// Whether a figure of a shared output is divided among its types as their events are.
  [[nodiscard]] bool is_divided(const Output& output, std::uint64_t figure) {
    std::uint64_t all = 0;
    for (const std::string& name : output.types) {
      all += types_[name].passed;
    }
    return std::ranges::all_of(output.types, [&](const std::string& name) {
      const double share =
          static_cast<double>(figure) * static_cast<double>(types_[name].passed) / static_cast<double>(all);
      return types_[name].holds_about(share, 3 + share * 0.02);
    });
  }

  void compare_shared(const Outputs& outputs) {
    const Output& sum = outputs.sum;
    for (const std::string& name : sum.types) {
      expect(!types_[name].holds(static_cast<double>(sum.in)),
             fmt::format("of the {} events of {} only its own under {}", sum.in, sum.id, name), "all of them under it");
    }
    const auto counted = [&](const Output& output, std::uint64_t figure) {
      return holds_value(body_, figure) || is_divided(output, figure);
    };
    expect(outputs.told([&](const Output& output) { return output.in == 0 || counted(output, output.in); }),
           fmt::format("{} events of {}, divided among its types or as a whole", sum.in, sum.id), "neither");
    expect(sum.failures == 0 || outputs.told([&](const Output& output) {
      return output.failures == 0 ||
             std::ranges::any_of(output.failed(), [&](std::uint64_t figure) { return counted(output, figure); });
    }),
           fmt::format("{} failures of {}, divided among its types or as a whole", sum.failures, sum.id), "neither");
  }

  const json& body_;
  std::map<std::string, Type> types_;
  std::vector<Outputs> outputs_;
  std::vector<Mismatch> mismatches_;
};

}  // namespace

std::vector<Mismatch> compare_log_types(const json& body, const json& reported) {
  std::vector<Mismatch> mismatches = Comparing(body, reported).run();
  std::ranges::move(misplaced_figures(body, reported), std::back_inserter(mismatches));
  return mismatches;
}

}  // namespace roadworthy
