#pragma once

#include <string>
#include <vector>

#include "core/error.h"
#include "core/kept_stand.h"

namespace roadworthy {

/// A stand that was left standing, as the file in its run's folder has it.
struct KeptRecord {
  std::string name;      ///< `RUN-STAND`
  std::string runtime;   ///< Name of the runtime that it stands on.
  std::string scenario;  ///< The scenario's file.
  std::string run_folder;
  std::string stand_folder;
  int worker = 0;  ///< The process that began the stand.
  KeptStand stand;
};

/// Writes the file. Errors: `environment`.
[[nodiscard]] Result<void> write_kept(const KeptRecord& record);

/// Every stand that is kept now, this user's, in order of their names.
[[nodiscard]] Result<std::vector<KeptRecord>> read_kept();

/// Where its pods are, how to enter and how to remove it: a few lines for a person.
[[nodiscard]] std::string describe(const KeptRecord& record);

}  // namespace roadworthy
