#pragma once

#include <string>
#include <string_view>

namespace roadworthy {

/// One form for everything that names the same image: `nginx`, `nginx:latest` and `docker.io/library/nginx` are
/// `docker.io/library/nginx:latest`, as the reference grammar of the distribution project has it.
[[nodiscard]] std::string canonical_image(std::string_view image);

/// A path without `.`, doubled slashes and a slash at its end; a relative one begins with `./`.
[[nodiscard]] std::string canonical_path(std::string_view path);

/// The form in which a field's text is compared. Fields are named as in definition/fields.h.
[[nodiscard]] std::string canonical_text(std::string_view element, std::string_view field, const std::string& text);

/// Lists of the model whose order means something: words, resolvers, environment files.
[[nodiscard]] bool is_ordered_list(std::string_view field);

/// Lists among a format's own settings whose order means something.
[[nodiscard]] bool is_ordered_setting(std::string_view path);

/// Settings that only describe a definition, or that the platform alone decides.
[[nodiscard]] bool says_nothing(std::string_view path);

/// What an entry of a list is called: `task` of `pods`, `log group` of `log_groups`.
[[nodiscard]] std::string entry_word(std::string_view list);

}  // namespace roadworthy
