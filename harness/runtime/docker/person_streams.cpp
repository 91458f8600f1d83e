#include "runtime/docker/person_streams.h"

#include <array>
#include <cerrno>
#include <csignal>

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "runtime/docker/frames.h"

namespace roadworthy {
namespace {

/// Our terminal hands on every key for as long as this lives.
class RawTerminal {
 public:
  explicit RawTerminal(bool wanted) {
    raw_ = wanted && ::tcgetattr(STDIN_FILENO, &before_) == 0;
    if (raw_) {
      termios raw = before_;
      ::cfmakeraw(&raw);
      ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
    }
  }
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;
  ~RawTerminal() {
    if (raw_) {
      ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
    }
  }

 private:
  termios before_{};
  bool raw_ = false;
};

/// The signals that end this, and that of a terminal's new size, as a descriptor.
UniqueFd hold_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGWINCH}) {
    sigaddset(&set, number);
  }
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  return UniqueFd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0 && errno == EAGAIN) {
      pollfd awaited{fd, POLLOUT, 0};
      ::poll(&awaited, 1, -1);
      continue;
    }
    if (count <= 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

bool is_at_terminal() {
  return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
}

Result<void> connect_person(EngineStreams& streams, bool terminal, const std::function<void(const winsize&)>& resize) {
  const UniqueFd signals = hold_signals();
  const RawTerminal raw(terminal);
  const auto tell_size = [&] {
    winsize size{};
    if (terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
      resize(size);
    }
  };
  tell_size();
  FrameCutter frames;
  std::array<char, 65536> buffer{};
  const int socket = streams.socket.get();
  bool typing = true;
  while (true) {
    std::array<pollfd, 3> awaited{pollfd{socket, POLLIN, 0}, pollfd{typing ? STDIN_FILENO : -1, POLLIN, 0},
                                  pollfd{signals.get(), POLLIN, 0}};
    if (::poll(awaited.data(), awaited.size(), -1) < 0 && errno != EINTR) {
      return fail_system("wait for the container's streams", errno);
    }
    signalfd_siginfo signal{};
    while (::read(signals.get(), &signal, sizeof signal) == sizeof signal) {
      if (signal.ssi_signo != SIGWINCH) {
        return fail(ErrorKind::interrupted, "interrupted");
      }
      tell_size();
    }
    if (awaited[1].revents != 0) {
      const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
      typing = count > 0 && write_all(socket, {buffer.data(), static_cast<std::size_t>(count)});
      if (!typing) {
        ::shutdown(socket, SHUT_WR);
      }
    }
    if (awaited[0].revents != 0) {
      const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
      if (count <= 0) {
        return {};
      }
      const std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
      if (terminal) {
        (void)write_all(STDOUT_FILENO, bytes);
        continue;
      }
      frames.append(bytes, [](OutputStream stream, std::string_view piece) {
        (void)write_all(stream == OutputStream::out ? STDOUT_FILENO : STDERR_FILENO, piece);
      });
    }
  }
}

}  // namespace roadworthy
