#include "definition/pulumi_values.h"

#include <algorithm>
#include <array>

namespace roadworthy {
namespace {

constexpr std::string_view kSignature = "4dabf18193072939515e22adb298388d";
constexpr std::string_view kSecret = "1b47061264138c4ac30d75fd1eb44270";
constexpr std::string_view kBlinded = "[secret]";  ///< Any value of a preview that has a secret in it.
constexpr std::string_view kOutput = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/// What stands for an unknown text, boolean, number, list, mapping, asset and archive.
constexpr std::array<std::string_view, 7> kUnknown{
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9", "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421", "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a"};

Node* member(Node& node, std::string_view key) {
  const auto found = std::ranges::find(node.members, key, &Member::key);
  return found == node.members.end() ? nullptr : &found->value;
}

std::string below(const std::string& pointer, std::string_view key) {
  std::string text = pointer + "/";
  for (const char letter : key) {
    text += letter == '~' ? "~0" : letter == '/' ? "~1" : std::string(1, letter);
  }
  return text;
}

void place(Node& node, const Region& region) {
  node.region = region;
  for (Node& item : node.items) {
    place(item, region);
  }
  for (Member& entry : node.members) {
    entry.key_region = region;
    place(entry.value, region);
  }
}

class Unwrapper {
 public:
  explicit Unwrapper(PulumiMarks& marks) : marks_(marks) {}

  void unwrap(Node& node, const std::string& pointer) {
    const Node* signature = member(node, kSignature);
    if (signature && signature->text == kSecret) {
      unwrap_secret(node, pointer);
      return;
    }
    if (signature && signature->text == kOutput) {
      unwrap_output(node, pointer);
      return;
    }
    if (node.kind == NodeKind::string && std::ranges::find(kUnknown, node.text) != kUnknown.end()) {
      marks_.unknown.emplace(pointer, "known after pulumi up");
      node.text.clear();  // Every unknown value has the same text: it tells nothing.
    }
    if (node.kind == NodeKind::string && node.text == kBlinded) {
      marks_.sensitive.insert(pointer);
      marks_.unknown.emplace(pointer, "the preview does not show secrets");
      node.text.clear();
    }
    for (std::size_t index = 0; index < node.items.size(); ++index) {
      unwrap(node.items[index], below(pointer, std::to_string(index)));
    }
    for (Member& entry : node.members) {
      unwrap(entry.value, below(pointer, entry.key));
    }
  }

 private:
  void unwrap_secret(Node& node, const std::string& pointer) {
    marks_.sensitive.insert(pointer);
    const Node* plain = member(node, "plaintext");
    auto value = plain ? parse_json_document({}, plain->text) : std::unexpected(Errors{});
    const Region region = node.region;
    if (!value) {
      marks_.unknown.emplace(pointer, "the value is encrypted");
      node = Node{.kind = NodeKind::string, .region = region};
      return;
    }
    marks_.plain.push_back(region);
    place(value->root, region);
    node = std::move(value->root);
    unwrap(node, pointer);
  }

  void unwrap_output(Node& node, const std::string& pointer) {
    const Node* secret = member(node, "secret");
    if (secret && secret->text == "true") {
      marks_.sensitive.insert(pointer);
    }
    if (Node* value = member(node, "value")) {
      Node inner = std::move(*value);
      node = std::move(inner);
      unwrap(node, pointer);
      return;
    }
    marks_.unknown.emplace(pointer, "known after pulumi up");
    node = Node{.kind = NodeKind::string, .region = node.region};
  }

  PulumiMarks& marks_;
};

void mark(const Node& node, const std::string& pointer, bool sensitive, const PulumiMarks& marks, Source& source) {
  sensitive = sensitive || marks.sensitive.contains(pointer);
  if (sensitive) {
    source.sensitive_nodes.insert(&node);
  }
  if (const auto unknown = marks.unknown.find(pointer); unknown != marks.unknown.end()) {
    source.unknown_nodes.emplace(&node, unknown->second);
  }
  for (std::size_t index = 0; index < node.items.size(); ++index) {
    mark(node.items[index], below(pointer, std::to_string(index)), sensitive, marks, source);
  }
  for (const Member& entry : node.members) {
    mark(entry.value, below(pointer, entry.key), sensitive, marks, source);
  }
}

}  // namespace

PulumiMarks unwrap_pulumi_values(Document& document) {
  PulumiMarks marks;
  Unwrapper(marks).unwrap(document.root, {});
  return marks;
}

void mark_pulumi_values(Source& source, const PulumiMarks& marks) {
  if (!marks.unknown.empty() || !marks.sensitive.empty()) {
    mark(source.document().root, {}, false, marks, source);
  }
}

}  // namespace roadworthy
