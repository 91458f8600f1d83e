#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "definition/compose.h"
#include "definition/ecs.h"
#include "definition/words.h"

namespace roadworthy {
namespace {

/// Splits at colons that do not stand in `${...}` or `[...]`.
std::vector<std::string> split_at_colons(std::string_view text) {
  std::vector<std::string> parts{""};
  int depth = 0;
  for (const char letter : text) {
    depth += letter == '{' || letter == '[' ? 1 : 0;
    depth -= letter == '}' || letter == ']' ? 1 : 0;
    if (letter == ':' && depth <= 0) {
      parts.emplace_back();
    } else {
      parts.back() += letter;
    }
  }
  return parts;
}

/// Part of a text: known where the part has no variable that the whole has.
Text part_of(const Text& whole, std::string part) {
  if (whole.is_unknown() && part.find('$') != std::string::npos) {
    UnknownValue why = *whole.unknown;
    why.written = std::move(part);
    return unknown_value<std::string>(std::move(why), whole.where);
  }
  return known(std::move(part), whole.where);
}

const std::string& written(const Text& text) {
  return text.is_unknown() ? text.unknown->written : text.value;
}

/// A path in a container means the same with a slash at its end and without.
std::string without_slash(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) {
    path.pop_back();
  }
  return path;
}

bool good_range(const Value<PortRange>& range) {
  return !range.is_absent();
}

std::string without_brackets(std::string text) {
  return text.size() > 2 && text.front() == '[' && text.back() == ']' ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto parsed =
      std::from_chars(text.data(), end, number);  // NOLINT(bugprone-suspicious-stringview-data-usage): with its end
  if (parsed.ec != std::errc() || number < 0 || !std::isfinite(number)) {
    return std::nullopt;
  }
  std::string unit;
  for (const char* letter = parsed.ptr; letter != end; ++letter) {
    if (*letter != ' ') {
      unit += static_cast<char>(std::tolower(static_cast<unsigned char>(*letter)));
    }
  }
  constexpr std::string_view powers = "kmgtp";
  double factor = 1;
  std::string_view rest = unit;
  if (!rest.empty() && powers.find(rest.front()) != std::string_view::npos) {
    factor = std::pow(1024.0, static_cast<double>(powers.find(rest.front()) + 1));
    rest.remove_prefix(1);
  }
  if (!(rest.empty() || rest == "b" || (rest == "ib" && factor > 1)) || number * factor >= 9e18) {
    return std::nullopt;
  }
  return static_cast<std::uint64_t>(number * factor);
}

Value<std::uint64_t> read_bytes(const Cursor& at) {
  const Text text = at.text();
  const auto bytes = parse_size(text.value);
  if (text.is_known() && !bytes) {
    at.mistake(fmt::format("`{}` is no size", text.value), "write a number of bytes, or one with k, m or g behind it");
    return absent<std::uint64_t>(at.where());
  }
  return convert<std::uint64_t>(text, [&](const std::string&) { return *bytes; });
}

Value<Duration> read_duration(const Cursor& at) {
  const Text text = at.text();
  const auto duration = parse_duration(text.value);
  const bool zero = text.is("0");
  if (text.is_known() && !duration && !zero) {
    at.mistake(fmt::format("`{}` is no duration", text.value), "write 30s, 1m30s or the like");
    return absent<Duration>(at.where());
  }
  return convert<Duration>(text, [&](const std::string&) { return zero ? Duration{} : *duration; });
}

List<Text> read_command(const Cursor& at) {
  if (!at.is_scalar()) {
    return at.texts();
  }
  const Text line = at.text();
  List<Text> list{.state = ValueState::known, .items = {}, .unknown = {}, .where = at.where()};
  const auto words = split_command(written(line));
  if (!words) {
    at.mistake("a quote in the command is not closed");
    list.items.push_back(line);
    return list;
  }
  for (const std::string& word : *words) {
    list.items.push_back(part_of(line, word));
  }
  return list;
}

bool parse_port(const Text& text, PortMapping& port) {
  port.where = text.where;
  std::string whole = written(text);
  port.protocol = absent<std::string>(text.where);
  if (const std::size_t slash = whole.rfind('/');
      slash != std::string::npos && whole.find('}', slash) == std::string::npos) {
    port.protocol = lower_case(part_of(text, whole.substr(slash + 1)));
    whole.erase(slash);
  }
  std::vector<std::string> parts = split_at_colons(whole);
  const std::string container = parts.back();
  port.container_port = port_range(part_of(text, container));
  port.host_port = absent<PortRange>(text.where);
  port.host_address = absent<std::string>(text.where);
  parts.pop_back();
  bool good = good_range(port.container_port);
  if (!parts.empty()) {
    if (!parts.back().empty()) {
      port.host_port = port_range(part_of(text, parts.back()));
      good = good && good_range(port.host_port);
    }
    parts.pop_back();
  }
  if (!parts.empty()) {
    std::string address = parts.front();
    for (std::size_t index = 1; index < parts.size(); ++index) {
      address += ":" + parts[index];
    }
    port.host_address = part_of(text, without_brackets(address));
  }
  return good;
}

PortMapping read_compose_port(const Cursor& at) {
  PortMapping port{.where = at.where()};
  if (!at.is(NodeKind::mapping)) {
    const Text text = at.text();
    if (!text.is_absent() && !parse_port(text, port)) {
      at.mistake(fmt::format("`{}` is no port", written(text)),
                 "write HOST:CONTAINER, with /udp behind it where it is not TCP");
    }
    return port;
  }
  port.container_port = single_port(at.integer("target"));
  if (port.container_port.is_absent()) {
    at.mistake("a published port needs its `target`");
  }
  port.host_port = port_range(at.text("published"));
  port.host_address = at.text("host_ip");
  port.protocol = lower_case(at.text("protocol"));
  port.name = at.text("name");
  port.app_protocol = at.text("app_protocol");
  (void)at.text("mode");  // Of Swarm; host and ingress publish alike on one machine.
  return port;
}

bool parse_mount(const Text& text, Mount& mount) {
  mount.where = text.where;
  mount.read_only = absent<bool>(text.where);
  mount.source = absent<std::string>(text.where);
  std::vector<std::string> parts = split_at_colons(written(text));
  // A drive letter is no part of its own.
  if (parts.size() > 1 && parts[0].size() == 1 && parts[1].starts_with('\\')) {
    parts[1] = parts[0] + ":" + parts[1];
    parts.erase(parts.begin());
  }
  if (parts.size() == 1) {
    mount.kind = MountKind::anonymous;
    mount.target = part_of(text, without_slash(parts[0]));
    return !parts[0].empty();
  }
  if (parts.size() > 3 || parts[0].empty() || parts[1].empty()) {
    return false;
  }
  mount.source = part_of(text, parts[0]);
  mount.target = part_of(text, without_slash(parts[1]));
  // A source that is a variable alone is a path far more often than a volume's name, but which of both is not known:
  // the source is unknown all the same.
  const bool path =
      std::string_view("./~$\\").find(parts[0].front()) != std::string_view::npos || parts[0].find(":\\") == 1;
  mount.kind = path ? MountKind::host_path : MountKind::volume;
  if (parts.size() == 3) {
    const Text mode = part_of(text, parts[2]);
    std::string list = "," + parts[2] + ",";
    mount.read_only = convert<bool>(mode, [&](const std::string&) { return list.find(",ro,") != std::string::npos; });
    for (const std::string_view word : {"ro", "rw"}) {
      if (const std::size_t found = list.find("," + std::string(word) + ","); found != std::string::npos) {
        list.erase(found, word.size() + 1);
      }
    }
    if (list.size() > 2) {
      mount.further.push_back({"mode", known(list.substr(1, list.size() - 2), text.where)});
    }
  }
  return true;
}

Mount read_compose_mount(const Cursor& at) {
  Mount mount{.where = at.where()};
  if (!at.is(NodeKind::mapping)) {
    const Text text = at.text();
    if (!text.is_absent() && !parse_mount(text, mount)) {
      at.mistake(fmt::format("`{}` is no volume", written(text)),
                 "write SOURCE:TARGET, with :ro behind it to mount it read-only");
    }
    return mount;
  }
  const Text type = at.text("type");
  mount.source = at.text("source");
  mount.target = at.text("target");
  mount.read_only = at.boolean("read_only");
  if (type.is("bind") || type.is("npipe")) {
    mount.kind = MountKind::host_path;
  } else if (type.is("tmpfs")) {
    mount.kind = MountKind::memory;
  } else if (mount.source.is_absent()) {
    mount.kind = MountKind::anonymous;
  }
  if (!(type.is("bind") || type.is("tmpfs") || type.is("volume"))) {
    mount.further.push_back({"type", type});
  }
  at.further({"bind", "volume", "tmpfs", "image", "consistency"}, mount.further);
  return mount;
}

}  // namespace roadworthy
