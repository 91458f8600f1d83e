#include "runtime/docker/registry_credentials.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base64.h"
#include "core/unique_fd.h"
#include "runtime/docker/engine_address.h"

namespace roadworthy {
namespace {

using nlohmann::json;

constexpr std::string_view kHub = "docker.io";
constexpr const char* kHubKey = "https://index.docker.io/v1/";
constexpr int kHelperPatience = 30'000;  ///< Milliseconds; some ask a person.
constexpr std::size_t kLongestAnswer = 1u << 20;

json read_configuration() {
  std::ifstream in(docker_configuration_folder() + "/config.json", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  json configuration = json::parse(text, nullptr, false);
  return configuration.is_object() ? configuration : json::object();
}

/// `https://registry:5000/v2/` -> `registry:5000`.
std::string host_of(std::string_view key) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (key.starts_with(scheme)) {
      key.remove_prefix(scheme.size());
    }
  }
  return std::string(key.substr(0, key.find('/')));
}

bool same_registry(std::string_view key, const std::string& registry) {
  const std::string host = host_of(key);
  return host == registry || (registry == kHub && (host == "index.docker.io" || host == "registry-1.docker.io"));
}

/// Runs `docker-credential-NAME get`, the registry on its standard input.
Result<json> ask_helper(const std::string& name, const std::string& registry) {
  std::array<int, 2> ends{-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return fail_system("make a pair of sockets", errno);
  }
  const UniqueFd ours(ends[0]);
  UniqueFd theirs(ends[1]);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDOUT_FILENO);
  std::string program = "docker-credential-" + name;
  std::string verb = "get";
  std::array<char*, 3> arguments{program.data(), verb.data(), nullptr};
  pid_t pid = -1;
  const int error = ::posix_spawnp(&pid, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  theirs.reset();
  if (error != 0) {
    auto failed = fail_system("run " + program, error);
    failed.error().remedy = "Docker's config.json names this helper: install it, or take the entry out";
    return failed;
  }
  const std::string key = registry == kHub ? kHubKey : registry;
  (void)::send(ours.get(), key.data(), key.size(), MSG_NOSIGNAL);
  ::shutdown(ours.get(), SHUT_WR);
  std::string text;
  std::array<char, 4096> buffer{};
  pollfd awaited{.fd = ours.get(), .events = POLLIN, .revents = 0};
  bool whole = false;
  while (text.size() < kLongestAnswer && ::poll(&awaited, 1, kHelperPatience) > 0) {
    const ssize_t count = ::read(ours.get(), buffer.data(), buffer.size());
    whole = count == 0 || (count < 0 && errno == ECONNRESET);  // It ended without having read what it was asked.
    if (count <= 0) {
      break;
    }
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  if (!whole) {
    ::kill(pid, SIGKILL);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (!whole) {
    return fail(ErrorKind::environment, fmt::format("{} did not answer in time", program));
  }
  json answer = json::parse(text, nullptr, false);
  // A helper that knows nothing of a registry ends with an error: then the pull goes without.
  return status == 0 && answer.is_object() ? answer : json::object();
}

std::string header_of(const std::string& user, const std::string& secret, const std::string& registry) {
  json header{{"serveraddress", registry == kHub ? kHubKey : registry}};
  if (user == "<token>") {
    header["identitytoken"] = secret;
  } else {
    header["username"] = user;
    header["password"] = secret;
  }
  return base64_for_urls(header.dump());
}

std::string from_entry(const json& entry, const std::string& registry) {
  if (const std::string token = entry.value("identitytoken", ""); !token.empty()) {
    return header_of("<token>", token, registry);
  }
  const std::string pair = from_base64(entry.value("auth", ""));
  const std::size_t colon = pair.find(':');
  if (colon != std::string::npos) {
    return header_of(pair.substr(0, colon), pair.substr(colon + 1), registry);
  }
  const std::string user = entry.value("username", "");
  return user.empty() ? "" : header_of(user, entry.value("password", ""), registry);
}

}  // namespace

std::string registry_of(const std::string& reference) {
  const std::size_t slash = reference.find('/');
  const std::string first = slash == std::string::npos ? "" : reference.substr(0, slash);
  const bool is_host = first.find_first_of(".:") != std::string::npos || first == "localhost";
  return is_host ? first : std::string(kHub);
}

Result<std::string> registry_credentials(const std::string& reference) {
  const std::string registry = registry_of(reference);
  const json configuration = read_configuration();
  std::string helper;
  const json helpers = configuration.value("credHelpers", json::object());
  for (const auto& [key, name] : helpers.items()) {
    if (same_registry(key, registry) && name.is_string()) {
      helper = name.get<std::string>();
    }
  }
  if (helper.empty()) {
    helper = configuration.value("credsStore", "");
  }
  if (!helper.empty()) {
    const auto answer = ask_helper(helper, registry);
    if (!answer) {
      return std::unexpected(answer.error());
    }
    if (const std::string user = answer->value("Username", ""); !user.empty()) {
      return header_of(user, answer->value("Secret", ""), registry);
    }
  }
  const json entries = configuration.value("auths", json::object());
  for (const auto& [key, entry] : entries.items()) {
    if (same_registry(key, registry) && entry.is_object()) {
      return from_entry(entry, registry);
    }
  }
  return "";
}

}  // namespace roadworthy
