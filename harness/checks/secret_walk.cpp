#include "checks/secret_walk.h"

#include <map>

#include <fmt/format.h>

#include "core/source_span.h"

namespace roadworthy {
namespace {

/// Walks an archive, and looks at all that comes by.
class SecretWalk {
 public:
  SecretWalk(const ArchiveLimits& limits, SecretFindings& findings, std::string where)
      : limits_(limits), findings_(findings), where_(std::move(where)) {}

  /// What ended it before its end: `no_answer` with what is wrong with the archive.
  Result<void> run(ByteSource& source) {
    const ArchiveVisitor visitor{
        .member =
            [&](const ArchiveMember& member) {
              findings_.add(findings_.secrets().find(member.name + "\n" + member.link_target),
                            " in the name of a member" + where_);
              open_.insert_or_assign(full(member), SecretText(findings_.secrets(), limits_));
            },
        .data = [&](const ArchiveMember& member, std::string_view piece) { open_.at(full(member)).feed(piece); },
        .end =
            [&](const ArchiveMember& member) {
              const auto found = open_.find(full(member));
              end(found->first, found->second);
              open_.erase(found);
            }};
    const auto summary = walk_archive(source, limits_, visitor);
    if (!summary) {
      for (auto& [name, text] : open_) {  // Those that could be read in part.
        end(name, text);
      }
    }
    if (broken_) {
      return std::unexpected(*broken_);
    }
    return summary ? Result<void>{} : std::unexpected(summary.error());
  }

 private:
  static std::string full(const ArchiveMember& member) { return member.within + member.name; }

  void end(const std::string& name, SecretText& text) {
    const std::string where = fmt::format(" in member `{}`{}", findings_.shown(name), where_);
    if (auto told = text.finish(findings_, where); !told) {
      broken_ = told.error();
    }
  }

  const ArchiveLimits& limits_;
  SecretFindings& findings_;
  std::string where_;
  std::map<std::string, SecretText> open_;  ///< As many as archives lie within each other.
  std::optional<Error> broken_;
};

/// Limits for what lies within something else: each layer costs less than the one around it.
ArchiveLimits inner(const ArchiveLimits& limits) {
  ArchiveLimits less = limits;
  less.unpacked_bytes = std::min<std::uint64_t>(limits.unpacked_bytes / 4, 64u << 20);
  less.depth = limits.depth == 0 ? 0 : limits.depth - 1;
  less.single_file = true;
  return less;
}

}  // namespace

void SecretFindings::add(const std::vector<SecretSighting>& sightings, const std::string& where) {
  for (const SecretSighting& sighting : sightings) {
    other(fmt::format("secret `{}` {}{}", sighting.name, sighting.encoding, where));
  }
}

void SecretFindings::other(std::string seen) {
  constexpr std::size_t kMost = 20;
  if (mismatches_.size() < kMost) {
    mismatches_.push_back({"no secret in " + place_, std::move(seen)});
  }
}

std::string SecretFindings::shown(const std::string& name) const {
  return printable(secrets_.hide_beginning(name, 200));
}

void SecretText::feed(std::string_view piece) {
  search_.feed(piece);
  if (limits_.depth > 0) {
    packed_.feed(piece);
  }
}

Result<void> SecretText::finish(SecretFindings& findings, const std::string& where) {
  findings.add(search_.finish(), where);
  const ArchiveLimits limits = inner(limits_);
  for (const std::string& bytes : packed_.finish()) {
    MemorySource source(bytes);
    // What does not unpack to its end began as something packed by chance, or has other text behind it.
    const auto walked = SecretWalk(limits, findings, " in base64" + where).run(source);
    if (!walked && walked.error().kind != ErrorKind::no_answer) {
      return walked;
    }
  }
  return {};
}

Result<void> search_archive(ByteSource& source, const ArchiveLimits& limits, SecretFindings& findings) {
  const auto walked = SecretWalk(limits, findings, "").run(source);
  if (walked || walked.error().kind != ErrorKind::no_answer) {
    return walked;
  }
  findings.other("it could not be looked through: " + findings.secrets().hide(walked.error().message));
  return {};
}

}  // namespace roadworthy
