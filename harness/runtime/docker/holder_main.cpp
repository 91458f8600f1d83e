// Holds a pod: its network goes on however its containers end. PID 1 of its container, so it reaps whatever is run
// beside it. What it is asked for comes on its standard input (holder_protocol.h).

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "runtime/docker/holder_files.h"
#include "runtime/docker/holder_streams.h"

namespace {

using namespace roadworthy;
using holder::Kind;

constexpr std::size_t kFull = 1024 * 1024;  ///< Of frames that wait to be sent, before nothing more is read.
constexpr const char* kVolumes = "/volumes";

/// Volumes are made for root alone; containers of other users write to them too.
void open_volumes() {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(kVolumes, ignored)) {
    ::chmod(entry.path().c_str(), 0777);
  }
}

/// A listener on a free port, by which the harness finds out whether it reaches the pod directly.
struct Door {
  UniqueFd socket;
  std::uint16_t port = 0;
};

Door open_door() {
  Door door{.socket = UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  socklen_t size = sizeof address;
  if (door.socket && ::bind(door.socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      ::listen(door.socket.get(), 8) == 0 &&
      ::getsockname(door.socket.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0) {
    door.port = ntohs(address.sin_port);
  }
  return door;
}

UniqueFd hold_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGCHLD, SIGTERM, SIGINT, SIGHUP}) {
    sigaddset(&set, signal);
  }
  sigprocmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return UniqueFd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

/// Reaps who has ended; true when it was told to end itself.
bool handle_signals(const UniqueFd& signals) {
  bool end = false;
  signalfd_siginfo info{};
  while (::read(signals.get(), &info, sizeof info) == sizeof info) {
    end = end || info.ssi_signo != SIGCHLD;
  }
  while (::waitpid(-1, nullptr, WNOHANG) > 0) {
  }
  return end;
}

class Holder {
 public:
  int run() {
    const UniqueFd signals = hold_signals();
    ::fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK);
    open_volumes();
    answer(0, {{std::string(holder::kReady), true}}, "");
    while (true) {
      write_some();
      const bool full = out_.size() - sent_ > kFull;
      std::vector<pollfd> polled{
          {.fd = signals.get(), .events = POLLIN, .revents = 0},
          {.fd = full || ended_ ? -1 : STDIN_FILENO, .events = POLLIN, .revents = 0},
          {.fd = sent_ < out_.size() ? STDOUT_FILENO : -1, .events = POLLOUT, .revents = 0},
          {.fd = door_.socket ? door_.socket.get() : -1, .events = POLLIN, .revents = 0},
      };
      const std::size_t streams_from = polled.size();
      streams_.add_to(polled, full);
      ::poll(polled.data(), polled.size(), -1);
      if (polled[0].revents != 0 && handle_signals(signals)) {
        return 0;
      }
      if (polled[1].revents != 0 && !read_some()) {
        return 1;
      }
      if (polled[3].revents != 0) {
        const UniqueFd visitor(::accept4(door_.socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
        (void)!::write(visitor.get(), holder::kReady.data(), holder::kReady.size());
      }
      streams_.handle(polled, streams_from);
    }
  }

 private:
  /// False when what comes makes no sense.
  bool read_some() {
    std::array<char, 65536> buffer{};
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count <= 0) {
      // Nobody asks any more; the pod stays for whoever looks into it.
      ended_ = count == 0 || errno != EINTR;
      return true;
    }
    frames_.add({buffer.data(), static_cast<std::size_t>(count)});
    return frames_.take_whole([this](std::uint32_t number, Kind kind, std::string_view bytes) {
      if (kind == Kind::request) {
        handle_request(number, bytes);
      } else {
        streams_.take(number, kind, bytes);
      }
    });
  }

  void handle_request(std::uint32_t number, std::string_view bytes) {
    const std::size_t line = std::min(bytes.find('\n'), bytes.size());
    const auto request = nlohmann::json::parse(bytes.substr(0, line), nullptr, false);
    bytes.remove_prefix(std::min(line + 1, bytes.size()));
    if (!request.is_object()) {
      answer(number, {{"error", "no JSON object"}, {"errno", EINVAL}}, "");
    } else if (request.value("do", "") == "open door") {
      door_ = open_door();
      answer(number, {{"port", door_.port}}, "");
    } else if (request.value("do", "") == "close door") {
      door_.socket.reset();
      answer(number, nlohmann::json::object(), "");
    } else {
      const holder::FileAnswer done = holder::handle_file_request(kVolumes, request, bytes);
      answer(number, done.head, done.bytes);
    }
  }

  void answer(std::uint32_t number, const nlohmann::json& head, std::string_view bytes) {
    std::string text = head.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    text.append(bytes);
    streams_.out += holder::frame(number, Kind::answer, text);
  }

  void write_some() {
    out_ += streams_.out;
    streams_.out.clear();
    while (sent_ < out_.size()) {
      const ssize_t count = ::write(STDOUT_FILENO, out_.data() + sent_, out_.size() - sent_);
      if (count <= 0) {
        break;
      }
      sent_ += static_cast<std::size_t>(count);
    }
    if (sent_ == out_.size()) {
      out_.clear();
      sent_ = 0;
    }
  }

  holder::Streams streams_;
  holder::Frames frames_;
  Door door_;
  std::string out_;
  std::size_t sent_ = 0;
  bool ended_ = false;
};

}  // namespace

int main() {
  return Holder().run();
}
