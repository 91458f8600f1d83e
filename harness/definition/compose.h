#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "definition/deployment.h"
#include "definition/interpolation.h"
#include "definition/layers.h"

namespace roadworthy {

/// A Compose file as it was loaded.
struct ComposeFile {
  std::unique_ptr<Source> source;
  std::optional<Variables> variables;  ///< Of an included file; the project's otherwise.
  std::string folder;  ///< Of the file; its relative paths count from the project's folder, except in what is extended.
};

/// A part of the model with the layers that it is written in.
struct ComposePart {
  std::string name;
  SourceSpan name_where;
  Layers layers;
};

/// Files, merged: what `docker compose config` would work on.
struct ComposeProject {
  std::string folder;
  Variables variables;
  std::vector<std::unique_ptr<ComposeFile>> files;  ///< Included and extended ones too.
  Layers roots;                                     ///< The files that were named, in order.
  std::vector<ComposePart> services;
  std::vector<ComposePart> volumes;
  std::vector<ComposePart> networks;
  std::vector<ComposePart> secrets;
  std::vector<ComposePart> configs;
  Errors mistakes;
};

// Values, each as the Compose specification writes it.

/// `300`, `64kb`, `1.5g` in bytes (units of 1024); nothing when it is none.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text);
/// `300`, `64kb`, `1.5g` in bytes (units of 1024); absent, and a mistake, when it is neither a number nor one of these.
[[nodiscard]] Value<std::uint64_t> read_bytes(const Cursor& at);
/// `1m30s`; absent, and a mistake, when it is no duration.
[[nodiscard]] Value<Duration> read_duration(const Cursor& at);
/// A list of words, or a string that is split as a shell would.
[[nodiscard]] List<Text> read_command(const Cursor& at);
/// `[ADDRESS:][HOST:]CONTAINER[/PROTOCOL]`, or the long form.
[[nodiscard]] PortMapping read_compose_port(const Cursor& at);
/// The short form alone, for `docker run -p` too. False when it is none.
[[nodiscard]] bool parse_port(const Text& text, PortMapping& port);
/// `[SOURCE:]TARGET[:MODE]`, or the long form.
[[nodiscard]] Mount read_compose_mount(const Cursor& at);
/// The short form alone, for `docker run -v` too. False when it is none.
[[nodiscard]] bool parse_mount(const Text& text, Mount& mount);

/// One service as a container; `project` is asked for its variables and folder.
[[nodiscard]] Container read_compose_service(const ComposePart& service, const ComposeProject& project);

}  // namespace roadworthy
