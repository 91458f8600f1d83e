#pragma once

#include <auth.pb.h>
#include <string>
#include <string_view>
#include <vector>

namespace roadworthy::mocks::etcd {

/// Whether `permissions` together cover every key that a request names by `key` and `range_end`, for one kind of
/// access. Adjoining and overlapping permissions count as one. What ends before it begins, a request or a permission,
/// is judged as etcd's interval tree happens to: that depends on the order of `permissions`.
[[nodiscard]] bool permits(const std::vector<authpb::Permission>& permissions, authpb::Permission::Type access,
                           std::string_view key, std::string_view range_end);

}  // namespace roadworthy::mocks::etcd
