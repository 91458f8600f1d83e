#include "core/runtime.h"

#include <fmt/format.h>

#include "core/signals.h"

namespace roadworthy {

std::string describe(const ContainerState& state) {
  switch (state.phase) {
    case Phase::created:
      return "not started";
    case Phase::running:
      return "running";
    case Phase::paused:
      return "paused";
    case Phase::exited:
      break;
  }
  std::string text = "exited";
  if (state.signal) {
    text = fmt::format("killed by {}", signal_name(*state.signal));
  } else if (state.exit_code) {
    text = fmt::format("exited with code {}", *state.exit_code);
  }
  if (state.out_of_memory) {
    text += ", out of memory";
  }
  return state.ended_by_step ? text + " (ended by a step)" : text;
}

namespace {

std::unexpected<Error> cannot(std::string_view what) {
  return fail(ErrorKind::unavailable, fmt::format("this runtime cannot {}", what));
}

}  // namespace

Result<ExecResult> Stand::exec(std::string_view, const std::vector<std::string>&, TimePoint) {
  return cannot("run a program inside a container");
}

Result<std::string> Stand::read_file(const VolumeFile&, std::size_t, TimePoint) {
  return cannot("read a file in a volume");
}

Result<void> Stand::write_file(const VolumeFile&, std::string_view, WriteMode, TimePoint) {
  return cannot("write a file in a volume");
}

Result<void> Stand::rename_file(const VolumeFile&, const std::string&, TimePoint) {
  return cannot("rename a file in a volume");
}

Result<void> Stand::set_connected(std::string_view, bool) {
  return cannot("take a container off its network");
}

Result<Usage> Stand::usage(std::string_view) {
  return cannot("say what a container used");
}

Result<std::uint32_t> Stand::user(std::string_view) {
  return cannot("say which user a container runs as");
}

Result<KeptStand> Stand::keep() {
  return cannot("leave a stand standing");
}

Result<ImageInfo> Stand::image(std::string_view) {
  return cannot("say what image a container was made of");
}

Result<std::vector<std::string>> Stand::environment(std::string_view) {
  return cannot("say what variables a container is started with");
}

}  // namespace roadworthy
