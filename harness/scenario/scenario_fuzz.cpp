#include <cstdint>
#include <cstdlib>

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "checks/checks.h"
#include "scenario/load_scenario.h"
#include "steps/steps.h"

/// A scenario file of whatever bytes is read, or its mistakes are told, each in words.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace roadworthy;
  static const int file = memfd_create("scenario", 0);
  if (ftruncate(file, 0) != 0 || pwrite(file, data, size, 0) != static_cast<ssize_t>(size)) {
    std::abort();
  }
  LoadOptions options;
  options.checks = check_kinds();
  options.actions = action_kinds();
  static constexpr StandInKind kStandIn{"logstash", "", "roadworthy-logstash"};
  options.stand_ins = {&kStandIn, 1};
  options.libexec = "/nowhere";
  options.subjects["status-sidecar"] = "true";
  const auto loaded = load_scenario(fmt::format("/proc/self/fd/{}", file), options);
  if (loaded) {
    (void)longest(loaded->scenario);
    (void)items_of(loaded->scenario);
    return 0;
  }
  for (const Error& error : loaded.error()) {
    if (describe(error).empty()) {
      std::abort();
    }
  }
  if (loaded.error().empty()) {
    std::abort();
  }
  return 0;
}
