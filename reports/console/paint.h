#pragma once

#include <string>
#include <string_view>

#include "core/verdict.h"
#include "reports/console/console.h"

namespace roadworthy::report {

enum class Tone { plain, strong, faint, good, bad, broken, doubtful };

/// `text` in the colour of its tone, or as it is when the style wants no colours.
[[nodiscard]] std::string paint(Tone tone, std::string_view text, const ConsoleStyle& style);

[[nodiscard]] Tone tone_of(Outcome outcome);
[[nodiscard]] Tone tone_of(ItemVerdict verdict);
[[nodiscard]] Tone tone_of(StepOutcome outcome);

/// As the console writes it: what needs a reader is in capitals, so that it is found without colours too.
[[nodiscard]] std::string_view console_word(Outcome outcome);
[[nodiscard]] std::string_view console_word(StepOutcome outcome);

/// The columns that there are, behind an indentation.
[[nodiscard]] std::size_t room(const ConsoleStyle& style, std::size_t indentation);

}  // namespace roadworthy::report
