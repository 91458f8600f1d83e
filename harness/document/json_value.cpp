#include "document/json_value.h"

#include <nlohmann/json.hpp>

#include "document/decoder.h"

namespace roadworthy {
namespace {

template <typename T>
nlohmann::json number(const NodeView& node) {
  Errors ignored;
  T value{};
  return decode_value(node, ignored, value) ? nlohmann::json(value) : nlohmann::json(node.text());
}

}  // namespace

nlohmann::json to_json_value(const NodeView& node) {
  using nlohmann::json;
  switch (node.kind()) {
    case NodeKind::null:
      return nullptr;
    case NodeKind::boolean: {
      Errors ignored;
      bool value = false;
      decode_value(node, ignored, value);
      return value;
    }
    case NodeKind::integer:
      return number<std::int64_t>(node);
    case NodeKind::real:
      return number<double>(node);
    case NodeKind::string:
      return node.text();
    case NodeKind::sequence: {
      json list = json::array();
      for (const NodeView& item : node.items()) {
        list.push_back(to_json_value(item));
      }
      return list;
    }
    case NodeKind::mapping: {
      json object = json::object();
      for (const auto& [key, member] : node.members()) {
        object[key] = to_json_value(member);
      }
      return object;
    }
  }
  return nullptr;
}

}  // namespace roadworthy
