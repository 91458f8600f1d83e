#include <gmock/gmock.h>

#include "steps/test_stand.h"

namespace roadworthy {
namespace {

using testing::ElementsAre;

/// What the stand-in `logstash` is told.
nlohmann::json told_by(std::string_view step) {
  const auto calls = calls_of(step);
  EXPECT_EQ(calls.size(), 1u);
  const std::string head = "tell logstash ";
  EXPECT_EQ(calls.front().substr(0, head.size()), head);
  return nlohmann::json::parse(calls.front().substr(head.size()));
}

TEST(Fault, TellsTheStandInItsFault) {
  EXPECT_EQ(told_by("fault: { of: logstash, kind: hang, path: /_node, count: 3, for: 1.5s }"),
            nlohmann::json::parse(R"({"command": "fault", "faults":
              [{"kind": "hang", "path": "/_node", "count": 3, "for": "1.5s"}]})"));
  EXPECT_EQ(told_by("fault: { of: logstash, kind: status, status: 502, body: x, content_type: text/plain }"),
            nlohmann::json::parse(R"({"command": "fault", "faults":
              [{"kind": "status", "status": 502, "body": "x", "content_type": "text/plain"}]})"));
}

TEST(Fault, SeveralAreToldAtOnce) {
  EXPECT_EQ(
      told_by("fault: { of: logstash, faults: [{ kind: slow, delay: 20ms }, { kind: cut_body, send_bytes: 7 }] }"),
      nlohmann::json::parse(R"({"command": "fault", "faults":
              [{"kind": "slow", "delay": "20ms"}, {"kind": "cut_body", "send_bytes": 7}]})"));
}

TEST(Fault, ClearEndsAllOfThem) {
  EXPECT_EQ(told_by("fault: { of: logstash, clear: true }"),
            nlohmann::json::parse(R"({"command": "fault", "faults": []})"));
}

TEST(Fault, AnUnknownKindSaysWhichThereAre) {
  EXPECT_EQ(read_step("fault: { of: logstash, kind: hagn }").mistakes,
            R"(test.yaml:1:30: unknown fault `hagn` (did you mean `hang`?)
  fault: { of: logstash, kind: hagn }
                               ^~~~
  allowed are refuse, hang, slow, status, wrong_body, cut_body, fail_first, unavailable, no_leader, compacted, auth_lost, watch_stalled, watch_cancelled, lease_lost
)");
}

TEST(Fault, TakesOnlyWhatDescribesItsKind) {
  EXPECT_EQ(read_step("fault: { of: logstash, kind: refuse, path: /x }").mistakes,
            R"(test.yaml:1:38: unknown key `path` in `fault`
  fault: { of: logstash, kind: refuse, path: /x }
                                       ^~~~
  allowed: of, faults, clear, kind, for, endpoint
)");
  EXPECT_EQ(read_step("fault: { of: logstash, kind: hang, delay: 1s }").mistakes,
            R"(test.yaml:1:36: unknown key `delay` in `fault`
  fault: { of: logstash, kind: hang, delay: 1s }
                                     ^~~~~
  allowed: of, faults, clear, kind, for, path, count, endpoint
)");
}

TEST(Fault, SlowNeedsItsDelayAndFailFirstItsCount) {
  EXPECT_EQ(read_step("fault: { of: logstash, kind: slow }").mistakes, R"(test.yaml:1:30: `slow` needs a `delay`
  fault: { of: logstash, kind: slow }
                               ^~~~
)");
  EXPECT_EQ(read_step("fault: { of: logstash, kind: fail_first }").mistakes,
            R"(test.yaml:1:30: `fail_first` needs a `count`
  fault: { of: logstash, kind: fail_first }
                               ^~~~~~~~~~
)");
}

TEST(Fault, NumbersAreThoseThatAStandInTakes) {
  EXPECT_EQ(read_step("fault: { of: logstash, kind: status, status: 99 }").mistakes,
            R"(test.yaml:1:46: `status` must be between 200 and 599, not 99
  fault: { of: logstash, kind: status, status: 99 }
                                               ^~
)");
  EXPECT_EQ(read_step("fault: { of: logstash, kind: hang, count: 0 }").mistakes,
            R"(test.yaml:1:43: `count` must be between 1 and 1000000000, not 0
  fault: { of: logstash, kind: hang, count: 0 }
                                            ^
)");
}

TEST(Fault, ClearTakesOnlyTrueAndNothingBeside) {
  EXPECT_EQ(read_step("fault: { of: logstash, clear: false }").mistakes, R"(test.yaml:1:31: `clear` takes only true
  fault: { of: logstash, clear: false }
                                ^~~~~
  leave it out, and name a fault by its `kind`
)");
  EXPECT_EQ(read_step("fault: { of: logstash, clear: true, kind: hang }").mistakes,
            R"(test.yaml:1:37: unknown key `kind` in `fault`
  fault: { of: logstash, clear: true, kind: hang }
                                      ^~~~
  allowed: of, faults, clear
)");
  EXPECT_EQ(read_step("fault: { of: logstash, faults: [] }").mistakes,
            R"(test.yaml:1:32: `faults` takes a list of at least one fault
  fault: { of: logstash, faults: [] }
                                 ^~
  clear: true ends all of them
)");
}

TEST(Model, TellsTheStandInItsFigures) {
  EXPECT_EQ(told_by("model: { of: logstash, set: { heap_used_percent: 95, dead_letter_queue: { events: 12 } } }"),
            nlohmann::json::parse(R"({"command": "model", "set":
              {"heap_used_percent": 95, "dead_letter_queue": {"events": 12}}})"));
}

TEST(Model, NeedsAFigure) {
  EXPECT_EQ(read_step("model: { of: logstash, set: {} }").mistakes,
            R"(test.yaml:1:29: `model` needs `set`, with at least one figure
  model: { of: logstash, set: {} }
                              ^~
)");
  EXPECT_EQ(read_step("model: { set: { a: 1 } }").mistakes, R"(test.yaml:1:8: `model` needs the key `of`
  model: { set: { a: 1 } }
         ^~~~~~~~~~~~~~~~~
)");
}

TEST(StandInCommand, ARefusalIsAMistakeOfTheFileInTheStandInsWords) {
  RecordingStand stand;
  stand.answer = {{"ok", false}, {"error", "no figure `x`"}};
  const auto done = read_step("model: { of: logstash, set: { x: 1 } }").action.run(stand, TimePoint::max());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::invalid_file);
  EXPECT_EQ(done.error().message, "logstash refused the command: no figure `x`");
}

}  // namespace
}  // namespace roadworthy
