#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "definition/format.h"
#include "definition/places.h"
#include "definition/script_template.h"
#include "document/decoder.h"

namespace roadworthy {
namespace {

/// Every format that definitions are read from. A new one is a row here and a file beside this one.
constexpr std::array kFormats{
    Format{"terraform", "Terraform plan or state, as `terraform show -json` writes it", false, &recognise_terraform,
           &import_terraform},
    Format{"pulumi", "Pulumi stack export or `preview --json`", false, &recognise_pulumi, &import_pulumi},
    Format{"ecs", "ECS task definition: registered, described, or its container definitions alone", false,
           &recognise_ecs, &import_ecs},
    Format{"compose", "Compose files", true, &recognise_compose, &import_compose},
    Format{"docker-run", "shell scripts, cloud-init user data and Terraform templates with `docker run`", true,
           &recognise_docker_run, &import_docker_run},
};

Errors one(Error error) {
  return {std::move(error)};
}

/// Whether a file that does not parse was meant to be JSON or YAML, so that its own mistakes are what the reader needs.
bool meant_as_document(const Input& input) {
  const std::string& text = input.file->text;
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool json = first != std::string::npos && (text[first] == '{' || text[first] == '[');
  const std::string_view path = input.file->path;
  return json || path.ends_with(".json") || path.ends_with(".yaml") || path.ends_with(".yml");
}

/// A template of CloudFormation, also as CDK writes it: in YAML its tags (`!Ref`) do not even parse.
bool is_cloud_formation(const Input& input) {
  const std::string& text = input.file->text;
  return text.find("AWSTemplateFormatVersion") != std::string::npos ||
         (text.find("Resources") != std::string::npos && text.find("AWS::ECS::") != std::string::npos);
}

/// Make's own variables (`$(IMAGE)`) are commands to a shell: such a file is no script.
bool is_makefile(const Input& input) {
  const std::string_view path = input.file->path;
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name == "Makefile" || name == "makefile" || name == "GNUmakefile" || name.ends_with(".mk");
}

/// Templates of scripts and of task definitions are formats of their own; others would be taken for what they are not.
bool is_unread_template(const Input& input, std::string_view format) {
  return format != "ecs" && format != "docker-run" && has_directives(embed_file(input.file));
}

Error unread_template(const Input& input) {
  return {
      .kind = ErrorKind::invalid_file,
      .message = fmt::format("{} is a Terraform template (`%{{ ... }}`), and it becomes no script or task definition",
                             input.file->path),
      .remedy = "check what it becomes: the plan that renders it, as `terraform show -json` writes it",
      .where = SourceSpan{.file = input.file}};
}

std::expected<const Format*, Errors> recognise(const Input& input) {
  const Format* best = nullptr;
  int confidence = 0;
  std::string tried;
  for (const Format& format : kFormats) {
    const Recognition recognition = format.recognise(input);
    if (recognition.confidence > confidence) {
      best = &format;
      confidence = recognition.confidence;
    }
    tried += fmt::format("{}{}: {}", tried.empty() ? "" : "; ", format.name, recognition.why);
  }
  if (is_makefile(input)) {
    return std::unexpected(one(
        {.kind = ErrorKind::invalid_file,
         .message = fmt::format("{} is of no known format: it is a Makefile, and those are not read", input.file->path),
         .remedy = "check what it runs: `make --dry-run TARGET > run.sh`",
         .where = SourceSpan{.file = input.file}}));
  }
  if (is_unread_template(input, best ? best->name : std::string_view())) {
    return std::unexpected(one(unread_template(input)));
  }
  if (best) {
    return best;
  }
  if (is_cloud_formation(input)) {
    return std::unexpected(
        one({.kind = ErrorKind::invalid_file,
             .message = fmt::format("{} is of no known format: it is a CloudFormation template, and those are not read",
                                    input.file->path),
             .remedy = "check the task definition that it makes: `aws ecs describe-task-definition --task-definition "
                       "FAMILY`, or the resource's `Properties` in a JSON file of their own",
             .where = SourceSpan{.file = input.file}}));
  }
  if (!input.document && meant_as_document(input)) {
    return std::unexpected(input.not_a_document);
  }
  return std::unexpected(one({.kind = ErrorKind::invalid_file,
                              .message = fmt::format("{} is of no known format ({})", input.file->path, tried),
                              .remedy = "name the format with --as",
                              .where = SourceSpan{.file = input.file}}));
}

std::expected<const Format*, Errors> named(const std::string& name) {
  const auto found = std::ranges::find(kFormats, name, &Format::name);
  if (found == kFormats.end()) {
    std::vector<std::string> names;
    std::string list;
    for (const Format& format : kFormats) {
      names.emplace_back(format.name);
      list += fmt::format("{}{}", list.empty() ? "" : ", ", format.name);
    }
    return std::unexpected(one({.kind = ErrorKind::usage,
                                .message = fmt::format("there is no format `{}`{}", name, did_you_mean(name, names)),
                                .remedy = "formats are: " + list,
                                .where = {}}));
  }
  return &*found;
}

Deployments import_inputs(const std::vector<Input>& inputs, const ImportOptions& options) {
  auto format = options.as.empty() ? recognise(inputs.front()) : named(options.as);
  if (!format) {
    return std::unexpected(format.error());
  }
  if (inputs.size() > 1 && !(*format)->several_files) {
    return std::unexpected(
        one({.kind = ErrorKind::usage,
             .message = fmt::format("a definition of format `{}` is one file, not {}", (*format)->name, inputs.size()),
             .remedy = {},
             .where = {}}));
  }
  Deployments deployments = (*format)->import(inputs, options);
  if (deployments) {
    std::ranges::for_each(*deployments, fill_places);
  }
  return deployments;
}

}  // namespace

std::expected<Document, Errors> document_of(const Input& input) {
  if (!input.document) {
    return std::unexpected(input.not_a_document);
  }
  return *input.document;
}

Deployments read_deployments(const std::vector<std::string>& paths, const ImportOptions& options) {
  std::vector<Input> inputs;
  Errors errors;
  for (const std::string& path : paths) {
    if (auto input = read_input(path, options.limits)) {
      inputs.push_back(std::move(*input));
    } else {
      std::ranges::move(input.error(), std::back_inserter(errors));
    }
  }
  if (!errors.empty()) {
    return std::unexpected(std::move(errors));
  }
  if (inputs.empty()) {
    return std::unexpected(one({.kind = ErrorKind::usage, .message = "no file was named", .remedy = {}, .where = {}}));
  }
  return import_inputs(inputs, options);
}

Deployments parse_deployments(std::string name, std::string text, const ImportOptions& options) {
  auto input = make_input(std::move(name), std::move(text), options.limits);
  return input ? import_inputs({std::move(*input)}, options) : Deployments(std::unexpected(input.error()));
}

std::vector<std::string_view> format_names() {
  std::vector<std::string_view> names;
  for (const Format& format : kFormats) {
    names.push_back(format.name);
  }
  return names;
}

}  // namespace roadworthy
