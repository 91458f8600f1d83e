#pragma once

#include "core/error.h"
#include "definition/embedded_text.h"

namespace roadworthy {

/// Errors of the text that a template gives, as errors of the template: in its places, and with what to do instead.
[[nodiscard]] Errors errors_of_template(Errors errors, const EmbeddedText& given);

}  // namespace roadworthy
