#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "archive/walk.h"
#include "checks/checks.h"
#include "checks/http_source.h"
#include "checks/secret_walk.h"
#include "core/source_span.h"
#include "probe/request.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;

/// Where secrets are looked for: an answer, or what a container printed.
struct SecretPlace {
  std::optional<CheckRequest> request;
  std::string log_of;

  [[nodiscard]] std::string describe() const { return request ? request->description : "the log of " + log_of; }
};

/// `secrets: ["GET http://edge:3000/api/support-bundle", "log status"]`
struct SecretsCheck {
  std::vector<SecretPlace> places;

  [[nodiscard]] std::string describe() const {
    std::string words = "no secret in ";
    for (const SecretPlace& place : places) {
      words += (words.ends_with(" in ") ? "" : ", ") + place.describe();
    }
    return words;
  }
};

struct Searched {
  std::string seen;                  ///< `status 200`, `no answer: ...`
  std::optional<std::string> moved;  ///< Path and query that the answer sends on to, at the same server.
};

/// A page may send on to its own address (RFC 9110, 15.4); another server's is none of the subject's.
std::optional<std::string> moved_to(const HttpAnswer& answer, const HttpAddress& asked) {
  const std::string* location = answer.header("Location");
  if (answer.status < 301 || answer.status > 308 || answer.status == 304 || location == nullptr) {
    return std::nullopt;
  }
  if (location->starts_with("/") && !location->starts_with("//")) {
    return *location;
  }
  if (location->find("//") == std::string::npos) {
    const std::string path = asked.target.substr(0, asked.target.find('?'));
    return path.substr(0, path.rfind('/') + 1) + *location;
  }
  const auto address = parse_http_address(*location);
  const bool same = address && address->host == asked.host && address->port == asked.port;
  return same ? std::optional(address->target) : std::nullopt;
}

/// Looks at the bytes that go by.
class SearchedSource final : public ByteSource {
 public:
  SearchedSource(ByteSource& inner, SecretText& text) : inner_(inner), text_(text) {}
  Result<std::string_view> next() override {
    auto piece = inner_.next();
    if (piece) {
      text_.feed(*piece);
    }
    return piece;
  }

 private:
  ByteSource& inner_;
  SecretText& text_;
};

Result<Searched> search_answer(const CheckRequest& request, Stand& stand, TimePoint deadline,
                               SecretFindings& findings) {
  constexpr std::size_t kLongest = 1u << 30;
  const Secrets& secrets = stand.topology().secrets;
  const TimePoint until = std::min(deadline, stand.clock().now() + request.timeout);
  const ArchiveLimits limits{.single_file = true, .out_of_time = [&stand, until] {
                               return stand.interrupted() || stand.clock().now() >= until;
                             }};
  auto stream = HttpStream::open(stand, request.request, until, {.body_bytes = kLongest});
  if (!stream) {
    if (stream.error().kind != ErrorKind::no_answer) {
      return std::unexpected(stream.error());
    }
    return Searched{.seen = "no answer: " + stream.error().message, .moved = {}};
  }
  std::string headers;
  for (const auto& [name, value] : stream->answer().headers) {
    headers += name + ": " + value + "\n";
  }
  findings.add(secrets.find(headers), " in the headers");
  HttpSource body(*stream);
  SecretText text(secrets, limits);
  SearchedSource searched(body, text);
  PeekSource source(searched);
  const auto beginning = source.peek(512);
  if (beginning && looks_packed(*beginning)) {
    if (auto walked = search_archive(source, limits, findings); !walked) {
      return std::unexpected(walked.error());
    }
  } else {
    for (auto piece = source.next(); !piece || !piece->empty(); piece = source.next()) {
      if (!piece && piece.error().kind != ErrorKind::no_answer) {
        return std::unexpected(piece.error());
      }
      if (!piece) {
        findings.other("it could not be looked through: " + piece.error().message);
        break;
      }
    }
  }
  if (auto told = text.finish(findings, ""); !told) {
    return std::unexpected(told.error());
  }
  return Searched{.seen = fmt::format("status {}", stream->answer().status),
                  .moved = moved_to(stream->answer(), request.request.address)};
}

