#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "definition/container.h"
#include "definition/network.h"
#include "definition/value.h"

namespace roadworthy {

/// A target group that a service registers one of its containers with.
struct ServiceBalancer {
  Reference target_group;
  Text container;
  Value<std::int64_t> port;
  SourceSpan where;
};

/// What keeps a number of pods running: an ECS service, a Compose service with its replicas.
struct Service {
  std::string id;
  Text name;
  Reference pod;  ///< Task definition.
  Reference cluster;
  Value<std::int64_t> count;
  Text launch_type;  ///< FARGATE, EC2, EXTERNAL.
  List<Text> capacity_providers;
  List<Reference> subnets;
  List<Reference> security_groups;
  Value<bool> public_address;
  List<ServiceBalancer> balancers;
  Value<Duration> health_check_grace;
  Value<bool> force_deployment;
  List<NamedText> tags;
  std::vector<Setting> further;
  SourceSpan where;
};

struct LogGroup {
  std::string id;
  Text name;
  Text name_prefix;
  Value<std::int64_t> retention_days;  ///< 0: never expires.
  List<NamedText> tags;
  std::vector<Setting> further;
  SourceSpan where;
};

/// A parameter of the SSM parameter store.
struct Parameter {
  std::string id;
  Text name;
  Text type;   ///< String, StringList, SecureString.
  Text value;  ///< Sensitive where the definition says so.
  List<NamedText> tags;
  std::vector<Setting> further;
  SourceSpan where;
};

enum class SecretKind { secret, config };

/// A secret that the deployment makes or names: Secrets Manager, Compose `secrets` and `configs`.
struct Secret {
  std::string id;
  SecretKind kind = SecretKind::secret;
  Text name;
  Text file;         ///< Compose: content comes from this file.
  Text environment;  ///< Compose: content comes from this variable.
  Text content;      ///< Sensitive for secrets.
  Value<bool> external;
  List<NamedText> tags;
  std::vector<Setting> further;
  SourceSpan where;
};

enum class MachineKind { instance, launch_template, launch_configuration };

/// A virtual machine, or the template that a scaling group makes machines from.
struct Machine {
  std::string id;
  MachineKind kind = MachineKind::instance;
  Text name;
  Text image;
  Text type;
  /// The script that runs at first boot, base64 undone. What it starts is in the deployment as pods whose host is this
  /// machine's id.
  Text user_data;
  Value<bool> replaced_on_user_data;  ///< user_data_replace_on_change.
  List<Reference> security_groups;
  List<Reference> subnets;
  List<NamedText> tags;
  std::vector<Setting> further;
  SourceSpan where;
};

/// A rolling replacement of a scaling group's machines when it changes.
struct InstanceRefresh {
  Text strategy;
  List<Text> triggers;  ///< Attributes beside the launch template that start one.
  std::vector<Setting> further;
  SourceSpan where;
};

struct ScalingGroup {
  std::string id;
  Text name;
  Reference template_;  ///< Launch template or configuration.
  Text template_version;
  Value<std::int64_t> minimum;
  Value<std::int64_t> maximum;
  Value<std::int64_t> desired;
  List<Reference> subnets;
  List<Reference> target_groups;
  Text health_check_type;  ///< EC2, ELB.
  Value<Duration> health_check_grace;
  std::optional<InstanceRefresh> refresh;
  List<NamedText> tags;
  std::vector<Setting> further;
  SourceSpan where;
};

/// Something whose change replaces something else: `terraform_data`, `null_resource`, `replace_triggered_by`.
struct ReplaceTrigger {
  std::string id;
  List<Text> values;                  ///< What it watches (`triggers_replace`, `input`, `triggers`).
  std::vector<std::string> watches;   ///< Ids (and `var.NAME`) that those values are computed from.
  std::vector<std::string> replaces;  ///< Ids of what it replaces, where the definition tells.
  SourceSpan where;
};

/// `from` is made after `to`.
struct Dependency {
  std::string from;
  std::string to;
  bool written = false;  ///< Written as such (`depends_on`), not following from a reference.
  SourceSpan where;
};

enum class HostStepKind {
  make_directory,  ///< mkdir, install -d: `paths`.
  own_directory,   ///< chown, chmod: `paths`.
  create_network,  ///< docker network create.
  create_volume,   ///< docker volume create.
  run_container,   ///< docker run or create: `pod`.
  write_file,      ///< A here-document that goes to a file: `paths` and `content`.
  other,
};

/// A command of a host's script, in the order of the file.
struct HostStep {
  HostStepKind kind = HostStepKind::other;
  List<Text> words;  ///< The command as a shell splits it.
  List<Text> paths;
  Text content;
  std::string pod;
  SourceSpan where;
};

/// The machine that Compose services and `docker run` containers stand on: they share its ports and paths.
struct Host {
  std::string id;  ///< `host`, or the id of the Machine whose user data this is.
  std::vector<HostStep> steps;
  SourceSpan where;
};

/// A leaf, or a whole subtree, that no field of the model holds.
struct Unread {
  SourceSpan where;
  std::size_t leaves = 1;  ///< Scalars in the subtree.
  bool out_of_scope =
      false;           ///< Of a kind that the importer does not model; `reason` says which. Not counted in the share.
  std::string reason;  ///< Empty for what simply has no place in the model.
};

/// What a definition says, whatever its format. Every file gives one, or one for each branch of its conditions.
///
/// Elements have ids that are unique in the deployment: a Terraform address, a Pulumi URN, `services.web` of a Compose
/// file, an ECS family. Order is that of the file. Nothing refers to memory outside: copy and keep it as you like.
struct Deployment {
  std::string format;  ///< Row of the table in definition.cpp: `ecs`, `compose`, `docker-run`, `terraform`, `pulumi`.
  std::string name;    ///< For titles: family, project, file name.
  std::vector<std::string> files;  ///< As the user named them, included ones too.
  /// The branches that this one is (`sidecar_image is empty`), empty where there are no conditions. A rule that
  /// compares the branches of one file finds them as neighbours in the importer's answer.
  std::string variant;

