#include <algorithm>
#include <charconv>
#include <cmath>

#include "definition/ecs.h"

namespace roadworthy {
namespace {

constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20U;
constexpr std::uint64_t kGibibyte = std::uint64_t{1} << 30U;

/// A number with or without a unit behind it (`1 vCPU`, `0.5GB`); nothing when it is another text.
struct Quantity {
  double number = 0;
  std::string unit;  ///< Lower case.
};

std::optional<Quantity> parse_quantity(std::string_view text) {
  Quantity quantity;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), quantity.number);
  if (parsed.ec != std::errc() || !std::isfinite(quantity.number) || quantity.number < 0 || quantity.number > 1e9) {
    return std::nullopt;
  }
  for (const char* letter = parsed.ptr; letter != text.data() + text.size(); ++letter) {
    if (*letter != ' ') {
      quantity.unit += static_cast<char>(std::tolower(static_cast<unsigned char>(*letter)));
    }
  }
  return quantity;
}

template <typename T>
Value<T> not_one(const Cursor& at, std::string_view wanted) {
  at.mistake("expected " + std::string(wanted));
  return absent<T>(at.where());
}

}  // namespace

Value<double> read_task_cpu(const Cursor& at) {
  const Text text = at.text();
  const auto quantity = parse_quantity(text.value);
  if (text.is_known() && (!quantity || (!quantity->unit.empty() && quantity->unit != "vcpu"))) {
    return not_one<double>(at, "CPU units (`1024`) or vCPU (`1 vCPU`)");
  }
  return convert<double>(
      text, [&](const std::string&) { return quantity->unit.empty() ? quantity->number / 1024.0 : quantity->number; });
}

Value<std::uint64_t> read_task_memory(const Cursor& at) {
  const Text text = at.text();
  const auto quantity = parse_quantity(text.value);
  if (text.is_known() && (!quantity || (!quantity->unit.empty() && quantity->unit != "gb"))) {
    return not_one<std::uint64_t>(at, "MiB (`512`) or GB (`0.5 GB`)");
  }
  return convert<std::uint64_t>(text, [&](const std::string&) {
    return static_cast<std::uint64_t>(quantity->number *
                                      static_cast<double>(quantity->unit.empty() ? kMebibyte : kGibibyte));
  });
}

Value<std::uint64_t> mebibytes(const Value<std::int64_t>& count) {
  return convert<std::uint64_t>(count, [](std::int64_t number) {
    return static_cast<std::uint64_t>(std::clamp<std::int64_t>(number, 0, std::int64_t{1} << 40U)) * kMebibyte;
  });
}

Value<std::uint64_t> gibibytes(const Value<std::int64_t>& count) {
  return convert<std::uint64_t>(count, [](std::int64_t number) {
    return static_cast<std::uint64_t>(std::clamp<std::int64_t>(number, 0, std::int64_t{1} << 30U)) * kGibibyte;
  });
}

Value<PortRange> single_port(const Value<std::int64_t>& port) {
  if (port.is_known() && (port.value < 0 || port.value > 65535)) {
    return absent<PortRange>(port.where);
  }
  return convert<PortRange>(port, [](std::int64_t number) {
    return PortRange{static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(number)};
  });
}

Value<PortRange> port_range(const Text& text) {
  PortRange range;
  const char* end = text.value.data() + text.value.size();
  auto parsed = std::from_chars(text.value.data(), end, range.first);
  range.last = range.first;
  if (parsed.ec == std::errc() && parsed.ptr != end && *parsed.ptr == '-') {
    parsed = std::from_chars(parsed.ptr + 1, end, range.last);
  }
  const bool good = parsed.ec == std::errc() && parsed.ptr == end && range.first <= range.last && range.last <= 65535;
  if (text.is_known() && !good) {
    return absent<PortRange>(text.where);
  }
  return convert<PortRange>(text, [&](const std::string&) { return range; });
}

Text lower_case(Text text) {
  std::ranges::transform(text.value, text.value.begin(),
                         [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

}  // namespace roadworthy
