#pragma once

#include "definition/source.h"

namespace roadworthy {

/// Notes a mistake for everything in a Compose file's sections that is not of a kind that the Compose specification
/// allows there. Unknown keys are not its business: those show when nobody asks for them.
void check_compose_shapes(Source& source);

/// Asks for every key that a Compose file may have at its top: of a file that nobody else asks for them.
void ask_top_keys(Source& source);

}  // namespace roadworthy