  std::vector<Service> services;
  std::vector<Pod> pods;
  std::vector<Host> hosts;
  std::vector<LogGroup> log_groups;
  std::vector<Parameter> parameters;
  std::vector<Secret> secrets;
  std::vector<Volume> volumes;  ///< Of the host or the daemon: Compose `volumes`. A pod's own are in the pod.
  std::vector<ContainerNetwork> container_networks;
  std::vector<Vpc> vpcs;
  std::vector<Subnet> subnets;
  std::vector<Gateway> gateways;
  std::vector<RouteTable> route_tables;
  std::vector<Route> routes;
  std::vector<RouteAssociation> route_associations;
  std::vector<SecurityGroup> security_groups;
  std::vector<FirewallRule> firewall_rules;
  std::vector<Balancer> balancers;
  std::vector<Listener> listeners;
  std::vector<ListenerRule> listener_rules;
  std::vector<TargetGroup> target_groups;
  std::vector<TargetAttachment> target_attachments;
  std::vector<Machine> machines;
  std::vector<ScalingGroup> scaling_groups;
  std::vector<ReplaceTrigger> replace_triggers;
  std::vector<Dependency> dependencies;
  /// Elements that may depend on more than `dependencies` says, with the reason: Terraform's output leaves out what its
  /// local values are computed from.
  std::map<std::string, std::string> open_dependencies;
  /// Ids of the elements that are there already and that the definition only looks up (Terraform's data sources,
  /// Pulumi's `get`): it neither makes nor changes them.
  std::vector<std::string> existing;

  /// What an element was called before: its id, and the one that it had (`moved`, Pulumi's aliases).
  std::multimap<std::string, std::string> called_before;

  /// Whether the file says what its values are computed from: a state of Terraform does not.
  bool says_origins = true;

  /// Of the file's text as it was read: what is secret in it is hidden from excerpts afterwards. 0: not taken.
  std::size_t digest = 0;
  /// Why the file does not have all that is deployed, so that what is not in it may be there; empty where it has.
  std::string left_out;

  std::vector<Setting> further;  ///< Of the whole file: `version`, `terraform_version`.
  /// What the format's own tool would refuse, with its place: unknown keys, wrong kinds, words that are none of the
  /// allowed. The rest is in the model all the same.
  Errors mistakes;
  /// What the platform takes and some of the format's tools refuse, or take away before they hand it on.
  Errors tolerated;
  std::vector<Unread> unread;
  std::size_t leaves_read = 0;  ///< Scalars that a field of the model holds.
  SourceSpan where;             ///< The whole definition.
};

/// Share of leaves that the model holds, 0 to 1, without what is out of scope. 1 for a definition without leaves.
[[nodiscard]] double share_read(const Deployment& deployment);

/// The pod, service or container of that id, or nullptr.
[[nodiscard]] const Pod* find_pod(const Deployment& deployment, std::string_view id);
[[nodiscard]] const Service* find_service(const Deployment& deployment, std::string_view id);
[[nodiscard]] const Container* find_container(const Pod& pod, std::string_view name);
[[nodiscard]] const Volume* find_volume(const Pod& pod, std::string_view name);

/// Whether two containers reach each other on `localhost`: one pod (unless an ECS task in bridge mode), `network_mode:
/// host` for both on one host, or one joined to the other's network (`container:NAME`).
[[nodiscard]] bool share_localhost(const Deployment& deployment, const Pod& one_pod, const Container& one,
                                   const Pod& other_pod, const Container& other);

/// Whether the element of that id is there already, made by somebody else.
[[nodiscard]] bool is_existing(const Deployment& deployment, std::string_view id);

/// Whether `from` depends on `to`, directly or through others.
[[nodiscard]] bool depends_on(const Deployment& deployment, std::string_view from, std::string_view to);

/// Why `from`, or something that it depends on, may depend on more than the deployment says; empty where it is all
/// said.
[[nodiscard]] std::string why_dependencies_open(const Deployment& deployment, std::string_view from);

}  // namespace roadworthy
