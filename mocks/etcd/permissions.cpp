#include "mocks/etcd/permissions.h"

#include <algorithm>
#include <optional>

namespace roadworthy::mocks::etcd {
namespace {

/// Half open; no `end` is the end of all keys.
struct Span {
  std::string begin;
  std::optional<std::string> end;
};

Span span_of(std::string_view key, std::string_view range_end) {
  Span span{.begin = std::string(key), .end = std::nullopt};
  if (range_end.empty()) {
    span.end = span.begin + '\0';
  } else if (range_end != std::string_view("\0", 1)) {
    span.end = std::string(range_end);
  }
  return span;
}

}  // namespace

bool permits(const std::vector<authpb::Permission>& permissions, authpb::Permission::Type access, std::string_view key,
             std::string_view range_end) {
  std::vector<Span> spans;
  for (const auto& permission : permissions) {
    if (permission.permtype() == access || permission.permtype() == authpb::Permission::READWRITE) {
      spans.push_back(span_of(permission.key(), permission.range_end()));
    }
  }
  std::ranges::sort(spans, {}, &Span::begin);
  // Walks along the wanted keys: `covered` is the first of them that no permission seen so far has.
  const Span wanted = span_of(key, range_end);
  std::string covered = wanted.begin;
  for (const Span& span : spans) {
    if (span.end && *span.end <= covered) {
      continue;  // Ends before what is still wanted begins.
    }
    if (span.begin > covered) {
      return false;
    }
    if (!span.end) {
      return true;
    }
    covered = *span.end;
    if (wanted.end && covered >= *wanted.end) {
      return true;
    }
  }
  return false;
}

}  // namespace roadworthy::mocks::etcd
