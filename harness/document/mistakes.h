#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "document/node.h"

namespace roadworthy {

/// A mistake at a place in a file.
[[nodiscard]] Error make_mistake(std::shared_ptr<const SourceFile> file, const Region& place, std::string message,
                                 std::string remedy = {});

/// Adds to the mistakes of a file. Past the hundredth it notes once that there are more and drops the rest: nobody
/// reads them, and a hostile file could make millions.
void note_mistake(Errors& errors, Error mistake);

/// Notes every key that stands in a mapping more than once, with both places.
void note_duplicates(const std::shared_ptr<const SourceFile>& file, const std::vector<Member>& members, Errors& errors);

}  // namespace roadworthy
