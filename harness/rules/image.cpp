#include "rules/image.h"

#include <algorithm>
#include <array>

#include "rules/text.h"

namespace roadworthy {
namespace {

/// Parts of a repository's name that tell a sidecar. Whole words between `/`, `-`, `_` and `.`, in this order.
constexpr std::array<std::string_view, 44> kKnownSidecars{"datadog/agent",
                                                          "datadog-agent",
                                                          "fluent-bit",
                                                          "fluentbit",
                                                          "fluentd",
                                                          "envoy",
                                                          "otel-collector",
                                                          "otelcol",
                                                          "opentelemetry-collector",
                                                          "adot-collector",
                                                          "grafana/alloy",
                                                          "grafana/agent",
                                                          "alloy",
                                                          "promtail",
                                                          "xray-daemon",
                                                          "aws-xray-daemon",
                                                          "cloudwatch-agent",
                                                          "newrelic",
                                                          "nri-ecs",
                                                          "filebeat",
                                                          "metricbeat",
                                                          "timberio/vector",
                                                          "telegraf",
                                                          "statsd-exporter",
                                                          "statsd",
                                                          "exporter",
                                                          "linkerd",
                                                          "istio/proxyv2",
                                                          "daprd",
                                                          "cloudflared",
                                                          "tailscale",
                                                          "oneagent",
                                                          "sumologic",
                                                          "signalfx-agent",
                                                          "collectd",
                                                          "jaeger-agent",
                                                          "ecs-service-connect-agent",
                                                          "cloud-sql-proxy",
                                                          "oauth2-proxy",
                                                          "logspout",
                                                          "consul-dataplane",
                                                          "consul-ecs",
                                                          "vault-agent",
                                                          "sidecar"};

constexpr std::array<std::string_view, 14> kOftenEssential{"envoy",
                                                           "linkerd",
                                                           "istio/proxyv2",
                                                           "daprd",
                                                           "consul-dataplane",
                                                           "ecs-service-connect-agent",
                                                           "tailscale",
                                                           "cloudflared",
                                                           "oauth2-proxy",
                                                           "cloud-sql-proxy",
                                                           "aws-otel-collector",
                                                           "adot-collector",
                                                           "xray-daemon",
                                                           "cloudwatch-agent"};

constexpr std::array<std::string_view, 20> kInfrastructure{
    "redis",    "valkey",         "postgres",  "mysql",         "mariadb",    "mongo",  "memcached",
    "rabbitmq", "kafka",          "zookeeper", "elasticsearch", "opensearch", "etcd",   "localstack",
    "minio",    "dynamodb-local", "nats",      "consul",        "traefik",    "postgis"};

bool is_separator(char character) {
  return character == '/' || character == '-' || character == '_' || character == '.';
}

/// Whether `words` stands in `name` between separators or its ends.
bool holds_words(std::string_view name, std::string_view words) {
  for (std::size_t at = name.find(words); at != std::string_view::npos; at = name.find(words, at + 1)) {
    const std::size_t end = at + words.size();
    if ((at == 0 || is_separator(name[at - 1])) && (end == name.size() || is_separator(name[end]))) {
      return true;
    }
  }
  return false;
}

}  // namespace

ImageName parse_image(std::string_view reference) {
  ImageName image;
  if (const std::size_t at = reference.find('@'); at != std::string_view::npos) {
    image.digest = reference.substr(at + 1);
    reference = reference.substr(0, at);
  }
  if (const std::size_t colon = reference.rfind(':');
      colon != std::string_view::npos && reference.find('/', colon) == std::string_view::npos) {
    image.tag = reference.substr(colon + 1);
    reference = reference.substr(0, colon);
  }
  const std::size_t slash = reference.find('/');
  const std::string_view first = reference.substr(0, slash);
  if (slash != std::string_view::npos && (first.find('.') != std::string_view::npos ||
                                          first.find(':') != std::string_view::npos || first == "localhost")) {
    image.registry = first;
    reference = reference.substr(slash + 1);
  }
  image.repository = reference;
  return image;
}

std::string_view base_name(const ImageName& image) {
  const std::size_t slash = image.repository.rfind('/');
  return std::string_view(image.repository).substr(slash == std::string::npos ? 0 : slash + 1);
}

bool is_sidecar_image(std::string_view reference) {
  const std::string repository = lower(parse_image(reference).repository);
  return std::ranges::any_of(kKnownSidecars, [&](std::string_view each) { return holds_words(repository, each); });
}

bool is_often_essential(std::string_view reference) {
  const std::string repository = lower(parse_image(reference).repository);
  return std::ranges::any_of(kOftenEssential, [&](std::string_view each) { return holds_words(repository, each); });
}

bool is_infrastructure_image(std::string_view reference) {
  const ImageName image = parse_image(lower(reference));
  return std::ranges::any_of(kInfrastructure, [&](std::string_view each) { return base_name(image) == each; });
}

}  // namespace roadworthy
