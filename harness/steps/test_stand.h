#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "document/decoder.h"
#include "steps/steps.h"

namespace roadworthy {

/// A stand that notes what it is asked to do, one line a call, and does as it is told to.
class RecordingStand final : public Stand {
 public:
  std::vector<std::string> calls;
  nlohmann::json answer{{"ok", true}};  ///< Of every stand-in.
  std::string broken;                   ///< A container of which nothing can be asked.

  [[nodiscard]] const Topology& topology() const override { return topology_; }
  [[nodiscard]] const Clock& clock() const override { return clock_; }
  Result<void> start(const std::vector<std::string>& containers, TimePoint) override {
    return note(containers.front(), fmt::format("start {}", fmt::join(containers, ", ")));
  }
  Result<void> stop(std::string_view container, Duration grace) override {
    return note(container, fmt::format("stop {} within {}", container, to_text(grace)));
  }
  Result<void> kill(std::string_view container, int signal) override {
    return note(container, fmt::format("kill {} with {}", container, signal));
  }
  Result<void> pause(std::string_view container) override {
    return note(container, fmt::format("pause {}", container));
  }
  Result<void> set_connected(std::string_view container, bool connected) override {
    return note(container, fmt::format("{} {}", connected ? "connect" : "disconnect", container));
  }
  Result<void> resume(std::string_view container) override {
    return note(container, fmt::format("resume {}", container));
  }
  [[nodiscard]] Result<ContainerState> state(std::string_view) const override { return ContainerState{}; }
  [[nodiscard]] LogTail log(std::string_view, std::size_t) const override { return {}; }
  Result<UniqueFd> connect(std::string_view, std::string_view, std::uint16_t, TimePoint) override {
    return fail(ErrorKind::no_answer, "connection refused");
  }
  Result<nlohmann::json> control(std::string_view container, const nlohmann::json& command, TimePoint) override {
    if (auto noted = note(container, fmt::format("tell {} {}", container, command.dump())); !noted) {
      return std::unexpected(noted.error());
    }
    return answer;
  }
  [[nodiscard]] std::uint64_t changes() const override { return 0; }
  void await_change(std::uint64_t, TimePoint) override {}
  void interrupt() override {}
  [[nodiscard]] bool interrupted() const override { return false; }
  Errors tear_down() override { return {}; }

 private:
  Result<void> note(std::string_view container, std::string call) {
    if (container == broken) {
      return fail(ErrorKind::environment, fmt::format("{} is broken", container));
    }
    calls.push_back(std::move(call));
    return {};
  }

  Topology topology_;
  SteadyClock clock_;
};

/// A step as it was read, with what is wrong with it.
struct ReadStep {
  std::shared_ptr<Document> document;
  Action action;
  std::string mistakes;
};

[[nodiscard]] inline ReadStep read_step(std::string_view text) {
  auto document = parse_document("test.yaml", std::string(text));
  if (!document) {
    ADD_FAILURE() << describe(document.error().front());
    return {};
  }
  ReadStep step{.document = std::make_shared<Document>(*std::move(document)), .action = {}, .mistakes = {}};
  Errors errors;
  Decoder decode(*step.document, errors, "a step");
  const std::string name = step.document->root.members.front().key;
  const auto kind = std::ranges::find(action_kinds(), name, &ActionKind::name);
  if (kind == action_kinds().end()) {
    ADD_FAILURE() << "no action " << name;
    return step;
  }
  step.action = kind->parse(decode);
  decode.finish();
  for (const Error& error : errors) {
    step.mistakes += describe(error) + "\n";
  }
  return step;
}

/// What a good step does to a stand, one line a call.
[[nodiscard]] inline std::vector<std::string> calls_of(std::string_view text) {
  const ReadStep step = read_step(text);
  EXPECT_EQ(step.mistakes, "");
  RecordingStand stand;
  const auto done = step.action.run(stand, TimePoint::max());
  EXPECT_TRUE(done) << (done ? "" : describe(done.error()));
  return stand.calls;
}

}  // namespace roadworthy
