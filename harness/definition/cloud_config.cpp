#include "definition/cloud_config.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "definition/cursor.h"
#include "definition/unpacked_text.h"
#include "definition/yaml_template.h"

namespace roadworthy {
namespace {

constexpr std::array<std::string_view, 4> kMergeKeys = {"merge_how", "merge_type", "merge-how", "merge-type"};

/// Of bytes in base64: the only tag beside those of the core schema that cloud-init's own examples have.
constexpr std::string_view kBinaryTag = "tag:yaml.org,2002:binary";

void append_letter(Script& script, char letter, const Script& from, std::size_t at, bool open) {
  script.text.text += letter;
  script.opaque.push_back(open);
  if (!from.text.positions.empty()) {
    script.text.positions.push_back(from.text.positions[std::min(at, from.text.positions.size() - 1)]);
  }
}

void append_line(Script& script, const Script& line) {
  for (std::size_t at = 0; at < line.text.text.size(); ++at) {
    append_letter(script, line.text.text[at], line, at, line.opaque[at]);
  }
}

/// A word of an argument vector, in the quotes of a shell.
void append_quoted(Script& script, const Script& word) {
  append_letter(script, '\'', word, 0, false);
  for (std::size_t at = 0; at < word.text.text.size(); ++at) {
    const char letter = word.text.text[at];
    if (letter == '\'' && !word.opaque[at]) {
      for (const char quote : std::string_view("'\\'")) {
        append_letter(script, quote, word, at, false);
      }
    }
    append_letter(script, letter, word, at, word.opaque[at]);
  }
  append_letter(script, '\'', word, word.text.text.size(), false);
}

class CloudConfigReader {
 public:
  CloudConfigReader(const YamlTemplate& yaml, const Script& whole) : yaml_(yaml), whole_(whole) {}

  CloudConfig read() {
    const NodeView root(yaml_.document);
    for (const auto& [key, value] : root.members()) {
      if (key == "runcmd") {
        config_.runcmd = read_commands(value);
      } else if (key == "bootcmd") {
        config_.bootcmd = read_commands(value);
      } else if (key == "write_files") {
        read_files(value);
      } else if (std::ranges::find(kMergeKeys, key) != kMergeKeys.end()) {
        config_.merges = true;
      } else {
        config_.unread.push_back({.where = place_of(value),
                                  .leaves = 1,
                                  .out_of_scope = true,
                                  .reason = fmt::format("`{}` of cloud-config, which starts no container", key)});
      }
    }
    return std::move(config_);
  }

 private:
  void mistake(const NodeView& at, std::string message, std::string remedy) {
    config_.mistakes.push_back({.kind = ErrorKind::invalid_file,
                                .message = std::move(message),
                                .remedy = std::move(remedy),
                                .where = place_of(at)});
  }

  [[nodiscard]] SourceSpan place_of(const NodeView& view) const {
    SourceSpan where = view.span();
    where.pointer = whole_.text.pointer + where.pointer;
    return where;
  }

  /// Of any scalar; numbers and the like are no texts of YAML, but words of a command.
  [[nodiscard]] Script text_of(const NodeView& scalar) const {
    if (const auto found = yaml_.texts.find(&scalar.node()); found != yaml_.texts.end()) {
      return found->second;
    }
    const SourceSpan where = place_of(scalar);
    EmbeddedText text{.text = scalar.text(),
                      .file = where.file,
                      .pointer = where.pointer,
                      .positions = {},
                      .whole = {where.line, where.column, where.end_line, where.end_column}};
    if (!whole_.text.positions.empty()) {
      text.positions.assign(text.text.size() + 1, {where.line, where.column});
    }
    return plain_script(std::move(text));
  }

  [[nodiscard]] Text value_of_text(const NodeView& scalar) const {
    const bool open = std::ranges::find(yaml_.unknown, &scalar.node()) != yaml_.unknown.end();
    return open ? unknown_value<std::string>({.reason = fmt::format("variable {} has no value", scalar.text()),
                                              .written = scalar.text(),
                                              .refers_to = {}},
                                             place_of(scalar))
                : known(scalar.text(), place_of(scalar));
  }

