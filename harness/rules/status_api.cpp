#include <algorithm>

#include <fmt/format.h>
#include <re2/re2.h>

#include "rules/families.h"
#include "rules/status_pair.h"
#include "rules/text.h"

namespace roadworthy {
namespace {

constexpr std::string_view kDefaultUrl = "http://localhost:9600";

struct Address {
  std::string scheme;
  std::string host;
  std::int64_t port = 0;
};

std::optional<Address> parse_url(const std::string& url) {
  static const RE2 shape(R"((?i)(https?)://(\[[^\]]+\]|[^/:?#\s]+)(?::(\d{1,5}))?(?:[/?#].*)?)");
  Address address;
  std::string port;
  if (!RE2::FullMatch(url, shape, &address.scheme, &address.host, &port)) {
    return std::nullopt;
  }
  address.scheme = lower(address.scheme);
  address.host = lower(address.host);
  address.port = port.empty() ? (address.scheme == "https" ? 443 : 80) : number_in(port);
  return address;
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host.starts_with("127.") || host == "[::1]" || host == "0.0.0.0";
}

bool on_host_network(const Placed& placed) {
  return placed.container->network_mode.is("host") || placed.pod->network_mode.is("host");
}

struct Reach {
  Answer answer = Answer::no;
  std::string seen;      ///< Why not, or what is not known.
  std::string expected;  ///< What would do.
};

/// Port of Logstash's API inside its container, and the address that it listens on.
Value<std::int64_t> api_port(const Facts& facts, const Container& logstash) {
  Text written = command_option(logstash, "--api.http.port");
  if (written.is_absent()) {
    written = variable(logstash, "API_HTTP_PORT");
  }
  Value<std::int64_t> port{.state = ValueState::known, .value = facts.policy.status.api_port, .where = written.where};
  if (written.is_known() && number_in(written.value) > 0) {
    port.value = number_in(written.value);
  } else if (written.is_unknown() && find_named(logstash.environment, "API_HTTP_PORT")) {
    port.state = ValueState::unknown;
  }
  return port;
}

bool listens_on_loopback(const Container& logstash) {
  Text host = command_option(logstash, "--api.http.host");
  for (const std::string_view name : {"API_HTTP_HOST", "HTTP_HOST"}) {
    host = host.is_absent() ? variable(logstash, name) : host;
  }
  return host.is_known() && is_loopback(host.value) && host.value != "0.0.0.0";
}

/// Whether a port of the machine leads to the API: published, or the host's network. `from_container`: the request
/// comes from a container's own network, to which what is published on the loopback alone is closed.
Reach reach_host_port(const Facts& facts, const StatusPair& pair, std::int64_t port, bool from_container) {
  const Container& logstash = *pair.logstash.container;
  const Value<std::int64_t> inside = api_port(facts, logstash);
  if (on_host_network(pair.logstash)) {
    return inside.is_known() && inside.value == port
               ? Reach{.answer = Answer::yes}
               : Reach{.seen = fmt::format("Logstash's API is on port {} of the host", inside.value),
                       .expected = fmt::format("port {}", inside.value)};
  }
  const std::string publish = fmt::format("port {} of the API published as {}", inside.value, port);
  for (const PortMapping& mapping : logstash.ports) {
    if (mapping.host_port.is_unknown() || mapping.container_port.is_unknown()) {
      return {.answer = Answer::unknown, .seen = "a published port is not known"};
    }
    const PortRange host = mapping.host_port.value_or(PortRange{});
    const PortRange container = mapping.container_port.value_or(PortRange{});
    if (!mapping.host_port.is_known() || port < host.first || port > host.last || mapping.protocol.is("udp")) {
      continue;
    }
    if (container.first + (port - host.first) != inside.value) {
      return {.seen = fmt::format("port {} of the host leads to port {}", port, container.first + (port - host.first)),
              .expected = publish};
    }
    if (from_container && mapping.host_address.is_known() && is_loopback(mapping.host_address.value) &&
        mapping.host_address.value != "0.0.0.0") {
      return {.seen = fmt::format("port {} is published on {} alone, which other containers do not reach", port,
                                  mapping.host_address.value),
              .expected = publish};
    }
    if (listens_on_loopback(logstash)) {
      return {.seen = "Logstash's API listens on its own loopback alone", .expected = "--api.http.host 0.0.0.0"};
    }
    return {.answer = Answer::yes};
  }
  return {.seen = fmt::format("{} does not publish it", pair.logstash.label()), .expected = publish};
}

Reach reach_loopback(const Facts& facts, const StatusPair& pair, std::int64_t port) {
  const Placed& logstash = pair.logstash;
  const Placed& sidecar = pair.sidecar;
  const Value<std::int64_t> inside = api_port(facts, *logstash.container);
  if (share_localhost(facts.deployment, *sidecar.pod, *sidecar.container, *logstash.pod, *logstash.container)) {
    return inside.value == port ? Reach{.answer = Answer::yes}
                                : Reach{.seen = fmt::format("Logstash's API is on port {}", inside.value),
                                        .expected = fmt::format("port {}", inside.value)};
  }
  if (sidecar.container->network_mode.is_unknown() || sidecar.pod->network_mode.is_unknown()) {
    return {.answer = Answer::unknown, .seen = fmt::format("the network of {} is not known", sidecar.label())};
  }
  if (on_host_network(sidecar) && sidecar.pod->host == logstash.pod->host) {
    return reach_host_port(facts, pair, port, false);
  }
  return {.seen = "localhost is the sidecar's own container",
          .expected = fmt::format("one network namespace with {}, or another address", logstash.label())};
}

/// Names of networks that the container is attached to; Docker's default bridge is none, it knows no names.
std::vector<std::string> networks_of(const Placed& placed) {
  std::vector<std::string> networks;
  for (const NetworkAttachment& attachment : placed.container->networks) {
    networks.push_back(attachment.network.value);
  }
  const Text& mode = placed.container->network_mode;
  if (mode.is_known() && mode.value != "bridge" && mode.value != "default" && mode.value != "none" &&
      mode.value != "host" && !mode.value.starts_with("container:")) {
    networks.push_back(mode.value);
  }
  if (networks.empty() && placed.pod->kind == PodKind::compose_service && mode.is_absent()) {
    networks.emplace_back("default");
  }
  return networks;
}

bool has_name(const Placed& logstash, const std::string& host) {
  const Container& container = *logstash.container;
  const auto is = [&](const Text& name) { return name.is_known() && lower(name.value) == host; };
  return is(container.name) || is(container.container_name) || is(logstash.pod->name) ||
         std::ranges::any_of(container.networks, [&](const NetworkAttachment& attachment) {
           return std::ranges::any_of(attachment.aliases, is);
         });
}

Reach reach_name(const Facts& facts, const StatusPair& pair, const Address& address) {
  const Value<std::int64_t> inside = api_port(facts, *pair.logstash.container);
  const std::string label = pair.logstash.label();
  for (const Text& link : pair.sidecar.container->links) {
    if (link.is_known() && lower(link.value).ends_with(address.host)) {
      return inside.value == address.port ? Reach{.answer = Answer::yes}
                                          : Reach{.seen = fmt::format("the API is on port {}", inside.value),
                                                  .expected = fmt::format("port {}", inside.value)};
    }
  }
  if (pair.logstash.pod == pair.sidecar.pod) {
    return {.seen = fmt::format("containers of one group have no names for each other, `{}` is none", address.host),
            .expected = "http://localhost and the API's port"};
  }
  const std::vector<std::string> mine = networks_of(pair.sidecar);
  const std::vector<std::string> theirs = networks_of(pair.logstash);
  const bool shared =
      pair.logstash.pod->host == pair.sidecar.pod->host && std::ranges::any_of(mine, [&](const std::string& each) {
        return std::ranges::find(theirs, each) != theirs.end();
      });
  if (!shared) {
    return {.seen = mine.empty() ? fmt::format("{} is on no network that knows names", pair.sidecar.label())
                                 : fmt::format("{} is on {}, {} on {}", pair.sidecar.label(), listed(mine), label,
                                               theirs.empty() ? "none" : listed(theirs)),
            .expected = fmt::format("one network of their own for {} and {}", pair.sidecar.label(), label)};
  }
  if (inside.is_known() && inside.value != address.port) {
    return {.seen = fmt::format("port {}; on a shared network it is the container's own port", address.port),
            .expected = fmt::format("port {}", inside.value)};
  }
  if (listens_on_loopback(*pair.logstash.container)) {
    return {.seen = "Logstash's API listens on its own loopback alone", .expected = "--api.http.host 0.0.0.0"};
  }
  return {.answer = Answer::yes};
}

Reach reach(const Facts& facts, const StatusPair& pair, const Address& address) {
  const Container& sidecar = *pair.sidecar.container;
  if (is_loopback(address.host)) {
    return reach_loopback(facts, pair, address.port);
  }
  if (has_name(pair.logstash, address.host)) {
    return reach_name(facts, pair, address);
  }
  const auto alias = std::ranges::find_if(sidecar.extra_hosts.items,
                                          [&](const NamedText& each) { return lower(each.name) == address.host; });
  if (alias != sidecar.extra_hosts.items.end()) {
    return reach_host_port(facts, pair, address.port, !on_host_network(pair.sidecar));
  }
  if (sidecar.extra_hosts.is_unknown() || sidecar.environment.is_unknown()) {
    return {.answer = Answer::unknown, .seen = "the sidecar's host names are not all known"};
  }
  if (address.host == "host.docker.internal" || address.host == "gateway.docker.internal") {
    return {.seen = "a name that Docker on Linux does not have by itself",
            .expected =
                "--add-host host.docker.internal:host-gateway, --network host, or the container's name on a shared "
                "network"};
  }
  static const RE2 numbers(R"(\d+\.\d+\.\d+\.\d+)");
  if (RE2::FullMatch(address.host, numbers)) {
    const bool bridge = address.host == "172.17.0.1";
    return bridge ? reach_host_port(facts, pair, address.port, true)
                  : Reach{.answer = Answer::unknown,
                          .seen = fmt::format("whose address {} is, the definition does not say", address.host)};
  }
  if (address.host.find('.') != std::string::npos) {
    return {.answer = Answer::unknown,
            .seen = fmt::format("whom `{}` names, the definition does not say", address.host)};
  }
  return {.seen = fmt::format("no container and no host alias is called `{}`", address.host),
          .expected = fmt::format("the name of {}", pair.logstash.label())};
}

bool api_is_off(const Container& logstash) {
  const Text option = command_option(logstash, "--api.enabled");
  return option.is("false") || variable(logstash, "API_ENABLED").is("false");
}

}  // namespace

void judge_api_reachable(const Facts& facts, Judgement& judgement) {
  doubt_unknown_scripts(facts, judgement);
  for (const StatusPair& pair : status_pairs(facts)) {
    const std::string label = pair.sidecar.label();
    judgement.look();
    const Text url = variable(*pair.sidecar.container, "LOGSTASH_API_URL");
    if (url.is_unknown()) {
      judgement.doubt(url.where, label,
                      fmt::format("LOGSTASH_API_URL of {} is not known: {}", label, why_unknown(url)));
      continue;
    }
    const std::string text = url.value_or(std::string(kDefaultUrl));
    const auto address = parse_url(text);
    if (!address) {
      judgement.fail({.message = fmt::format("LOGSTASH_API_URL of {} is no address", label),
                      .expected = "http://HOST:PORT",
                      .seen = text,
                      .remedy = "",
                      .subject = label,
                      .where = url.where});
      continue;
    }
    Reach found = reach(facts, pair, *address);
    if (api_is_off(*pair.logstash.container)) {
      found = {.seen = "Logstash's API is switched off", .expected = "--api.enabled true"};
    }
    if (found.answer == Answer::unknown) {
      judgement.doubt(url.where, label, found.seen);
    } else if (found.answer == Answer::no) {
      judgement.fail({.message = fmt::format("{} does not reach Logstash at {}{}", label, text,
                                             url.is_absent() ? ", the default of LOGSTASH_API_URL" : ""),
                      .expected = found.expected,
                      .seen = found.seen,
                      .remedy = "",
                      .subject = label,
                      .where = url.where});
    }
  }
}

}  // namespace roadworthy
