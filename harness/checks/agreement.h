#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace roadworthy {

/// How far two documents say the same. Their shapes may differ: numbers are compared under the same name, wherever that
/// is.
struct Agreement {
  std::size_t shared = 0;                   ///< Numbers of one that the other has under the same name.
  std::vector<std::string> contradictions;  ///< `/jvm/heap_used is 5, and heap_used there is 6`; at most 20.

  /// Enough of them to be no chance, and nothing against it.
  [[nodiscard]] bool holds() const { return shared >= 3 && contradictions.empty(); }
};

/// Compares the whole numbers from 100 on of an answer, as it was before and after `document` was made, with those of
/// the document: one of the same name must lie between the two. A name that the document does not have is passed over.
[[nodiscard]] Agreement agreement_of(const nlohmann::json& before, const nlohmann::json& after,
                                     const nlohmann::json& document);

}  // namespace roadworthy
