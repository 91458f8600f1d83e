#pragma once

#include <memory>
#include <span>
#include <string_view>

#include <google/protobuf/message.h>

#include "mocks/etcd/state.h"

namespace roadworthy::mocks::etcd {

enum class Shape { unary, watch, keep_alive, waiting, observe };

/// What `call` of a waiting method answers while it has to be asked again.
inline constexpr KnownFailure kNotYet{Code::ok, "not yet"};

/// A method of the v3 API: how it is called on the wire and in the gateway, and what it does.
struct Method {
  using Message = google::protobuf::Message;
  std::string_view path;     ///< `/etcdserverpb.KV/Put`
  std::string_view gateway;  ///< `/v3/kv/put`; some have a second one.
  std::string_view also;     ///< `/v3/kv/lease/revoke`, or empty.
  Shape shape = Shape::unary;
  bool changes = false;  ///< Is written down, to be done again when the program starts anew.
  std::unique_ptr<Message> (*request)() = nullptr;
  /// Under a `Turn`. What comes back has a whole header. A request may be completed, see services.h.
  Answer<std::unique_ptr<Message>> (*call)(State&, const Caller&, Message&) = nullptr;
  /// Of a waiting method: the beginning of the keys whose changes may bring the answer.
  std::string (*awaits)(const Message&) = nullptr;
  /// Of a waiting method: the key with which a caller waits, and which goes when the caller leaves before the answer.
  std::string (*waits_as)(const Message&) = nullptr;
};

/// Every method there is.
[[nodiscard]] std::span<const Method> methods();
/// Null for one that does not exist.
[[nodiscard]] const Method* find_method(std::string_view path);
[[nodiscard]] const Method* find_gateway_method(std::string_view path);

}  // namespace roadworthy::mocks::etcd
