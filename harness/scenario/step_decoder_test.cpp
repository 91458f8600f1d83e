#include <gmock/gmock.h>

#include "scenario/test_scenario.h"

namespace roadworthy {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(Steps, AnUnknownOneSaysWhichIsMeantAndWhichThereAre) {
  EXPECT_EQ(mistakes_of_step("evntually: { within: 1s }"),
            R"(test.yaml:6:3: unknown step `evntually` (did you mean `eventually`?)
  - evntually: { within: 1s }
    ^~~~~~~~~
  allowed are start, stop, kill, pause, resume, restart, disconnect, connect, fault, model, etcd, http, load, clock, exec, write, append, fill, rotate, now, eventually, consistently, never, transitions, throughout
)");
}

TEST(Steps, AnUnknownKeyOfACheckIsPointedAt) {
  EXPECT_EQ(mistakes_of_step("now: { http: 'GET http://edge/', statsu: 200 }"),
            R"(test.yaml:6:36: unknown key `statsu` in `now` (did you mean `status`?)
  - now: { http: 'GET http://edge/', statsu: 200 }
                                     ^~~~~~
  allowed: item, http, from, body, request_headers, timeout, status, headers, json, any_of, value, prometheus, text, size, faster_than, same_as_file, agrees_with
)");
}

TEST(Steps, ACheckThatIsMisspeltSaysWhichIsMeant) {
  EXPECT_EQ(mistakes_of_step("now: { htpp: 'GET http://edge/', status: 200 }"),
            R"(test.yaml:6:10: `htpp` is no check (did you mean `http`?)
  - now: { htpp: 'GET http://edge/', status: 200 }
           ^~~~
  give it exactly one of http, archive, browser, secrets, log, container, etcd
)");
}

TEST(Steps, AShapeNamesExactlyOneCheck) {
  EXPECT_EQ(mistakes_of_step("eventually: { within: 1s }"), R"(test.yaml:6:15: this names no check
  - eventually: { within: 1s }
                ^~~~~~~~~~~~~~
  give it exactly one of http, archive, browser, secrets, log, container, etcd
)");
  EXPECT_EQ(mistakes_of_step("now: { log: web, contains: x, container: web }"),
            R"(test.yaml:6:8: this names more than one check
  - now: { log: web, contains: x, container: web }
         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
  give it exactly one of http, archive, browser, secrets, log, container, etcd
)");
}

TEST(Steps, AStepHasOneKey) {
  EXPECT_EQ(mistakes_of_step("{ start: web, stop: web }"),
            R"(test.yaml:6:3: a step is a mapping with exactly one key, its action or time shape
  - { start: web, stop: web }
    ^~~~~~~~~~~~~~~~~~~~~~~~~
  write - start: CONTAINER, or - eventually: { ... }
)");
}

TEST(Steps, ADurationNeedsItsUnit) {
  EXPECT_EQ(mistakes_of_step("eventually: { within: 45, log: web, contains: x }"),
            R"(test.yaml:6:25: `within` must be a duration such as 45s, not a whole number
  - eventually: { within: 45, log: web, contains: x }
                          ^~
  add a unit (ms, s, min, h)
)");
  EXPECT_EQ(mistakes_of_step("eventually: { within: '45', log: web, contains: x }"),
            R"(test.yaml:6:25: `within`: `45` is not a duration such as 45s
  - eventually: { within: '45', log: web, contains: x }
                          ^~~~
  add a unit (ms, s, min, h)
)");
}

TEST(Steps, AWaitNeedsItsDeadline) {
  EXPECT_EQ(mistakes_of_step("eventually: { log: web, contains: x }"),
            R"(test.yaml:6:15: `eventually` needs the key `within`
  - eventually: { log: web, contains: x }
                ^~~~~~~~~~~~~~~~~~~~~~~~~
)");
}

TEST(Steps, OnlyAWaitTakesOn) {
  EXPECT_THAT(mistakes_of_step("now: { on: web, log: web, contains: x }"), HasSubstr("unknown key `on` in `now`"));
  EXPECT_EQ(mistakes_of_step("eventually: { within: 1s, on: [], log: web, contains: x }"),
            R"(test.yaml:6:33: `on` names no container
  - eventually: { within: 1s, on: [], log: web, contains: x }
                                  ^~
)");
}

TEST(Steps, AValueOfTheWrongKindIsPointedAt) {
  EXPECT_EQ(mistakes_of_step("now: { http: 'GET http://edge/', status: ok }"),
            R"(test.yaml:6:44: `status` must be a whole number, not the text `ok`
  - now: { http: 'GET http://edge/', status: ok }
                                             ^~
)");
  EXPECT_EQ(mistakes_of_step("now: { http: 'GET http://edge/', json: healthy }"),
            R"(test.yaml:6:42: expected JSON Pointers and what is expected there, not a text
  - now: { http: 'GET http://edge/', json: healthy }
                                           ^~~~~~~
  write /status: healthy
)");
}

TEST(Steps, AnExpectationThatExpectsNothingIsAMistake) {
  EXPECT_EQ(mistakes_of_step("now: { http: 'GET http://edge/', status: [] }"),
            R"(test.yaml:6:44: `status` names no status
  - now: { http: 'GET http://edge/', status: [] }
                                             ^~
  leave it out if any will do
)");
  EXPECT_EQ(mistakes_of_step("now: { http: 'GET http://edge/', json: {} }"), R"(test.yaml:6:42: this expects nothing
  - now: { http: 'GET http://edge/', json: {} }
                                           ^~
  write /status: healthy
)");
}

TEST(Steps, AJsonPointerBeginsWithASlash) {
  EXPECT_EQ(mistakes_of_step("now: { http: 'GET http://edge/', json: { status: healthy } }"),
            R"(test.yaml:6:44: `status` is no JSON Pointer
  - now: { http: 'GET http://edge/', json: { status: healthy } }
                                             ^~~~~~
  begin it with a slash: /status
)");
  EXPECT_EQ(mistakes_of_step("now: { http: 'GET http://edge/', json: { /a~b: 1 } }"),
            R"(test.yaml:6:44: `/a~b` is no JSON Pointer
  - now: { http: 'GET http://edge/', json: { /a~b: 1 } }
                                             ^~~~
  write ~0 for ~ and ~1 for / within a name
)");
}

TEST(Steps, AnUnknownMatcherSaysWhichIsMeant) {
  EXPECT_THAT(mistakes_of_step("now: { http: 'GET http://edge/', text: { contians: x } }"),
              HasSubstr("test.yaml:6:44: unknown matcher `contians` (did you mean `contains`?)"));
}

TEST(Steps, ABareLocalhostIsNobodys) {
  EXPECT_EQ(mistakes_of_step("now: { http: 'GET http://localhost:3000/' }"),
            R"(test.yaml:6:16: whose `localhost` is meant?
  - now: { http: 'GET http://localhost:3000/' }
                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~
  name the pod, or add `from: CONTAINER` to ask from inside its pod
)");
  EXPECT_EQ(mistakes_of_step("now: { http: 'GET http://localhost:3000/', from: web }"), "");
}

TEST(Steps, ARequestHasAMethodAndAnAddress) {
  EXPECT_EQ(mistakes_of_step("now: { http: 'http://edge/' }"), R"(test.yaml:6:16: `http://edge/` is no request
  - now: { http: 'http://edge/' }
                 ^~~~~~~~~~~~~~
  write METHOD and address: GET http://POD:PORT/PATH
)");
  EXPECT_EQ(mistakes_of_step("now: { http: 'GET edge/' }"), R"(test.yaml:6:16: `edge/` is no http address
  - now: { http: 'GET edge/' }
                 ^~~~~~~~~~~
  write it as http://HOST:PORT/PATH
)");
}

TEST(Steps, AnItemIsOnTheChecklist) {
  EXPECT_EQ(mistakes_of_step("now: { item: ITEM-TOW, log: web, contains: x }"),
            R"(test.yaml:6:16: the checklist has no item `ITEM-TOW` (did you mean `ITEM-TWO`?)
  - now: { item: ITEM-TOW, log: web, contains: x }
                 ^~~~~~~~
  `roadworthy checklist` lists them
)");
}

TEST(Steps, AContainerIsInTheTopology) {
  EXPECT_EQ(mistakes_of_step("start: [web, wbe]"), R"(test.yaml:6:16: the topology has no `wbe` (did you mean `web`?)
  - start: [web, wbe]
                 ^~~
  it has edge, web, side, tool
)");
  EXPECT_EQ(mistakes_of_step("now: { http: 'GET http://egde/' }"),
            R"(test.yaml:6:16: the topology has no `egde` (did you mean `edge`?)
  - now: { http: 'GET http://egde/' }
                 ^~~~~~~~~~~~~~~~~~
  it has edge, web, side, tool
)");
  EXPECT_EQ(mistakes_of_step("eventually: { within: 1s, on: nobody, log: web, contains: x }"),
            R"(test.yaml:6:33: the topology has no `nobody`
  - eventually: { within: 1s, on: nobody, log: web, contains: x }
                                  ^~~~~~
  it has edge, web, side, tool
)");
}

TEST(Steps, AnEmptyNameIsNoContainer) {
  EXPECT_THAT(mistakes_of_step("start: ''"), StartsWith("test.yaml:6:10: the topology has no ``"));
  EXPECT_THAT(mistakes_of_step("now: { log: '', contains: x }"), StartsWith("test.yaml:6:15: the topology has no ``"));
  EXPECT_THAT(mistakes_of_step("now: { http: 'GET http://edge/', from: '' }"),
              StartsWith("test.yaml:6:42: the topology has no ``"));
}

TEST(Steps, AnActionIsDoneToAContainerNotToAPod) {
  EXPECT_EQ(mistakes_of_step("kill: edge"), R"(test.yaml:6:9: `edge` is a pod, and a container is meant
  - kill: edge
          ^~~~
  name one of its containers
)");
}

TEST(Steps, TransitionsFollowAWatchOfTheFile) {
  EXPECT_EQ(mistakes_of_step("transitions: { watch: stat, are: [running] }"),
            R"(test.yaml:6:25: there is no watch `stat` (did you mean `state`?)
  - transitions: { watch: stat, are: [running] }
                          ^~~~
  name it under `watch:`
)");
}

TEST(Steps, SamplesThatFollowThemselvesAreAMistake) {
  EXPECT_EQ(mistakes_of_step("transitions: { watch: state, are: [running, exited, exited] }"),
            R"(test.yaml:6:55: `exited` follows itself
  - transitions: { watch: state, are: [running, exited, exited] }
                                                        ^~~~~~
  equal samples in a row count as one
)");
  EXPECT_EQ(mistakes_of_step("transitions: { watch: state, are: [] }"), R"(test.yaml:6:37: `are` names no sample
  - transitions: { watch: state, are: [] }
                                      ^~
)");
}

TEST(Steps, EveryMistakeIsReportedInTheOrderOfTheFile) {
  const std::string mistakes =
      mistakes_of(with_steps("- start: nobody\n"
                             "- now: { log: web, contains: x, item: NONE }\n"
                             "- kill: { container: tool, signal: SIGNONE }\n"));
  EXPECT_THAT(mistakes, StartsWith("test.yaml:6:10: the topology has no `nobody`"));
  EXPECT_THAT(mistakes, HasSubstr("test.yaml:7:39: the checklist has no item `NONE`"));
  EXPECT_THAT(mistakes, HasSubstr("test.yaml:8:36: unknown signal `SIGNONE`"));
}

TEST(Watches, SampleAtMostOnceAMillisecond) {
  EXPECT_EQ(mistakes_of("scenario: A test\n"
                        "topology: { pods: { edge: { web: { command: [web] } } } }\n"
                        "watch: { state: { container: web, state: running, every: 10us } }\n"
                        "steps: [start: web]\n"),
            R"(test.yaml:3:58: a watch samples at most once a millisecond
  watch: { state: { container: web, state: running, every: 10us } }
                                                           ^~~~
)");
}

TEST(Steps, TheirTextSaysWhatIsExpected) {
  const auto loaded =
      good_scenario(with_steps("- eventually: { item: ITEM-ONE, within: '${settle}', http: 'GET "
                               "http://edge:${port}/', status: [200, 204] }\n"));
  ASSERT_EQ(loaded.scenario.steps.size(), 1u);
  const Step& step = loaded.scenario.steps.front();
  EXPECT_EQ(step.text, "eventually within 2s: GET http://edge:80/ answers 200 or 204");
  EXPECT_EQ(step.item, "ITEM-ONE");
  EXPECT_EQ(describe(step.where).substr(describe(step.where).rfind("test.yaml")), "test.yaml:6:3");
  EXPECT_EQ(longest(loaded.scenario), std::chrono::seconds(2));
}

}  // namespace
}  // namespace roadworthy
