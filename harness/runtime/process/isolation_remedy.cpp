#include "runtime/process/isolation_remedy.h"

#include <cstdlib>
#include <string_view>

#include "runtime/process/files.h"

namespace roadworthy {
namespace {

struct Setting {
  const char* file;
  std::string_view refuses;  ///< The value that forbids.
  std::string_view remedy;
};

constexpr Setting kSettings[] = {
    {"/proc/sys/kernel/unprivileged_userns_clone", "0",
     "Allow user namespaces: `sysctl kernel.unprivileged_userns_clone=1`"},
    {"/proc/sys/user/max_user_namespaces", "0", "Allow user namespaces: `sysctl user.max_user_namespaces=15000`"},
    {"/proc/sys/user/max_net_namespaces", "0", "Allow network namespaces: `sysctl user.max_net_namespaces=15000`"},
    {"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1",
     "Allow user namespaces: `sysctl kernel.apparmor_restrict_unprivileged_userns=0`"},
};

bool has_seccomp_filter() {
  return read_some("/proc/self/status", 4096).find("\nSeccomp:\t2") != std::string::npos;
}

}  // namespace

std::string isolation_remedy() {
  for (const Setting& setting : kSettings) {
    std::string value = read_some(setting.file, 32);
    while (value.ends_with('\n')) {
      value.pop_back();
    }
    if (value == setting.refuses) {
      return std::string(setting.remedy);
    }
  }
  const char* asked = std::getenv("ROADWORTHY_ISOLATION");
  if (asked != nullptr && std::string_view(asked) == "shared") {
    return "Run it without ROADWORTHY_ISOLATION=shared";
  }
  if (has_seccomp_filter()) {
    return "In a container, start it with `--security-opt seccomp=unconfined --security-opt apparmor=unconfined "
           "--security-opt systempaths=unconfined` or `--privileged`";
  }
  return "Run as root, or on a machine that allows user namespaces";
}

}  // namespace roadworthy
