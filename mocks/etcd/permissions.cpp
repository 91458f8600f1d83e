#include "mocks/etcd/permissions.h"

#include "mocks/etcd/interval_tree.h"

namespace roadworthy::mocks::etcd {
namespace {

Span span_of(std::string_view key, std::string_view range_end) {
  Span span{.begin = std::string(key), .end = std::string(range_end)};
  if (range_end.empty()) {
    span.end = span.begin + '\0';
  } else if (range_end == std::string_view("\0", 1)) {
    span.end.clear();
  }
  return span;
}

}  // namespace

bool permits(const std::vector<authpb::Permission>& permissions, authpb::Permission::Type access, std::string_view key,
             std::string_view range_end) {
  IntervalTree tree;
  for (const auto& permission : permissions) {
    if (permission.permtype() == access || permission.permtype() == authpb::Permission::READWRITE) {
      tree.insert(span_of(permission.key(), permission.range_end()));
    }
  }
  const Span wanted = span_of(key, range_end);
  return range_end.empty() ? tree.touches(wanted) : tree.covers(wanted);
}

}  // namespace roadworthy::mocks::etcd
