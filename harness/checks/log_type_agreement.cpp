#include "checks/log_type_agreement.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "checks/json_values.h"

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

class Comparing {
 public:
  Comparing(const json& body, const json& reported) : body_(body) {
    for (const auto& [name, figures] : reported.at("log_types").items()) {
      const auto in = figures.at("in").get<std::uint64_t>();
      const auto dropped = figures.at("dropped").get<std::uint64_t>();
      types_[name] = {.dropped = dropped, .passed = in - dropped, .parts = parts_named(body, name)};
    }
    for (const json& entry : reported.at("outputs")) {
      outputs_.push_back({.id = entry.at("id").get<std::string>(),
                          .types = entry.at("types").get<std::vector<std::string>>(),
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
    for (const Output& output : outputs_) {
      if (output.types.size() == 1) {
        compare_own(output);
      } else if (output.types.size() > 1) {
        compare_shared(output);
      }
    }
    return std::move(mismatches_);
  }

 private:
  void expect(bool holds, std::string expected, std::string seen) {
    if (!holds) {
      mismatches_.push_back({std::move(expected), std::move(seen)});
    }
  }

  void compare_own(const Output& output) {
    const std::string& own = output.types.front();
    const Type& type = types_[own];
    expect(type.parts.empty() || type.holds(static_cast<double>(output.out)),
           fmt::format("{} events that {} sent, under {}", output.out, output.id, own), "no such number there");
    const auto holds = [&](std::uint64_t figure) { return type.holds(static_cast<double>(figure)); };
    expect(output.failures == 0 || std::ranges::any_of(output.failed(), holds),
           fmt::format("{} failures of {}, under {}", output.failures, output.id, own), "no such number there");
    for (const auto& [name, other] : types_) {
      const bool there = name != own && std::ranges::any_of(other.parts, [&](const json* part) {
                           return holds_text(*part, output.id);
                         });
      expect(!there, fmt::format("{} under {} alone", output.id, own), fmt::format("it is under {}", name));
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

  void compare_shared(const Output& output) {
    for (const std::string& name : output.types) {
      expect(!types_[name].holds(static_cast<double>(output.in)),
             fmt::format("of the {} events of {} only its own under {}", output.in, output.id, name),
             "all of them under it");
    }
    const auto counted = [&](std::uint64_t figure) { return holds_value(body_, figure) || is_divided(output, figure); };
    expect(output.in == 0 || counted(output.in),
           fmt::format("{} events of {}, divided among its types or as a whole", output.in, output.id), "neither");
    expect(output.failures == 0 || std::ranges::any_of(output.failed(), counted),
           fmt::format("{} failures of {}, divided among its types or as a whole", output.failures, output.id),
           "neither");
  }

  const json& body_;
  std::map<std::string, Type> types_;
  std::vector<Output> outputs_;
  std::vector<Mismatch> mismatches_;
};

}  // namespace

std::vector<Mismatch> compare_log_types(const json& body, const json& reported) {
  return Comparing(body, reported).run();
}

}  // namespace roadworthy
