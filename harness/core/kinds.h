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

enum class FigureType { boolean, whole, number, other };

/// A figure that a stand-in can be told to report, as the step `model` takes it.
struct FigureKind {
  std::string_view name;
  FigureType type = FigureType::other;  ///< `other`: the stand-in itself looks at it.
  double lowest = 0;                    ///< Of whole numbers and numbers, inclusive.
  double highest = 0;
  bool may_be_null = false;  ///< Null gives it back to the stand-in.
};

/// A stand-in that a topology can name.
struct StandInKind {
  std::string_view name;
  std::string_view summary;
  std::string_view program;               ///< Its file name in the libexec folder.
  std::span<const FigureKind> figures{};  ///< Empty: they are not known here.
};

}  // namespace roadworthy
