#include "checks/archive_member.h"

#include <algorithm>

#include <fmt/format.h>
#include <fnmatch.h>
#include <nlohmann/json.hpp>

#include "checks/agreement.h"
#include "checks/bounded_json.h"
#include "core/source_span.h"

namespace roadworthy {
namespace {

using nlohmann::json;

std::vector<Mismatch> compare_agreement(const MemberExpectation& expectation, const json& document,
                                        const AnswersAround& answers) {
  const std::string expected = fmt::format("agrees with {}", expectation.agrees_with->description);
  const Agreement agreement = agreement_of(answers.before, answers.after, document);
  if (agreement.holds()) {
    return {};
  }
  if (agreement.contradictions.empty()) {
    return {{expected, fmt::format("{} numbers in common", agreement.shared)}};
  }
  std::vector<Mismatch> mismatches;
  for (const std::string& contradiction : agreement.contradictions) {
    mismatches.push_back({expected, contradiction});
  }
  return mismatches;
}

std::vector<Mismatch> compare_member(const MemberExpectation& expectation, const KeptMember& member,
                                     const AnswersAround* answers) {
  std::vector<Mismatch> mismatches;
  const json size = member.size;
  if (const auto wrong = expectation.size ? expectation.size->mismatch(&size) : std::nullopt) {
    mismatches.push_back({"its size " + *wrong, fmt::format("{} bytes", member.size)});
  }
  const json text = expectation.text ? json(member.content) : json();
  if (const auto wrong = expectation.text ? expectation.text->mismatch(&text) : std::nullopt) {
    mismatches.push_back({"its text " + *wrong, member.content.empty() ? "an empty member" : describe_value(&text)});
  }
  if (expectation.json.empty() && !expectation.agrees_with) {
    return mismatches;
  }
  const auto document =
      member.cut ? std::unexpected(std::string("too long to be read as JSON")) : parse_bounded_json(member.content);
  if (!document) {
    mismatches.push_back({"JSON", document.error()});
    return mismatches;
  }
  std::ranges::move(compare_json(expectation.json, *document), std::back_inserter(mismatches));
  if (expectation.agrees_with && answers != nullptr) {
    std::ranges::move(compare_agreement(expectation, *document, *answers), std::back_inserter(mismatches));
  }
  return mismatches;
}

MemberExpectation read_expectation(const std::string& pattern, const NodeView& node, Errors& errors,
                                   const CheckRequest& like) {
  MemberExpectation expectation;
  expectation.pattern = pattern;
  if (node.is(NodeKind::null)) {
    return expectation;  // That it is there is enough.
  }
  Decoder decode(node, errors, fmt::format("member `{}`", pattern));
  if (const auto text = decode.take("text")) {
    expectation.text = parse_matcher(*text, errors);
  }
  if (const auto size = decode.take("size")) {
    expectation.size = parse_matcher(*size, errors);
  }
  if (const auto pointers = decode.take("json")) {
    expectation.json = parse_json_expectation(*pointers, errors);
  }
  if (const auto request = decode.take("agrees_with")) {
    expectation.agrees_with = read_request(*request, errors, like);
  }
  decode.finish();
  return expectation;
}

}  // namespace

std::string MemberExpectation::describe() const {
  std::string words = fmt::format("`{}`", pattern);
  std::string_view joint = " whose";
  const auto add = [&](const std::string& what) {
    words += fmt::format("{} {}", joint, what);
    joint = ",";
  };
  if (text) {
    add("text " + text->describe());
  }
  if (size) {
    add("size " + size->describe());
  }
  if (!json.empty()) {
    add(describe_json(json));
  }
  if (agrees_with) {
    words += fmt::format("{} agreeing with {}", joint == "," ? "," : "", agrees_with->description);
  }
  return words;
}

bool fits(const std::string& pattern, const std::string& name) {
  if (pattern.find('/') != std::string::npos) {
    return fnmatch(pattern.c_str(), name.starts_with("./") ? name.c_str() + 2 : name.c_str(), 0) == 0;
  }
  const std::string last = name.substr(name.find_last_of("/!") + 1);  // npos + 1 is the beginning.
  return fnmatch(pattern.c_str(), last.c_str(), 0) == 0;
}

std::vector<MemberExpectation> take_member_expectations(Decoder& decode, const CheckRequest& like) {
  std::vector<MemberExpectation> expectations;
  const auto node = decode.take("members");
  if (!node) {
    return expectations;
  }
  if (!node->is(NodeKind::mapping) || node->members().empty()) {
    decode.fail("members", "`members` takes names, and for each what is expected of it",
                "write `logstash.log: { size: { above: 0 } }`");
    return expectations;
  }
  for (const auto& [pattern, body] : node->members()) {
    expectations.push_back(read_expectation(pattern, body, decode.errors(), like));
  }
  return expectations;
}

std::vector<Mismatch> compare_members(const MemberExpectation& expectation, const std::vector<KeptMember>& members,
                                      const AnswersAround* answers) {
  std::vector<Mismatch> closest;
  std::string closest_name;
  for (const KeptMember& member : members) {
    if (!fits(expectation.pattern, member.name)) {
      continue;
    }
    auto mismatches = compare_member(expectation, member, answers);
    if (mismatches.empty()) {
      return {};
    }
    // A member that has nothing in common with the answer is not the one that is meant.
    const auto unrelated = [](const std::vector<Mismatch>& all) {
      return std::ranges::any_of(all, [](const Mismatch& each) { return each.seen.starts_with("0 numbers"); });
    };
    const bool nearer =
        std::pair(unrelated(mismatches), mismatches.size()) < std::pair(unrelated(closest), closest.size());
    if (closest_name.empty() || nearer) {
      closest = std::move(mismatches);
      closest_name = member.name;
    }
  }
  if (closest_name.empty()) {
    return {{fmt::format("a member `{}`", expectation.pattern), "no such member"}};
  }
  for (Mismatch& mismatch : closest) {
    mismatch.expected = fmt::format("member `{}`: {}", printable(closest_name), mismatch.expected);
  }
  return closest;
}

}  // namespace roadworthy
