#include "reports/testing/golden.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>

namespace roadworthy {
namespace {

std::optional<std::string> read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return std::nullopt;
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// The first line in which the two texts differ.
std::string first_difference(const std::string& approved, const std::string& text) {
  std::istringstream of_approved(approved);
  std::istringstream of_text(text);
  std::string approved_line;
  std::string text_line;
  for (int number = 1;; ++number) {
    const bool more_approved = static_cast<bool>(std::getline(of_approved, approved_line));
    const bool more_text = static_cast<bool>(std::getline(of_text, text_line));
    if (!more_approved && !more_text) {
      return "they differ in how they end";
    }
    if (!more_approved || !more_text || approved_line != text_line) {
      return "line " + std::to_string(number) + "\n  approved: " + (more_approved ? approved_line : "(end of text)") +
             "\n  now:      " + (more_text ? text_line : "(end of text)");
    }
  }
}

}  // namespace

testing::AssertionResult matches_golden(std::string_view text, std::string_view path) {
  const std::filesystem::path file = std::filesystem::path(ROADWORTHY_REPORTS_FOLDER) / path;
  if (const char* approve = std::getenv("ROADWORTHY_APPROVE"); approve != nullptr && std::string_view(approve) == "1") {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }
  const std::optional<std::string> approved = read(file);
  if (!approved) {
    return testing::AssertionFailure() << file << " is missing; run with ROADWORTHY_APPROVE=1 to write it";
  }
  if (*approved != text) {
    return testing::AssertionFailure() << "differs from " << file << " in "
                                       << first_difference(*approved, std::string(text))
                                       << "\nIf the new text is right, run with ROADWORTHY_APPROVE=1";
  }
  return testing::AssertionSuccess();
}

}  // namespace roadworthy
