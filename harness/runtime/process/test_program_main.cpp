// The program that the tests of this folder put into containers. Its first argument chooses what it does:
//   serve ADDRESS PORT TEXT   answers every connection with a line
//   ask HOST PORT             prints the line that a server answers, or why there is none
//   spray BYTES               prints so many bytes and never a newline
//   stand-in                  speaks the control protocol
//   orphan TEXT               leaves a process behind, in a session of its own, that has TEXT in its command line
//   wait TEXT                 waits for ever, with TEXT in its command line
//   shut                      tries what a container may not do, and prints what it could do all the same

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <string>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

int serve(const char* address, int port, const std::string& text) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(static_cast<std::uint16_t>(port));
  ::inet_pton(AF_INET, address, &at.sin_addr);
  if (listener < 0 || ::bind(listener, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0 ||
      ::listen(listener, 16) != 0) {
    std::perror("listen");
    return 1;
  }
  std::cout << "listening" << std::endl;
  while (true) {
    const int connection = ::accept(listener, nullptr, nullptr);
    [[maybe_unused]] const ssize_t sent = ::write(connection, (text + "\n").c_str(), text.size() + 1);
    ::close(connection);
  }
}

int ask(const char* host, const char* port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host, port, &hints, &found); error != 0) {
    std::cout << "no such host" << std::endl;
    return 2;
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    const int socket = ::socket(each->ai_family, SOCK_STREAM, 0);
    if (socket >= 0 && ::connect(socket, each->ai_addr, each->ai_addrlen) == 0) {
      char answer[256] = {};
      [[maybe_unused]] const ssize_t got = ::read(socket, answer, sizeof answer - 1);
      std::cout << answer << std::flush;
      return 0;
    }
  }
  std::cout << std::strerror(errno) << std::endl;
  return 1;
}

int spray(std::size_t bytes) {
  const std::string block(1 << 16, 'x');
  while (bytes > 0) {
    const ssize_t sent = ::write(1, block.data(), std::min(bytes, block.size()));
    if (sent <= 0) {
      return 1;
    }
    bytes -= static_cast<std::size_t>(sent);
  }
  return 0;
}

int stand_in() {
  std::cout << R"({"event":"listening","address":"0.0.0.0:9600"})" << std::endl;
  std::string line;
  while (std::getline(std::cin, line)) {
    const auto request = nlohmann::json::parse(line);
    const std::string what = request.value("command", "");
    if (what == "end") {
      return 4;
    }
    if (what == "echo") {
      std::cout << R"({"event":"something else"})" << "\n" << "no JSON at all\n";
      std::cout << nlohmann::json{{"id", request["id"]}, {"ok", true}, {"said", request["say"]}} << std::endl;
    } else if (what != "be silent") {
      std::cout << nlohmann::json{{"id", request["id"]}, {"ok", false}, {"error", "unknown command"}} << std::endl;
    }
  }
  return 0;
}

[[noreturn]] void wait_for_ever() {
  while (true) {
    ::pause();
  }
}

int orphan(char** arguments, const char* program) {
  if (::fork() == 0) {
    ::setsid();
    if (::fork() == 0) {
      char name[] = "wait";
      arguments[1] = name;
      ::execv(program, arguments);
    }
    ::_exit(0);
  }
  std::cout << "left" << std::endl;
  wait_for_ever();
}

int shut() {
  const auto report = [](const char* what, bool done) {
    std::cout << what << ": " << (done ? "possible" : std::strerror(errno)) << std::endl;
  };
  report("mount", ::mount("tmpfs", "/mnt", "tmpfs", 0, nullptr) == 0);
  report("remount", ::mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND, nullptr) == 0);
  report("unmount", ::umount2("/proc", MNT_DETACH) == 0);
  report("device", ::mknod("/tmp/device", S_IFCHR | 0600, 0x0101) == 0);
  report("host name", ::sethostname("other", 5) == 0);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string what = count > 1 ? arguments[1] : "";
  if (what == "serve" && count == 5) {
    return serve(arguments[2], std::atoi(arguments[3]), arguments[4]);
  }
  if (what == "ask" && count == 4) {
    return ask(arguments[2], arguments[3]);
  }
  if (what == "spray" && count == 3) {
    return spray(std::strtoull(arguments[2], nullptr, 10));
  }
  if (what == "stand-in") {
    return stand_in();
  }
  if (what == "orphan" && count == 3) {
    return orphan(arguments, "/proc/self/exe");
  }
  if (what == "wait") {
    wait_for_ever();
  }
  if (what == "shut") {
    return shut();
  }
  std::cerr << "unknown" << std::endl;
  return 64;
}
