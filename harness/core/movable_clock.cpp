#include "core/movable_clock.h"

#include <algorithm>

namespace roadworthy {
namespace {

constexpr const char* kFolder = "/.roadworthy-clock";
constexpr const char* kFile = "offset";
/// The dynamic linker puts the machine's own library folder in place of `$LIB`.
constexpr const char* kLibrary = "/usr/$LIB/faketime/libfaketimeMT.so.1";

}  // namespace

void make_clock_movable(ContainerSpec& container, std::string_view stand_name) {
  const VolumeFile file = clock_file(stand_name);
  const bool known =
      std::ranges::any_of(container.volumes, [&](const VolumeMount& mount) { return mount.source == file.volume; });
  if (known) {
    return;
  }
  container.volumes.push_back({.source = file.volume, .target = kFolder, .read_only = true, .where = container.where});
  container.environment["LD_PRELOAD"] = kLibrary;
  container.environment["FAKETIME_TIMESTAMP_FILE"] = std::string(kFolder) + "/" + kFile;
  container.environment["FAKETIME_NO_CACHE"] = "1";
  container.environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
}

VolumeFile clock_file(std::string_view stand_name) {
  std::string volume = "clock-" + std::string(stand_name);
  std::ranges::replace(volume, '.', '-');
  return {.volume = std::move(volume), .path = kFile};
}

}  // namespace roadworthy
