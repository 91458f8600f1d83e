#pragma once

#include <optional>
#include <string>
#include <vector>

#include "definition/container.h"
#include "definition/cursor.h"
#include "definition/deployment.h"

namespace roadworthy {

/// Reads a task definition that something else has inside; nothing where the document is none. `unknown`: scalars whose
/// value something fills in later.
[[nodiscard]] std::optional<Deployment> import_task_definition(Document document,
                                                               const std::vector<const Node*>& unknown);

/// Reads an entry of containerDefinitions, as RegisterTaskDefinition of the ECS API describes it.
[[nodiscard]] Container read_ecs_container(const Cursor& at, const std::string& pod_id);

/// Reads an entry of volumes, as RegisterTaskDefinition describes it.
[[nodiscard]] Volume read_ecs_volume(const Cursor& at);

/// `{name: ..., value: ...}` entries, under the two names that the list uses.
[[nodiscard]] List<NamedText> read_pairs(const Cursor& at, std::string_view name_key, std::string_view value_key);

/// A task's CPU: units (`1024`) or vCPU (`1 vCPU`), in vCPU. What is neither is absent, and a mistake where kinds are
/// strict.
[[nodiscard]] Value<double> read_task_cpu(const Cursor& at);

/// A task's memory: MiB (`512`) or GB (`0.5 GB`), in bytes.
[[nodiscard]] Value<std::uint64_t> read_task_memory(const Cursor& at);

/// A number of MiB or GiB in bytes; negative numbers are 0.
[[nodiscard]] Value<std::uint64_t> mebibytes(const Value<std::int64_t>& count);
[[nodiscard]] Value<std::uint64_t> gibibytes(const Value<std::int64_t>& count);

/// A port as a range of one; out of 0 to 65535 it is a mistake where kinds are strict, and absent.
[[nodiscard]] Value<PortRange> single_port(const Value<std::int64_t>& port);

/// `8000-8010` or `80`; absent when it is neither.
[[nodiscard]] Value<PortRange> port_range(const Text& text);

[[nodiscard]] Text lower_case(Text text);

}  // namespace roadworthy
