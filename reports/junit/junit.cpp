#include "reports/junit/junit.h"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "reports/common/visible.h"
#include "reports/junit/cases.h"

namespace roadworthy {
namespace {

using report::Case;
using report::CaseResult;
using report::Suite;

struct Counters {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
};

Counters count(const Suite& suite) {
  const auto number = [&](CaseResult result) {
    return static_cast<std::size_t>(std::ranges::count(suite.cases, result, &Case::result));
  };
  return {.tests = suite.cases.size(),
          .failures = number(CaseResult::failed),
          .errors = number(CaseResult::errored),
          .skipped = number(CaseResult::skipped)};
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

void set_time(pugi::xml_node node, Duration time) {
  set(node, "time", fmt::format("{:.3f}", seconds(time)));
}

void set_counters(pugi::xml_node node, const Counters& counters) {
  set(node, "tests", fmt::format("{}", counters.tests));
  set(node, "failures", fmt::format("{}", counters.failures));
  set(node, "errors", fmt::format("{}", counters.errors));
  set(node, "skipped", fmt::format("{}", counters.skipped));
}

/// ISO 8601 without its zone, as the consumers' parsers want it.
void set_timestamp(pugi::xml_node node, const RunVerdict& run) {
  std::string timestamp = report::visible(run.started_at);
  if (timestamp.ends_with('Z')) {
    timestamp.pop_back();
  }
  if (!timestamp.empty()) {
    set(node, "timestamp", timestamp);
  }
}

void append_text(pugi::xml_node parent, const char* name, const std::string& text) {
  if (!text.empty()) {
    parent.append_child(name).text().set(text.c_str());
  }
}

void append_result(pugi::xml_node node, const Case& entry) {
  switch (entry.result) {
    case CaseResult::passed:
      return;
    case CaseResult::skipped:
      set(node.append_child("skipped"), "message", entry.message);
      return;
    case CaseResult::failed:
    case CaseResult::errored:
      break;
  }
  const bool failed = entry.result == CaseResult::failed;
  pugi::xml_node result = node.append_child(failed ? "failure" : "error");
  set(result, "message", entry.message);
  set(result, "type", failed ? "check" : "stand");
  result.text().set(entry.text.c_str());
}

void append_case(pugi::xml_node parent, const Suite& suite, const Case& entry) {
  pugi::xml_node node = parent.append_child("testcase");
  set(node, "classname", suite.classname);
  set(node, "name", entry.name);
  if (!entry.file.empty()) {
    set(node, "file", entry.file);
  }
  if (entry.line > 0) {
    set(node, "line", fmt::format("{}", entry.line));
  }
  set_time(node, entry.time);
  append_result(node, entry);
  append_text(node, "system-out", entry.output);
}

void append_suite(pugi::xml_node parent, const RunVerdict& run, const Suite& suite) {
  pugi::xml_node node = parent.append_child("testsuite");
  set(node, "name", suite.name);
  set_counters(node, count(suite));
  set_time(node, suite.time);
  set_timestamp(node, run);
  if (!suite.file.empty()) {
    set(node, "file", suite.file);
  }
  pugi::xml_node properties = node.append_child("properties");
  for (const auto& [name, value] : suite.properties) {
    pugi::xml_node property = properties.append_child("property");
    set(property, "name", name);
    set(property, "value", value);
  }
  for (const Case& entry : suite.cases) {
    append_case(node, suite, entry);
  }
  append_text(node, "system-out", suite.output);
}

/// Writes what is at the top of a document, at that depth.
void write_node(pugi::xml_node node, unsigned depth, const TextSink& out) {
  std::ostringstream text;
  node.print(text, "  ", pugi::format_default, pugi::encoding_utf8, depth);
  out(text.str());
}

void write_suite(const RunVerdict& run, const Suite& suite, const TextSink& out) {
  pugi::xml_document document;
  append_suite(document.root(), run, suite);
  write_node(document.first_child(), 1, out);
}

/// The root's start tag.
void write_root(const RunVerdict& run, const Counters& counters, const TextSink& out) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("testsuites");
  set(root, "name", "roadworthy");
  set_counters(root, counters);
  set_time(root, run.wall);
  set_timestamp(root, run);
  std::ostringstream text;
  root.print(text, "  ", pugi::format_default, pugi::encoding_utf8);
  const std::string empty_element = text.str();  // `<testsuites ... />` and a line feed
  out("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  out(empty_element.substr(0, empty_element.rfind(" />")) + ">\n");
}

}  // namespace

void write_junit(const RunVerdict& run, const TextSink& out) {
  Counters all;
  report::for_each_suite(run, [&](const Suite& suite) {
    const Counters counters = count(suite);
    all.tests += counters.tests;
    all.failures += counters.failures;
    all.errors += counters.errors;
    all.skipped += counters.skipped;
  });
  write_root(run, all, out);
  report::for_each_suite(run, [&](const Suite& suite) { write_suite(run, suite, out); });
  out("</testsuites>\n");
}

}  // namespace roadworthy
