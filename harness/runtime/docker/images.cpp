#include "runtime/docker/images.h"

#include <iostream>
#include <map>

#include <fmt/format.h>

#include "runtime/docker/registry_credentials.h"

namespace roadworthy {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestLine = 64 * 1024;
constexpr std::size_t kMostLayers = 1000;

constexpr Duration kBetweenWords = std::chrono::seconds(2);

/// Says how far a pull is, not more often than a person reads.
class PullProgress {
 public:
  explicit PullProgress(std::string reference) : reference_(std::move(reference)) {}

  void add(std::string_view bytes) {
    for (const char c : bytes) {
      if (c != '\n' && line_.size() < kLongestLine) {
        line_ += c;
      } else if (c == '\n') {
        take(json::parse(line_, nullptr, false));
        line_.clear();
      }
    }
  }

  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  struct Layer {
    std::uint64_t bytes = 0;
    std::uint64_t of = 0;
    bool done = false;
  };

  void take(const json& line) {
    if (!line.is_object()) {
      return;
    }
    if (const std::string error = line.value("error", ""); !error.empty()) {
      error_ = error;
    }
    const std::string status = line.value("status", "");
    const std::string id = line.value("id", "");
    if (id.empty() || status.starts_with("Pulling from") || layers_.size() >= kMostLayers) {
      return;
    }
    Layer& layer = layers_[id];
    const auto detail = line.find("progressDetail");
    if (status == "Downloading" && detail != line.end() && detail->is_object()) {
      layer.bytes = detail->value("current", std::uint64_t{0});
      layer.of = detail->value("total", std::uint64_t{0});
    }
    layer.done = layer.done || status == "Pull complete" || status == "Already exists";
    layer.bytes = status == "Download complete" ? layer.of : layer.bytes;
    if (const TimePoint now = std::chrono::steady_clock::now(); now >= next_) {
      next_ = now + kBetweenWords;
      say();
    }
  }

  void say() const {
    constexpr double kMegabyte = 1e6;
    std::size_t done = 0;
    std::uint64_t bytes = 0;
    std::uint64_t of = 0;
    for (const auto& [id, layer] : layers_) {
      done += layer.done ? 1 : 0;
      bytes += layer.bytes;
      of += layer.of;
    }
    std::cerr << fmt::format("pull {}: {} of {} layers, {:.1f} of {:.1f} MB\n", reference_, done, layers_.size(),
                             static_cast<double>(bytes) / kMegabyte, static_cast<double>(of) / kMegabyte);
  }

  std::string reference_;
  std::string line_;
  std::string error_;
  std::map<std::string, Layer> layers_;
  TimePoint next_ = std::chrono::steady_clock::now() + kBetweenWords;
};

/// `registry:5000/name` without a tag means `latest`; without one the Engine would pull every tag.
std::string with_tag(const std::string& reference) {
  const std::size_t slash = reference.rfind('/');
  const bool named = reference.find('@') != std::string::npos ||
                     reference.find(':', slash == std::string::npos ? 0 : slash) != std::string::npos;
  return named ? reference : reference + ":latest";
}

Result<void> pull(const EngineClient& engine, const std::string& reference, int end, TimePoint deadline) {
  EngineRequest request{.method = "POST", .path = "/images/create?fromImage=" + url_encode(with_tag(reference))};
  const auto credentials = registry_credentials(reference);
  if (!credentials) {
    return std::unexpected(credentials.error());
  }
  if (!credentials->empty()) {
    request.headers["X-Registry-Auth"] = *credentials;
  }
  std::cerr << fmt::format("pull {}\n", reference);
  PullProgress progress(reference);
  const auto answer = engine.follow(
      request,
      [&](std::string_view bytes) {
        progress.add(bytes);
        return true;
      },
      end, deadline);
  if (!answer) {
    return std::unexpected(answer.error());
  }
  const std::string refusal = answer->good() ? progress.error() : answer->message();
  if (!refusal.empty()) {
    return fail(ErrorKind::environment, fmt::format("cannot pull {}: {}", reference, refusal),
                "see whether the name is right, the registry can be reached, and `docker login` was done for it");
  }
  return {};
}

ImageTraits traits_in(const json& image) {
  ImageTraits traits;
  traits.id = image.value("Id", "");
  traits.digest = traits.id;
  traits.bytes = image.value("Size", std::uint64_t{0});
  const auto digests = image.find("RepoDigests");
  if (digests != image.end() && digests->is_array() && !digests->empty() && digests->front().is_string()) {
    traits.digest = digests->front().get<std::string>();
  }
  const auto config = image.find("Config");
  if (config == image.end() || !config->is_object()) {
    return traits;
  }
  const auto filled = [&](const char* name) {
    const auto found = config->find(name);
    return found != config->end() && found->is_array() && !found->empty();
  };
  traits.names_program = filled("Entrypoint") || filled("Cmd");
  const auto health = config->find("Healthcheck");
  if (health != config->end() && health->is_object()) {
    const json test = health->value("Test", json::array());
    traits.has_health_check = test.is_array() && !test.empty() && test.front() != "NONE";
  }
  const auto signal = config->find("StopSignal");
  if (signal != config->end() && signal->is_string() && !signal->get<std::string>().empty()) {
    traits.stop_signal = signal->get<std::string>();
  }
  return traits;
}

}  // namespace

Result<ImageTraits> look_at_image(const EngineClient& engine, const std::string& reference, TimePoint deadline) {
  const auto image =
      engine.ask(fmt::format("look at the image {}", reference), {.path = "/images/" + reference + "/json"}, deadline);
  if (!image) {
    return std::unexpected(image.error());
  }
  return traits_in(*image);
}

Result<ImageTraits> ensure_image(const EngineClient& engine, const std::string& reference, const std::string& policy,
                                 int end, TimePoint deadline) {
  if (policy != "always") {
    const auto answer = engine.send({.path = "/images/" + reference + "/json"}, deadline);
    if (!answer) {
      return std::unexpected(answer.error());
    }
    if (answer->good()) {
      return traits_in(answer->json());
    }
    if (answer->status != 404) {
      return fail(ErrorKind::environment, fmt::format("look at the image {}: {}", reference, answer->message()));
    }
    if (policy == "never") {
      return fail(ErrorKind::environment, fmt::format("the image {} is not there, and is not to be pulled", reference),
                  "build or load it, or let it be pulled (`pull_policy: missing`, --pull missing)");
    }
  }
  if (auto done = pull(engine, reference, end, deadline); !done) {
    return std::unexpected(done.error());
  }
  return look_at_image(engine, reference, deadline);
}

}  // namespace roadworthy
