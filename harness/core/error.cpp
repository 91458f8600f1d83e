#include "core/error.h"

#include <system_error>

#include <fmt/format.h>

namespace roadworthy {
namespace {

void append_indented(std::string& result, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    result += "\n  ";
    result += text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

}  // namespace

std::string describe(const Error& error) {
  std::string result;
  if (error.where && error.where->file) {
    result = describe(*error.where) + ": ";
  }
  result += printable(error.message);
  if (error.where) {
    append_indented(result, excerpt(*error.where));
  }
  if (!error.remedy.empty()) {
    append_indented(result, printable(error.remedy));
  }
  return result;
}

std::unexpected<Error> fail_system(std::string what, int error_number, std::string remedy) {
  return fail(ErrorKind::environment,
              fmt::format("{}: {}", what, std::error_code(error_number, std::system_category()).message()),
              std::move(remedy));
}

}  // namespace roadworthy
