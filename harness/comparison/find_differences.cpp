#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "comparison/meaning.h"

namespace roadworthy {
namespace {

constexpr std::size_t kMostPairs = 10'000;  ///< Of entries without a partner that are held against each other.

/// Both are computed in the same way, so that they are the same whatever they turn out to be.
bool same_unknown(const Meaning& before, const Meaning& after) {
  const UnknownValue& one = *before.unknown;
  const UnknownValue& other = *after.unknown;
  return one.written == other.written && one.refers_to == other.refers_to &&
         (!one.written.empty() || !one.refers_to.empty());
}

std::string join(const std::string& list, const std::string& name) {
  return name.empty() ? list : list + " " + name;
}

class Finder {
 public:
  Finder(std::vector<std::string>& path, Comparison& comparison) : path_(path), comparison_(comparison) {}

  void compare(const Meaning& before, const Meaning& after) {
    if (before.kind != after.kind) {
      report(DifferenceKind::changed, &before, &after, before, after);
      return;
    }
    switch (before.kind) {
      case MeaningKind::value:
        compare_values(before, after);
        return;
      case MeaningKind::record:
        compare_records(before, after);
        return;
      case MeaningKind::entries:
      case MeaningKind::sequence:
        compare_entries(before, after);
        return;
    }
  }

 private:
  using Parts = std::vector<const Meaning*>;

  void compare_values(const Meaning& before, const Meaning& after) {
    if (before.unknown && after.unknown ? !same_unknown(before, after) : before.unknown || after.unknown) {
      report_unknown(before, after);
    } else if (!before.unknown && before.text != after.text) {
      report(DifferenceKind::changed, &before, &after, before, after);
    }
  }

  static const Meaning* find(const Meaning& record, std::string_view name) {
    const auto found = std::ranges::find(record.parts, name, &Meaning::name);
    return found == record.parts.end() ? nullptr : &*found;
  }

  void compare_records(const Meaning& before, const Meaning& after) {
    for (const Meaning& part : before.parts) {
      compare_parts(before, &part, after, find(after, part.name));
    }
    for (const Meaning& part : after.parts) {
      if (!find(before, part.name)) {
        compare_parts(before, nullptr, after, &part);
      }
    }
  }

  void compare_parts(const Meaning& before, const Meaning* one, const Meaning& after, const Meaning* other) {
    const Meaning& present = one ? *one : *other;
    if ((one && one->filled_in) || (other && other->filled_in)) {
      return;
    }
    path_.push_back(present.name);
    if (one && other) {
      compare(*one, *other);
    } else if (present.kind == MeaningKind::entries || present.kind == MeaningKind::sequence) {
      Meaning none{.name = present.name, .kind = present.kind, .where = one ? after.where : before.where};
      one ? compare(*one, none) : compare(none, *other);
    } else if (present.kind == MeaningKind::value && present.unknown) {
      report_unknown(one ? *one : before, one ? after : *other);
    } else {
      report(one ? DifferenceKind::removed : DifferenceKind::added, one, other, before, after);
    }
    path_.pop_back();
  }

  /// Entries find their partners by name; those that share a name, or find none, by what they say.
  void compare_entries(const Meaning& before, const Meaning& after) {
    std::map<std::pair<std::string, std::string>, std::pair<Parts, Parts>> groups;
    const auto key = [](const Meaning& part) {
      return std::pair(part.name, part.name.empty() ? part.text : std::string());
    };
    for (const Meaning& part : before.parts) {
      groups[key(part)].first.push_back(&part);
    }
    for (const Meaning& part : after.parts) {
      groups[key(part)].second.push_back(&part);
    }
    std::vector<std::pair<const Meaning*, const Meaning*>> pairs;
    Parts removed;
    Parts added;
    for (auto& [name, group] : groups) {
      pair_by_likeness(group.first, group.second, true, pairs);
      std::ranges::move(group.first, std::back_inserter(removed));
      std::ranges::move(group.second, std::back_inserter(added));
    }
    const bool whole = removed.empty() && added.empty();
    report_open(removed, added, false);
    report_open(added, removed, true);
    pair_by_likeness(removed, added, false, pairs);
    in_order(before.parts, pairs);
    const std::string list = path_.back();
    if (before.unknown && after.unknown && before.parts.empty() && after.parts.empty()) {
      report_unknown(before, after);  // The same sources may be put together in other ways.
    }
    for (const auto& [one, other] : pairs) {
      path_.back() = join(list, one->name);
      compare_pair(*one, *other);
    }
    for (const auto* parts : {&removed, &added}) {
      for (const Meaning* part : *parts) {
        path_.back() = join(list, part->name);
        report_single(*part, parts == &removed, before, after);
      }
    }
    path_.back() = list;
    if (before.kind == MeaningKind::sequence && whole) {
      compare_order(before, after, pairs);
    }
  }

  void compare_pair(const Meaning& one, const Meaning& other) {
    if (one.kind == MeaningKind::value && other.kind == MeaningKind::value && one.name != other.name) {
      Difference& renamed = report(DifferenceKind::changed, &one, &other, one, other);
      renamed.before = printable(one.name);
      renamed.after = printable(other.name);
      return;
    }
    compare(one, other);
  }

