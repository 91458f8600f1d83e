#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace roadworthy::mocks::etcd {

/// The status codes of gRPC, by the numbers that stand on the wire.
enum class Code {
  ok = 0,
  canceled = 1,
  unknown = 2,
  invalid_argument = 3,
  deadline_exceeded = 4,
  not_found = 5,
  already_exists = 6,
  permission_denied = 7,
  resource_exhausted = 8,
  failed_precondition = 9,
  aborted = 10,
  out_of_range = 11,
  unimplemented = 12,
  internal = 13,
  unavailable = 14,
  data_loss = 15,
  unauthenticated = 16,
};

/// Why a call failed, in etcd's own words.
struct Failure {
  Code code = Code::unknown;
  std::string text;
};

/// A failure that etcd has a constant for: the texts are those of its package `rpctypes`.
struct KnownFailure {
  Code code;
  std::string_view text;
};

/// What was asked for, or why it cannot be had. With the chaining that the standard library of GCC 12 lacks.
template <typename T>
class Answer : public std::expected<T, Failure> {
  using Base = std::expected<T, Failure>;

 public:
  using Base::Base;
  // NOLINTBEGIN(google-explicit-constructor): a known failure is an answer, wherever one is returned.
  Answer(const KnownFailure& failure) : Base(std::unexpected(Failure{failure.code, std::string(failure.text)})) {}
  Answer(std::unexpected<Failure> failure) : Base(std::move(failure)) {}
  // NOLINTEND(google-explicit-constructor)

  /// `next` is called with what there is, and answers; a failure passes by.
  template <typename Next>
  auto and_then(const Next& next) && {
    if constexpr (std::is_void_v<T>) {
      using Then = std::invoke_result_t<Next>;
      return this->has_value() ? next() : Then(std::unexpected(std::move(this->error())));
    } else {
      using Then = std::invoke_result_t<Next, T>;
      return this->has_value() ? next(std::move(**this)) : Then(std::unexpected(std::move(this->error())));
    }
  }

  /// `change` makes of what there is what is answered.
  template <typename Change>
  auto transform(const Change& change) && {
    if constexpr (std::is_void_v<T>) {
      using Then = Answer<std::invoke_result_t<Change>>;
      return this->has_value() ? Then(change()) : Then(std::unexpected(std::move(this->error())));
    } else if constexpr (std::is_void_v<std::invoke_result_t<Change, T>>) {
      if (!this->has_value()) {
        return Answer<void>(std::unexpected(std::move(this->error())));
      }
      change(std::move(**this));
      return Answer<void>();
    } else {
      using Then = Answer<std::invoke_result_t<Change, T>>;
      return this->has_value() ? Then(change(std::move(**this))) : Then(std::unexpected(std::move(this->error())));
    }
  }
};

// clang-format off
inline constexpr KnownFailure kEmptyKey{Code::invalid_argument, "etcdserver: key is not provided"};
inline constexpr KnownFailure kKeyNotFound{Code::invalid_argument, "etcdserver: key not found"};
inline constexpr KnownFailure kValueProvided{Code::invalid_argument, "etcdserver: value is provided"};
inline constexpr KnownFailure kLeaseProvided{Code::invalid_argument, "etcdserver: lease is provided"};
inline constexpr KnownFailure kTooManyOperations{Code::invalid_argument, "etcdserver: too many operations in txn request"};
inline constexpr KnownFailure kDuplicateKey{Code::invalid_argument, "etcdserver: duplicate key given in txn request"};
inline constexpr KnownFailure kRequestTooLarge{Code::invalid_argument, "etcdserver: request is too large"};
inline constexpr KnownFailure kCompacted{Code::out_of_range, "etcdserver: mvcc: required revision has been compacted"};
inline constexpr KnownFailure kFutureRevision{Code::out_of_range, "etcdserver: mvcc: required revision is a future revision"};
inline constexpr KnownFailure kNoSpace{Code::resource_exhausted, "etcdserver: mvcc: database space exceeded"};
inline constexpr KnownFailure kLeaseNotFound{Code::not_found, "etcdserver: requested lease not found"};
inline constexpr KnownFailure kLeaseExists{Code::failed_precondition, "etcdserver: lease already exists"};
inline constexpr KnownFailure kLeaseTooLong{Code::out_of_range, "etcdserver: too large lease TTL"};
inline constexpr KnownFailure kMemberNotFound{Code::not_found, "etcdserver: member not found"};
inline constexpr KnownFailure kMemberExists{Code::failed_precondition, "etcdserver: Peer URLs already exists"};
inline constexpr KnownFailure kBadMemberUrls{Code::invalid_argument, "etcdserver: given member URLs are invalid"};
inline constexpr KnownFailure kNotLearner{Code::failed_precondition, "etcdserver: can only promote a learner member"};
inline constexpr KnownFailure kBadTransferee{Code::failed_precondition, "etcdserver: bad leader transferee"};
inline constexpr KnownFailure kNoDowngrade{Code::failed_precondition, "etcdserver: no inflight downgrade job"};
inline constexpr KnownFailure kDowngradeVersion{Code::invalid_argument, "etcdserver: invalid downgrade target version"};
inline constexpr KnownFailure kNoRootUser{Code::failed_precondition, "etcdserver: root user does not exist"};
inline constexpr KnownFailure kNoRootRole{Code::failed_precondition, "etcdserver: root user does not have root role"};
inline constexpr KnownFailure kUserExists{Code::failed_precondition, "etcdserver: user name already exists"};
inline constexpr KnownFailure kUserEmpty{Code::invalid_argument, "etcdserver: user name is empty"};
inline constexpr KnownFailure kUserNotFound{Code::failed_precondition, "etcdserver: user name not found"};
inline constexpr KnownFailure kRoleExists{Code::failed_precondition, "etcdserver: role name already exists"};
inline constexpr KnownFailure kRoleEmpty{Code::invalid_argument, "etcdserver: role name is empty"};
inline constexpr KnownFailure kRoleNotFound{Code::failed_precondition, "etcdserver: role name not found"};
inline constexpr KnownFailure kRoleNotGranted{Code::failed_precondition, "etcdserver: role is not granted to the user"};
inline constexpr KnownFailure kPermissionNotGiven{Code::invalid_argument, "etcdserver: permission not given"};
inline constexpr KnownFailure kPermissionNotGranted{Code::failed_precondition, "etcdserver: permission is not granted to the role"};
inline constexpr KnownFailure kBadCredentials{Code::invalid_argument, "etcdserver: authentication failed, invalid user ID or password"};
inline constexpr KnownFailure kPasswordOfUserWithout{Code::unknown, "auth: authentication failed, password was given for no password user"};
inline constexpr KnownFailure kPermissionDenied{Code::permission_denied, "etcdserver: permission denied"};
inline constexpr KnownFailure kAuthNotEnabled{Code::failed_precondition, "etcdserver: authentication is not enabled"};
inline constexpr KnownFailure kInvalidToken{Code::unauthenticated, "etcdserver: invalid auth token"};
inline constexpr KnownFailure kInvalidAuthManagement{Code::invalid_argument, "etcdserver: invalid auth management"};
inline constexpr KnownFailure kNoLeader{Code::unavailable, "etcdserver: no leader"};
inline constexpr KnownFailure kTimedOut{Code::unavailable, "etcdserver: request timed out"};
inline constexpr KnownFailure kStopped{Code::unavailable, "etcdserver: server stopped"};
// clang-format on

}  // namespace roadworthy::mocks::etcd
