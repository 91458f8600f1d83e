#include "mocks/logstash/model.h"

#include <algorithm>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mocks/http/manual_clock.h"

namespace roadworthy::mocks {
namespace {

using namespace std::chrono_literals;

ModelOptions sending_to(std::initializer_list<std::string_view> targets, std::string_view profile = "all") {
  ModelOptions options;
  for (const std::string_view target : targets) {
    options.pipeline.targets.push_back(find_target(target));
  }
  options.pipeline.forwarded = types_of_profile(profile);
  return options;
}

const OutputFigures& output(const Figures& figures, std::string_view id) {
  const auto& outputs = figures.pipelines.at(0).outputs;
  const auto found = std::ranges::find(outputs, id, &OutputFigures::id);
  EXPECT_NE(found, outputs.end()) << id;
  return *found;
}

const PluginFigures& filter(const Figures& figures, std::string_view id) {
  const auto& filters = figures.pipelines.at(0).filters;
  const auto found = std::ranges::find(filters, id, &PluginFigures::id);
  EXPECT_NE(found, filters.end()) << id;
  return *found;
}

const FlowWindows& flow(const Figures& figures, std::string_view metric) {
  return std::ranges::find(figures.pipelines.at(0).flow, metric, &Flow::value_type::first)->second;
}

std::vector<std::string_view> names(const FlowWindows& windows) {
  std::vector<std::string_view> names;
  std::ranges::transform(windows, std::back_inserter(names), &FlowWindows::value_type::first);
  return names;
}

double rate(const FlowWindows& windows, std::string_view window) {
  return std::ranges::find(windows, window, &FlowWindows::value_type::first)->second.value;
}

std::uint64_t total_of_types(const Figures& figures, std::uint64_t TypeFigures::* count) {
  const auto& types = figures.pipelines.at(0).types;
  return std::accumulate(types.begin(), types.end(), std::uint64_t{0},
                         [&](std::uint64_t sum, const TypeFigures& type) { return sum + type.*count; });
}

class ModelTest : public ::testing::Test {
 protected:
  ManualClock clock_;
};

TEST_F(ModelTest, BeginsAtZero) {
  Model model(sending_to({"splunk-hec"}), {}, clock_);
  const Figures figures = model.figures();
  EXPECT_EQ(figures.uptime, 0U);
  EXPECT_TRUE(figures.events == EventFigures{});
  ASSERT_EQ(figures.pipelines.size(), 1U);
  EXPECT_EQ(figures.pipelines[0].id, "main");
}

TEST_F(ModelTest, CountsEventsAtItsRate) {
  Model model(sending_to({"splunk-hec"}), {.rate = 200}, clock_);
  clock_.advance(10s);
  EXPECT_EQ(model.figures().events.in, 2000U);
  EXPECT_EQ(model.figures().events.in, 2000U);  // Looking does not move it.
  clock_.advance(5ms);
  EXPECT_EQ(model.figures().events.in, 2001U);
  EXPECT_EQ(model.figures().uptime, 10'005U);
}

TEST_F(ModelTest, CountsTheSameHoweverOftenItIsLookedAt) {
  Model seldom(sending_to({"splunk-hec"}), {.rate = 37}, clock_);
  Model often(sending_to({"splunk-hec"}), {.rate = 37}, clock_);
  for (int i = 0; i < 1000; ++i) {
    clock_.advance(13ms);
    (void)often.figures();
  }
  EXPECT_TRUE(often.figures().events == seldom.figures().events);
  EXPECT_TRUE(often.figures().pipelines[0].outputs == seldom.figures().pipelines[0].outputs);
}

TEST_F(ModelTest, LosesNoEventBetweenInputAndOutput) {
  Model model(sending_to({"splunk-hec"}), {.rate = 331}, clock_);
  for (int i = 0; i < 50; ++i) {
    clock_.advance(777ms);
    const Figures figures = model.figures();
    const PipelineFigures& pipeline = figures.pipelines[0];
    EXPECT_EQ(pipeline.inputs[0].out + pipeline.inputs[1].out, pipeline.events.in);
    EXPECT_EQ(total_of_types(figures, &TypeFigures::in), pipeline.events.in);
    EXPECT_EQ(total_of_types(figures, &TypeFigures::out), pipeline.events.out);
    EXPECT_EQ(pipeline.events.in - total_of_types(figures, &TypeFigures::dropped), pipeline.events.filtered);
    std::uint64_t sent = 0;
    for (const OutputFigures& each : pipeline.outputs) {
      sent += each.out;
    }
    EXPECT_EQ(sent, pipeline.events.out);
  }
}

TEST_F(ModelTest, NeverCountsBackwards) {
  Model model(sending_to({"elasticsearch", "dynatrace-logs"}), {.rate = 331}, clock_);
  Figures before = model.figures();
  for (int i = 0; i < 200; ++i) {
    ModelSettings settings = model.settings();
    settings.stalled = i % 7 == 3;
    settings.failing_outputs.clear();
    if (i % 5 == 2) {
      settings.failing_outputs["elasticsearch"] = OutputFailure::rejects;
      settings.failing_outputs["dynatrace-logs"] = OutputFailure::unreachable;
    }
    model.set(settings);
    clock_.advance(321ms);
    Figures now = model.figures();
    EXPECT_LE(before.events.out, now.events.out);
    EXPECT_LE(before.events.filtered, now.events.filtered);
    EXPECT_LE(before.events.duration, now.events.duration);
    for (std::size_t o = 0; o < now.pipelines[0].outputs.size(); ++o) {
      EXPECT_LE(before.pipelines[0].outputs[o].out, now.pipelines[0].outputs[o].out);
    }
    before = std::move(now);
  }
}

TEST_F(ModelTest, GivesEachLogTypeItsPercentageAndItsOwnPlugins) {
  Model model(sending_to({"splunk-hec"}), {.rate = 100}, clock_);
  clock_.advance(100s);
  const Figures figures = model.figures();
  EXPECT_EQ(output(figures, "splunk-mitm").in, 1500U);
  EXPECT_EQ(filter(figures, "mitm").out, 1500U);
  EXPECT_EQ(filter(figures, "microseg").out, 4000U);
  EXPECT_EQ(filter(figures, "microseg-throttled").in, 1000U);  // Every fourth is dropped,
  EXPECT_EQ(filter(figures, "microseg-throttled").out, 0U);
  EXPECT_EQ(output(figures, "splunk-microseg").in, 3000U);  // and the others are sent.
}

TEST_F(ModelTest, SendsOnlyWhatTheProfileForwards) {
  Model model(sending_to({"splunk-hec"}, "networking"), {.rate = 100}, clock_);
  clock_.advance(100s);
  const Figures figures = model.figures();
  EXPECT_EQ(output(figures, "splunk-mitm").in, 0U);
  EXPECT_EQ(output(figures, "splunk-tunnel-status").in, 400U);
  EXPECT_EQ(filter(figures, "mitm").out, 1500U);
}

TEST_F(ModelTest, SharesOneOutputAmongLogTypes) {
  Model model(sending_to({"dynatrace-metrics", "dynatrace-logs"}), {.rate = 100}, clock_);
  clock_.advance(100s);
  const Figures figures = model.figures();
  EXPECT_EQ(output(figures, "dynatrace-metrics").in, 1500U);
  EXPECT_EQ(output(figures, "dynatrace-logs").in, 900U + 1500U + 3000U + 1100U + 500U + 400U);
  EXPECT_EQ(filter(figures, "dynatrace-build-cmd-log").out, 500U);
}

TEST_F(ModelTest, StopsTheOutOfAnOutputThatIsUnreachableAndCatchesUp) {
  Model model(sending_to({"splunk-hec"}), {.rate = 100}, clock_);
  clock_.advance(10s);
  ModelSettings settings = model.settings();
  settings.failing_outputs["splunk-mitm"] = OutputFailure::unreachable;
  model.set(settings);
  clock_.advance(10s);
  const Figures failing = model.figures();
  EXPECT_EQ(output(failing, "splunk-mitm").in, 300U);
  EXPECT_EQ(output(failing, "splunk-mitm").out, 150U);
  EXPECT_EQ(output(failing, "splunk-cmd").out, 100U);
  EXPECT_EQ(failing.events.filtered - failing.events.out, 150U);

  settings.failing_outputs.clear();
  model.set(settings);
  clock_.advance(1s);
  const Figures recovered = model.figures();
  EXPECT_EQ(output(recovered, "splunk-mitm").in, output(recovered, "splunk-mitm").out);
  EXPECT_EQ(recovered.events.filtered, recovered.events.out);
}

TEST_F(ModelTest, HoldsBackOnlyWhatTheProfileForwards) {
  ModelSettings settings{.rate = 100};
  settings.failing_outputs["dynatrace-logs"] = OutputFailure::unreachable;
  Model model(sending_to({"dynatrace-logs"}, "networking"), settings, clock_);
  clock_.advance(100s);
  const Figures figures = model.figures();
  EXPECT_EQ(output(figures, "dynatrace-logs").in, 400U);
  EXPECT_EQ(output(figures, "dynatrace-logs").out, 0U);
  EXPECT_EQ(figures.events.filtered - figures.events.out, 400U);
}

TEST_F(ModelTest, CountsDocumentsThatElasticsearchRefuses) {
  Model model(sending_to({"elasticsearch"}), {.rate = 100}, clock_);
  clock_.advance(10s);
  ModelSettings settings = model.settings();
  settings.failing_outputs["elasticsearch-networking"] = OutputFailure::rejects;
  settings.dead_letter_queue = DeadLetterQueue{};
  model.set(settings);
  clock_.advance(10s);
  const Figures figures = model.figures();
  const OutputFigures& networking = output(figures, "elasticsearch-networking");
  ASSERT_TRUE(networking.documents);
  EXPECT_EQ(networking.documents->successes, 190U);
  EXPECT_EQ(networking.documents->non_retryable_failures, 190U);
  EXPECT_EQ(networking.documents->bulk_with_errors, 2U);
  EXPECT_EQ(networking.documents->dlq_routed, 190U);
  EXPECT_EQ(networking.out, 190U);
  EXPECT_EQ(figures.dead_letter_queue->events, 190U);
  EXPECT_GT(figures.dead_letter_queue->bytes, 190U);
  EXPECT_EQ(output(figures, "elasticsearch-security").documents->non_retryable_failures, 0U);
}

TEST_F(ModelTest, TakesEventsInAndLetsNoneOutWhileItIsStalled) {
  Model model(sending_to({"splunk-hec"}), {.rate = 100, .stalled = true}, clock_);
  clock_.advance(10s);
  const Figures stalled = model.figures();
  EXPECT_EQ(stalled.events.in, 1000U);
  EXPECT_EQ(stalled.events.out, 0U);
  EXPECT_EQ(stalled.pipelines[0].backlog, 1000U);
  EXPECT_EQ(rate(flow(stalled, "worker_utilization"), "current"), 100);

  ModelSettings settings = model.settings();
  settings.stalled = false;
  model.set(settings);
  clock_.advance(10ms);
  EXPECT_EQ(model.figures().pipelines[0].backlog, 0U);
}

TEST_F(ModelTest, StandsStillWhileItIsFrozen) {
  Model model(sending_to({"splunk-hec"}), {.rate = 100}, clock_);
  clock_.advance(10s);
  ModelSettings settings = model.settings();
  settings.frozen = true;
  model.set(settings);
  const Figures before = model.figures();
  clock_.advance(1h);
  const Figures after = model.figures();
  EXPECT_TRUE(before.events == after.events);
  EXPECT_EQ(before.uptime, after.uptime);
  EXPECT_EQ(before.heap.used, after.heap.used);
}

TEST_F(ModelTest, SaysTheSameOfTheHeapInPercentAndInBytes) {
  for (std::uint64_t percent = 0; percent <= 100; ++percent) {
    Model model(sending_to({"splunk-hec"}), {.heap_used_percent = percent}, clock_);
    const HeapFigures heap = model.figures().heap;
    EXPECT_EQ(heap.used * 100 / heap.max, percent);
    EXPECT_EQ(heap.used_percent, percent);
  }
}

TEST_F(ModelTest, FillsTheWindowsOfItsFlowWithTime) {
  Model model(sending_to({"splunk-hec"}), {.rate = 100}, clock_);
  clock_.advance(5s);
  EXPECT_THAT(names(flow(model.figures(), "input_throughput")), ::testing::ElementsAre("current", "lifetime"));
  clock_.advance(60s);
  ModelSettings faster = model.settings();
  faster.rate = 500;
  model.set(faster);
  clock_.advance(30s);
  const FlowWindows windows = flow(model.figures(), "input_throughput");
  EXPECT_THAT(names(windows), ::testing::ElementsAre("current", "last_1_minute", "lifetime"));
  EXPECT_EQ(rate(windows, "current"), 500);
  EXPECT_EQ(rate(windows, "last_1_minute"), 300);
  EXPECT_NEAR(rate(windows, "lifetime"), 21'500.0 / 95, 0.1);
  clock_.advance(1h);
  EXPECT_THAT(names(flow(model.figures(), "input_throughput")),
              ::testing::ElementsAre("current", "last_1_minute", "last_5_minutes", "last_15_minutes", "lifetime"));
}

TEST_F(ModelTest, HasNoPipelinesUntilTheyAreLoaded) {
  ModelOptions options = sending_to({"splunk-hec"});
  options.pipeline_start_delay = 5s;
  Model model(options, {.rate = 100}, clock_);
  clock_.advance(4s);
  EXPECT_TRUE(model.figures().loading);
  EXPECT_TRUE(model.figures().pipelines.empty());
  clock_.advance(2s);
  EXPECT_EQ(model.figures().events.in, 100U);
}

TEST_F(ModelTest, ReloadsItsPipelinesWithCountersAtZero) {
  Model model(sending_to({"splunk-hec"}), {.rate = 100}, clock_);
  clock_.advance(10s);
  model.restart_pipelines(5s);
  EXPECT_TRUE(model.figures().pipelines.empty());
  EXPECT_EQ(model.figures().events.in, 1000U);  // The process remembers what its pipelines counted.
  clock_.advance(6s);
  const Figures figures = model.figures();
  EXPECT_EQ(figures.pipelines[0].events.in, 100U);
  EXPECT_EQ(figures.events.in, 1100U);
  EXPECT_EQ(figures.reloads.successes, 1U);
}

TEST_F(ModelTest, HasRunForADayAtItsRateWhenADayIsLetPass) {
  Model model(sending_to({"splunk-hec"}), {.rate = 100}, clock_);
  clock_.advance(10s);
  model.let_pass(24h);
  const Figures figures = model.figures();
  EXPECT_EQ(figures.events.in, 100U * (24 * 3600 + 10));
  EXPECT_EQ(figures.uptime, 86'410'000U);
  for (const auto& [window, rate] : figures.flow.front().second) {
    EXPECT_EQ(rate.value, 100) << window;
  }
}

TEST_F(ModelTest, SharesItsRateAmongTwoPipelines) {
  Model model(sending_to({"splunk-hec"}), {.rate = 100, .pipelines = 2}, clock_);
  clock_.advance(10s);
  const Figures figures = model.figures();
  ASSERT_EQ(figures.pipelines.size(), 2U);
  EXPECT_EQ(figures.pipelines[1].id, "secondary");
  EXPECT_EQ(figures.pipelines[1].events.in, 500U);
  EXPECT_EQ(figures.events.in, 1000U);
  EXPECT_NE(figures.pipelines[0].inputs[0].id, figures.pipelines[1].inputs[0].id);
}

}  // namespace
}  // namespace roadworthy::mocks
