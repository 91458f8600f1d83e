#include "definition/template_errors.h"

namespace roadworthy {

Errors errors_of_template(Errors errors, const EmbeddedText& given) {
  errors = errors_in_place(std::move(errors), given);
  for (Error& error : errors) {
    error.message = "what this template gives is not read: " + error.message;
    error.remedy = "check what the template becomes: the plan that renders it, as `terraform show -json` writes it";
  }
  return errors;
}

}  // namespace roadworthy
