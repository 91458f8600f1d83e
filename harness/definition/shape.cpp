#include "definition/shape.h"

#include <cstdlib>

#include <fmt/format.h>

namespace roadworthy {
namespace {

template <typename T>
Text as_text(const Value<T>& value, std::string_view written) {
  return convert<std::string>(value, [&](const T&) { return std::string(written); });
}

/// Walks a description and a document side by side. With nothing to read it only passes over the description.
class ShapeReader {
 public:
  ShapeReader(std::string_view shape, std::vector<Setting>& settings) : shape_(shape), settings_(settings) {}

  void read(const Cursor* cursor, const std::string& path) {
    switch (next()) {
      case 's':
        keep(cursor, path, [](const Cursor& at) { return at.text(); });
        return;
      case 'i':
        keep(cursor, path, [](const Cursor& at) { return as_text(at.integer(), at.view() ? at.view()->text() : ""); });
        return;
      case 'b':
        keep(cursor, path, [](const Cursor& at) { return as_text(at.boolean(), at.view() ? at.view()->text() : ""); });
        return;
      case 'm':
        if (cursor) {
          for (const NamedText& entry : cursor->named()) {
            settings_.push_back({path + "." + entry.name, entry.value});
          }
        }
        return;
      case '*':
        if (cursor) {
          cursor->flatten(path, settings_);
        }
        return;
      case '[':
        read_list(cursor, path);
        return;
      case '{':
        read_mapping(cursor, path);
        return;
      default:
        std::abort();
    }
  }

 private:
  char next() { return position_ < shape_.size() ? shape_[position_++] : '\0'; }

  template <typename Read>
  void keep(const Cursor* cursor, const std::string& path, Read&& read) {
    if (cursor) {
      if (Text value = read(*cursor); !value.is_absent()) {
        settings_.push_back({path, std::move(value)});
      }
    }
  }

  void read_list(const Cursor* cursor, const std::string& path) {
    const std::size_t start = position_;
    std::size_t index = 0;
    if (cursor) {
      const auto list = cursor->list([&](const Cursor& item) {
        position_ = start;
        read(&item, fmt::format("{}[{}]", path, index++));
        return 0;
      });
      if (list.is_unknown()) {
        settings_.push_back({path, {.state = ValueState::unknown, .unknown = list.unknown, .where = list.where}});
      }
    }
    position_ = start;
    read(nullptr, path);
    if (next() != ']') {
      std::abort();
    }
  }

  void read_mapping(const Cursor* cursor, const std::string& path) {
    const bool right = cursor && cursor->expect_mapping();
    if (right && cursor->unknown()) {
      settings_.push_back({path, cursor->text()});
    }
    do {
      std::string name;
      char letter = next();
      for (; letter != ':' && letter != '!'; letter = next()) {
        if (letter == '\0') {
          std::abort();
        }
        name += letter;
      }
      if (letter == '!') {
        next();
        if (right) {
          cursor->require({name});
        }
      }
      if (right && cursor->has(name)) {
        const Cursor member = cursor->at(name);
        read(&member, path + "." + name);
      } else {
        if (right) {
          cursor->at(name).refuse_null();
        }
        read(nullptr, path);
      }
    } while (next() == ',');
  }

  std::string_view shape_;
  std::vector<Setting>& settings_;
  std::size_t position_ = 0;
};

}  // namespace

void read_shape(const Cursor& cursor, std::string_view shape, const std::string& path, std::vector<Setting>& settings) {
  ShapeReader(shape, settings).read(&cursor, path);
}

}  // namespace roadworthy
