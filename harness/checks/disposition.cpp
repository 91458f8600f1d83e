#include "checks/disposition.h"

#include <re2/re2.h>

namespace roadworthy {
namespace {

std::string without_percent(const std::string& text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%' && at + 2 < text.size()) {
      plain += static_cast<char>(std::strtol(text.substr(at + 1, 2).c_str(), nullptr, 16));
      at += 2;
    } else {
      plain += text[at];
    }
  }
  return plain;
}

}  // namespace

std::optional<std::string> attachment_name(const std::string& content_disposition) {
  static const RE2 kAttachment(R"((?i)^\s*attachment\s*(;|$))");
  static const RE2 kExtended(R"((?i);\s*filename\*\s*=\s*[\w-]+'[^']*'([^;\s]+))");
  static const RE2 kQuoted(R"re((?i);\s*filename\s*=\s*"((?:[^"\\]|\\.)*)")re");
  static const RE2 kToken(R"((?i);\s*filename\s*=\s*([^;"\s]+))");
  std::string name;
  if (!RE2::PartialMatch(content_disposition, kAttachment)) {
    return std::nullopt;
  }
  if (RE2::PartialMatch(content_disposition, kExtended, &name)) {
    return without_percent(name);
  }
  if (RE2::PartialMatch(content_disposition, kQuoted, &name)) {
    RE2::GlobalReplace(&name, R"(\\(.))", R"(\1)");
    return name.empty() ? std::nullopt : std::optional(name);
  }
  return RE2::PartialMatch(content_disposition, kToken, &name) ? std::optional(name) : std::nullopt;
}

}  // namespace roadworthy
