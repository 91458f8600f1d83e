#include <algorithm>
#include <iostream>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/checklist.h"
#include "cli/command.h"
#include "cli/run_request.h"
#include "document/decoder.h"
#include "rules/rules.h"

namespace roadworthy {
namespace {

int explain(const std::string& id) {
  const auto checklist = read_checklist();
  if (!checklist) {
    print_errors(checklist.error());
    return exit_code::kEnvironment;
  }
  const auto item = std::ranges::find(*checklist, id, &ChecklistItem::id);
  if (item == checklist->end()) {
    std::vector<std::string> ids;
    std::ranges::transform(*checklist, std::back_inserter(ids), &ChecklistItem::id);
    print_errors({{.kind = ErrorKind::usage,
                   .message = fmt::format("the checklist has no item `{}`{}", id, did_you_mean(id, ids)),
                   .remedy = "`roadworthy checklist` prints its items",
                   .where = {}}});
    return exit_code::kUsage;
  }
  std::cout << fmt::format("{}\n\n{}\n\nShown: {}. From: {}.\n", item->id, item->statement,
                           fmt::join(item->shown_by, ", "), item->from);
  if (const std::string_view page = explain_page(id); !page.empty()) {
    std::cout << '\n' << page;
  }
  std::string rules;
  for (const Rule& rule : all_rules()) {
    if (rule.item == id) {
      rules += fmt::format("  {}: {}\n    mend: {}\n    needs: {}\n", rule.id, rule.sentence, rule.remedy, rule.needs);
    }
  }
  std::cout << (rules.empty() ? "\nNo rule over definitions shows it; scenarios do: `roadworthy checklist`.\n"
                              : "\nRules\n" + rules);
  return exit_code::kPassed;
}

}  // namespace

void define_explain(CLI::App& app, int& exit_code) {
  auto id = std::make_shared<std::string>();
  app.add_option("item", *id, "a checklist item")->required()->type_name("ITEM");
  app.callback([id, &exit_code] { exit_code = explain(*id); });
}

}  // namespace roadworthy
