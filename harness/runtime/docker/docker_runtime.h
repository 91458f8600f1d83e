#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/runtime.h"
#include "runtime/docker/engine_client.h"

namespace roadworthy {

/// Runs a topology on a Docker Engine: a network for the stand, a holder for each pod, a container for each container.
class DockerRuntime final : public Runtime {
 public:
  explicit DockerRuntime(std::unique_ptr<EngineClient> engine) : engine_(std::move(engine)) {}

  /// Finds the Engine and agrees on a version with it. Errors: `environment`, with the remedy.
  [[nodiscard]] static Result<std::unique_ptr<DockerRuntime>> connect();

  [[nodiscard]] RuntimeInfo info() const override;
  [[nodiscard]] Result<std::unique_ptr<Stand>> prepare(const Topology& topology, const StandOptions& options) override;

 private:
  std::unique_ptr<EngineClient> engine_;
};

/// One thing that a run which has ended left on the Engine.
struct Abandoned {
  std::string what;  ///< `container roadworthy-...`
  std::string path;  ///< Of the API, to delete it by.
};

/// What runs that have ended left behind, in the order in which it can be removed. Runs that are alive, stands that are
/// kept and not `released`, and whatever is not Roadworthy's are left out. No Engine: an empty list.
[[nodiscard]] Result<std::vector<Abandoned>> abandoned_on_engine(const ReleasedStands& released = {});

/// Runs a command, or a shell, in a container or beside those of a pod, on this process's terminal or streams. Its exit
/// code. Errors: `environment` where nothing there can be run, with the remedy.
[[nodiscard]] Result<int> enter_on_engine(const EnterRequest& request);

/// Everything that a run has on the Engine, in the order in which it can be removed.
[[nodiscard]] Result<std::vector<Abandoned>> left_on_engine(const std::string& run_id);

/// An image that was made of a built program.
struct ProgramImage {
  std::string id;
  std::string reference;
  std::string program;
  Duration age{};     ///< Since it was made.
  bool used = false;  ///< A container is made of it.
};

/// Those that can go: nobody uses them, and they are older than a week, or than a day where a newer one of the same
/// program is there. A run that needs one again makes it again.
[[nodiscard]] std::vector<ProgramImage> old_images(const std::vector<ProgramImage>& images);

/// Images of built programs on the Engine that can go. No Engine: an empty list.
[[nodiscard]] Result<std::vector<Abandoned>> old_images_on_engine();

/// Removes it.
[[nodiscard]] Result<void> remove_from_engine(const Abandoned& abandoned);

}  // namespace roadworthy
