#include <utility>

#include <fmt/format.h>
#include <sys/eventfd.h>

#include "runtime/docker/docker_stand.h"
#include "runtime/docker/in_parallel.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;

constexpr Duration kTearDownPatience = 30s;  ///< For the whole; the Engine removes what runs in well under a second.

}  // namespace

void DockerStand::interrupt() {
  {
    const std::scoped_lock lock(mutex_);
    interrupted_ = true;
  }
  ::eventfd_write(interruption_.get(), 1);
  condition_.notify_all();
  for (const auto& container : containers_) {
    if (const auto control = container->control()) {
      control->interrupt();
    }
  }
  for (const auto& pod : pods_) {
    if (pod->link) {
      pod->link->interrupt();
    }
  }
}

Result<KeptStand> DockerStand::keep() {
  if (auto stands = still_stands(); !stands) {
    return std::unexpected(stands.error());
  }
  KeptStand kept{.alone = true, .reachable = direct_};
  for (const auto& pod : pods_) {
    KeptPod& shown = kept.pods.emplace_back(
        KeptPod{.name = pod->spec->name, .address = pod->address, .engine = pod->holder, .containers = {}});
    for (const auto& container : containers_) {
      if (container->spec().pod == pod->spec->name) {
        shown.containers.push_back(
            {.name = container->name(), .running = runs(container->state()), .engine = container->id()});
      }
    }
  }
  {
    const std::scoped_lock lock(mutex_);
    torn_down_ = true;
  }
  end_events();
  reactor_.stop();
  return kept;
}

void DockerStand::end_events() {
  ::eventfd_write(events_end_.get(), 1);
  if (events_.joinable()) {
    events_.join();
  }
}

Errors DockerStand::tear_down() {
  std::vector<std::string> volumes;
  {
    const std::scoped_lock lock(mutex_);
    if (std::exchange(torn_down_, true)) {
      return {};
    }
    volumes.swap(made_volumes_);
  }
  const TimePoint deadline = clock_.now() + kTearDownPatience;
  std::mutex errors_mutex;
  Errors errors;
  const auto ask_to_remove = [&](const std::string& path) {
    return engine_.send({.method = "DELETE", .path = path}, deadline);
  };
  // 404: somebody else has removed it; 409: somebody else is about to.
  const auto is_removed = [](const Result<EngineAnswer>& answer) {
    return answer && (answer->good() || answer->status == 404 || answer->status == 409);
  };
  const auto remove = [&](const std::string& what, const std::string& path) {
    const auto answer = ask_to_remove(path);
    if (is_removed(answer)) {
      return;
    }
    const std::scoped_lock lock(errors_mutex);
    errors.push_back(
        {.kind = ErrorKind::environment,
         .message = fmt::format("remove {}: {}", what, answer ? answer->message() : answer.error().message),
         .remedy = "`roadworthy gc` removes it once the Engine answers",
         .where = {}});
  };
  end_events();  // Nothing that is torn down is worth one.
  std::vector<std::function<void()>> work;
  for (const auto& container : containers_) {
    work.emplace_back([&] {
      const std::scoped_lock operation(container->operation());
      if (!container->id().empty()) {
        remove("container " + container->name(), fmt::format("/containers/{}?force=1&v=1", container->id()));
      }
    });
  }
  std::vector<const Pod*> refused;
  for (const auto& pod : pods_) {
    work.emplace_back([&] {
      if (!pod->holder.empty() && !is_removed(ask_to_remove(fmt::format("/containers/{}?force=1&v=1", pod->holder)))) {
        const std::scoped_lock lock(errors_mutex);
        refused.push_back(pod.get());
      }
    });
  }
  in_parallel(work);
  work.clear();
  // Podman removes no container whose network another one still uses.
  for (const Pod* pod : refused) {
    work.emplace_back([&, pod] {
      remove("the holder of " + pod->spec->name, fmt::format("/containers/{}?force=1&v=1", pod->holder));
    });
  }
  in_parallel(work);
  work.clear();
  if (!network_.id.empty()) {
    work.emplace_back([&] { remove("the network", "/networks/" + network_.id); });
  }
  for (const std::string& volume : volumes) {
    work.emplace_back([&] { remove("volume " + volume, "/volumes/" + volume + "?force=1"); });
  }
  in_parallel(work);
  for (const auto& container : containers_) {
    container->end_output();
  }
  reactor_.stop();
  return errors;
}

}  // namespace roadworthy
