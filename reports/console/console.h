#pragma once

#include "reports/common/run_verdict.h"
#include "reports/common/text_sink.h"

namespace roadworthy {

struct ConsoleStyle {
  bool colour = false;  ///< SGR escapes; only for a terminal whose user did not set NO_COLOR.
  int width =
      120;  ///< Columns that lines are wrapped or cut to; less than 60 counts as 60. Commands and places never are.
  /// Without the items that were not shown and not required: for a run in which most are about nothing that is there.
  bool only_what_applies = false;
};

/// What a person reads when the run is over, for stdout: the outcome of every scenario, the evidence of those that
/// failed or errored, the verdict of every item, totals, and what was not shown. No byte that a subject printed reaches
/// the terminal as a control character.
void write_console(const RunVerdict& run, const ConsoleStyle& style, const TextSink& out);

}  // namespace roadworthy
