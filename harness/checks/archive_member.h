#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "archive/walk.h"
#include "checks/json_expectation.h"
#include "probe/request.h"

namespace roadworthy {

/// What is expected of a member of an archive. Its name is a pattern as shells have it (`*`, `?`, `[a-z]`; POSIX
/// "Pattern Matching Notation"); without a slash it is compared with the last part of a name, whatever folder it is in.
struct MemberExpectation {
  std::string pattern;
  std::optional<Matcher> text;
  std::optional<Matcher> size;
  JsonExpectation json;
  std::optional<CheckRequest> agrees_with;  ///< An answer whose figures the member, JSON, must agree with.

  [[nodiscard]] std::string describe() const;
  /// Whether more than the member's name is needed.
  [[nodiscard]] bool needs_content() const { return text || !json.empty() || agrees_with; }
};

/// A member that was kept.
struct KeptMember {
  std::string name;     ///< With the names of the archives that it lies in.
  std::string content;  ///< At most 4 MiB of it.
  std::uint64_t size = 0;
  bool cut = false;
};

/// Whether a member's name fits a pattern.
[[nodiscard]] bool fits(const std::string& pattern, const std::string& name);

/// Takes `members`: patterns, and for each `text`, `size`, `json` and `agrees_with`, or nothing.
[[nodiscard]] std::vector<MemberExpectation> take_member_expectations(Decoder& decode, const CheckRequest& like);

/// What the address of `agrees_with` answered before and after the archive was made.
struct AnswersAround {
  nlohmann::json before;
  nlohmann::json after;
};

/// What is missing of an expectation in the members that fit its pattern; nothing when one of them has it all.
[[nodiscard]] std::vector<Mismatch> compare_members(const MemberExpectation& expectation,
                                                    const std::vector<KeptMember>& members,
                                                    const AnswersAround* answers);

}  // namespace roadworthy
