#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "comparison/comparison.h"
#include "definition/deployment.h"

namespace roadworthy {

enum class MeaningKind {
  value,     ///< `text`.
  record,    ///< `parts` by their names, each once; one that says nothing is not there.
  entries,   ///< `parts` in no order; names are keys, and need not be unique. Plain values have no name.
  sequence,  ///< `parts` in an order that means something. Parts with a name only take part in the order.
};

/// What a part of a definition means, in one tree whatever the part: two parts mean the same when their trees are equal
/// but for places.
struct Meaning {
  std::string name;  ///< Of the field, or the key of the entry.
  MeaningKind kind = MeaningKind::value;
  std::string text;   ///< To compare.
  std::string shown;  ///< To print.
  bool sensitive = false;
  bool filled_in = false;                       ///< The provider will say it: the same as whatever the other one has.
  std::shared_ptr<const UnknownValue> unknown;  ///< Of values, and of entries: there may be more of them.
  SourceSpan where;
  std::vector<Meaning> parts;
};

/// Values in it.
[[nodiscard]] std::size_t leaves(const Meaning& meaning);

/// One line for people; a secret is never shown.
[[nodiscard]] std::string shown(const Meaning& meaning);

/// Values that the definition does not write: the platform fills them in.
using FilledIn = std::set<const void*>;

/// The meaning of a whole deployment, whose defaults were spelled out.
[[nodiscard]] Meaning meaning_of(const Deployment& deployment, const FilledIn& filled);

/// What `further` holds, as the tree that its paths describe. `ordered` paths have lists whose order means something.
[[nodiscard]] std::vector<Meaning> meaning_of_settings(const std::vector<Setting>& settings, const SourceSpan& around);

/// Adds what differs between two parts of one name.
void find_differences(const Meaning& before, const Meaning& after, std::vector<std::string>& path,
                      Comparison& comparison);

/// Writes every default that the platform gives into the deployment, and turns what means the same into one form.
void spell_defaults_out(Deployment& deployment, FilledIn& filled);

/// Gives elements of `after` the ids that the same elements have in `before`, in references too.
void align_ids(const Deployment& before, Deployment& after);

/// Takes sidecars out; names what it took out as `CONTAINER of POD`.
[[nodiscard]] std::vector<std::string> subtract_sidecars(const Deployment& before, Deployment& after,
                                                         const ComparisonOptions& options);

}  // namespace roadworthy
