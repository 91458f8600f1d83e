#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/socket.h>

#include "runtime/docker/container_body.h"
#include "runtime/docker/docker_stand.h"
#include "runtime/docker/in_parallel.h"
#include "runtime/docker/machine_root.h"
#include "runtime/docker/program_image.h"
#include "runtime/parts/tcp_connect.h"

namespace roadworthy {

using nlohmann::json;
using namespace std::chrono_literals;

namespace {

constexpr Duration kPreparePatience = 60s;
constexpr Duration kPullPatience = 15min;
constexpr Duration kImagePatience = 5min;  ///< For images of ours: many scenarios at once may wait for one of them.
constexpr Duration kDoorPatience = 1s;     ///< A bridge of this machine answers within a millisecond.
constexpr const char* kVolumes = "/volumes/";

bool says_ready(int socket, TimePoint until) {
  pollfd awaited{.fd = socket, .events = POLLIN, .revents = 0};
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady_now());
  std::array<char, 16> buffer{};
  return ::poll(&awaited, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0))) > 0 &&
         ::recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT) > 0 &&
         std::string_view(buffer.data()) == holder::kReady;
}

std::string lock_file(const StandOptions& options) {
  return (std::filesystem::path(options.folder).parent_path().parent_path() / "images.lock").string();
}

}  // namespace

std::string DockerStand::engine_name(std::string_view part) const {
  return fmt::format("roadworthy-{}-{}", labels_.stand, part);
}

std::vector<std::string> DockerStand::volumes() const {
  std::set<std::string> names;
  for (const PodSpec& pod : topology_.pods) {
    for (const ContainerSpec& container : pod.containers) {
      for (const VolumeMount& volume : container.volumes) {
        if (!volume.is_bind()) {
          names.insert(volume.source);
        }
      }
    }
  }
  return {names.begin(), names.end()};
}

Result<void> DockerStand::make_volumes(TimePoint deadline) {
  for (const std::string& volume : volumes()) {
    const std::string name = engine_name(volume);
    const auto made = engine_.ask("make the volume " + volume,
                                  {.method = "POST",
                                   .path = "/volumes/create",
                                   .body = json{{"Name", name}, {"Labels", labels_.to_json(volume)}}},
                                  deadline);
    if (!made) {
      return std::unexpected(made.error());
    }
    const std::scoped_lock lock(mutex_);
    made_volumes_.push_back(name);
  }
  return {};
}

json DockerStand::endpoint_of(const Pod& pod) const {
  json aliases = json::array();
  for (const auto& [name, address] : names_.all()) {
    if (address == pod.address) {
      aliases.push_back(name);
    }
  }
  return {{"IPAMConfig", {{"IPv4Address", pod.address}}}, {"Aliases", std::move(aliases)}};
}

Result<void> DockerStand::make_holder(Pod& pod, const std::string& image, bool holds_volumes, TimePoint deadline) {
  json hosts = json::array();
  for (const auto& [name, address] : names_.all()) {
    hosts.push_back(name + ":" + address);
  }
  for (const ContainerSpec& container : pod.spec->containers) {
    for (const std::string& host : container.engine.extra_hosts) {
      constexpr std::string_view kGateway = ":host-gateway";
      hosts.push_back(host.ends_with(kGateway)
                          ? host.substr(0, host.size() - kGateway.size()) + ":" + network_.subnet.address(1)
                          : host);
    }
  }
  json mounts = json::array();
  for (const std::string& volume : holds_volumes ? volumes() : std::vector<std::string>{}) {
    mounts.push_back({{"Type", "volume"},
                      {"Source", engine_name(volume)},
                      {"Target", kVolumes + volume},
                      {"VolumeOptions", {{"NoCopy", true}}}});
  }
  const json body{{"Image", image},
                  {"Entrypoint", {"/bin/roadworthy-holder"}},
                  {"Hostname", pod.spec->name.substr(0, 63)},
                  {"OpenStdin", true},
                  {"AttachStdin", true},
                  {"AttachStdout", true},
                  {"Labels", labels_.to_json(pod.spec->name)},
                  {"HostConfig",
                   {{"NetworkMode", network_.id},
                    {"ExtraHosts", hosts},
                    {"Mounts", mounts},
                    {"ReadonlyRootfs", true},
                    {"LogConfig", {{"Type", "none"}}}}},
                  {"NetworkingConfig", {{"EndpointsConfig", {{network_.id, endpoint_of(pod)}}}}}};
  const auto made = engine_.ask(
      fmt::format("create the holder of {}", pod.spec->name),
      {.method = "POST", .path = "/containers/create?name=" + url_encode(engine_name(pod.spec->name)), .body = body},
      deadline);
  if (!made) {
    return std::unexpected(made.error());
  }
  pod.holder = made->value("Id", "");
  return {};
}

