#pragma once

#include <string>
#include <string_view>

namespace roadworthy {

/// An image reference, taken apart: `docker.elastic.co/logstash/logstash:8.16.2@sha256:...`.
struct ImageName {
  std::string registry;    ///< `docker.elastic.co`, with its port; empty for Docker Hub.
  std::string repository;  ///< `logstash/logstash`
  std::string tag;         ///< Empty without one.
  std::string digest;      ///< `sha256:...`; empty without one.
};

/// By the rules of the distribution project's reference grammar, as far as taking apart goes.
[[nodiscard]] ImageName parse_image(std::string_view reference);

/// The last part of the repository: `logstash`.
[[nodiscard]] std::string_view base_name(const ImageName& image);

/// Whether the image is one that is commonly run as a sidecar: log shippers, collectors, proxies of a mesh.
[[nodiscard]] bool is_sidecar_image(std::string_view reference);

/// Whether the image is one that tasks are often stopped with on purpose: a proxy that carries the application's own
/// traffic, or an agent whose maker publishes it as essential.
[[nodiscard]] bool is_often_essential(std::string_view reference);

/// Whether the image is of ready-made infrastructure (databases, caches, queues), which is nobody's own application.
[[nodiscard]] bool is_infrastructure_image(std::string_view reference);

}  // namespace roadworthy
