#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "definition/deployment.h"
#include "policy/policy.h"
#include "rules/rule.h"

namespace roadworthy {

enum class Answer { no, yes, unknown };

/// What a container is to its task.
enum class Role {
  main,     ///< The application, or one of several.
  sidecar,  ///< Helps the main container for as long as it runs.
  init,     ///< Runs to its end before others start.
};

struct TaskContainer {
  const Container* container = nullptr;
  Role role = Role::main;
  std::string label;  ///< `FAMILY/NAME`, for findings.
};

/// An ECS task definition, and what is known of who runs it.
struct Task {
  const Pod* pod = nullptr;
  std::string label;  ///< Family, or what stands for it.
  std::vector<const Service*> services;
  std::vector<TaskContainer> containers;
  Answer fargate = Answer::no;
  /// A Pulumi awsx component, which fills in network mode, sizes, roles and log group itself.
  bool component = false;
  /// A list of container definitions without the task around it: nothing is known of the task.
  bool containers_alone = false;

  [[nodiscard]] bool has(Role role) const;
};

/// Everything that rules know of one deployment; refers to both, which must outlive it.
struct Facts {
  const Deployment& deployment;
  const Policy& policy;
  std::vector<Task> tasks;

  /// Tasks that have at least one sidecar.
  [[nodiscard]] std::vector<const Task*> tasks_with_sidecars() const;
  /// Whether the deployment is a whole plan or stack, so that what is not in it is not made.
  [[nodiscard]] bool is_plan() const;
};

[[nodiscard]] Facts gather_facts(const Deployment& deployment, const Policy& policy);

/// The network mode that ECS runs the task with: what it says, else the platform's default. Empty while it is unknown.
[[nodiscard]] std::string_view network_mode(const Task& task);

/// The text of an option, or nullptr when there is no such option.
[[nodiscard]] const Text* option(const Container& container, std::string_view name);

/// `true`, `1`, `T` and the like, as Docker's log drivers read them; nothing for any other text.
[[nodiscard]] std::optional<bool> parse_flag(std::string_view text);

/// Whether the log driver itself creates the container's log group.
[[nodiscard]] bool creates_group(const Container& container);

/// Whether the container logs through the awslogs driver.
[[nodiscard]] bool uses_awslogs(const Container& container);

/// The first log group of the deployment that the container's `awslogs-group` names, or nullptr.
[[nodiscard]] const LogGroup* log_group_of(const Deployment& deployment, const Container& container);

/// Whether the log groups of the deployment are named by the policy's template, or would have to be: somebody wrote a
/// policy, or one of the groups begins as the template does and is as deep. Without either the template is not the
/// author's own.
[[nodiscard]] bool names_groups_by_policy(const Facts& facts);

/// Whether a list of containers or volumes may have one of a name that none of them is known to have.
template <typename T>
[[nodiscard]] bool may_have_another(const List<T>& list) {
  return list.is_unknown() || std::ranges::any_of(list, [](const T& entry) { return entry.name.is_unknown(); });
}

/// Doubts for every task of which no container is known: a sidecar may be among them.
void doubt_unknown_tasks(const Facts& facts, Judgement& judgement);

/// Name of a reference's or text's unknown value as the file has it, for sentences.
[[nodiscard]] std::string why_unknown(const Text& text);

}  // namespace roadworthy
