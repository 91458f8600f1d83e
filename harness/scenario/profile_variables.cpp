#include "scenario/profile_variables.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "document/decoder.h"

namespace roadworthy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 5000;
constexpr std::uintmax_t kLargestFile = 1u << 20;

std::string without_parameters(const std::string& name) {
  return name.substr(0, name.find('('));
}

fs::path folder_of_scenarios(const std::string& path) {
  fs::path own = fs::absolute(path).lexically_normal().parent_path();
  std::error_code ignored;
  for (fs::path folder = own; folder != folder.parent_path(); folder = folder.parent_path()) {
    if (fs::is_regular_file(folder / "subjects.yaml", ignored)) {
      return folder;
    }
  }
  return own;
}

/// Whether the text has `before`, the name, and then one of two signs.
bool has(std::string_view text, std::string_view before, const std::string& name, std::string_view signs) {
  const std::string wanted = std::string(before) + name;
  for (std::size_t at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + 1)) {
    const std::size_t behind = at + wanted.size();
    if (behind < text.size() && signs.find(text[behind]) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

/// Whether a scenario of the folder declares a variable and uses it: `name: 5s` or `name(a): x`, `${name}` or
/// `${name(b)}`.
bool used_in(const fs::path& folder, const std::string& name) {
  std::error_code ignored;
  std::size_t left = kMostFiles;
  for (fs::recursive_directory_iterator file(folder, fs::directory_options::skip_permission_denied, ignored), end;
       file != end && left > 0; file.increment(ignored), --left) {
    if (file->path().extension() == ".yaml" && file->is_regular_file(ignored) &&
        file->file_size(ignored) <= kLargestFile) {
      std::ifstream stream(file->path());
      const std::string text{std::istreambuf_iterator<char>(stream), {}};
      if (has(text, "${", name, "}(") && has(text, "", name, ":(")) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

void check_profile_variables(const std::string& path, const Document& scenario,
                             const std::map<std::string, Subject>& subjects, Errors& errors) {
  std::vector<std::string> declared;
  if (const auto node = NodeView(scenario).find("variables")) {
    for (const auto& [name, value] : node->members()) {
      declared.push_back(without_parameters(name));
    }
  }
  for (const auto& [subject, profile] : subjects) {
    std::vector<std::string> left;  // What the profile could have meant.
    std::ranges::copy_if(declared, std::back_inserter(left), [&](const std::string& name) {
      return std::ranges::none_of(profile.variables,
                                  [&](const auto& each) { return without_parameters(each.first) == name; });
    });
    for (const auto& [written, place] : profile.variable_places) {
      const std::string name = without_parameters(written);
      if (std::ranges::find(declared, name) != declared.end() || nearest(name, left).empty() ||
          used_in(folder_of_scenarios(path), name)) {
        continue;
      }
      errors.push_back(
          {.kind = ErrorKind::invalid_file,
           .message = fmt::format("no scenario here knows the variable `{}`{}", name, did_you_mean(name, left)),
           .remedy = "write it as the scenario declares it, or take it out of the profile",
           .where = place});
    }
  }
}

}  // namespace roadworthy
