#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/source_span.h"
#include "definition/deployment.h"

namespace roadworthy {

enum class DifferenceKind { changed, added, removed };

/// One difference in meaning between an old definition and a new one.
struct Difference {
  DifferenceKind kind = DifferenceKind::changed;
  std::vector<std::string> path;  ///< From the outside in: {`task web`, `container app`, `environment RAILS_ENV`}.
  std::string before;             ///< One line; `nothing` where the old one has none of it. A secret is never shown.
  std::string after;
  SourceSpan before_where;  ///< Where the value is missing: the place of what it is missing from.
  SourceSpan after_where;
  std::string why_unknown;  ///< Only in `cannot_tell`: why the values cannot be compared.
};

/// `task web, container app, environment RAILS_ENV: \`stage\` became \`production\``
[[nodiscard]] std::string describe(const Difference& difference);

struct ComparisonOptions {
  /// Names of containers that are taken out of the new definition wherever the same pod of the old one has none of that
  /// name, with what only they use: volumes, log groups, dependencies on them. What the size of a whole task grew by is
  /// then theirs too.
  std::vector<std::string> sidecars;
  /// Elements that are new beside a pod whose containers are not known may be for its sidecars: of them nothing is
  /// told.
  bool unknown_sidecars = false;
  /// Takes out every container that a pod of the new definition has and the old one's has not.
  bool subtract_added = false;
};

struct Comparison {
  std::vector<Difference> differences;  ///< In the order of the model: services, pods, ...
  std::vector<Difference> cannot_tell;  ///< Values of which one or both are unknown, so that they may differ.
  std::vector<std::string> subtracted;  ///< `CONTAINER of POD`
  std::size_t not_compared = 0;         ///< Leaves of both that no field of the model holds.
  std::string old_variant;              ///< The branches that were compared, see Deployment::variant.
  std::string new_variant;
};

/// What `after` means otherwise than `before`. Each format's defaults count as if they were written, lists whose order
/// means nothing are compared as sets, and what only describes a definition (revision, ARN, status) is left out.
/// Elements are the same by their id, else by their name, else when most of what they say is the same.
[[nodiscard]] Comparison compare(const Deployment& before, const Deployment& after,
                                 const ComparisonOptions& options = {});

/// The same for definitions with branches: one comparison for each branch of the new one, with the old one's branch of
/// the same conditions, or, where there is none, with that of the fewest differences.
[[nodiscard]] std::vector<Comparison> compare_all(const std::vector<Deployment>& before,
                                                  const std::vector<Deployment>& after,
                                                  const ComparisonOptions& options = {});

}  // namespace roadworthy
