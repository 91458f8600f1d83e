#pragma once

#include <string>
#include <vector>

#include "core/error.h"
#include "core/kept_stand.h"
#include "core/unique_fd.h"

namespace roadworthy {

/// The folder of one run, removed at its end. A lock on its file `lease` says that the run is alive: the kernel lets go
/// of it however the run ends, so that `gc` can tell a killed run from a live one.
class RunFolder {
 public:
  [[nodiscard]] static Result<RunFolder> make();
  RunFolder(RunFolder&&) noexcept = default;
  RunFolder& operator=(RunFolder&&) noexcept = default;
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;
  ~RunFolder();

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Makes and returns a folder for one stand.
  [[nodiscard]] Result<std::string> make_stand_folder(const std::string& stand_id) const;
  /// Removes it now; what could not be removed, in words.
  [[nodiscard]] std::vector<std::string> remove();
  /// Leaves it where it is, for stands that outlive the run.
  void leave();

 private:
  RunFolder() = default;
  std::string id_;
  std::string path_;
  UniqueFd lease_;
};

/// Whether somebody holds the lease of a run's folder: the run is alive.
[[nodiscard]] bool is_held(const std::string& path);

/// Folders of runs that nobody holds a lease on and that no kept stand needs that is not
/// `released`.
[[nodiscard]] Result<std::vector<std::string>> abandoned_run_folders(const ReleasedStands& released = {});

/// Removes such a folder.
[[nodiscard]] Result<void> remove_run_folder(const std::string& path);

}  // namespace roadworthy
