#pragma once

#include "core/error.h"

namespace roadworthy {

/// Adds to the mistakes of a file. Past the hundredth it notes once that there are more and drops the rest: nobody
/// reads them, and a hostile file could make millions.
void note_mistake(Errors& errors, Error mistake);

}  // namespace roadworthy
