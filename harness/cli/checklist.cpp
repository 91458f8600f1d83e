#include "cli/checklist.h"

#include "cli/paths.h"
#include "document/decoder.h"

namespace roadworthy {
namespace {

ChecklistItem decode_item(const std::string& system, const NodeView& node, Errors& errors) {
  Decoder decode(node, errors, "a checklist item");
  ChecklistItem item;
  item.system = system;
  item.id = decode.required<std::string>("id");
  item.statement = decode.required<std::string>("statement");
  item.from = decode.required<std::string>("from");
  item.shown_by = decode.required<std::vector<std::string>>("shown_by");
  item.planned = decode.optional<bool>("planned").value_or(false);
  decode.finish();
  return item;
}

}  // namespace

std::expected<std::vector<ChecklistItem>, Errors> read_checklist() {
  const auto data = data_folder();
  if (!data) {
    return std::unexpected(Errors{data.error()});
  }
  const auto document = read_document(*data + "/scenarios/checklist.yaml");
  if (!document) {
    return std::unexpected(document.error());
  }
  Errors errors;
  std::vector<ChecklistItem> items;
  for (const NodeView& node : NodeView(*document).items()) {
    Decoder decode(node, errors, "a system of the checklist");
    const auto system = decode.required<std::string>("system");
    (void)decode.required<std::string>("title");
    const auto list = decode.take("items");
    for (const NodeView& item : list ? list->items() : std::vector<NodeView>{}) {
      items.push_back(decode_item(system, item, errors));
    }
    decode.finish();
  }
  if (!errors.empty()) {
    return std::unexpected(std::move(errors));
  }
  return items;
}

}  // namespace roadworthy
