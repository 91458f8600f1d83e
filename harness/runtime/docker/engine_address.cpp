#include "runtime/docker/engine_address.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/sha256.h"

namespace roadworthy {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view kDefault = "unix:///var/run/docker.sock";

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

json read_json(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  json value = json::parse(text, nullptr, false);
  return value.is_object() ? value : json::object();
}

/// ca.pem, cert.pem and key.pem, as far as they are there.
void take_certificates(const fs::path& folder, EngineAddress& address) {
  std::error_code ignored;
  const auto take = [&](const char* name, std::string& into) {
    if (fs::is_regular_file(folder / name, ignored)) {
      into = (folder / name).string();
    }
  };
  take("ca.pem", address.ca_file);
  take("cert.pem", address.certificate_file);
  take("key.pem", address.key_file);
}

std::string current_context() {
  if (auto named = from_environment("DOCKER_CONTEXT"); !named.empty()) {
    return named;
  }
  const json configuration = read_json(fs::path(docker_configuration_folder()) / "config.json");
  const auto found = configuration.find("currentContext");
  return found != configuration.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// A context is a folder named by the digest of its name.
Result<EngineAddress> address_of_context(const std::string& name) {
  const fs::path contexts = fs::path(docker_configuration_folder()) / "contexts";
  const std::string id = sha256_hex(name);
  const json meta = read_json(contexts / "meta" / id / "meta.json");
  const json endpoint = meta.value("Endpoints", json::object()).value("docker", json::object());
  const std::string host = endpoint.value("Host", "");
  if (host.empty()) {
    return fail(ErrorKind::environment, fmt::format("Docker's context `{}` does not say where its Engine is", name),
                "choose another with `docker context use`, or set DOCKER_HOST");
  }
  auto address = parse_engine_address(host);
  if (address && !address->is_local()) {
    take_certificates(contexts / "tls" / id / "docker", *address);
    address->tls = !address->ca_file.empty() || !address->certificate_file.empty();
    address->verify = !endpoint.value("SkipTLSVerify", false);
  }
  return address;
}

}  // namespace

std::string docker_configuration_folder() {
  if (auto named = from_environment("DOCKER_CONFIG"); !named.empty()) {
    return named;
  }
  const std::string home = from_environment("HOME");
  return home.empty() ? std::string() : home + "/.docker";
}

Result<EngineAddress> parse_engine_address(std::string_view text) {
  EngineAddress address;
  address.text = text;
  constexpr std::string_view kUnix = "unix://";
  constexpr std::string_view kTcp = "tcp://";
  if (text.starts_with(kUnix) && text.size() > kUnix.size()) {
    address.socket_path = text.substr(kUnix.size());
    address.authority = "docker";
    return address;
  }
  if (text.starts_with(kTcp) && text.size() > kTcp.size()) {
    address.authority = text.substr(kTcp.size());
    address.authority = address.authority.substr(0, address.authority.find('/'));
    const std::size_t colon = address.authority.rfind(':');
    if (colon == std::string::npos || address.authority.find(']', colon) != std::string::npos) {
      address.authority += ":2375";
    }
    return address;
  }
  return fail(ErrorKind::environment,
              fmt::format("`{}` is no address of a Docker Engine that can be reached here", text),
              "set DOCKER_HOST to unix://PATH or tcp://HOST:PORT; one behind ssh:// is reached by "
              "`ssh -L /tmp/docker.sock:/var/run/docker.sock HOST` and DOCKER_HOST=unix:///tmp/docker.sock");
}

Result<EngineAddress> find_engine() {
  const std::string host = from_environment("DOCKER_HOST");
  if (host.empty()) {
    const std::string context = current_context();
    return context.empty() || context == "default" ? parse_engine_address(kDefault) : address_of_context(context);
  }
  auto address = parse_engine_address(host);
  if (!address || address->is_local()) {
    return address;
  }
  address->verify = !from_environment("DOCKER_TLS_VERIFY").empty();
  address->tls = address->verify || !from_environment("DOCKER_TLS").empty();
  if (address->tls) {
    const std::string folder = from_environment("DOCKER_CERT_PATH");
    take_certificates(folder.empty() ? docker_configuration_folder() : folder, *address);
  }
  return address;
}

}  // namespace roadworthy
