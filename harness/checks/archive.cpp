#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "archive/walk.h"
#include "checks/archive_member.h"
#include "checks/bounded_json.h"
#include "checks/checks.h"
#include "checks/disposition.h"
#include "checks/http_expectation.h"
#include "checks/http_source.h"
#include "core/source_span.h"

namespace roadworthy {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

/// `archive: "GET http://edge:3000/api/support-bundle", format: tar.gz, members: { logstash.log: { size: { above: 0 } }
/// }`
struct ArchiveCheck {
  CheckRequest request;
  HttpExpectation head;
  std::string format;  ///< Empty: any.
  std::optional<Matcher> attachment;
  std::vector<MemberExpectation> members;
  std::vector<std::string> forbidden;
  std::optional<Matcher> text_anywhere;  ///< Some member's text...
  std::vector<std::string> text_not_in;  ///< ...but not of those that fit one of these.
  ArchiveLimits limits;

  [[nodiscard]] std::string describe() const {
    std::vector<std::string> parts{fmt::format("a whole {} archive", format.empty() ? "" : format)};
    if (format.empty()) {
      parts.front() = "a whole archive";
    }
    if (attachment) {
      parts.push_back(fmt::format("an attachment whose file name {}", attachment->describe()));
    }
    for (const MemberExpectation& member : members) {
      parts.push_back("member " + member.describe());
    }
    for (const std::string& pattern : forbidden) {
      parts.push_back(fmt::format("no member `{}`", pattern));
    }
    if (text_anywhere) {
      parts.push_back(fmt::format("a member that {}", text_anywhere->describe()));
    }
    return fmt::format("{}", fmt::join(parts, ", "));
  }
};

/// One walk over an archive: what of it is kept, and what is wrong with it.
class Look {
 public:
  Look(const ArchiveCheck& check, const Secrets& secrets) : check_(check), secrets_(secrets) {}

  void member(const ArchiveMember& member) {
    const std::string name = shown(member.within + member.name);
    if (++listed_ <= kNamesListed) {
      names_ += fmt::format("{}{}", names_.empty() ? "" : ", ", name);
    }
    judge_name(member, name);
    for (const std::string& pattern : check_.forbidden) {
      if (fits(pattern, member.name)) {
        found(fmt::format("no member `{}`", pattern), fmt::format("member `{}`", name));
      }
    }
    const std::string full = member.within + member.name;
    const bool wanted = check_.text_anywhere || std::ranges::any_of(check_.members, [&](const MemberExpectation& each) {
                          return fits(each.pattern, full);
                        });
    if (wanted && member.kind == MemberKind::file && kept_.size() < kMembersKept) {
      open_[full] = kept_.size();
      kept_.push_back({.name = full, .content = {}});
    }
  }

  void data(const ArchiveMember& member, std::string_view piece) {
    const auto open = open_.find(member.within + member.name);
    if (open == open_.end()) {
      return;
    }
    KeptMember& kept = kept_[open->second];
    kept.size += piece.size();
    const std::size_t room = std::min(kMemberBytes - std::min(kMemberBytes, kept.content.size()),
                                      kBytesKept - std::min(kBytesKept, bytes_kept_));
    kept.content.append(piece.substr(0, room));
    bytes_kept_ += std::min(room, piece.size());
    kept.cut = kept.cut || piece.size() > room;
  }

  void end(const ArchiveMember& member) { open_.erase(member.within + member.name); }

  void found(std::string expected, std::string seen) {
    if (mismatches_.size() < kMismatches) {
      mismatches_.push_back({std::move(expected), std::move(seen)});
    }
  }

  void judge_members(const AnswersAround* answers) {
    for (const MemberExpectation& expectation : check_.members) {
      for (Mismatch& mismatch : compare_members(expectation, kept_, answers)) {
        found(std::move(mismatch.expected), secrets_.hide(mismatch.seen));
      }
    }
    if (check_.text_anywhere) {
      const bool any = std::ranges::any_of(kept_, [&](const KeptMember& kept) {
        const json text = kept.content;
        const auto fits_kept = [&](const std::string& pattern) { return fits(pattern, kept.name); };
        return std::ranges::none_of(check_.text_not_in, fits_kept) && !check_.text_anywhere->mismatch(&text);
      });
      if (!any) {
        found(fmt::format("a member that {}", check_.text_anywhere->describe()),
              fmt::format("none of {}", kept_.size()));
      }
    }
  }

