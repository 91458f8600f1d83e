#include "scenario/subject.h"

#include <filesystem>

#include <fmt/format.h>

#include "core/words.h"
#include "document/decoder.h"
#include "scenario/secret_decoder.h"

namespace roadworthy {
namespace {

namespace fs = std::filesystem;

std::string folder_of(const std::string& file) {
  return fs::absolute(file).lexically_normal().parent_path().string();
}

std::unexpected<Errors> refuse(Error error) {
  return std::unexpected(Errors{std::move(error)});
}

}  // namespace

std::expected<Subject, Errors> read_profile(const std::string& path, const std::string& libexec,
                                            const std::map<std::string, std::string>& secrets) {
  auto document = read_document(path);
  if (!document) {
    return std::unexpected(std::move(document.error()));
  }
  Errors errors;
  std::map<std::string, std::string> known{{"profile_folder", folder_of(path)}, {"libexec", libexec}};
  for (const auto& [secret, value] : secrets) {
    known[std::string(kSecretPrefix) + secret] = value;
  }
  const Document resolved = substitute(*document, known, errors);
  Decoder decode(resolved, errors, "a profile");
  Subject subject;
  (void)decode.required<std::string>("profile");
  subject.name = decode.required<std::string>("subject");
  subject.description = "profile " + path;
  subject.command = decode.optional<std::vector<std::string>>("command").value_or(std::vector<std::string>{});
  subject.image = decode.optional<std::string>("image").value_or("");
  subject.user = decode.optional<std::string>("user");
  subject.working_directory = decode.optional<std::string>("working_directory").value_or("");
  using Map = std::map<std::string, std::string>;
  subject.environment = decode.optional<Map>("environment").value_or(Map{});
  subject.variables = decode.optional<Map>("variables").value_or(Map{});
  if (const auto node = NodeView(resolved).find("variables")) {
    for (const auto& [variable, value] : subject.variables) {
      subject.variable_places[variable] = node->key_span(variable);
    }
  }
  if (decode.has("command") && subject.command.empty() && errors.empty()) {
    decode.fail("command", "`command` is an empty list");
  }
  if (!decode.has("command") && !decode.has("image")) {
    decode.fail("profile", "a profile needs a `command` or an `image`");
  }
  decode.finish();
  if (!errors.empty()) {
    return std::unexpected(std::move(errors));
  }
  return subject;
}

std::expected<Subject, Errors> read_subject(const std::string& name, const std::string& text,
                                            const std::string& libexec,
                                            const std::map<std::string, std::string>& secrets) {
  if (text.ends_with(".yaml") || text.ends_with(".yml")) {
    auto subject = read_profile(text, libexec, secrets);
    if (subject && subject->name != name) {
      return refuse(
          {.kind = ErrorKind::usage,
           .message = fmt::format("{} is a profile of `{}`, not of `{}`", text, subject->name, name),
           .remedy = fmt::format("write --subject {}={}, or `subject: {}` in the profile", subject->name, text, name),
           .where = {}});
    }
    return subject;
  }
  Subject subject;
  subject.name = name;
  constexpr std::string_view kImage = "image:";
  if (text.starts_with(kImage)) {
    subject.image = text.substr(kImage.size());
    subject.description = "image " + subject.image;
    return subject;
  }
  auto words = split_words(text);
  if (!words) {
    return refuse(std::move(words.error()));
  }
  subject.command = std::move(*words);
  subject.description = "command " + text;
  return subject;
}

std::expected<std::map<std::string, std::string>, Errors> reference_profiles(const std::string& scenario_file) {
  std::map<std::string, std::string> profiles;
  std::error_code ignored;
  fs::path folder = folder_of(scenario_file);
  while (!fs::is_regular_file(folder / "subjects.yaml", ignored)) {
    if (folder == folder.parent_path()) {
      return profiles;
    }
    folder = folder.parent_path();
  }
  auto document = read_document((folder / "subjects.yaml").string());
  if (!document) {
    return std::unexpected(std::move(document.error()));
  }
  Errors errors;
  decode_value(NodeView(*document), errors, profiles);
  if (!errors.empty()) {
    return std::unexpected(std::move(errors));
  }
  // The folder may be a link into another one, where `..` is another place.
  const fs::path base = fs::weakly_canonical(folder.empty() ? fs::path(".") : folder, ignored);
  for (auto& [name, profile] : profiles) {
    profile = (base / profile).lexically_normal().string();
  }
  return profiles;
}

}  // namespace roadworthy
