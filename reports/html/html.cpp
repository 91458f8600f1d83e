#include "reports/html/html.h"

#include <algorithm>

#include <fmt/format.h>

#include "reports/common/step_rows.h"
#include "reports/common/tally.h"
#include "reports/html/escape.h"
#include "reports/html/style.h"

namespace roadworthy {
namespace {

using report::escape;

/// A word in its colour; the class is the word itself.
std::string word(std::string_view text) {
  std::string name(text);
  std::ranges::replace(name, ' ', '-');
  return fmt::format("<span class=\"word {}\">{}</span>", name, text);
}

std::string fact(std::string_view name, std::string_view value) {
  return value.empty() ? "" : fmt::format("<tr><th>{}</th><td>{}</td></tr>\n", name, escape(value));
}

std::string facts(const RunVerdict& run) {
  std::string rows = fact("run", run.run_id) + fact("started", run.started_at) +
                     fact("took", report::seconds_text(run.wall)) +
                     fact("runtime", run.runtime + (run.runtime_version.empty() ? "" : " " + run.runtime_version)) +
                     fact("isolation", run.isolation) + fact("kernel", run.kernel) +
                     fact("seed", fmt::format("{}", run.seed)) + fact("roadworthy", run.version);
  for (const auto& [name, what] : run.subjects) {
    rows += fact("subject", name + " = " + what);
  }
  return "<table>\n" + rows + "</table>\n";
}

std::string checklist(const RunVerdict& run, const report::Tally& tally) {
  if (run.items.empty()) {
    return "";
  }
  std::string rows;
  for (const auto& [item, verdict] : run.items) {
    std::string where;
    if (const auto shown = tally.shown_by.find(item); shown != tally.shown_by.end()) {
      for (const std::string& file : shown->second.files) {
        where += (where.empty() ? "" : "<br>") + escape(file);
      }
      where += shown->second.more == 0 ? "" : fmt::format("<br>and {} more", shown->second.more);
    }
    rows += fmt::format("<tr><td>{}</td><td>{}</td><td>{}<div class=\"place\">{}</div></td></tr>\n", escape(item),
                        word(to_text(verdict)), escape(report::statement_of(run, item)), where);
  }
  return "<h2>Checklist</h2>\n<table>\n" + rows + "</table>\n";
}

std::string not_shown(const report::Tally& tally) {
  std::string rows;
  for (const report::NotShown& each : tally.not_shown) {
    rows += fmt::format("<tr><td>{}{}</td><td>{}</td></tr>\n", escape(each.item), each.required ? " (required)" : "",
                        escape(each.why));
  }
  return rows.empty() ? "" : "<h2>Not shown</h2>\n<table>\n" + rows + "</table>\n";
}

/// What is told of a step that did not pass.
std::string step_details(const RunVerdict& run, const StepVerdict& step) {
  std::string rows;
  for (const report::Row& row : report::step_rows(run, step, {})) {
    rows += fmt::format("<tr><th>{}</th><td>{}", escape(row.label), escape(row.text));
    if (!row.quoted.empty()) {
      rows += "<pre>" + report::escape_lines(row.quoted) + "</pre>";
    }
    rows += "</td></tr>\n";
  }
  return "<table>\n" + rows + "</table>\n";
}

std::string picture(const StepVerdict& step) {
  // Base64, of which no character means anything to HTML.
  return step.evidence.picture.empty()
             ? ""
             : fmt::format("<p><img alt=\"what the browser showed\" src=\"data:image/png;base64,{}\"></p>\n",
                           escape(step.evidence.picture));
}

std::string step_row(const StepVerdict& step) {
  const std::string item = step.item ? fmt::format("<div class=\"place\">{}</div>", escape(*step.item)) : "";
  return fmt::format("<tr><td>{}</td><td>{}</td><td>{}{}</td></tr>\n", word(to_text(step.outcome)),
                     report::seconds_text(step.took), escape(step.text), item);
}

std::string scenario(const RunVerdict& run, const ScenarioVerdict& scenario) {
  std::string body;
  if (!scenario.reason.empty()) {
    body += "<p>" + escape(scenario.reason) + "</p>\n";
  }
  if (!scenario.remedy.empty()) {
    body += "<p>" + escape(scenario.remedy) + "</p>\n";
  }
  for (const auto& [item, words] : scenario.waivers) {
    body += fmt::format("<p>{}: {}</p>\n", escape(item), escape(words));
  }
  body += "<table>\n";
  for (const StepVerdict& step : scenario.steps) {
    body += step_row(step);
  }
  body += "</table>\n";
  for (const StepVerdict& step : scenario.steps) {
    const bool told = step.outcome == StepOutcome::failed || step.outcome == StepOutcome::errored;
    if (told) {
      body += fmt::format("<h3>{}</h3>\n", escape(report::headline(step))) + step_details(run, step);
    }
    body += picture(step);
  }
  for (const std::string& left : scenario.left_behind) {
    body += "<p>left behind: " + escape(left) + "</p>\n";
  }
  body += "<p class=\"small\">again:</p>\n<pre>" + escape(scenario.rerun) + "</pre>\n";
  const bool open = scenario.outcome != Outcome::passed && scenario.outcome != Outcome::skipped;
  return fmt::format("<details{}>\n<summary>{} {} <span class=\"place\">{}, {}</span></summary>\n{}</details>\n",
                     open ? " open" : "", word(to_text(scenario.outcome)), escape(scenario.name), escape(scenario.file),
                     report::seconds_text(scenario.wall), body);
}

std::string title(const RunVerdict& run, const report::Tally& tally) {
  const std::size_t failed = tally.count(Outcome::failed);
  const std::size_t errored = tally.count(Outcome::errored);
  std::string words =
      fmt::format("{}: {} failed, {} errored", report::counted(run.scenarios.size(), "scenario"), failed, errored);
  if (run.interrupted) {
    words += ", interrupted";
  }
  return words + (run.out_of_time ? ", out of time" : "");
}

}  // namespace

void write_html(const RunVerdict& run, const TextSink& out) {
  const report::Tally tally = report::tally_of(run);
  out(
      fmt::format("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
                  "'unsafe-inline'\">\n"
                  "<title>Roadworthy: {0}</title>\n<style>{1}</style>\n</head>\n<body>\n<h1>{0}</h1>\n"
                  "<p>{2} exit code {3}</p>\n{4}{5}{6}<h2>Scenarios</h2>\n",
                  title(run, tally), report::kStyle, word(run.exit_code == 0 ? "passed" : "failed"), run.exit_code,
                  facts(run), checklist(run, tally), not_shown(tally)));
  for (const ScenarioVerdict& each : run.scenarios) {
    out(scenario(run, each));
  }
  out("</body>\n</html>\n");
}

}  // namespace roadworthy
