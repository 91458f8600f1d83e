#include "runtime/docker/docker_runtime.h"

#include <fmt/format.h>

#include "runtime/docker/docker_stand.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;

constexpr Duration kConnectPatience = 10s;

}  // namespace

Result<std::unique_ptr<DockerRuntime>> DockerRuntime::connect() {
  auto address = find_engine();
  if (!address) {
    return std::unexpected(address.error());
  }
  auto engine = EngineClient::connect(*std::move(address), std::chrono::steady_clock::now() + kConnectPatience);
  if (!engine) {
    return std::unexpected(engine.error());
  }
  return std::make_unique<DockerRuntime>(*std::move(engine));
}

RuntimeInfo DockerRuntime::info() const {
  const EngineVersion& version = engine_->version();
  return {.name = "docker",
          .version = fmt::format("{} {} (API {})", version.name, version.engine, version.api),
          .isolation = fmt::format("containers of the Engine at {}", engine_->address().text),
          .kernel = version.kernel};
}

Result<std::unique_ptr<Stand>> DockerRuntime::prepare(const Topology& topology, const StandOptions& options) {
  return DockerStand::create(*engine_, topology, options);
}

}  // namespace roadworthy
