#pragma once

#include "reports/common/run_verdict.h"
#include "reports/common/text_sink.h"

namespace roadworthy {

/// The whole run as a JSON document; README.md beside this file tells its fields. Bytes that are no UTF-8 are U+FFFD.
void write_json(const RunVerdict& run, const TextSink& out);

}  // namespace roadworthy