Result<void> DockerStand::start_holder(Pod& pod, TimePoint deadline) {
  auto streams = engine_.take_over(
      "attach to a holder",
      {.method = "POST", .path = fmt::format("/containers/{}/attach?stream=1&stdin=1&stdout=1", pod.holder)}, deadline);
  if (!streams) {
    return std::unexpected(streams.error());
  }
  pod.link = std::make_unique<HolderLink>(*std::move(streams));
  const auto started =
      engine_.ask(fmt::format("start the holder of {}", pod.spec->name),
                  {.method = "POST", .path = fmt::format("/containers/{}/start", pod.holder)}, deadline);
  if (!started) {
    return std::unexpected(started.error());
  }
  return pod.link->await_ready(deadline);
}

Result<void> DockerStand::find_way_in(TimePoint deadline) {
  const char* variable = std::getenv("ROADWORTHY_POD_ACCESS");
  const std::string_view said = variable == nullptr ? "" : variable;
  if (!said.empty() && said != "direct" && said != "holder") {
    return fail(ErrorKind::usage, fmt::format("ROADWORTHY_POD_ACCESS is `{}`", said), "use `direct` or `holder`");
  }
  if (!said.empty() || !engine_.address().is_local() || !is_routed_here(network_.subnet)) {
    direct_ = said == "direct";
    return {};
  }
  Pod& pod = *pods_.front();
  const auto door = pod.link->request({{"do", "open door"}}, "", deadline);
  if (!door) {
    return std::unexpected(door.error());
  }
  const auto open = [](int family) -> Result<UniqueFd> {
    UniqueFd socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    return socket ? Result<UniqueFd>(std::move(socket)) : fail_system("open a socket", errno);
  };
  const TimePoint until = steady_now() + kDoorPatience;
  const auto visit = connect_tcp(open, pod.address, door->head.value("port", std::uint16_t{0}), until, -1);
  direct_ = visit && says_ready(visit->get(), until);
  const auto closed = pod.link->request({{"do", "close door"}}, "", deadline);
  return closed ? Result<void>{} : std::unexpected(closed.error());
}

