#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "definition/source.h"

namespace roadworthy {

/// Places, by JSON Pointer, of what Pulumi says of its values.
struct PulumiMarks {
  std::map<std::string, std::string> unknown;  ///< With the reason.
  std::set<std::string> sensitive;             ///< Everything below is secret too.
  std::vector<Region> plain;                   ///< Of secrets that the file shows.
};

/// Undoes what Pulumi wraps values in (the "special" objects of its state, marked by a signature key): a secret with
/// its plaintext becomes that value, one that is encrypted becomes unknown, an output becomes its value. The texts that
/// stand for what is known only after `pulumi up` become unknown. Works on a document before it is read.
[[nodiscard]] PulumiMarks unwrap_pulumi_values(Document& document);

/// Hands the marks to the source of that document.
void mark_pulumi_values(Source& source, const PulumiMarks& marks);

}  // namespace roadworthy
