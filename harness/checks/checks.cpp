#include "checks/checks.h"

#include <array>

namespace roadworthy {
namespace {

/// A new check is a row here and a file beside this one.
constexpr std::array kChecks{
    CheckKind{"http", "an HTTP answer: status, headers, JSON, text, size, time", &parse_http_check},
    CheckKind{"archive", "an HTTP answer that is an archive: its members, their content, its end",
              &parse_archive_check},
    CheckKind{"browser", "what a page shows in a real browser", &parse_browser_check},
    CheckKind{"secrets", "the scenario's secrets are nowhere in an answer or a log, in no encoding",
              &parse_secrets_check},
    CheckKind{"log", "a line that a container printed", &parse_log_check},
    CheckKind{"container", "a container's state, health, user, memory", &parse_container_check},
    CheckKind{"etcd", "a key that etcd holds, its revision, and who asked for it", &parse_etcd_check},
};

}  // namespace

std::span<const CheckKind> check_kinds() {
  return kChecks;
}

}  // namespace roadworthy
