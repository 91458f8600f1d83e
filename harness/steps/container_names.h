#pragma once

#include <string>
#include <vector>

#include "core/check.h"
#include "document/decoder.h"

namespace roadworthy {

/// The containers that the value of `key` names: one, or a list.
[[nodiscard]] std::vector<NamedPlace> take_containers(Decoder& decode, std::string_view key);

[[nodiscard]] std::vector<std::string> names_of(const std::vector<NamedPlace>& places);

/// An action that does the same to each of its containers in turn and stops at the first error.
[[nodiscard]] Action for_each_container(std::string kind, std::vector<NamedPlace> containers,
                                        std::function<Result<void>(Stand&, const std::string&, TimePoint)> act);

}  // namespace roadworthy
