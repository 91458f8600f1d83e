#pragma once

#include <span>
#include <string_view>

#include "core/check.h"

namespace roadworthy {

class Decoder;

/// A row of checks.cpp: a check that a scenario can name. The key `name` of a time shape's mapping chooses it
/// (`eventually: { within: 2s, http: "GET ...", status: 200 }`); `parse` reads that key and the check's own from the
/// same mapping. Mistakes go to the decoder; the check returned is used only when there are none.
struct CheckKind {
  std::string_view name;
  std::string_view summary;
  Check (*parse)(Decoder& decode);
};

/// A row of steps.cpp: an action that a scenario can name. `parse` gets a decoder of the step itself, with the action's
/// own key (`kill`) still to be taken.
struct ActionKind {
  std::string_view name;
  std::string_view summary;
  Action (*parse)(Decoder& decode);
};

/// A stand-in that a topology can name.
struct StandInKind {
  std::string_view name;
  std::string_view summary;
  std::string_view program;  ///< Its file name in the libexec folder.
};

}  // namespace roadworthy
