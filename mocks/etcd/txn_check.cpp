// What is wrong with a transaction whatever the state.
#include <algorithm>
#include <set>

#include "mocks/etcd/kv.h"

namespace roadworthy::mocks::etcd {
namespace {

using Operations = google::protobuf::RepeatedPtrField<pb::RequestOp>;
constexpr int kDeepest = 64;  ///< Of transactions within transactions; the wire format itself allows no more than 100.

Answer<void> check_operations(const Operations& operations, std::int64_t most, int depth);

Answer<void> check_nested(const pb::TxnRequest& request, std::int64_t most, int depth) {
  const std::int64_t count = std::max({request.compare_size(), request.success_size(), request.failure_size()});
  if (count > most || depth > kDeepest) {
    return kTooManyOperations;
  }
  if (std::ranges::any_of(request.compare(), [](const pb::Compare& compare) { return compare.key().empty(); })) {
    return kEmptyKey;
  }
  return check_operations(request.success(), most - count, depth).and_then([&] {
    return check_operations(request.failure(), most - count, depth);
  });
}

Answer<void> check_operation(const pb::RequestOp& operation, std::int64_t most, int depth) {
  switch (operation.request_case()) {
    case pb::RequestOp::kRequestRange:
      return operation.request_range().key().empty() ? Answer<void>(kEmptyKey) : Answer<void>{};
    case pb::RequestOp::kRequestPut:
      return check(operation.request_put());
    case pb::RequestOp::kRequestDeleteRange:
      return operation.request_delete_range().key().empty() ? Answer<void>(kEmptyKey) : Answer<void>{};
    case pb::RequestOp::kRequestTxn:
      return check_nested(operation.request_txn(), most, depth + 1);
    default:
      return kKeyNotFound;
  }
}

Answer<void> check_operations(const Operations& operations, std::int64_t most, int depth) {
  for (const pb::RequestOp& operation : operations) {
    if (auto checked = check_operation(operation, most, depth); !checked) {
      return checked;
    }
  }
  return {};
}

/// What one branch writes.
struct Writes {
  std::set<std::string> puts;
  std::vector<std::pair<std::string, std::string>> deletes;  ///< `key` and `range_end` as the request has them.
  [[nodiscard]] bool deletes_key(const std::string& key) const {
    return std::ranges::any_of(deletes, [&](const auto& range) {
      return range.second.empty() ? key == range.first : key >= range.first && key < range.second;
    });
  }
};

/// No key may be put twice, or put and deleted, on one way through a transaction; the two branches of a nested one may
/// put the same key.
Answer<Writes> collect_writes(const Operations& operations) {
  Writes all;
  for (const pb::RequestOp& operation : operations) {
    if (operation.has_request_delete_range()) {
      const auto& range = operation.request_delete_range();
      all.deletes.emplace_back(range.key(), range.range_end());
    }
  }
  for (const pb::RequestOp& operation : operations) {
    if (!operation.has_request_txn()) {
      continue;
    }
    const auto then = collect_writes(operation.request_txn().success());
    const auto otherwise = collect_writes(operation.request_txn().failure());
    if (!then || !otherwise) {
      return kDuplicateKey;
    }
    for (const std::string& key : then->puts) {
      if (all.deletes_key(key) || !all.puts.insert(key).second) {
        return kDuplicateKey;
      }
    }
    for (const std::string& key : otherwise->puts) {
      if ((all.puts.contains(key) && !then->puts.contains(key)) || all.deletes_key(key)) {
        return kDuplicateKey;
      }
      all.puts.insert(key);
    }
    all.deletes.insert(all.deletes.end(), then->deletes.begin(), then->deletes.end());
    all.deletes.insert(all.deletes.end(), otherwise->deletes.begin(), otherwise->deletes.end());
  }
  for (const pb::RequestOp& operation : operations) {
    if (operation.has_request_put()) {
      const std::string& key = operation.request_put().key();
      if (all.deletes_key(key) || !all.puts.insert(key).second) {
        return kDuplicateKey;
      }
    }
  }
  return all;
}

}  // namespace

Answer<void> check(const pb::TxnRequest& request, std::int64_t most_operations) {
  return check_nested(request, most_operations, 1)
      .and_then([&] { return collect_writes(request.success()); })
      .and_then([&](const Writes&) { return collect_writes(request.failure()); })
      .transform([](const Writes&) {});
}

}  // namespace roadworthy::mocks::etcd