  [[nodiscard]] std::vector<Mismatch>& mismatches() { return mismatches_; }
  [[nodiscard]] std::string names() const {
    return listed_ <= kNamesListed ? names_ : fmt::format("{} and {} more", names_, listed_ - kNamesListed);
  }

 private:
  static constexpr std::size_t kNamesListed = 30;
  static constexpr std::size_t kMembersKept = 200;
  static constexpr std::size_t kMemberBytes = 4u << 20;
  static constexpr std::size_t kBytesKept = 12u << 20;  ///< Of all members together.
  static constexpr std::size_t kMismatches = 20;

  [[nodiscard]] std::string shown(const std::string& name) const {
    return printable(secrets_.hide_beginning(name, 200));
  }

  /// What unpacking it would do outside the folder that it is unpacked in.
  void judge_name(const ArchiveMember& member, const std::string& name) {
    const std::string& raw = member.name;
    const bool drive = raw.size() > 1 && raw[1] == ':' && std::isalpha(static_cast<unsigned char>(raw[0])) != 0;
    if (raw.empty()) {
      found("members with names", "a member without a name");
    } else if (raw.front() == '/' || raw.front() == '\\' || drive) {
      found("no absolute names", fmt::format("member `{}`", name));
    }
    for (std::size_t begin = 0; begin <= raw.size();) {
      const std::size_t end = std::min(raw.find_first_of("/\\", begin), raw.size());
      if (raw.compare(begin, end - begin, "..") == 0) {
        found("no names that lead out (`..`)", fmt::format("member `{}`", name));
        break;
      }
      begin = end + 1;
    }
    if (member.kind == MemberKind::link) {
      found("no links", fmt::format("member `{}` links to `{}`", name, shown(member.link_target)));
    } else if (member.kind == MemberKind::other) {
      found("files and folders", fmt::format("member `{}` is a device, a pipe or a socket", name));
    }
  }

