#include <algorithm>
#include <chrono>
#include <ctime>

#include "runtime/docker/docker_runtime.h"
#include "runtime/docker/labels.h"

namespace roadworthy {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr Duration kRemovalPatience = 30s;
constexpr Duration kAgeOfReplacedImages = std::chrono::days(1);
constexpr Duration kAgeOfImages = std::chrono::days(7);

TimePoint deadline() {
  return std::chrono::steady_clock::now() + kRemovalPatience;
}

ProgramImage read_image(const json& image, const json& containers) {
  const json tags = image.value("RepoTags", json());
  const json labels = image.value("Labels", json());
  const std::string id = image.value("Id", "");
  return {.id = id,
          .reference = tags.is_array() && !tags.empty() ? tags.front().get<std::string>() : id,
          .program = labels.is_object() ? labels.value(kProgramLabel, "") : "",
          .age = std::chrono::seconds(std::time(nullptr) - image.value("Created", std::time(nullptr))),
          .used = std::ranges::any_of(containers, [&](const json& each) { return each.value("ImageID", "") == id; })};
}

}  // namespace

std::vector<ProgramImage> old_images(const std::vector<ProgramImage>& images) {
  std::vector<ProgramImage> old;
  for (const ProgramImage& image : images) {
    const bool newer_is_there = std::ranges::any_of(
        images, [&](const ProgramImage& other) { return other.program == image.program && other.age < image.age; });
    if (!image.used && image.age > (newer_is_there ? kAgeOfReplacedImages : kAgeOfImages)) {
      old.push_back(image);
    }
  }
  return old;
}

Result<std::vector<Abandoned>> old_images_on_engine() {
  const auto address = find_engine();
  const auto engine = address ? EngineClient::connect(*address, deadline()) : std::unexpected(address.error());
  if (!engine) {
    return std::vector<Abandoned>{};
  }
  const std::string filters = url_encode(json{{"label", {kProgramLabel}}}.dump());
  const auto listed = (*engine)->ask("list the images", {.path = "/images/json?filters=" + filters}, deadline());
  const auto containers = (*engine)->ask("list the containers", {.path = "/containers/json?all=1"}, deadline());
  if (!listed || !containers) {
    return std::unexpected(listed ? containers.error() : listed.error());
  }
  std::vector<ProgramImage> images;
  for (const json& image : *listed) {
    images.push_back(read_image(image, *containers));
  }
  std::vector<Abandoned> found;
  for (const ProgramImage& image : old_images(images)) {
    found.push_back({.what = "image " + image.reference, .path = "/images/" + image.reference});
  }
  return found;
}

}  // namespace roadworthy
