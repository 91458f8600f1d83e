#include "runtime/docker/holder_link.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <vector>

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "runtime/docker/loopback_pair.h"
#include "runtime/parts/tcp_connect.h"

namespace roadworthy {

using holder::Kind;

namespace {

constexpr std::uint32_t kReadyNumber = 0;

template <typename Number>
Number number_in(std::string_view text) {
  Number value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

HolderLink::HolderLink(EngineStreams streams)
    : streams_(std::move(streams)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  answers_.emplace(kReadyNumber, std::nullopt);
  thread_ = std::thread([this] { loop(); });
}

HolderLink::~HolderLink() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  ::eventfd_write(wake_.get(), 1);
  thread_.join();
}

void HolderLink::interrupt() {
  const std::scoped_lock lock(mutex_);
  interrupted_ = true;
  changed_.notify_all();
}

Error HolderLink::gone() const {
  if (interrupted_) {
    return {.kind = ErrorKind::interrupted, .message = "interrupted", .remedy = {}, .where = {}};
  }
  return {.kind = ErrorKind::environment,
          .message = ended_ ? "the holder of a pod has ended" : "the holder of a pod did not answer in time",
          .remedy = "whoever removed its container broke this stand; run again",
          .where = {}};
}

void HolderLink::send(std::uint32_t number, Kind kind, std::string_view bytes) {
  out_ += holder::frame(number, kind, bytes);
}

Result<void> HolderLink::await_ready(TimePoint deadline) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, deadline, [&] { return answers_.at(kReadyNumber) || ended_ || interrupted_; });
  return answers_.at(kReadyNumber) ? Result<void>{} : std::unexpected(gone());
}

Result<HolderLink::Answer> HolderLink::request(const nlohmann::json& head, std::string_view bytes, TimePoint deadline) {
  std::unique_lock lock(mutex_);
  const std::uint32_t number = ++last_number_;
  answers_.emplace(number, std::nullopt);
  std::string text = head.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  send(number, Kind::request, text.append(bytes));
  ::eventfd_write(wake_.get(), 1);
  changed_.wait_until(lock, deadline, [&] { return answers_.at(number) || ended_ || interrupted_; });
  auto answer = std::move(answers_.at(number));
  answers_.erase(number);
  if (!answer) {
    return std::unexpected(gone());
  }
  if (const std::string error = answer->head.value("error", ""); !error.empty()) {
    return fail(ErrorKind::no_answer, error);
  }
  return *std::move(answer);
}

Result<UniqueFd> HolderLink::connect(const std::string& address, std::uint16_t port, TimePoint deadline) {
  auto pair = make_loopback_pair();
  if (!pair) {
    return std::unexpected(pair.error());
  }
  std::unique_lock lock(mutex_);
  const std::uint32_t number = ++last_number_;
  open_[number].local = std::move(pair->ours);
  send(number, Kind::open, fmt::format("{} {}", address, port));
  ::eventfd_write(wake_.get(), 1);
  changed_.wait_until(lock, deadline, [&] { return ended_ || interrupted_ || open_.at(number).error_number; });
  const std::optional<int> error_number = ended_ ? std::nullopt : open_.at(number).error_number;
  if (error_number == 0 && !ended_) {
    return std::move(pair->theirs);
  }
  const bool late = !error_number && !ended_ && !interrupted_;
  open_.erase(number);
  if (error_number && *error_number != 0) {
    return refused(*error_number);
  }
  if (late) {
    send(number, Kind::close, "");
    ::eventfd_write(wake_.get(), 1);
    return fail(ErrorKind::no_answer, "no connection before the deadline");
  }
  return std::unexpected(gone());
}