  /// What it is, or which entry, is not known. A record with an unknown part in its key may be any of the other's.
  static bool is_open(const Meaning& part) {
    return part.unknown && (part.kind == MeaningKind::record || (part.kind == MeaningKind::value && part.name.empty()));
  }

  /// An entry that is not known may be any entry of its kind that the other has and that is not paired.
  void report_open(Parts& open, Parts& others, bool swapped) {
    std::erase_if(open, [&](const Meaning* part) {
      const auto other = std::ranges::find_if(others, [&](const Meaning* each) { return each->kind == part->kind; });
      if (!is_open(*part) || other == others.end()) {
        return false;
      }
      swapped ? report_unknown(**other, *part) : report_unknown(*part, **other);
      others.erase(other);
      return true;
    });
  }

  void report_single(const Meaning& part, bool was_removed, const Meaning& before, const Meaning& after) {
    if (before.kind == MeaningKind::sequence && !part.name.empty()) {
      return;
    }
    if (is_open(part) || (was_removed ? after : before).unknown) {
      was_removed ? report_unknown(part, after) : report_unknown(before, part);
    } else {
      report(was_removed ? DifferenceKind::removed : DifferenceKind::added, was_removed ? &part : nullptr,
             was_removed ? nullptr : &part, before, after);
    }
  }

  static std::size_t distance(const Meaning& one, const Meaning& other) {
    std::vector<std::string> path{""};
    Comparison scratch;
    Finder(path, scratch).compare(one, other);
    return scratch.differences.size() + scratch.cannot_tell.size();
  }

  /// Whether an entry of another name is the same entry, changed.
  static bool alike(const Meaning& one, const Meaning& other, std::size_t apart) {
    if (one.kind != other.kind) {
      return false;
    }
    if (one.kind == MeaningKind::value) {
      return one.name.empty() == other.name.empty() &&
             (one.name.empty() || (one.text == other.text && !one.text.empty()));
    }
    return apart * 2 <= std::max(leaves(one), leaves(other)) + 1 && apart > 0;
  }

  /// Takes pairs out of both lists, those that differ least first. `same_name`: whatever they differ in.
  static void pair_by_likeness(Parts& before, Parts& after, bool same_name,
                               std::vector<std::pair<const Meaning*, const Meaning*>>& pairs) {
    if (before.empty() || after.empty() || (!same_name && before.size() * after.size() > kMostPairs)) {
      return;
    }
    if (same_name && (before.size() == 1 || before.size() * after.size() > kMostPairs) &&
        before.size() == after.size()) {
      for (std::size_t at = 0; at < before.size(); ++at) {
        pairs.emplace_back(before[at], after[at]);
      }
      before.clear();
      after.clear();
      return;
    }
    std::vector<std::tuple<std::size_t, std::size_t, std::size_t>> all;
    for (std::size_t one = 0; one < before.size(); ++one) {
      for (std::size_t other = 0; other < after.size(); ++other) {
        const std::size_t apart = distance(*before[one], *after[other]);
        if (same_name || alike(*before[one], *after[other], apart)) {
          all.emplace_back(apart, one, other);
        }
      }
    }
    std::ranges::sort(all);
    for (const auto& [apart, one, other] : all) {
      if (before[one] && after[other]) {
        pairs.emplace_back(before[one], after[other]);
        before[one] = nullptr;
        after[other] = nullptr;
      }
    }
    std::erase(before, nullptr);
    std::erase(after, nullptr);
  }

  static void in_order(const std::vector<Meaning>& parts,
                       std::vector<std::pair<const Meaning*, const Meaning*>>& pairs) {
    std::ranges::sort(pairs, {}, [&](const auto& pair) { return pair.first - parts.data(); });
  }

  void compare_order(const Meaning& before, const Meaning& after,
                     const std::vector<std::pair<const Meaning*, const Meaning*>>& pairs) {
    const auto moved =
        std::ranges::adjacent_find(pairs, [](const auto& one, const auto& other) { return one.second > other.second; });
    if (moved != pairs.end()) {
      Difference& order = report(DifferenceKind::changed, moved->first, moved->second, before, after);
      order.before = "in this order";
      order.after = "in another order";
    }
  }

  Difference& report(DifferenceKind kind, const Meaning* one, const Meaning* other, const Meaning& before,
                     const Meaning& after) {
    comparison_.differences.push_back({.kind = kind,
                                       .path = path_,
                                       .before = one ? shown(*one) : "nothing",
                                       .after = other ? shown(*other) : "nothing",
                                       .before_where = one ? one->where : before.where,
                                       .after_where = other ? other->where : after.where,
                                       .why_unknown = {}});
    return comparison_.differences.back();
  }

  void report_unknown(const Meaning& before, const Meaning& after) {
    comparison_.cannot_tell.push_back({.kind = DifferenceKind::changed,
                                       .path = path_,
                                       .before = shown(before),
                                       .after = shown(after),
                                       .before_where = before.where,
                                       .after_where = after.where,
                                       .why_unknown = (after.unknown ? after : before).unknown
                                                          ? (after.unknown ? after : before).unknown->reason
                                                          : ""});
  }

  std::vector<std::string>& path_;
  Comparison& comparison_;
};

}  // namespace

void find_differences(const Meaning& before, const Meaning& after, std::vector<std::string>& path,
                      Comparison& comparison) {
  Finder(path, comparison).compare(before, after);
}

}  // namespace roadworthy
