#include "runtime/docker/labels.h"

#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/unique_fd.h"

namespace roadworthy {
namespace {

constexpr std::chrono::hours kLongestForeignRun{24};

}  // namespace

std::string this_machine() {
  std::string host(256, '\0');
  ::gethostname(host.data(), host.size() - 1);
  std::ifstream in("/proc/sys/kernel/random/boot_id");
  std::string boot;
  in >> boot;
  return fmt::format("{}:{}", host.c_str(), boot);
}

StandLabels StandLabels::of(const StandOptions& options) {
  return {.run = options.run_id,
          .stand = fmt::format("{}-{}", options.run_id, options.stand_id),
          .machine = this_machine(),
          .lease = (std::filesystem::path(options.folder).parent_path() / "lease").string()};
}

nlohmann::json StandLabels::to_json(const std::string& name) const {
  return {{kRunLabel, run}, {kStandLabel, stand}, {kMachineLabel, machine}, {kLeaseLabel, lease}, {kNameLabel, name}};
}

bool is_abandoned(const nlohmann::json& labels, Duration age, const ReleasedStands& released) {
  if (!labels.is_object() || !labels.contains(kRunLabel)) {
    return false;
  }
  if (labels.value(kMachineLabel, "") != this_machine()) {
    return age > kLongestForeignRun;
  }
  const std::string path = labels.value(kLeaseLabel, "");
  std::error_code ignored;
  const std::string stand = labels.value(kStandLabel, "");
  const auto kept = std::filesystem::path(path).parent_path() / kKeptFolder / (stand + ".json");
  if (!released.contains(stand) && std::filesystem::exists(kept, ignored)) {
    return false;
  }
  const UniqueFd lease(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  return lease ? ::flock(lease.get(), LOCK_EX | LOCK_NB) == 0 : errno == ENOENT;
}

}  // namespace roadworthy