  const ArchiveCheck& check_;
  const Secrets& secrets_;
  std::vector<Mismatch> mismatches_;
  std::vector<KeptMember> kept_;
  std::map<std::string, std::size_t> open_;
  std::size_t bytes_kept_ = 0;
  std::size_t listed_ = 0;
  std::string names_;
};

/// The JSON that a member must agree with; nothing when the answer is none.
Result<std::optional<json>> ask(const CheckRequest& request, Stand& stand, TimePoint until) {
  auto answer = exchange(stand, request.request, until);
  if (!answer) {
    return answer.error().kind == ErrorKind::no_answer ? Result<std::optional<json>>(std::nullopt)
                                                       : std::unexpected(answer.error());
  }
  auto document = parse_bounded_json(answer->body);
  return document && !answer->body_cut ? std::optional(std::move(*document)) : std::nullopt;
}

Observation no_answer(const ArchiveCheck& check, const Error& error) {
  Observation observation{.answered = false, .mismatches = {}, .sample = "none", .seen = {}, .body = {}};
  observation.seen = "no answer: " + error.message;
  observation.mismatches.push_back({check.describe(), observation.seen});
  return observation;
}

/// Status and headers; the attachment's among them.
void judge_head(const ArchiveCheck& check, const HttpAnswer& answer, Look& look) {
  for (Mismatch& mismatch : check.head.compare(answer)) {
    look.found(std::move(mismatch.expected), std::move(mismatch.seen));
  }
  if (!check.attachment) {
    return;
  }
  const std::string* header = answer.header("Content-Disposition");
  const auto name = header == nullptr ? std::nullopt : attachment_name(*header);
  const json value = name ? json(*name) : json();
  if (!name || check.attachment->mismatch(&value)) {
    look.found(fmt::format("an attachment whose file name {}", check.attachment->describe()),
               header == nullptr ? "no Content-Disposition" : "Content-Disposition: " + printable(*header));
  }
}

Result<Observation> look_at(const ArchiveCheck& check, Stand& stand, TimePoint deadline) {
  const TimePoint until = std::min(deadline, stand.clock().now() + check.request.timeout);
  const auto agreeing =
      std::ranges::find_if(check.members, [](const auto& each) { return each.agrees_with.has_value(); });
  std::optional<json> before;
  if (agreeing != check.members.end()) {
    auto asked = ask(*agreeing->agrees_with, stand, until);
    if (!asked) {
      return std::unexpected(asked.error());
    }
    before = std::move(*asked);
  }
  const HttpLimits limits{.body_bytes = check.limits.unpacked_bytes};
  auto stream = HttpStream::open(stand, check.request.request, until, limits);
  if (!stream) {
    return stream.error().kind == ErrorKind::no_answer ? Result<Observation>(no_answer(check, stream.error()))
                                                       : std::unexpected(stream.error());
  }
  Look look(check, stand.topology().secrets);
  judge_head(check, stream->answer(), look);
  HttpSource source(*stream);
  ArchiveLimits bounded = check.limits;
  bounded.out_of_time = [&stand, until] { return stand.interrupted() || stand.clock().now() >= until; };
  const auto summary =
      walk_archive(source, bounded,
                   {.member = [&](const ArchiveMember& member) { look.member(member); },
                    .data = [&](const ArchiveMember& member, std::string_view piece) { look.data(member, piece); },
                    .end = [&](const ArchiveMember& member) { look.end(member); }});
  if (!summary && summary.error().kind != ErrorKind::no_answer) {
    return std::unexpected(summary.error());
  }
  std::string words;
  if (summary) {
    words = fmt::format("{}, {} bytes, {} members: {}", summary->format, summary->packed_bytes, summary->members,
                        look.names());
    if (!check.format.empty() && summary->format != check.format) {
      look.found(fmt::format("a {} archive", check.format), fmt::format("a {} archive", summary->format));
    }
  } else {
    words = stand.topology().secrets.hide(summary.error().message);
    look.found(fmt::format("a whole {}archive", check.format.empty() ? "" : check.format + " "), words);
  }
  std::optional<AnswersAround> answers;
  if (before) {
    auto after = ask(*agreeing->agrees_with, stand, until);
    if (!after) {
      return std::unexpected(after.error());
    }
    if (after->has_value()) {
      answers = AnswersAround{.before = std::move(*before), .after = std::move(**after)};
    }
  }
  if (agreeing != check.members.end() && !answers) {
    look.found(fmt::format("{} answers JSON", agreeing->agrees_with->description), "it does not");
  }
  look.judge_members(answers ? &*answers : nullptr);
  Observation observation{.holds = look.mismatches().empty(), .mismatches = {}, .sample = {}, .seen = {}, .body = {}};
  observation.sample = fmt::format("{}", stream->answer().status);
  observation.seen = fmt::format("{} {}", stream->answer().status, words);
  observation.body = look.names();
  observation.mismatches = std::move(look.mismatches());
  return observation;
}

}  // namespace

Check parse_archive_check(Decoder& decode) {
  ArchiveCheck check;
  check.request = take_request(decode, "archive", 30s);
  check.head = parse_http_head_expectation(decode);
  check.format = decode.optional<std::string>("format").value_or("");
  if (const auto node = decode.take("attachment")) {
    check.attachment = parse_matcher(*node, decode.errors());
  }
  check.members = take_member_expectations(decode, check.request);
  check.forbidden = decode.optional<std::vector<std::string>>("forbidden").value_or(std::vector<std::string>{});
  if (const auto node = decode.take("text")) {
    check.text_anywhere = parse_matcher(*node, decode.errors());
  }
  check.text_not_in = decode.optional<std::vector<std::string>>("text_not_in").value_or(std::vector<std::string>{});
  check.limits.members = decode.optional<std::uint32_t>("members_at_most").value_or(10'000);
  if (check.head.statuses.empty()) {
    check.head.statuses = {{200, 200, "200"}};
  }
  return {.kind = "archive",
          .description = fmt::format("{} answers {}", check.request.description, check.describe()),
          .target = check.request.target,
          .addresses = check.request.addresses,
          .look = [check](Stand& stand, TimePoint deadline) { return look_at(check, stand, deadline); }};
}

}  // namespace roadworthy
