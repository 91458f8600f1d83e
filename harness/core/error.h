#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "core/source_span.h"

namespace roadworthy {

/// What kind of mishap an error is. It decides the exit code; a failed check is never an Error, it is a Verdict.
enum class ErrorKind {
  usage,         ///< The command line asks for something that does not exist.
  invalid_file,  ///< A file that a person wrote is wrong; `where` says in which place.
  environment,   ///< The machine, its kernel or a daemon does not give what is needed.
  no_answer,     ///< A subject did not accept or answer; checks turn it into what they saw.
  unavailable,   ///< What was asked for cannot be done with this runtime or this subject: an item is then not shown.
  timed_out,     ///< A deadline of the harness itself passed.
  interrupted,   ///< A signal asked the run to end.
  internal,      ///< A defect of Roadworthy.
};

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;  ///< One sentence, without a final full stop.
  std::string remedy;   ///< What the reader can do about it; may be empty.
  std::optional<SourceSpan> where;
};

template <typename T>
using Result = std::expected<T, Error>;

/// Mistakes of a file are collected, so that a reader sees all of them at once.
using Errors = std::vector<Error>;

/// `message` with its place in front and the excerpt and remedy behind it, over several lines.
[[nodiscard]] std::string describe(const Error& error);

[[nodiscard]] inline std::unexpected<Error> fail(ErrorKind kind, std::string message, std::string remedy = {}) {
  return std::unexpected(Error{.kind = kind, .message = std::move(message), .remedy = std::move(remedy), .where = {}});
}

/// `fail` for a call of the operating system: adds the text of `error_number` (errno).
[[nodiscard]] std::unexpected<Error> fail_system(std::string what, int error_number, std::string remedy = {});

}  // namespace roadworthy
