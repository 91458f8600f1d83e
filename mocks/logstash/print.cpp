#include "mocks/logstash/print.h"

#include <utility>

namespace roadworthy::mocks {
namespace {

void print_value(const Json& value, std::string& out, const std::string& indent) {
  if (!value.is_structured() || value.empty()) {
    out += value.is_object() ? "{ }" : value.is_array() ? "[ ]" : value.dump();
    return;
  }
  const bool object = value.is_object();
  const std::string inner = indent + "  ";
  out += object ? "{\n" : "[ ";
  bool first = true;
  for (auto item = value.begin(); item != value.end(); ++item) {
    if (!std::exchange(first, false)) {
      out += object ? ",\n" : ", ";
    }
    if (object) {
      out += inner + Json(item.key()).dump() + " : ";
    }
    print_value(*item, out, object ? inner : indent);
  }
  out += object ? "\n" + indent + "}" : " ]";
}

}  // namespace

std::string print(const Json& document, bool pretty) {
  if (!pretty) {
    return document.dump();
  }
  std::string out;
  print_value(document, out, "");
  return out;
}

}  // namespace roadworthy::mocks
