#include <algorithm>

#include <fmt/format.h>
#include <re2/re2.h>

#include "browser/chromium.h"
#include "browser/socks_proxy.h"
#include "checks/checks.h"
#include "checks/pattern.h"
#include "core/source_span.h"
#include "probe/http_probe.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;

/// `browser: "http://edge:3000/", shows: ["(?i)healthy", suricata]`
struct BrowserCheck {
  HttpAddress address;
  std::string url;
  std::string from;
  Duration timeout = 30s;
  std::vector<std::shared_ptr<const RE2>> shows;  ///< Each matches part of what a reader sees.

  [[nodiscard]] std::vector<std::string> missing(const std::string& text) const {
    std::vector<std::string> patterns;
    for (const auto& pattern : shows) {
      if (!RE2::PartialMatch(text, *pattern)) {
        patterns.push_back(pattern->pattern());
      }
    }
    return patterns;
  }
};

Result<Observation> look(const BrowserCheck& check, Stand& stand, TimePoint deadline) {
  Observation observation{.mismatches = {}, .sample = {}, .seen = {}, .body = {}};
  const auto program = find_chromium();
  if (!program) {
    observation.unavailable = true;
    observation.seen = "there is no Chromium on this machine: install Debian's package chromium";
    return observation;
  }
  // A busy machine may take its time to start a browser and to end a look; that is no matter of the page.
  const TimePoint patience = stand.clock().now() + check.timeout + 60s;
  auto proxy = SocksProxy::start(stand, check.from, patience);
  if (!proxy) {
    return std::unexpected(proxy.error());
  }
  auto browser = Chromium::start(*program, (*proxy)->port(), stand, patience);
  if (!browser) {
    return std::unexpected(browser.error());
  }
  if (const auto opened = (*browser)->open(check.url, patience); !opened) {
    if (opened.error().kind != ErrorKind::no_answer) {
      return std::unexpected(opened.error());
    }
    observation.answered = false;
    observation.sample = "none";
    observation.seen = "the page does not open: " + printable(opened.error().message);
    observation.mismatches.push_back({"a page at " + check.url, observation.seen});
    return observation;
  }
  TimePoint until = std::min(deadline, stand.clock().now() + check.timeout);
  std::vector<std::string> missing;
  std::string text;
  do {  // A page fills itself in after it was loaded; that is waited for within the look.
    auto read = (*browser)->visible_text(text.empty() && missing.empty() ? 0ms : 100ms, patience);
    if (!read) {
      return std::unexpected(read.error());
    }
    text = std::move(*read);
    missing = check.missing(text);
    if (!missing.empty() && (*browser)->disturbed()) {
      if (auto again = (*browser)->open(check.url, patience); !again) {
        return std::unexpected(again.error());
      }
      until = std::min(deadline, stand.clock().now() + check.timeout);
    }
  } while (!missing.empty() && stand.clock().now() < until);
  const Secrets& secrets = stand.topology().secrets;
  // In a picture nothing can be hidden.
  if (auto picture = secrets.find(text).empty() ? (*browser)->picture(patience) : std::string(); picture) {
    observation.picture = std::move(*picture);
  }
  observation.body = secrets.hide_beginning(text, 4096);
  for (const std::string& pattern : missing) {
    observation.mismatches.push_back(
        {fmt::format("a page that shows /{}/", pattern),
         text.empty() ? "an empty page" : "a page with: " + printable(secrets.hide_beginning(text, 300))});
  }
  observation.holds = missing.empty();
  observation.sample = observation.holds ? "shown" : "not shown";
  observation.seen =
      fmt::format("{} characters of text: {}", text.size(), printable(secrets.hide_beginning(text, 200)));
  return observation;
}

}  // namespace

Check parse_browser_check(Decoder& decode) {
  BrowserCheck check;
  check.url = decode.required<std::string>("browser");
  check.from = decode.optional<std::string>("from").value_or("");
  check.timeout = decode.optional<Duration>("timeout").value_or(check.timeout);
  Check parsed{.kind = "browser", .description = {}, .target = {}, .addresses = {}, .look = {}};
  if (auto address = parse_http_address(check.url); address) {
    const bool own = address->host == "localhost" || address->host.starts_with("127.");
    if (!own) {
      parsed.addresses.push_back({address->host, decode.node().find("browser")->span()});
    } else if (check.from.empty()) {
      decode.fail("browser", fmt::format("whose `{}` is meant?", address->host),
                  "name the pod, or add `from: CONTAINER` to ask from inside its pod");
    }
  } else if (!check.url.empty()) {
    decode.fail("browser", address.error().message, address.error().remedy);
  }
  if (decode.has("from")) {
    parsed.addresses.push_back({check.from, decode.node().find("from")->span()});
  }
  const auto shows = decode.take("shows");
  if (!shows) {
    decode.missing("shows");
  } else if (!shows->is(NodeKind::sequence) || shows->items().empty()) {
    decode.fail("shows", "`shows` takes a list of regular expressions, all of which the page's text must match");
  } else {
    for (const NodeView& pattern : shows->items()) {
      if (auto compiled = parse_pattern(pattern, decode.errors())) {
        check.shows.push_back(std::move(compiled));
      }
    }
  }
  std::string patterns;
  for (const auto& pattern : check.shows) {
    patterns += fmt::format("{}/{}/", patterns.empty() ? "" : ", ", pattern->pattern());
  }
  parsed.description = fmt::format("{} in a browser shows {}", check.url, patterns);
  parsed.look = [check](Stand& stand, TimePoint deadline) { return look(check, stand, deadline); };
  return parsed;
}

}  // namespace roadworthy
