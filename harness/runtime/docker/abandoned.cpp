#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>

#include <fmt/format.h>

#include "runtime/docker/docker_runtime.h"
#include "runtime/docker/labels.h"

namespace roadworthy {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr Duration kSweepPatience = 30s;

TimePoint deadline() {
  return std::chrono::steady_clock::now() + kSweepPatience;
}

/// How long ago `2026-01-31T12:00:00.123Z` was; nothing reads as just now.
Duration age_of(const std::string& created) {
  std::tm parts{};
  if (::strptime(created.c_str(), "%Y-%m-%dT%H:%M:%S", &parts) == nullptr) {
    return Duration::zero();
  }
  return std::chrono::seconds(std::time(nullptr) - ::timegm(&parts));
}

json labels_of(const json& thing) {
  const auto labels = thing.find("Labels");
  return labels != thing.end() && labels->is_object() ? *labels : json::object();
}

Result<json> list(const EngineClient& engine, const std::string& what, const std::string& path,
                  const std::string& label) {
  const std::string filters = url_encode(json{{"label", {label}}}.dump());
  return engine.ask("list the " + what, {.path = path + "filters=" + filters}, deadline());
}

/// Whether something with these labels, and of that age, is to be removed.
using Chooses = std::function<bool(const json& labels, Duration age)>;

/// What carries the label (`NAME` or `NAME=VALUE`) and is chosen. No Engine: an empty list.
Result<std::vector<Abandoned>> find_on_engine(const std::string& label, const Chooses& chooses) {
  const auto address = find_engine();
  if (!address) {
    return std::vector<Abandoned>{};
  }
  const auto engine = EngineClient::connect(*address, deadline());
  if (!engine) {
    return std::vector<Abandoned>{};
  }
  std::vector<Abandoned> found;
  const auto containers = list(**engine, "containers", "/containers/json?all=1&", label);
  const auto networks = list(**engine, "networks", "/networks?", label);
  const auto volumes = list(**engine, "volumes", "/volumes?", label);
  for (const auto* answer : {&containers, &networks, &volumes}) {
    if (!*answer) {
      return std::unexpected(answer->error());
    }
  }
  for (const json& container : *containers) {
    const Duration age = std::chrono::seconds(std::time(nullptr) - container.value("Created", std::time(nullptr)));
    const json names = container.value("Names", json::array());
    if (chooses(labels_of(container), age)) {
      const std::string name = names.empty() ? "" : names.front().get<std::string>().substr(1);
      found.push_back(
          {.what = "container " + name, .path = fmt::format("/containers/{}?force=1&v=1", container.value("Id", ""))});
    }
  }
  for (const json& network : *networks) {
    if (chooses(labels_of(network), age_of(network.value("Created", "")))) {
      found.push_back({.what = "network " + network.value("Name", ""), .path = "/networks/" + network.value("Id", "")});
    }
  }
  const auto listed = volumes->find("Volumes");
  for (const json& volume : listed != volumes->end() && listed->is_array() ? *listed : json::array()) {
    if (chooses(labels_of(volume), age_of(volume.value("CreatedAt", "")))) {
      const std::string name = volume.value("Name", "");
      found.push_back({.what = "volume " + name, .path = "/volumes/" + name + "?force=1"});
    }
  }
  return found;
}

}  // namespace

Result<std::vector<Abandoned>> abandoned_on_engine(const ReleasedStands& released) {
  return find_on_engine(kRunLabel,
                        [&](const json& labels, Duration age) { return is_abandoned(labels, age, released); });
}

Result<std::vector<Abandoned>> left_on_engine(const std::string& run_id) {
  return find_on_engine(fmt::format("{}={}", kRunLabel, run_id), [](const json&, Duration) { return true; });
}

Result<void> remove_from_engine(const Abandoned& abandoned) {
  const auto address = find_engine();
  const auto engine = address ? EngineClient::connect(*address, deadline()) : std::unexpected(address.error());
  if (!engine) {
    return std::unexpected(engine.error());
  }
  const auto answer = (*engine)->send({.method = "DELETE", .path = abandoned.path}, deadline());
  if (!answer) {
    return std::unexpected(answer.error());
  }
  // 404: somebody else has removed it; 409: somebody else, such as a worker that outlived its run, is about to.
  return answer->good() || answer->status == 404 || answer->status == 409
             ? Result<void>{}
             : fail(ErrorKind::environment, fmt::format("remove {}: {}", abandoned.what, answer->message()));
}

}  // namespace roadworthy