Result<void> DockerStand::make_container(DockerContainer& container, const Pod& pod, TimePoint deadline) {
  const ContainerSpec& spec = container.spec();
  ContainerFrame frame{.image = spec.image,
                       .command = spec.command,
                       .holder = pod.holder,
                       .labels = labels_.to_json(container.name()),
                       .working_directory = spec.working_directory,
                       .volume_name = [this](const std::string& volume) { return engine_name(volume); }};
  Result<ImageTraits> image = ImageTraits{};
  ContainerSpec adapted = spec;
  if (!spec.image.empty()) {
    const std::string& policy = spec.engine.pull_policy.empty() ? options_.pull_policy : spec.engine.pull_policy;
    image = ensure_image(engine_, spec.image, policy, interruption_.get(), steady_now() + kPullPatience);
    if (image && !image->names_program && spec.command.empty() && !spec.engine.entrypoint) {
      return fail(ErrorKind::environment,
                  fmt::format("{}: the image {} names no program", container.name(), spec.image),
                  "give the container a `command`");
    }
  } else if (spec.command.empty()) {
    return fail(ErrorKind::environment, fmt::format("{} has neither an image nor a command", container.name()));
  } else if (spec.command.front().starts_with(options_.libexec + "/") && is_elf_program(spec.command.front())) {
    const auto reference = ensure_program_image(engine_, spec.command.front(), options_.folder, lock_file(options_),
                                                steady_now() + kImagePatience);
    if (!reference) {
      return std::unexpected(reference.error());
    }
    frame.image = *reference;
    frame.command.front() = "/bin/" + std::filesystem::path(spec.command.front()).filename().string();
    frame.replaces_entrypoint = true;
  } else if (auto done = put_on_machine_root(engine_, options_, adapted, frame, lock_file(options_),
                                             steady_now() + kImagePatience);
             !done) {
    return done;
  }
  if (!image) {
    return std::unexpected(image.error());
  }
  if (frame.machine_folders.empty()) {
    container.set_image(frame.image);
  }
  // An image may have taken its time.
  deadline = std::max(deadline, steady_now() + kPreparePatience);
  return container.create(engine_name(spec.pod + "-" + spec.name), container_body(adapted, frame), *image, deadline);
}

Result<void> DockerStand::prepare() {
  if (pods_.size() > kMostPodsOfASubnet) {
    return fail(ErrorKind::environment,
                fmt::format("{} pods; a stand has room for {}", pods_.size(), kMostPodsOfASubnet));
  }
  events_ = std::thread([this] { follow_events(); });
  TimePoint deadline = steady_now() + kPreparePatience;
  Result<std::string> holder_image;
  auto done = all_in_parallel(
      {[&]() -> Result<void> {
         holder_image = ensure_program_image(engine_, options_.libexec + "/roadworthy-holder", options_.folder,
                                             lock_file(options_), steady_now() + kImagePatience);
         return holder_image ? Result<void>{} : std::unexpected(holder_image.error());
       },
       [&]() -> Result<void> {
         auto network = make_network(engine_, engine_name("network"), labels_.to_json("network"), deadline);
         if (!network) {
           return std::unexpected(network.error());
         }
         network_ = *std::move(network);
         return {};
       },
       [&] { return make_volumes(deadline); }});
  if (!done) {
    return done;
  }
  std::map<std::string, std::string> addresses;
  for (std::size_t index = 0; index < pods_.size(); ++index) {
    Pod& pod = *pods_[index];
    const bool on_host =
        std::ranges::any_of(pod.spec->containers, [](const ContainerSpec& each) { return each.engine.host_network; });
    pod.address = network_.subnet.address(static_cast<std::uint32_t>(index) + 2);
    addresses.emplace(pod.spec->name, on_host ? network_.subnet.address(1) : pod.address);
  }
  names_ = Names::of(topology_, addresses);
  deadline = steady_now() + kPreparePatience;
  std::vector<std::function<Result<void>()>> work;
  for (const auto& pod : pods_) {
    work.emplace_back([&, this]() -> Result<void> {
      if (auto made = make_holder(*pod, *holder_image, pod == pods_.front(), deadline); !made) {
        return made;
      }
      std::vector<std::function<Result<void>()>> parts;
      parts.emplace_back([&, this] { return start_holder(*pod, deadline); });
      for (const auto& container : containers_) {
        if (container->spec().pod == pod->spec->name) {
          parts.emplace_back([&, this] { return make_container(*container, *pod, steady_now() + kPreparePatience); });
        }
      }
      return all_in_parallel(parts);
    });
  }
  done = all_in_parallel(work);
  return done ? find_way_in(steady_now() + kPreparePatience) : done;
}

}  // namespace roadworthy
