#include "mocks/http/program.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <string>

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "core/unique_fd.h"

namespace roadworthy::mocks {
namespace {

sigset_t end_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

/// False when nobody reads any more.
bool print_line(std::string line) {
  line += '\n';
  std::string_view left = line;
  while (!left.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, left.data(), left.size());
    if (written < 0 && errno != EINTR) {
      return false;
    }
    left.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
  }
  return true;
}

/// Cuts a stream into lines; of a line that is too long only so much is kept that `Control` sees it is.
class Lines {
 public:
  template <typename Use>
  void feed(std::string_view bytes, const Use& use) {
    for (auto newline = bytes.find('\n'); newline != bytes.npos; newline = bytes.find('\n')) {
      keep(bytes.substr(0, newline));
      bytes.remove_prefix(newline + 1);
      if (!line_.empty()) {
        use(line_);
      }
      line_.clear();
    }
    keep(bytes);
  }

 private:
  void keep(std::string_view bytes) {
    line_ += bytes.substr(0, Control::kLongestLine + 1 - std::min(line_.size(), Control::kLongestLine + 1));
  }
  std::string line_;
};

}  // namespace

void hold_end_signals() {
  const sigset_t signals = end_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int run_program(const Control& control, const ProgramOptions& options) {
  const sigset_t signals = end_signals();
  const UniqueFd signal_fd(::signalfd(-1, &signals, SFD_CLOEXEC));
  if (!print_line(nlohmann::ordered_json{{"event", "listening"}, {"address", options.address}}.dump())) {
    return 1;
  }
  Lines lines;
  std::array<char, 64 * 1024> buffer{};
  bool heard = true;
  while (heard) {
    std::array<pollfd, 2> watched{{{signal_fd.get(), POLLIN, 0}, {options.control ? STDIN_FILENO : -1, POLLIN, 0}}};
    if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) {
      return 1;
    }
    if (watched[0].revents != 0) {
      options.on_signal();
      return 0;
    }
    if (watched[1].revents != 0) {
      const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
      if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) {
        return 0;
      }
      lines.feed({buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))},
                 [&](const std::string& line) { heard = print_line(control.answer(line)) && heard; });
    }
  }
  return 0;
}

}  // namespace roadworthy::mocks
