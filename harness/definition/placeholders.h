#pragma once

#include "definition/source.h"

namespace roadworthy {

/// Marks as unknown what a pipeline puts in before it registers a task definition (`__CPU__`, `<IMAGE1_NAME>`,
/// `<+artifact.image>`, `{{ tag }}`, `%CPU%`, `#{Cpu}#`, `@CPU@`, `$CPU`, `$(CPU)`), in the document's texts whose keys
/// have values that ECS never takes with such signs in them.
void mark_placeholders(const Node& node, Source& source);

}  // namespace roadworthy
