#include "definition/compose_project.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "definition/compose_shapes.h"
#include "definition/environment_file.h"

namespace roadworthy {
namespace {

constexpr int kDeepestInclude = 20;  ///< Files that include or extend each other.

std::string folder_of(const std::string& path) {
  return std::filesystem::path(path).parent_path().string();
}

std::string in_folder(const std::string& folder, const std::string& path) {
  return (std::filesystem::path(folder) / path).lexically_normal().string();
}

class Loader {
 public:
  Loader(ComposeProject& project, const ImportOptions& options) : project_(project), options_(options) {}

  Errors load(const std::vector<Input>& inputs) {
    project_.folder = folder_of(inputs.front().file->path);
    read_variables();
    for (const Input& input : inputs) {
      if (!input.document) {
        return input.not_a_document;
      }
      ComposeFile& file = add_file(*input.document, folder_of(input.file->path));
      project_.roots.add(file.source->root());
    }
    include_all(project_.roots, 0);
    add_parts(project_.roots);
    return {};
  }

 private:
  void read_variables() {
    std::vector<std::string> paths = options_.environment_files;
    const std::string usual = in_folder(project_.folder, ".env");
    if (std::error_code ignored; paths.empty() && std::filesystem::is_regular_file(usual, ignored)) {
      paths.push_back(usual);
    }
    for (const std::string& path : paths) {
      read_variables_of(path, project_.variables);
    }
    for (const auto& [name, value] : options_.variables) {
      project_.variables[name] = value;
    }
  }

  void read_variables_of(const std::string& path, Variables& variables) {
    auto entries = read_environment_file(path, variables);
    if (!entries) {
      project_.mistakes.push_back(entries.error());
      return;
    }
    for (const NamedText& entry : *entries) {
      if (entry.value.is_known() && !options_.variables.contains(entry.name)) {
        variables[entry.name] = entry.value.value;
      }
    }
  }

  ComposeFile& add_file(const Document& document, std::string folder) {
    auto file = std::make_unique<ComposeFile>();
    file->source = std::make_unique<Source>(document);
    file->folder = std::move(folder);
    file->source->strict_keys = true;
    file->source->extension_prefix = "x-";
    Source& source = *file->source;
    // The loader is gone when the services are read; the project stays.
    source.interpolate = [&project = project_, &made = *file, &source](Text text) {
      std::string invalid;
      const SourceSpan where = text.where;
      text = roadworthy::interpolate(std::move(text), made.variables ? *made.variables : project.variables, invalid);
      if (!invalid.empty()) {
        source.mistakes.push_back({.kind = ErrorKind::invalid_file, .message = invalid, .remedy = {}, .where = where});
      }
      return text;
    };
    check_compose_shapes(source);
    return *project_.files.emplace_back(std::move(file));
  }

  /// Another file that one of the project's files names; nullptr, and a mistake, when it cannot be read.
  ComposeFile* open(const Cursor& at, const std::string& path, const Variables* variables = nullptr) {
    const auto same = std::ranges::find_if(
        project_.files, [&](const auto& file) { return file->source->document().file->path == path; });
    if (same != project_.files.end()) {
      return same->get();
    }
    auto input = read_input(path, options_.limits);
    if (!input || !input->document) {
      const Errors& errors = input ? input->not_a_document : input.error();
      at.mistake(errors.empty() ? path + " cannot be read" : errors.front().message);
      return nullptr;
    }
    ComposeFile& file = add_file(*input->document, folder_of(path));
    if (variables) {
      file.variables = *variables;
    }
    return &file;
  }

  void include_all(const Layers& roots, int depth) {
    for (const Cursor& root : roots.all()) {
      const Cursor list = root.at("include");
      for (const Cursor& item : list.items()) {
        include(item, depth);
      }
    }
  }

  void include(const Cursor& item, int depth) {
    if (depth >= kDeepestInclude) {
      item.mistake("files include each other more than 20 deep");
      return;
    }
    Layers included;
    const List<Text> paths = item.is(NodeKind::mapping) ? item.texts("path") : item.texts();
    const std::string folder = folder_of_source(item.source());
    const Variables variables = variables_of_included(item, folder, paths);
    for (const Text& path : paths) {
      if (path.is_known()) {
        if (ComposeFile* file = open(item, in_folder(folder, path.value), &variables)) {
          included.add(file->source->root());
        }
      }
    }
    if (included.present()) {
      include_all(included, depth + 1);
      add_parts(included);
    }
  }

