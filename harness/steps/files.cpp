#include <fmt/format.h>

#include "probe/volume_file.h"
#include "steps/steps.h"

namespace roadworthy {
namespace {

/// Most of a file that is copied.
constexpr std::size_t kMostCopied = 256u << 20;
constexpr std::uint64_t kMostFilled = 256u << 20;

/// Takes `text` or `lines`, one of which there must be. Each line gets its newline.
std::string take_content(Decoder& body) {
  std::string content = body.optional<std::string>("text").value_or("");
  for (const std::string& line :
       body.optional<std::vector<std::string>>("lines").value_or(std::vector<std::string>{})) {
    content += line + "\n";
  }
  if (body.has("text") == body.has("lines")) {
    body.fail("file", "a file's content is either `text` or `lines`", "write lines: [\"first\", \"second\"]");
  }
  return content;
}

Action file_action(std::string kind, std::string description, FileSpec file,
                   std::function<Result<void>(Stand&, const VolumeFile&, TimePoint)> act) {
  return Action{.kind = std::move(kind),
                .description = std::move(description),
                .addresses = {},
                .volumes = {file.volume},
                .asks_subject = true,  // What a volume holds is the containers' doing.
                .run = [file = file.file, act = std::move(act)](Stand& stand, TimePoint deadline) {
                  return act(stand, file, deadline);
                }};
}

Action parse_put(Decoder& decode, std::string_view kind, WriteMode mode) {
  decode.allow(kind);
  Decoder body(*decode.node().find(kind), decode.errors(), fmt::format("`{}`", kind));
  FileSpec file = take_file(body);
  const std::string content = take_content(body);
  body.finish();
  const std::string description = fmt::format("{} {} bytes to {}", kind, content.size(), file.text);
  return file_action(std::string(kind), description, std::move(file),
                     [content, mode](Stand& stand, const VolumeFile& place, TimePoint deadline) {
                       return stand.write_file(place, content, mode, deadline);
                     });
}

/// Line `number` of so many, `bytes` long with its newline; no two are equal.
std::string filler(std::uint32_t number, std::uint32_t lines, std::uint32_t bytes) {
  std::string line = fmt::format("line {} of {} ", number, lines);
  line.resize(std::max<std::size_t>(line.size(), bytes - 1), '.');
  return line + "\n";
}

Result<void> rotate(Stand& stand, const VolumeFile& file, const std::string& to, bool copy, TimePoint deadline) {
  if (copy) {
    const auto content = stand.read_file(file, kMostCopied, deadline);
    if (!content) {
      return std::unexpected(content.error());
    }
    if (auto copied = stand.write_file({file.volume, to}, *content, WriteMode::replace, deadline); !copied) {
      return copied;
    }
  } else if (auto renamed = stand.rename_file(file, to, deadline); !renamed) {
    return renamed;
  }
  return stand.write_file(file, "", WriteMode::replace, deadline);
}

}  // namespace

Action parse_write(Decoder& decode) {
  return parse_put(decode, "write", WriteMode::replace);
}

Action parse_append(Decoder& decode) {
  return parse_put(decode, "append", WriteMode::append);
}

Action parse_fill(Decoder& decode) {
  decode.allow("fill");
  Decoder body(*decode.node().find("fill"), decode.errors(), "`fill`");
  FileSpec file = take_file(body);
  const auto lines = body.required<std::uint32_t>("lines");
  const auto bytes = body.optional<std::uint32_t>("line_bytes").value_or(60);
  if (body.has("lines") && lines < 1) {
    body.fail("lines", "`lines` must be at least 1");
  }
  if (bytes < 32 || std::uint64_t{bytes} * lines > kMostFilled) {
    body.fail("line_bytes", fmt::format("{} lines of {} bytes cannot be filled in", lines, bytes),
              "a line has 32 bytes at least, all of them together 256 MiB at most");
  }
  body.finish();
  const std::string description = fmt::format("fill {} with {} lines of {} bytes", file.text, lines, bytes);
  return file_action("fill", description, std::move(file),
                     [lines, bytes](Stand& stand, const VolumeFile& place, TimePoint deadline) {
                       std::string content;
                       content.reserve(std::size_t{lines} * bytes);
                       for (std::uint32_t number = 1; number <= lines; ++number) {
                         content += filler(number, lines, bytes);
                       }
                       return stand.write_file(place, content, WriteMode::append, deadline);
                     });
}

Action parse_rotate(Decoder& decode) {
  decode.allow("rotate");
  Decoder body(*decode.node().find("rotate"), decode.errors(), "`rotate`");
  FileSpec file = take_file(body);
  const auto to = body.optional<std::string>("to").value_or(file.file.path + ".1");
  const auto how = body.optional<std::string>("how").value_or("rename");
  if (how != "rename" && how != "copy") {
    body.fail("how", fmt::format("a file is not rotated by `{}`", how),
              "rename: moved away, and a new one made; copy: copied, then emptied in place");
  }
  if (body.has("to") && (!stays_within(to) || to == file.file.path)) {
    body.fail("to", fmt::format("`{}` is no other file of the volume", to), "write its path within the same volume");
  }
  body.finish();
  const std::string description =
      fmt::format("rotate {} to {} by {}", file.text, to, how == "copy" ? "copy and truncate" : "rename and create");
  return file_action("rotate", description, std::move(file),
                     [to, copy = how == "copy"](Stand& stand, const VolumeFile& place, TimePoint deadline) {
                       return rotate(stand, place, to, copy, deadline);
                     });
}

}  // namespace roadworthy
