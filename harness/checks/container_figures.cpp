#include "checks/container_figures.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace roadworthy {
namespace {

using nlohmann::json;

constexpr Duration kCpuWindow = std::chrono::seconds(1);

Result<json> ask_user(Stand& stand, const std::string& container) {
  const auto user = stand.user(container);
  return user ? Result<json>(*user) : std::unexpected(user.error());
}

Result<json> ask_memory(Stand& stand, const std::string& container) {
  const auto usage = stand.usage(container);
  return usage ? Result<json>(usage->memory_high_water_bytes) : std::unexpected(usage.error());
}

Result<json> ask_image_size(Stand& stand, const std::string& container) {
  const auto image = stand.image(container);
  return image ? Result<json>(image->bytes) : std::unexpected(image.error());
}

/// Over a second of its own, so that neither its start nor a pause counts.
Result<json> ask_cpus(Stand& stand, const std::string& container) {
  const auto before = stand.usage(container);
  if (!before) {
    return std::unexpected(before.error());
  }
  const TimePoint from = stand.clock().now();
  while (stand.clock().now() < from + kCpuWindow && !stand.interrupted()) {
    stand.await_change(stand.changes(), from + kCpuWindow);
  }
  const double seconds = std::chrono::duration<double>(stand.clock().now() - from).count();
  const auto after = stand.usage(container);
  if (!after) {
    return std::unexpected(after.error());
  }
  return json(std::max(0.0, after->cpu_seconds - before->cpu_seconds) / std::max(seconds, 0.001));
}

constexpr std::array kFigures{
    Figure{"user", "the user", &ask_user},
    Figure{"cpus", "the number of busy processors", &ask_cpus},
    Figure{"memory_high_water", "the memory's high-water mark", &ask_memory},
    Figure{"image_size", "the image's size", &ask_image_size},
};

}  // namespace

std::vector<FigureExpectation> take_figures(Decoder& decode) {
  std::vector<FigureExpectation> figures;
  for (const Figure& figure : kFigures) {
    if (const auto node = decode.take(figure.key)) {
      figures.push_back({&figure, parse_matcher(*node, decode.errors())});
    }
  }
  return figures;
}

Result<void> look_at_figures(const std::vector<FigureExpectation>& figures, const std::string& container, Stand& stand,
                             Observation& observation) {
  for (const auto& [figure, matcher] : figures) {
    const auto value = figure->ask(stand, container);
    if (!value && value.error().kind != ErrorKind::no_answer) {
      return std::unexpected(value.error());
    }
    const json* found = value ? &*value : nullptr;
    const std::string seen = value ? describe_value(found) : value.error().message;
    observation.sample += fmt::format(", {} {}", figure->key, value ? seen : "none");
    observation.seen += fmt::format(", {} is {}", figure->words, seen);
    if (const auto mismatch = matcher.mismatch(found)) {
      observation.mismatches.push_back({fmt::format("{} of {} {}", figure->words, container, *mismatch), seen});
    }
  }
  return {};
}

}  // namespace roadworthy
