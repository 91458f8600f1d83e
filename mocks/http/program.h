#pragma once

#include <functional>
#include <string_view>

#include "mocks/http/control.h"

namespace roadworthy::mocks {

/// Blocks SIGTERM and SIGINT for this thread and all that it starts. First thing in a stand-in's main.
void hold_end_signals();

struct ProgramOptions {
  bool control = false;                     ///< Speak the control protocol on standard input, and end with it.
  std::string_view address;                 ///< What the first line says.
  std::function<void()> on_signal = [] {};  ///< Called when SIGTERM or SIGINT ends the program.
};

/// The life of a stand-in once it listens: prints `{"event":"listening","address":"..."}` as the first line of
/// standard output, answers commands, and returns the exit status when a signal comes or, with `control`, when
/// standard input ends. Without `control` standard input is not read.
[[nodiscard]] int run_program(const Control& control, const ProgramOptions& options);

}  // namespace roadworthy::mocks
