#include "definition/ecs.h"

#include <algorithm>

#include <fmt/format.h>

#include "definition/ecs_template.h"
#include "definition/format.h"
#include "definition/placeholders.h"
#include "definition/shape.h"

namespace roadworthy {
namespace {

constexpr std::pair<std::string_view, std::string_view> kFurtherTaskKeys[] = {
    {"placementConstraints", "[{type:s,expression:s}]"},
    {"proxyConfiguration", "{type:s,containerName!:s,properties:[{name:s,value:s}]}"},
    {"inferenceAccelerators", "[{deviceName!:s,deviceType!:s}]"},
    {"enableFaultInjection", "b"},
    {"trustedExecutionConfiguration", "{isolationMode!:s,attestationPolicy:s}"},
};

/// What DescribeTaskDefinition adds: it says what became of the definition, not what was asked for.
constexpr std::string_view kDescribed[] = {"taskDefinitionArn",  "revision",        "status",
                                           "requiresAttributes", "compatibilities", "registeredAt",
                                           "registeredBy",       "deregisteredAt",  "deleteRequestedAt"};

/// How a document holds the task definition.
struct Layout {
  bool containers_alone = false;  ///< An array of container definitions.
  bool wrapped = false;           ///< Under `taskDefinition`, as the API describes it.
  bool described = false;
  bool capitalised = false;  ///< CloudFormation's keys.
};

bool has(const Node& node, std::string_view key) {
  return std::ranges::find(node.members, key, &Member::key) != node.members.end();
}

const Node* find(const Node& node, std::string_view key) {
  const auto found = std::ranges::find(node.members, key, &Member::key);
  return found == node.members.end() ? nullptr : &found->value;
}

std::optional<Layout> layout_of(const Node& root) {
  Layout layout;
  const Node* task = &root;
  if (root.kind == NodeKind::sequence) {
    const bool containers = !root.items.empty() && std::ranges::all_of(root.items, [](const Node& item) {
      return item.kind == NodeKind::mapping &&
             ((has(item, "name") && has(item, "image")) || (has(item, "Name") && has(item, "Image")));
    });
    layout.containers_alone = true;
    layout.capitalised = containers && has(root.items.front(), "Name");
    return containers ? std::optional(layout) : std::nullopt;
  }
  for (const std::string_view key : {"taskDefinition", "TaskDefinition"}) {
    if (const Node* inner = find(root, key); inner && inner->kind == NodeKind::mapping) {
      layout.wrapped = true;
      task = inner;
    }
  }
  layout.capitalised = has(*task, "ContainerDefinitions");
  layout.described =
      layout.wrapped || std::ranges::any_of(kDescribed, [&](std::string_view key) { return has(*task, key); });
  return layout.capitalised || has(*task, "containerDefinitions") ? std::optional(layout) : std::nullopt;
}

/// CloudFormation's own functions (`{"Ref": "Image"}`) stand for values that are known when the stack is made.
void mark_functions(const Node& node, Source& source) {
  if (node.kind == NodeKind::mapping && node.members.size() == 1) {
    const std::string& name = node.members.front().key;
    if (name == "Ref" || name.starts_with("Fn::")) {
      source.unknown_nodes.emplace(&node, fmt::format("`{}` is resolved when the stack is made", name));
      source.mark_all(node);
      return;
    }
  }
  for (const Node& item : node.items) {
    mark_functions(item, source);
  }
  for (const Member& entry : node.members) {
    mark_functions(entry.value, source);
  }
}

/// A description that was made a registration again, and not all of it.
void tolerate_described_keys(const Cursor& at) {
  for (const std::string_view key : kDescribed) {
    if (at.has(key)) {
      at.at(key).tolerate(fmt::format("`{}` is what ECS answers, and nothing that it is told", key),
                          "leave the key out: RegisterTaskDefinition has none of that name");
    }
  }
}

Pod read_task(const Cursor& at, const Layout& layout) {
  Pod pod{.kind = PodKind::ecs_task, .where = at.where()};
  pod.name = at.text("family");
  pod.id = pod.name.is_known() ? pod.name.value : "task";
  if (!layout.described && !layout.capitalised) {
    at.require({"family", "containerDefinitions"});
  }
  pod.containers =
      at.at("containerDefinitions").list([&](const Cursor& item) { return read_ecs_container(item, pod.id); });
  pod.volumes = at.at("volumes").list(read_ecs_volume);
  pod.network_mode = at.text("networkMode");
  pod.compatibilities = at.texts("requiresCompatibilities");
  pod.cpu = read_task_cpu(at.at("cpu"));
  pod.memory = read_task_memory(at.at("memory"));
  pod.task_role = at.reference("taskRoleArn");
  pod.execution_role = at.reference("executionRoleArn");
  pod.pid_mode = at.text("pidMode");
  pod.ipc_mode = at.text("ipcMode");
  if (const Cursor platform = at.at("runtimePlatform"); platform.expect_mapping()) {
    pod.os = platform.text("operatingSystemFamily");
    pod.architecture = platform.text("cpuArchitecture");
  }
  if (const Cursor storage = at.at("ephemeralStorage"); storage.expect_mapping()) {
    storage.require({"sizeInGiB"});
    pod.ephemeral_storage = gibibytes(storage.integer("sizeInGiB"));
  }
  pod.tags = read_pairs(at.at("tags"), "key", "value");
  for (const auto& [key, shape] : kFurtherTaskKeys) {
    read_shape(at.at(key), shape, std::string(key), pod.further);
  }
  if (layout.described) {
    for (const std::string_view key : kDescribed) {
      at.further(key, pod.further);
    }
    if (!layout.wrapped && !at.has("taskDefinitionArn")) {
      tolerate_described_keys(at);
    }
  }
  return pod;
}

Deployment import_document(Document document, const std::vector<const Node*>& unknown, std::string variant) {
  // A list of which only expressions are written is one of containers.
  const Layout layout =
      layout_of(document.root).value_or(Layout{.containers_alone = document.root.kind == NodeKind::sequence});
  Source source(std::move(document));
  source.keys = layout.capitalised ? KeyStyle::capitalised : KeyStyle::exact;
  source.strict_keys = true;
  source.strict_kinds = !layout.capitalised;  // CloudFormation turns numbers and texts into each other.
  source.null_is_absent = layout.described;   // The console shows what is not set as null.
  if (layout.capitalised) {
    mark_functions(source.document().root, source);
  }
  mark_placeholders(source.document().root, source);
  for (const Node* node : unknown) {
    source.unknown_nodes.emplace(node, "it is set when the template is rendered");
  }
  const Cursor root = source.root();

  const std::string path = source.document().file->path;
  Deployment deployment{.format = "ecs", .files = {path}, .variant = std::move(variant), .where = root.where()};
  if (layout.containers_alone) {
    Pod pod{.id = "task", .kind = PodKind::ecs_task, .name = absent<std::string>(root.where()), .where = root.where()};
    pod.containers = root.list([&](const Cursor& item) { return read_ecs_container(item, pod.id); });
    deployment.pods.push_back(std::move(pod));
  } else if (layout.wrapped) {
    deployment.pods.push_back(
        read_task(root.at("taskDefinition").present() ? root.at("taskDefinition") : root.at("TaskDefinition"), layout));
    // DescribeTaskDefinition puts the tags beside the definition.
    if (root.has("tags")) {
      deployment.pods.back().tags = read_pairs(root.at("tags"), "key", "value");
    }
  } else {
    deployment.pods.push_back(read_task(root, layout));
  }
  deployment.name = deployment.pods.front().id;
  source.account_to(deployment);
  return deployment;
}

}  // namespace

Volume read_ecs_volume(const Cursor& at) {
  Volume volume{.where = at.where()};
  if (!at.expect_mapping()) {
    return volume;
  }
  volume.name = at.text("name");
  if (const Cursor host = at.at("host"); host.expect_mapping()) {
    volume.host_path = host.text("sourcePath");
    host.mark();
  }
  volume.kind = volume.host_path.is_absent() ? VolumeKind::scratch : VolumeKind::host_path;
  if (const Cursor docker = at.at("dockerVolumeConfiguration"); docker.expect_mapping()) {
    volume.kind = VolumeKind::docker;
    volume.driver = docker.text("driver");
    volume.options = docker.named("driverOpts");
    volume.labels = docker.named("labels");
    read_shape(docker.at("scope"), "s", "dockerVolumeConfiguration.scope", volume.further);
    read_shape(docker.at("autoprovision"), "b", "dockerVolumeConfiguration.autoprovision", volume.further);
  }
  constexpr std::pair<std::string_view, std::string_view> shares[] = {
      {"efsVolumeConfiguration",
       "{fileSystemId!:s,rootDirectory:s,transitEncryption:s,transitEncryptionPort:i,authorizationConfig:{"
       "accessPointId:s,iam:s}}"},
      {"s3filesVolumeConfiguration", "{fileSystemArn!:s,rootDirectory:s,transitEncryptionPort:i,accessPointArn:s}"},
      {"fsxWindowsFileServerVolumeConfiguration",
       "{fileSystemId!:s,rootDirectory!:s,authorizationConfig!:{credentialsParameter!:s,domain!:s}}"}};
  for (const auto& [key, shape] : shares) {
    const Cursor share = at.at(key);
    if (share.present()) {
      volume.kind = VolumeKind::file_share;
      volume.share = share.text(share.has("fileSystemArn") ? "fileSystemArn" : "fileSystemId");
    }
    read_shape(share, shape, std::string(key), volume.further);
  }
  const Value<bool> at_launch = at.boolean("configuredAtLaunch");
  if (at_launch.is(true)) {
    volume.kind = VolumeKind::at_launch;
  }
  return volume;
}

std::optional<Deployment> import_task_definition(Document document, const std::vector<const Node*>& unknown) {
  return layout_of(document.root) ? std::optional(import_document(std::move(document), unknown, {})) : std::nullopt;
}

Recognition recognise_ecs(const Input& input) {
  if (!input.document) {
    const int confidence = task_template_confidence(embed_file(input.file));
    return {.confidence = confidence,
            .why = confidence > 0 ? "" : "it is neither JSON nor YAML, and no template of a task definition"};
  }
  const auto layout = layout_of(input.document->root);
  if (!layout) {
    return {.confidence = 0,
            .why = "it has no `containerDefinitions`, and is no list of mappings with `name` and `image`"};
  }
  return {.confidence = layout->containers_alone ? 70 : 90, .why = {}};
}

Deployments import_ecs(const std::vector<Input>& inputs, const ImportOptions& options) {
  const Input& input = inputs.front();
  if (!is_task_template(input)) {
    auto document = document_of(input);
    return document ? Deployments({import_document(std::move(*document), {}, {})}) : std::unexpected(document.error());
  }
  auto tasks = render_task_template(embed_file(input.file), options);
  if (!tasks) {
    return std::unexpected(std::move(tasks.error()));
  }
  std::vector<Deployment> deployments;
  for (TaskTemplate& task : *tasks) {
    deployments.push_back(import_document(std::move(task.document), task.unknown, std::move(task.variant)));
  }
  return deployments;
}

}  // namespace roadworthy
