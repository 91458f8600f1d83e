#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "core/check.h"
#include "document/decoder.h"

namespace roadworthy {

/// Takes `of:`, the container that is a stand-in.
[[nodiscard]] NamedPlace take_stand_in(Decoder& decode);

/// An action that sends one command to a stand-in's control channel. A command that the stand-in refuses is an error of
/// the file, told in the stand-in's words.
[[nodiscard]] Action stand_in_action(std::string kind, std::string description, NamedPlace of, nlohmann::json command);

}  // namespace roadworthy
