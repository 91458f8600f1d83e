#include "rules/text.h"

#include <algorithm>
#include <charconv>

namespace roadworthy {

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](char each) { return each >= 'A' && each <= 'Z' ? static_cast<char>(each + 32) : each; });
  return result;
}

std::vector<std::string> split(std::string_view text, std::string_view separators) {
  std::vector<std::string> parts;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(separators, at)) != std::string_view::npos) {
    const std::size_t end = std::min(text.find_first_of(separators, at), text.size());
    parts.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return parts;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t at = 0; at < words.size(); ++at) {
    text += at == 0 ? "" : at + 1 == words.size() ? " and " : ", ";
    text += words[at];
  }
  return text;
}

std::string clean_path(std::string_view path) {
  const bool absolute = path.starts_with('/');
  std::vector<std::string> parts;
  for (std::string& part : split(path, "/")) {
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (part != "." && !(part == ".." && absolute)) {
      parts.push_back(std::move(part));
    }
  }
  std::string clean;
  for (const std::string& part : parts) {
    clean += (clean.empty() && !absolute ? "" : "/") + part;
  }
  return clean.empty() ? (absolute ? "/" : ".") : clean;
}

bool below(std::string_view folder, std::string_view path, std::string& rest) {
  if (folder == "/") {
    rest = path.substr(1);
    return path.starts_with('/');
  }
  if (path == folder) {
    rest.clear();
    return true;
  }
  if (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/') {
    rest = path.substr(folder.size() + 1);
    return true;
  }
  return false;
}

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? "." : slash == 0 ? "/" : std::string(path.substr(0, slash));
}

long number_in(std::string_view text) {
  long number = -1;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc() && end == text.data() + text.size() && !text.empty() && text[0] != '-' ? number : -1;
}

}  // namespace roadworthy
