#pragma once

#include <vector>

#include "mocks/etcd/endpoints.h"
#include "mocks/http/control.h"

namespace roadworthy::mocks::etcd {

/// The commands of the control channel: the common ones, with a journal that shows what was asked of gRPC, too.
[[nodiscard]] std::vector<Command> etcd_commands(Endpoints& endpoints, Service& service);

}  // namespace roadworthy::mocks::etcd
