#pragma once

#include <charconv>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "definition/container.h"
#include "definition/cursor.h"

namespace roadworthy::docker_run {

/// A container that grows with its options.
struct Building {
  Container& container;
  Errors& mistakes;

  void mistake(const SourceSpan& where, std::string message) {
    mistakes.push_back({.kind = ErrorKind::invalid_file, .message = std::move(message), .remedy = {}, .where = where});
  }
  HealthCheck& health_check(const SourceSpan& where) {
    if (!container.health_check) {
      container.health_check = HealthCheck{.where = where};
    }
    return *container.health_check;
  }
  LogConfiguration& log(const SourceSpan& where) {
    if (!container.log) {
      container.log = LogConfiguration{.where = where};
    }
    return *container.log;
  }
};

template <typename T>
void add(List<T>& list, T item, const SourceSpan& where) {
  list.state = list.is_unknown() ? list.state : ValueState::known;
  list.where = where;
  list.items.push_back(std::move(item));
}

/// What the text is, or, while it is unknown, as it is written.
[[nodiscard]] std::string written(const Text& text);
/// A part of a value: unknown where the whole is and something in the part can be the reason.
[[nodiscard]] Text part(const Text& whole, std::string text);
/// `NAME=value`, cut at the first of `separators`.
[[nodiscard]] NamedText named(const Text& text, std::string_view separators);
/// A switch: without a value it is on.
[[nodiscard]] Value<bool> flag(const Text& text);
/// `1m30s`; absent, and a mistake, when it is none.
[[nodiscard]] Value<Duration> duration(Building& to, const Text& text);
/// `512m`; absent, and a mistake, when it is none.
[[nodiscard]] Value<std::uint64_t> bytes(Building& to, const Text& text);
/// `--env NAME=value`
void read_variable(Building& to, const Text& text);
/// Whether a text is one expansion and nothing else: `$OPTIONS`, `${options}`, `$(options)`.
[[nodiscard]] bool is_open_expansion(std::string_view text);
/// Options that are not known: whatever an option sets may be set by them.
void read_open_options(Building& to, const Text& text);
/// `--publish 127.0.0.1:80:8080/tcp`
void read_publish(Building& to, const Text& text);
/// `--volume /a:/b:ro`
void read_volume(Building& to, const Text& text);
/// `--mount type=bind,source=/a,target=/b,readonly`
void read_mount(Building& to, const Text& text);
/// `--tmpfs /run:size=64m`
void read_memory_mount(Building& to, const Text& text);
/// `--volumes-from other:ro`
void read_volumes_from(Building& to, const Text& text);
/// `--network NAME`, or one of the modes
void read_network(Building& to, const Text& text);
/// `--network-alias NAME`, of the network before it
void read_network_alias(Building& to, const Text& text);
/// `--ulimit nofile=1024:2048`
void read_limit(Building& to, const Text& text);
/// `--env-file FILE`
void read_environment_file_option(Building& to, const Text& text);

/// A number; absent, and a mistake, when it is none.
template <typename T>
Value<T> number(Building& to, const Text& text) {
  T parsed{};
  const char* end = text.value.data() + text.value.size();
  if (text.is_known() && std::from_chars(text.value.data(), end, parsed).ptr != end) {
    to.mistake(text.where, fmt::format("`{}` is no number", text.value));
    return absent<T>(text.where);
  }
  return convert<T>(text, [&](const std::string&) { return parsed; });
}

}  // namespace roadworthy::docker_run
