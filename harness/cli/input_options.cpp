#include <cstdlib>
#include <fstream>
#include <iostream>

#include <fmt/format.h>

#include "cli/run_request.h"
#include "core/secrets.h"

namespace roadworthy {
namespace {

/// Splits NAME=VALUE; a usage mistake without the sign.
std::pair<std::string, std::string> split_assignment(const std::string& option, const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw CLI::ValidationError(option, fmt::format("`{}` assigns nothing: write NAME=VALUE", text));
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

void add_secret(Inputs& inputs, const std::string& option, const std::string& name, std::string value) {
  if (value.size() < Secrets::kShortest) {
    throw CLI::ValidationError(
        option, fmt::format("secret `{}` has {} bytes, and less than {} cannot be told from ordinary text", name,
                            value.size(), Secrets::kShortest));
  }
  inputs.secrets.insert_or_assign(name, std::move(value));
}

/// Without the line end that editors put behind it.
std::string read_secret_file(const std::string& path) {
  constexpr std::size_t kLongest = 64u << 10;
  std::ifstream file(path, std::ios::binary);
  std::string value(kLongest + 1, '\0');
  file.read(value.data(), static_cast<std::streamsize>(value.size()));
  value.resize(static_cast<std::size_t>(file.gcount()));
  if (file.bad() || value.empty()) {
    throw CLI::ValidationError("--secret-file", fmt::format("there is nothing to read in `{}`", path));
  }
  if (value.size() > kLongest) {
    throw CLI::ValidationError("--secret-file", fmt::format("`{}` is longer than {} bytes", path, kLongest));
  }
  if (value.ends_with('\n')) {
    value.pop_back();
  }
  if (value.ends_with('\r')) {
    value.pop_back();
  }
  return value;
}

void add_secret_options(CLI::App& app, Inputs& inputs) {
  app.add_option_function<std::vector<std::string>>(
         "--secret-file",
         [&inputs](const std::vector<std::string>& texts) {
           for (const std::string& text : texts) {
             const auto [name, file] = split_assignment("--secret-file", text);
             add_secret(inputs, "--secret-file", name, read_secret_file(file));
             inputs.secret_options.insert(inputs.secret_options.end(), {"--secret-file", text});
           }
         },
         "NAME=FILE: the file's content as ${secret.NAME}, shown in no output")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("NAME=FILE");
  app.add_option_function<std::vector<std::string>>(
         "--secret-env",
         [&inputs](const std::vector<std::string>& names) {
           for (const std::string& name : names) {
             const char* value = std::getenv(name.c_str());
             if (value == nullptr) {
               throw CLI::ValidationError("--secret-env", fmt::format("the environment has no `{}`", name));
             }
             add_secret(inputs, "--secret-env", name, value);
             unsetenv(name.c_str());  // What this program starts gets it by name alone.
             inputs.secret_options.insert(inputs.secret_options.end(), {"--secret-env", name});
           }
         },
         "NAME: that environment variable's value as ${secret.NAME}, shown in no output")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("NAME");
}

}  // namespace

void add_input_options(CLI::App& app, Inputs& inputs) {
  app.add_option_function<std::vector<std::string>>(
         "--subject",
         [&inputs](const std::vector<std::string>& texts) {
           for (const std::string& text : texts) {
             inputs.subjects.insert_or_assign(split_assignment("--subject", text).first,
                                              split_assignment("--subject", text).second);
           }
         },
         "NAME=PROFILE|image:REF|COMMAND: what is put in a subject's or a stand-in's place")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("NAME=WHAT");
  app.add_option_function<std::vector<std::string>>(
         "--variable",
         [&inputs](const std::vector<std::string>& texts) {
           for (const std::string& text : texts) {
             inputs.variables.insert_or_assign(split_assignment("--variable", text).first,
                                               split_assignment("--variable", text).second);
           }
         },
         "NAME=VALUE: replaces a scenario's variable, and a profile's")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("NAME=VALUE");
  app.add_option_function<std::vector<std::string>>(
         "--environment",
         [&inputs](const std::vector<std::string>& texts) {
           for (const std::string& text : texts) {
             const auto colon = text.find(':');
             if (colon == std::string::npos || colon == 0) {
               throw CLI::ValidationError("--environment",
                                          fmt::format("`{}` names no subject: write SUBJECT:NAME=VALUE", text));
             }
             auto [name, value] = split_assignment("--environment", text.substr(colon + 1));
             inputs.environment[text.substr(0, colon)].insert_or_assign(name, value);
           }
         },
         "SUBJECT:NAME=VALUE: adds to the environment of a subject")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("SUBJECT:NAME=VALUE");
  add_secret_options(app, inputs);
}

void add_selection_options(CLI::App& app, Selection& selection) {
  app.add_option("paths", selection.paths, "scenario files, and folders to search for them [scenarios]");
  app.add_option("--label", selection.labels, "only scenarios with this label; again for more")
      ->expected(1)
      ->type_name("LABEL");
  app.add_option("--include", selection.includes, "only where this matches `file: name`; again for more")
      ->expected(1)
      ->type_name("REGEX");
  app.add_option("--exclude", selection.excludes, "not where this matches `file: name`; again for more")
      ->expected(1)
      ->type_name("REGEX");
  app.add_option("--item", selection.items, "only scenarios that show this checklist item; again for more")
      ->expected(1)
      ->type_name("ITEM");
  app.add_option("--shard-index", selection.shard_index, "this machine's part of the scenarios, from 0")
      ->type_name("N");
  app.add_option("--shard-count", selection.shard_count, "how many machines share the scenarios")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
}

void apply(const Inputs& inputs, LoadOptions& options) {
  options.subjects = inputs.subjects;
  options.variables = inputs.variables;
  options.environment = inputs.environment;
  options.secrets = inputs.secrets;
}

void print_errors(const Errors& errors) {
  for (const Error& error : errors) {
    std::cerr << "roadworthy: " << describe(error) << '\n';
  }
}

}  // namespace roadworthy