  /// An included file has its own variables, under those of the project that includes it.
  Variables variables_of_included(const Cursor& item, const std::string& folder, const List<Text>& paths) {
    Variables variables;
    List<Text> files;
    std::string own_folder =
        paths.empty() || !paths[0].is_known() ? folder : folder_of(in_folder(folder, paths[0].value));
    if (item.is(NodeKind::mapping)) {
      if (const Text written = item.text("project_directory"); written.is_known()) {
        own_folder = in_folder(folder, written.value);
      }
      files = item.texts("env_file");
    }
    for (const Text& path : files) {
      read_variables_of(in_folder(folder, path.value), variables);
    }
    const std::string usual = in_folder(own_folder, ".env");
    if (std::error_code ignored; files.empty() && std::filesystem::is_regular_file(usual, ignored)) {
      read_variables_of(usual, variables);
    }
    for (const auto& [name, value] : project_.variables) {
      variables[name] = value;
    }
    return variables;
  }

  std::string folder_of_source(const Source& source) const {
    const auto found =
        std::ranges::find_if(project_.files, [&](const auto& file) { return file->source.get() == &source; });
    return found == project_.files.end() ? project_.folder : (*found)->folder;
  }

  void add_parts(const Layers& roots) {
    add_parts_of(roots, "services", project_.services);
    add_parts_of(roots, "volumes", project_.volumes);
    add_parts_of(roots, "networks", project_.networks);
    add_parts_of(roots, "secrets", project_.secrets);
    add_parts_of(roots, "configs", project_.configs);
  }

  void add_parts_of(const Layers& roots, std::string_view key, std::vector<ComposePart>& parts) {
    const bool services = key == "services";
    std::vector<ComposePart> own;
    for (const Cursor& section : roots.at(key).all()) {
      for (Cursor::Entry& entry : section.members()) {
        if (entry.key.starts_with("x-")) {
          continue;
        }
        if (is_reset(entry.value)) {
          entry.value.mark_all();
          std::erase_if(own, [&](const ComposePart& part) {
            if (part.name != entry.key) {
              return false;
            }
            for (const Cursor& layer : part.layers.all()) {
              layer.skip("another file takes it back with `!reset`");
            }
            return true;
          });
          continue;
        }
        if (services && !entry.value.is(NodeKind::mapping)) {
          entry.value.mistake(fmt::format("the service `{}` is no mapping", entry.key));
          continue;
        }
        auto part = std::ranges::find(own, entry.key, &ComposePart::name);
        if (part == own.end()) {
          own.push_back({.name = entry.key, .name_where = entry.key_where, .layers = {}});
          part = std::prev(own.end());
        }
        if (!entry.value.present() && part->layers.present()) {
          continue;
        }
        std::vector<std::string> chain;
        Layers layers;
        if (services) {
          layers = with_bases(entry.value, entry.key, chain);
        } else {
          layers.add(entry.value);
        }
        for (const Cursor& layer : layers.all()) {
          part->layers.add(layer);
        }
      }
    }
    for (ComposePart& part : own) {
      if (std::ranges::find(parts, part.name, &ComposePart::name) != parts.end()) {
        part.layers.top().mistake(fmt::format("`{}` is declared here and in an included file", part.name));
        continue;
      }
      parts.push_back(std::move(part));
    }
  }

  /// The service with what it extends below it.
  Layers with_bases(const Cursor& service, const std::string& name, std::vector<std::string>& chain) {
    Layers layers({service});
    const Cursor extends = service.at("extends");
    if (!extends.present()) {
      return layers;
    }
    const Text base = extends.is_scalar() ? extends.text() : extends.text("service");
    const Text path = extends.is_scalar() ? Text{} : extends.text("file");
    const std::string& own_path = service.source().document().file->path;
    chain.push_back(own_path + ":" + name);
    Source* source = &service.source();
    if (path.is_known()) {
      const bool known_before = is_open(in_folder(folder_of_source(*source), path.value));
      ComposeFile* file = open(extends, in_folder(folder_of_source(*source), path.value));
      if (!file) {
        return layers;
      }
      source = file->source.get();
      if (!known_before) {
        source->rest_reason = "of a file that only some services are taken from";
        ask_top_keys(*source);
      }
    }
    const std::string link = source->document().file->path + ":" + base.value;
    if (std::ranges::find(chain, link) != chain.end()) {
      extends.mistake(fmt::format("`{}` extends itself", base.value));
      return layers;
    }
    const Cursor found = source->root().at("services").at(base.value);
    if (!found.is(NodeKind::mapping)) {
      extends.mistake(
          fmt::format("there is no service `{}` to extend in {}", base.value, source->document().file->path));
      return layers;
    }
    layers.prepend(with_bases(found, base.value, chain));
    return layers;
  }

  bool is_open(const std::string& path) const {
    return std::ranges::any_of(project_.files,
                               [&](const auto& file) { return file->source->document().file->path == path; });
  }

  ComposeProject& project_;
  const ImportOptions& options_;
};

}  // namespace

std::expected<std::unique_ptr<ComposeProject>, Errors> load_compose_project(const std::vector<Input>& inputs,
                                                                            const ImportOptions& options) {
  auto project = std::make_unique<ComposeProject>();
  if (Errors errors = Loader(*project, options).load(inputs); !errors.empty()) {
    return std::unexpected(std::move(errors));
  }
  return project;
}

}  // namespace roadworthy