/// The words for the last answer of those that send on to each other; all of them are looked through.
Result<std::string> search_answers(CheckRequest request, Stand& stand, TimePoint deadline, SecretFindings& findings) {
  constexpr int kMostMoves = 5;
  for (int moves = 0;; ++moves) {
    auto searched = search_answer(request, stand, deadline, findings);
    if (!searched) {
      return std::unexpected(searched.error());
    }
    if (!searched->moved || moves == kMostMoves) {
      return std::move(searched->seen);
    }
    request.request.address.target = *searched->moved;
  }
}

std::string search_log(const std::string& container, Stand& stand, SecretFindings& findings) {
  constexpr std::size_t kLines = 10'000;  // All that a stand keeps.
  SecretSearch search(stand.topology().secrets);
  const LogTail tail = stand.log(container, kLines);
  for (const LogLine& line : tail.lines) {
    search.feed(line.text + "\n");
  }
  findings.add(search.finish(), "");
  return fmt::format("{} lines", tail.lines.size());
}

Result<Observation> look(const SecretsCheck& check, Stand& stand, TimePoint deadline) {
  Observation observation{.mismatches = {}, .sample = {}, .seen = {}, .body = {}};
  for (const SecretPlace& place : check.places) {
    SecretFindings findings(place.describe(), stand.topology().secrets, observation.mismatches);
    std::string seen;
    if (place.request) {
      auto searched = search_answers(*place.request, stand, deadline, findings);
      if (!searched) {
        return std::unexpected(searched.error());
      }
      // Where there is nothing to look into, nothing is shown.
      seen = std::move(*searched);
      if (!seen.starts_with("status 2")) {
        observation.mismatches.push_back({place.describe() + " answers 2xx", seen});
      }
    } else {
      seen = search_log(place.log_of, stand, findings);
    }
    observation.seen += fmt::format("{}{}: {}", observation.seen.empty() ? "" : "; ", place.describe(), seen);
  }
  for (const Mismatch& mismatch : observation.mismatches) {
    observation.body += mismatch.seen + "\n";
  }
  observation.holds = observation.mismatches.empty();
  observation.answered = observation.seen.find("no answer") == std::string::npos;
  observation.sample = observation.holds ? "hidden" : "shown";
  return observation;
}

SecretPlace read_place(const NodeView& node, Errors& errors, const CheckRequest& like) {
  constexpr std::string_view kLog = "log ";
  std::string text;
  SecretPlace place;
  if (!decode_value(node, errors, text)) {
    return place;
  }
  if (text.starts_with(kLog)) {
    place.log_of = text.substr(kLog.size());
  } else {
    place.request = read_request(node, errors, like);
  }
  return place;
}

}  // namespace

Check parse_secrets_check(Decoder& decode) {
  SecretsCheck check;
  CheckRequest like;
  like.timeout = decode.optional<Duration>("timeout").value_or(30s);
  like.request.from = decode.optional<std::string>("from").value_or("");
  Check parsed{.kind = "secrets", .description = {}, .target = {}, .addresses = {}, .look = {}};
  if (decode.has("from")) {
    parsed.addresses.push_back({like.request.from, decode.node().find("from")->span()});
  }
  const auto node = decode.take("secrets");
  const auto places = node->is(NodeKind::sequence) ? node->items() : std::vector{*node};
  if (places.empty()) {
    decode.fail("secrets", "`secrets` names no place to look at");
  }
  for (const NodeView& each : places) {
    check.places.push_back(read_place(each, decode.errors(), like));
    const SecretPlace& place = check.places.back();
    if (place.request) {
      std::ranges::copy(place.request->addresses, std::back_inserter(parsed.addresses));
    } else {
      parsed.addresses.push_back({place.log_of, each.span()});
    }
  }
  parsed.description = check.describe();
  parsed.look = [check](Stand& stand, TimePoint deadline) { return look(check, stand, deadline); };
  return parsed;
}

}  // namespace roadworthy