void HolderLink::take(std::uint32_t number, Kind kind, std::string_view bytes) {
  if (kind == Kind::answer) {
    const auto waiting = answers_.find(number);
    if (waiting != answers_.end()) {
      const std::size_t line = std::min(bytes.find('\n'), bytes.size());
      auto head = nlohmann::json::parse(bytes.substr(0, line), nullptr, false);
      waiting->second = Answer{.head = head.is_object() ? std::move(head) : nlohmann::json::object(),
                               .bytes = std::string(bytes.substr(std::min(line + 1, bytes.size())))};
    }
    return;
  }
  const auto found = open_.find(number);
  if (found == open_.end()) {
    return;
  }
  Stream& stream = found->second;
  switch (kind) {
    case Kind::open:
      stream.error_number = 0;
      break;
    case Kind::failed:
      stream.error_number = std::max(1, number_in<int>(bytes));
      stream.local.reset();
      break;
    case Kind::data:
      stream.unsent.append(bytes);
      break;
    case Kind::room:
      stream.room += number_in<std::size_t>(bytes);
      break;
    case Kind::end:
      stream.ended = true;
      break;
    case Kind::close:
      stream.ended = true;
      stream.local_ended = true;
      // A subject that resets the connection does so to the caller too.
      if (stream.unsent.empty() && stream.local) {
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(stream.local.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        open_.erase(found);
        return;
      }
      break;
    default:
      break;
  }
  if (stream.local && !hand_over(number, stream)) {
    open_.erase(number);
  }
}

bool HolderLink::hand_over(std::uint32_t number, Stream& stream) {
  std::size_t taken = 0;
  while (taken < stream.unsent.size()) {
    const ssize_t count = ::send(stream.local.get(), stream.unsent.data() + taken, stream.unsent.size() - taken,
                                 MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) {
      break;
    }
    if (count < 0) {
      send(number, Kind::close, "");
      return false;
    }
    taken += static_cast<std::size_t>(count);
  }
  stream.unsent.erase(0, taken);
  if (taken > 0 && !stream.ended) {
    send(number, Kind::room, std::to_string(taken));
  }
  if (stream.ended && stream.unsent.empty()) {
    ::shutdown(stream.local.get(), SHUT_WR);
    if (stream.local_ended) {
      send(number, Kind::close, "");
      return false;
    }
  }
  return true;
}

bool HolderLink::handle(std::uint32_t number, Stream& stream, short events) {
  if ((events & POLLOUT) != 0 && !hand_over(number, stream)) {
    return false;
  }
  if ((events & (POLLIN | POLLHUP | POLLERR)) == 0 || stream.local_ended) {
    return true;
  }
  std::array<char, holder::kLargestPiece> buffer{};
  const ssize_t count = ::recv(stream.local.get(), buffer.data(),
                               std::min(buffer.size(), std::max<std::size_t>(stream.room, 1)), MSG_DONTWAIT);
  if (count < 0 && errno == EAGAIN) {
    return true;
  }
  if (count <= 0) {
    stream.local_ended = true;
    // A caller that has closed reads no more either; one that has only shut down is told apart by its next write.
    send(number, stream.ended || count < 0 ? Kind::close : Kind::end, "");
    return !stream.ended && count == 0;
  }
  stream.room -= std::min(stream.room, static_cast<std::size_t>(count));
  send(number, Kind::data, {buffer.data(), static_cast<std::size_t>(count)});
  return true;
}

bool HolderLink::read_some() {
  std::array<char, 65536> buffer{};
  const ssize_t count = ::recv(streams_.socket.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
    return true;
  }
  if (count <= 0) {
    return false;
  }
  cutter_.append({buffer.data(), static_cast<std::size_t>(count)}, [this](OutputStream stream, std::string_view bytes) {
    if (stream == OutputStream::out) {
      frames_.add(bytes);
    }
  });
  return frames_.take_whole(
      [this](std::uint32_t number, Kind kind, std::string_view bytes) { take(number, kind, bytes); });
}

void HolderLink::write_some() {
  std::size_t sent = 0;
  while (sent < out_.size()) {
    const ssize_t count =
        ::send(streams_.socket.get(), out_.data() + sent, out_.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count <= 0) {
      break;
    }
    sent += static_cast<std::size_t>(count);
  }
  out_.erase(0, sent);
}

void HolderLink::loop() {
  while (true) {
    std::vector<pollfd> polled;
    std::vector<std::uint32_t> numbers;
    {
      const std::scoped_lock lock(mutex_);
      if (stopping_ || ended_) {
        return;
      }
      const auto from_holder = static_cast<short>(out_.empty() ? POLLIN : POLLIN | POLLOUT);
      polled = {{.fd = wake_.get(), .events = POLLIN, .revents = 0},
                {.fd = streams_.socket.get(), .events = from_holder, .revents = 0}};
      for (const auto& [number, stream] : open_) {
        const bool reads = stream.error_number == 0 && !stream.local_ended && stream.room > 0;
        const auto events = static_cast<short>((reads ? POLLIN : 0) | (stream.unsent.empty() ? 0 : POLLOUT));
        polled.push_back({.fd = events == 0 ? -1 : stream.local.get(), .events = events, .revents = 0});
        numbers.push_back(number);
      }
    }
    ::poll(polled.data(), polled.size(), -1);
    eventfd_t wakes = 0;
    ::eventfd_read(wake_.get(), &wakes);
    const std::scoped_lock lock(mutex_);
    if (polled[1].revents != 0 && (polled[1].revents & POLLOUT) != polled[1].revents && !read_some()) {
      ended_ = true;
      open_.clear();
    }
    for (std::size_t index = 0; index < numbers.size(); ++index) {
      const auto found = open_.find(numbers[index]);
      if (polled[index + 2].revents != 0 && found != open_.end() &&
          !handle(numbers[index], found->second, polled[index + 2].revents)) {
        open_.erase(found);
      }
    }
    write_some();
    changed_.notify_all();
  }
}

}  // namespace roadworthy
