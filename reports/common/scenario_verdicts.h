#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <vector>

#include "core/error.h"
#include "core/unique_fd.h"
#include "core/verdict.h"

namespace roadworthy {

/// Verdicts in the order in which they came. Those that were spooled come behind those that were pushed: they lie in a
/// file without a name in the temporary folder, and are read anew whenever somebody looks at them, so that a run's
/// memory does not grow with their number.
class ScenarioVerdicts {
 public:
  /// An input iterator: what it refers to lives until it moves on. One that cannot be read back is an errored verdict
  /// that says so.
  class Iterator;

  ScenarioVerdicts() = default;
  ScenarioVerdicts(std::initializer_list<ScenarioVerdict> verdicts) : in_memory_(verdicts) {}

  void push_back(ScenarioVerdict verdict) { in_memory_.push_back(std::move(verdict)); }

  /// `environment` when the temporary folder takes no file, or is full; then the verdict is not among these.
  [[nodiscard]] Result<void> spool(const ScenarioVerdict& verdict);

  [[nodiscard]] std::size_t size() const { return in_memory_.size() + spooled_; }
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] std::default_sentinel_t end() const { return {}; }

  /// The ones that were pushed.
  [[nodiscard]] std::vector<ScenarioVerdict>& in_memory() { return in_memory_; }
  [[nodiscard]] const std::vector<ScenarioVerdict>& in_memory() const { return in_memory_; }

 private:
  [[nodiscard]] ScenarioVerdict read_back(std::uint64_t& offset) const;

  std::vector<ScenarioVerdict> in_memory_;
  UniqueFd file_;  ///< For each one its size in eight bytes, then its JSON.
  std::uint64_t file_size_ = 0;
  std::size_t spooled_ = 0;
};

class ScenarioVerdicts::Iterator {
 public:
  using value_type = ScenarioVerdict;
  using difference_type = std::ptrdiff_t;
  using iterator_concept = std::input_iterator_tag;

  explicit Iterator(const ScenarioVerdicts& of) : of_(&of) { load(); }

  const ScenarioVerdict& operator*() const { return read_back_ ? *read_back_ : of_->in_memory_[at_]; }
  const ScenarioVerdict* operator->() const { return &**this; }
  Iterator& operator++() {
    ++at_;
    load();
    return *this;
  }
  void operator++(int) { ++*this; }
  bool operator==(std::default_sentinel_t) const { return at_ >= of_->size(); }

 private:
  void load();

  const ScenarioVerdicts* of_;
  std::size_t at_ = 0;
  std::uint64_t offset_ = 0;  ///< Of the next one in the file.
  std::shared_ptr<const ScenarioVerdict> read_back_;
};

inline ScenarioVerdicts::Iterator ScenarioVerdicts::begin() const {
  return Iterator(*this);
}

}  // namespace roadworthy