  std::vector<HostTask> read_commands(const NodeView& list) {
    if (list.is(NodeKind::null)) {
      return {};
    }
    const std::string& key = list.name();
    if (!list.is(NodeKind::sequence)) {
      mistake(list, fmt::format("{} is {}, and cloud-init wants a list of commands", key, describe(list.kind())),
              "write each command as an entry that begins with `- `");
      return {};
    }
    HostTask task{.script = {}, .path = {}, .not_read = {}, .where = place_of(list)};
    const SourceSpan& where = task.where;
    task.script.text = {.text = {},
                        .file = where.file,
                        .pointer = where.pointer,
                        .positions = {},
                        .whole = {where.line, where.column, where.end_line, where.end_column}};
    Script last;
    for (const NodeView& command : list.items()) {
      if (command.is(NodeKind::mapping)) {
        mistake(command,
                fmt::format("an entry of {} is a mapping, where cloud-init wants a line or a list of words", key),
                "put the line into quotes, or behind `|`: YAML reads `: ` in it as a key");
        continue;
      }
      if (command.is(NodeKind::null)) {
        continue;
      }
      if (command.is_scalar()) {
        last = text_of(command);
        append_line(task.script, last);
      }
      for (const NodeView& word : command.items()) {
        if (!word.is_scalar()) {
          mistake(
              word,
              fmt::format("a word of a command of {} is {}, where cloud-init wants a text", key, describe(word.kind())),
              "write each argument as a text of its own");
          continue;
        }
        last = text_of(word);
        append_quoted(task.script, last);
        append_letter(task.script, ' ', last, last.text.text.size(), false);
      }
      append_letter(task.script, '\n', last, last.text.text.size(), false);
    }
    if (!task.script.text.positions.empty()) {
      task.script.text.positions.push_back(task.script.text.positions.back());
    }
    return {std::move(task)};
  }

  void read_files(const NodeView& list) {
    if (!list.is(NodeKind::sequence) && !list.is(NodeKind::null)) {
      mistake(list, fmt::format("`write_files` is {}, and cloud-init wants a list of files", describe(list.kind())),
              "write each file as an entry that begins with `- path: `");
    }
    for (const NodeView& entry : list.items()) {
      const auto path = entry.find("path");
      if (!path || !path->is_scalar()) {
        mistake(entry, "an entry of `write_files` has no `path`, and cloud-init passes over it", "say where it goes");
        continue;
      }
      HostTask task{.script = {}, .path = value_of_text(*path), .not_read = {}, .where = place_of(entry)};
      const auto content = entry.find("content");
      if (content && !content->is_scalar()) {
        mistake(*content,
                fmt::format("`content` of a file is {}, where cloud-init wants a text", describe(content->kind())),
                "put it behind `|`");
        continue;
      }
      if (content) {
        task.script = text_of(*content);
        const auto encoding = entry.find("encoding");
        decode(encoding ? encoding->text() : std::string(), content->node().own_tag != 0, task);
      } else {
        task.not_read = "its content is not in the file";
      }
      config_.write_files.push_back(std::move(task));
    }
  }

  /// `b64`, `gz+base64` and the like; `binary`: its tag says that YAML has it in base64.
  static void decode(const std::string& encoding, bool binary, HostTask& task) {
    if (!binary && (encoding.empty() || encoding == "text/plain")) {
      return;
    }
    const bool open = std::ranges::find(task.script.opaque, true) != task.script.opaque.end();
    const bool base64 = binary || encoding.ends_with("b64") || encoding.ends_with("base64");
    std::string decoded = base64 && !open ? decode_base64(task.script.text.text) : std::string();
    if (encoding.starts_with("gz") && !decoded.empty()) {
      decoded = unpacked_text(decoded).value_or(std::string());
    }
    if (decoded.empty()) {
      task.not_read = fmt::format("its content is encoded as `{}`, and is not read", binary ? "!!binary" : encoding);
      return;
    }
    task.script.text.text = std::move(decoded);
    task.script.text.positions.clear();
    task.script = plain_script(std::move(task.script.text));
  }

  const YamlTemplate& yaml_;
  const Script& whole_;
  CloudConfig config_;
};

}  // namespace

std::expected<CloudConfig, Errors> read_cloud_config(const Script& text, const DocumentLimits& limits) {
  DocumentLimits with_bytes = limits;
  with_bytes.own_tags = {std::string(kBinaryTag)};
  auto yaml = read_yaml_template(text, with_bytes);
  if (!yaml) {
    return std::unexpected(std::move(yaml.error()));
  }
  const NodeView root(yaml->document);
  if (!root.is(NodeKind::mapping) && !root.is(NodeKind::null)) {
    return std::unexpected(Errors{
        {.kind = ErrorKind::invalid_file,
         .message = fmt::format("this cloud-config is {}, and cloud-init wants a mapping", describe(root.kind())),
         .remedy = "begin with keys such as `runcmd:` at the start of a line",
         .where = root.span()}});
  }
  return CloudConfigReader(*yaml, text).read();
}

}  // namespace roadworthy
