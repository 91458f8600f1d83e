#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/source_span.h"

namespace roadworthy {

struct Facts;

enum class Severity { error, warning };

/// Something that is wrong, at the place where a person mends it.
struct Finding {
  std::string message;   ///< One sentence, without a final full stop.
  std::string expected;  ///< With `seen`: what should stand there; both may be empty.
  std::string seen;
  std::string remedy;   ///< Empty: the rule's own.
  std::string subject;  ///< The element that it is about: `central-stage-web/datadog-agent`. Waivers match it.
  SourceSpan where;
  Severity severity = Severity::error;
};

/// Something that the file does not tell.
struct Doubt {
  std::string reason;
  std::string subject;
  SourceSpan where;
};

/// What a rule saw of one deployment.
class Judgement {
 public:
  /// One more thing was looked at. A rule that looked at nothing shows nothing.
  void look() { ++looked_at; }
  void fail(Finding finding) { findings.push_back(std::move(finding)); }
  void fail(const SourceSpan& where, std::string subject, std::string message, std::string remedy = {}) {
    findings.push_back(
        {.message = std::move(message), .remedy = std::move(remedy), .subject = std::move(subject), .where = where});
  }
  void doubt(const SourceSpan& where, std::string subject, std::string reason) {
    doubts.push_back({.reason = std::move(reason), .subject = std::move(subject), .where = where});
  }

  std::size_t looked_at = 0;
  std::vector<Finding> findings;
  std::vector<Doubt> doubts;
};

/// A row of rules.cpp.
struct Rule {
  std::string_view id;        ///< `fargate-size`; unique.
  std::string_view item;      ///< Checklist item that it shows.
  std::string_view sentence;  ///< What holds, without a final full stop.
  std::string_view remedy;    ///< What to do where it does not.
  /// What there must be for the rule to have something to look at: the reason why an item was not shown.
  std::string_view needs;
  void (*judge)(const Facts& facts, Judgement& judgement) = nullptr;
};

}  // namespace roadworthy
