#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"

namespace roadworthy {

/// What is put in a subject's (or a stand-in's) place: a profile, an image or a command.
struct Subject {
  std::string name;  ///< `status-sidecar`
  std::string
      description;  ///< `profile fixtures/sidecars/status/profile.yaml`, `image nginx:1`, `command node server.js`
  std::vector<std::string> command;
  std::string image;
  std::optional<std::string> user;
  std::string working_directory;
  std::map<std::string, std::string> environment;
  std::map<std::string, std::string> variables;       ///< Replace the documented figures of a scenario.
  std::map<std::string, SourceSpan> variable_places;  ///< Where the profile names each of them.
};

/// Reads a profile file. Strict; `${profile_folder}`, `${libexec}` and `${secret.NAME}` are replaced in it.
[[nodiscard]] std::expected<Subject, Errors> read_profile(const std::string& path, const std::string& libexec,
                                                          const std::map<std::string, std::string>& secrets = {});

/// Reads the right side of `--subject NAME=...`: `*.yaml` or `*.yml` is a profile, `image:REF` an image, anything else
/// a command, split by POSIX word rules.
[[nodiscard]] std::expected<Subject, Errors> read_subject(const std::string& name, const std::string& text,
                                                          const std::string& libexec,
                                                          const std::map<std::string, std::string>& secrets = {});

/// The reference subjects: `subjects.yaml` in the scenario file's folder or the nearest one above it names a profile
/// for each. No such file: an empty map.
[[nodiscard]] std::expected<std::map<std::string, std::string>, Errors> reference_profiles(
    const std::string& scenario_file);

}  // namespace roadworthy
