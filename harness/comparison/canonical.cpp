#include "comparison/canonical.h"

#include <algorithm>
#include <filesystem>

namespace roadworthy {
namespace {

using namespace std::string_view_literals;

template <typename List>
bool contains(const List& list, std::string_view text) {
  return std::ranges::find(list, text) != std::end(list);
}

/// A path of settings without the indices of its lists.
std::string without_indices(std::string_view path) {
  std::string plain;
  bool index = false;
  for (const char letter : path) {
    index = index || letter == '[';
    if (!index) {
      plain += letter;
    }
    index = index && letter != ']';
  }
  return plain;
}

}  // namespace

std::string canonical_image(std::string_view image) {
  if (image.empty() || image.find_first_of("$ ") != std::string_view::npos) {
    return std::string(image);
  }
  std::string name(image);
  std::string digest;
  if (const std::size_t at = name.find('@'); at != std::string::npos) {
    digest = name.substr(at);
    name.erase(at);
  }
  const std::size_t slash = name.find('/');
  const std::string first = name.substr(0, slash);
  const bool registry =
      slash != std::string::npos && (first.find_first_of(".:") != std::string::npos || first == "localhost");
  if (!registry) {
    name = "docker.io/" + std::string(slash == std::string::npos ? "library/" : "") + name;
  } else if (first == "index.docker.io") {
    name = "docker.io" + name.substr(slash);
  }
  if (name.starts_with("docker.io/") && name.find('/', 10) == std::string::npos) {
    name.insert(10, "library/");
  }
  if (digest.empty() && name.find(':', name.rfind('/')) == std::string::npos) {
    name += ":latest";
  }
  return name + digest;
}

std::string canonical_path(std::string_view path) {
  if (path.empty() || path.find_first_of("$\\") != std::string_view::npos) {
    return std::string(path);
  }
  std::string plain = std::filesystem::path(path).lexically_normal().string();
  if (plain.size() > 1 && plain.ends_with('/')) {
    plain.pop_back();
  }
  const bool relative = !plain.starts_with('/') && !plain.starts_with('~');
  return relative && plain != "." && !plain.starts_with("..") ? "./" + plain : plain;
}

std::string canonical_text(std::string_view element, std::string_view field, const std::string& text) {
  if (field == "image" && element == "containers") {
    return canonical_image(text);
  }
  if (field == "target" && element == "mounts") {
    return canonical_path(text);
  }
  if (field == "host_path" || field == "working_directory") {
    return canonical_path(text);
  }
  return text;
}

bool is_ordered_list(std::string_view field) {
  constexpr std::string_view ordered[] = {"command",     "entry_point", "environment_files",
                                          "dns_servers", "dns_search",  "words"};
  return contains(ordered, field);
}

bool is_ordered_setting(std::string_view path) {
  constexpr std::string_view ordered[] = {"deploy.placement.preferences",
                                          "build.cache_from",
                                          "post_start",
                                          "pre_stop",
                                          "post_start.command",
                                          "pre_stop.command",
                                          "develop.watch",
                                          "device_cgroup_rules",
                                          "label_file",
                                          "ordered_placement_strategy"};
  return contains(ordered, without_indices(path));
}

bool says_nothing(std::string_view path) {
  constexpr std::string_view exact[] = {
      // DescribeTaskDefinition
      "taskDefinitionArn", "revision", "status", "registeredAt", "registeredBy", "deregisteredAt", "deleteRequestedAt",
      // Told by fields too
      "efsVolumeConfiguration.fileSystemId", "s3filesVolumeConfiguration.fileSystemArn",
      "fsxWindowsFileServerVolumeConfiguration.fileSystemId",
      // Computed by the provider of Terraform or Pulumi
      "id", "arn", "owner_id", "arn_without_revision", "arn_suffix", "security_group_rule_id", "fqdn", "ip_address",
      "dns_name", "zone_id", "primary_network_interface_id", "instance_state", "public_dns", "private_dns",
      "association_id", "network_interface_id", "has_value_wo", "output", "origin", "state",
      // What Terraform and Pulumi do, not what is deployed
      "skip_destroy", "skipDestroy", "track_latest", "trackLatest", "wait_for_steady_state",
      "continueBeforeSteadyState", "force_delete", "force_overwrite_replica_secret", "revoke_rules_on_delete",
      "sigint_rollback", "overwrite",
      // Of whole files
      "version", "format_version", "terraform_version", "timestamp", "applyable", "complete", "errored"};
  constexpr std::string_view begins[] = {"requiresAttributes", "compatibilities", "timeouts"};
  return contains(exact, path) ||
         std::ranges::any_of(begins, [&](std::string_view begin) { return path.starts_with(begin); });
}

std::string entry_word(std::string_view list) {
  constexpr std::pair<std::string_view, std::string_view> special[] = {
      {"pods", "task"},     {"groups", "source group"}, {"dependencies", "order"},      {"depends_on", "depends on"},
      {"limits", "ulimit"}, {"secrets", "secret"},      {"replace_triggers", "trigger"}};
  for (const auto& [name, word] : special) {
    if (name == list) {
      return std::string(word);
    }
  }
  std::string word(list);
  std::ranges::replace(word, '_', ' ');
  if (word.ends_with("ies")) {
    return word.replace(word.size() - 3, 3, "y");
  }
  if (word.ends_with('s') && !word.ends_with("ss")) {
    word.pop_back();
  }
  return word;
}

}  // namespace roadworthy
