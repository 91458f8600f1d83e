#include "definition/user_data.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include "definition/cloud_config.h"

namespace roadworthy {
namespace {

constexpr int kDeepestPart = 5;             ///< Archives within archives.
constexpr std::size_t kMostHeaders = 4096;  ///< Bytes in which an archive says that it is one.
constexpr std::size_t kMostParts = 1000;    ///< Of all archives within the text.

std::string small_letters(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](unsigned char letter) { return std::tolower(letter); });
  return small;
}

bool is_mime(std::string_view text) {
  const std::string beginning = small_letters(text.substr(0, kMostHeaders));
  return (beginning.starts_with("content-type:") || beginning.starts_with("mime-version:")) &&
         beginning.find("multipart/") != std::string::npos;
}

/// Header fields of a part by their names in small letters, and where its body begins. RFC 2045 has the syntax.
struct Headers {
  std::map<std::string, std::string> fields;
  std::size_t body = 0;

  [[nodiscard]] std::string field(const std::string& name) const {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string() : found->second;
  }
  /// `text/x-shellscript`
  [[nodiscard]] std::string type() const {
    const std::string value = field("content-type");
    return small_letters(trimmed(std::string_view(value).substr(0, value.find(';'))));
  }
  [[nodiscard]] std::string boundary() const {
    const std::string value = field("content-type");
    const std::size_t found = small_letters(value).find("boundary=");
    if (found == std::string::npos) {
      return {};
    }
    const std::string rest = value.substr(found + 9);
    return rest.starts_with('"') ? rest.substr(1, rest.find('"', 1) - 1)
                                 : std::string(trimmed(std::string_view(rest).substr(0, rest.find(';'))));
  }
};

Headers read_headers(std::string_view text) {
  Headers headers;
  std::string* last = nullptr;
  for (std::size_t line = 0; line < text.size();) {
    const std::size_t end = std::min(text.find('\n', line), text.size());
    const std::string_view content = text.substr(line, end - line);
    const std::size_t colon = content.find(':');
    if (trimmed(content).empty()) {
      headers.body = std::min(end + 1, text.size());
      return headers;
    }
    if (is_space(content.front()) && last) {
      *last += " " + std::string(trimmed(content));
    } else if (colon == std::string_view::npos) {  // The headers are missing altogether.
      headers.body = line;
      return headers;
    } else {
      last = &(headers.fields[small_letters(trimmed(content.substr(0, colon)))] = trimmed(content.substr(colon + 1)));
    }
    line = end + 1;
  }
  headers.body = text.size();
  return headers;
}

class PartReader {
 public:
  explicit PartReader(const DocumentLimits& limits) : limits_(limits) {}

  void read(const Script& text, const std::string& type, bool merges, int depth) {
    const std::string_view content = text.text.text;
    const std::string_view first_line = content.substr(0, content.find('\n'));
    if (depth == 0 && is_mime(content)) {
      read_archive(text, depth);
    } else if (content.starts_with("#cloud-config-archive") || type == "text/cloud-config-archive") {
      refuse(text, "a cloud-config archive", "write it as MIME multi-part, which `cloud-init devel make-mime` makes");
    } else if (content.starts_with("#cloud-config") || type == "text/cloud-config") {
      add(read_cloud_config(text, limits_), merges);
    } else if (content.starts_with("## template:") || type == "text/jinja2") {
      refuse(text, "a Jinja template", "check what it becomes: `cloud-init devel render`");
    } else if (first_line.starts_with("#!") || first_line.starts_with("#cloud-boothook") ||
               type == "text/x-shellscript" || type == "text/cloud-boothook") {
      scripts_.push_back({.script = text, .path = {}, .not_read = {}, .where = text.text.span(0, content.size())});
    } else {
      result_.unread.push_back({.where = text.text.span(0, content.size()),
                                .leaves = 1,
                                .out_of_scope = true,
                                .reason = fmt::format("user data of type `{}`", type.empty() ? "text/plain" : type)});
    }
  }

  std::expected<HostTasks, Errors> finish() {
    if (!errors_.empty()) {
      return std::unexpected(std::move(errors_));
    }
    for (std::vector<HostTask>* stage : {&config_.bootcmd, &config_.write_files, &scripts_, &config_.runcmd}) {
      std::ranges::move(*stage, std::back_inserter(result_.tasks));
    }
    std::ranges::move(config_.unread, std::back_inserter(result_.unread));
    std::ranges::move(config_.mistakes, std::back_inserter(result_.mistakes));
    return std::move(result_);
  }

 private:
  void refuse(const Script& text, std::string_view what, std::string remedy) {
    errors_.push_back({.kind = ErrorKind::invalid_file,
                       .message = fmt::format("this user data is {}, and those are not read", what),
                       .remedy = std::move(remedy),
                       .where = text.text.span(0, std::min(text.text.text.find('\n'), text.text.text.size()))});
  }

