#pragma once

#include <cstddef>

#include "document/node.h"

namespace roadworthy {

/// The list of references that an expression of a configuration holds, whether under `references` or by itself; null
/// where it holds none.
[[nodiscard]] const Node* reference_list(const Node* expression);

/// Whether the reference at `index` of such a list is written as it is. Terraform adds the beginnings of each:
/// `module.network` after `module.network.vpc_id`, `aws_lb.front` after `aws_lb.front.arn`.
[[nodiscard]] bool is_whole_reference(const Node& list, std::size_t index);

}  // namespace roadworthy