  void read_archive(const Script& archive, int depth) {
    const std::string_view text = archive.text.text;
    const Headers headers = read_headers(text);
    const std::string boundary = headers.boundary();
    if (!headers.type().starts_with("multipart/")) {
      read_part(archive, depth);
      return;
    }
    if (boundary.empty() || depth >= kDeepestPart) {
      refuse(archive, boundary.empty() ? "MIME without a boundary" : "MIME in too many layers",
             "name the boundary in the header `Content-Type`");
      return;
    }
    const std::string delimiter = "--" + boundary;
    std::size_t part = std::string_view::npos;
    bool ended = false;
    for (std::size_t line = headers.body; line < text.size() && !ended;) {
      const std::size_t end = std::min(text.find('\n', line), text.size());
      const std::string_view content = trimmed(text.substr(line, end - line));
      ended = content.size() == delimiter.size() + 2 && content.starts_with(delimiter) && content.ends_with("--");
      if (ended || content == delimiter) {
        if (part != std::string_view::npos) {
          read_part(part_of(archive, part, line), depth);
        }
        part = end + 1;
      }
      line = end + 1;
    }
    if (part == std::string_view::npos) {
      refuse(archive, "MIME without a part", fmt::format("begin each part with a line `{}`", delimiter));
    } else if (!ended && part < text.size()) {
      read_part(part_of(archive, part, text.size()), depth);
    }
  }

  void read_part(const Script& part, int depth) {
    if (++parts_ > kMostParts) {
      if (parts_ == kMostParts + 1) {
        refuse(part, "MIME in more than 1000 parts", "leave parts out");
      }
      return;
    }
    const Headers headers = read_headers(part.text.text);
    Script body = part_of(part, headers.body, part.text.text.size());
    const std::string encoding = small_letters(headers.field("content-transfer-encoding"));
    if (encoding == "base64") {
      const SourceSpan where = part.text.span(0, part.text.text.size());
      body.text.whole = {where.line, where.column, where.end_line, where.end_column};
      body.text.text = decode_base64(trimmed(body.text.text));
      body.text.positions.clear();
      body = plain_script(std::move(body.text));
    } else if (!encoding.empty() && encoding != "7bit" && encoding != "8bit" && encoding != "binary") {
      refuse(part, fmt::format("a part that is encoded as `{}`", encoding), "encode it as `7bit` or `base64`");
      return;
    }
    const bool merges = !headers.field("merge-type").empty() || !headers.field("x-merge-type").empty();
    if (headers.type().starts_with("multipart/")) {
      read_archive(part, depth + 1);
    } else {
      read(body, headers.type(), merges, depth + 1);
    }
  }

  void add(std::expected<CloudConfig, Errors> part, bool merges) {
    if (!part) {
      std::ranges::move(part.error(), std::back_inserter(errors_));
      return;
    }
    merges = merges || part->merges;
    add_key("bootcmd", config_.bootcmd, part->bootcmd, merges);
    add_key("write_files", config_.write_files, part->write_files, merges);
    add_key("runcmd", config_.runcmd, part->runcmd, merges);
    std::ranges::move(part->unread, std::back_inserter(config_.unread));
    std::ranges::move(part->mistakes, std::back_inserter(config_.mistakes));
  }

  void add_key(std::string_view key, std::vector<HostTask>& all, std::vector<HostTask>& more, bool merges) {
    if (!all.empty() && !more.empty() && !merges) {
      config_.mistakes.push_back(
          {.kind = ErrorKind::invalid_file,
           .message = fmt::format("`{}` of this part replaces that of a part before it, which is never done", key),
           .remedy = "say how to merge the parts: `merge_how: list(append)+dict(recurse_array)+str()`",
           .where = more.front().where});
      all.clear();
    }
    std::ranges::move(more, std::back_inserter(all));
  }

  const DocumentLimits& limits_;
  CloudConfig config_;
  std::vector<HostTask> scripts_;
  HostTasks result_;
  Errors errors_;
  std::size_t parts_ = 0;
};

}  // namespace

bool is_user_data(std::string_view text) {
  const bool jinja = text.starts_with("## template:") && text.find("\n#cloud-config") != std::string_view::npos;
  return text.starts_with("#cloud-config") || text.starts_with("#cloud-boothook") || jinja || is_mime(text);
}

std::expected<HostTasks, Errors> read_user_data(const Script& text, const DocumentLimits& limits) {
  if (!is_user_data(text.text.text)) {
    HostTasks plain{.tasks = {}, .unread = {}, .mistakes = text.mistakes};
    plain.tasks.push_back(
        {.script = text, .path = {}, .not_read = {}, .where = text.text.span(0, text.text.text.size())});
    return plain;
  }
  PartReader reader(limits);
  reader.read(text, {}, false, 0);
  auto tasks = reader.finish();
  if (tasks) {
    tasks->mistakes.insert(tasks->mistakes.begin(), text.mistakes.begin(), text.mistakes.end());
  }
  return tasks;
}

}  // namespace roadworthy
