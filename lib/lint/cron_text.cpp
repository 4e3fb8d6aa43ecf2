// Rules about how crons are written: a longer text than needed (CRN006) and
// members of a union that add nothing (CRN008).

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/checks.hpp"

namespace lockstep {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "jan", "feb", "mar", "apr", "may", "jun",
    "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kWeekdays = {
    "sun", "mon", "tue", "wed", "thu", "fri", "sat"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

/// The number that a name of a month or weekday stands for, or the name.
std::string number_of(const std::string& name) {
  const auto month = std::ranges::find(kMonths, name);
  if (month != kMonths.end()) {
    return std::to_string(month - kMonths.begin() + 1);
  }
  const auto day = std::ranges::find(kWeekdays, name);
  return day == kWeekdays.end() ? name
                                : std::to_string(day - kWeekdays.begin());
}

/// A field as people may well write it, in one spelling: names as numbers, no
/// leading zeros, `?` as `*`, Sunday as 0. None of these is worth a word.
std::string spelled_alike(std::string_view field) {
  if (field == "?") return "*";
  if (field == "7") return "0";
  const std::string text = to_lower(field);
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    if (is_letter(text[i])) {
      while (end < text.size() && is_letter(text[end])) ++end;
      result += number_of(text.substr(i, end - i));
    } else if (is_digit(text[i])) {
      while (end < text.size() && is_digit(text[end])) ++end;
      const std::string number = text.substr(i, end - i);
      result += number.substr(
          std::min(number.find_first_not_of('0'), number.size() - 1));
    } else {
      result += text[i];
    }
    i = end;
  }
  return result;
}

/// `8,12,16`: single values, rising. A list is chosen for the reader.
bool is_plain_list(std::string_view field) {
  int last = -1;
  while (!field.empty()) {
    const std::size_t end = std::min(field.find(','), field.size());
    const std::string item(field.substr(0, end));
    if (item.empty() || !std::ranges::all_of(item, is_digit) ||
        item.size() > 2 || std::stoi(item) <= last) {
      return false;
    }
    last = std::stoi(item);
    field.remove_prefix(std::min(end + 1, field.size()));
  }
  return true;
}

/// Would a careful reader shorten the field to its canonical text?
bool is_wordy(std::string_view field, std::string_view canonical) {
  const std::string plain = spelled_alike(field);
  if (canonical.size() >= plain.size()) return false;
  const bool to_step = canonical.find('/') != std::string_view::npos;
  return !(is_plain_list(plain) && to_step);
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> result;
  while (!(text = trim(text)).empty()) {
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    result.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return result;
}

/// The text with its wordy fields replaced by canonical ones; empty if there
/// is none or the whole would mean something else.
std::string shortened(const CompiledText& text, const Dialect& dialect) {
  const auto canonical = print(text.cron->cron, dialect);
  if (!canonical) return {};
  std::vector<std::string> fields = split(text.expanded);
  const std::vector<std::string> short_fields = split(*canonical);
  if (fields.size() != short_fields.size()) return {};
  bool changed = false;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!is_wordy(fields[i], short_fields[i])) continue;
    fields[i] = short_fields[i];
    changed = true;
  }
  if (!changed) return {};
  const std::string result = fmt::format("{}", fmt::join(fields, " "));
  const auto again = compile(result, dialect);
  return again && *again == text.cron->cron ? result : std::string();
}

/// The edit that takes one item with its comma, or its line, out of a list in
/// YAML or JSON; nullopt where that is not plainly possible.
std::optional<Edit> removal(const Sources& sources, const Location& item) {
  const std::string_view text = sources[item.source].text;
  std::size_t begin = item.offset, end = item.offset + item.length;
  if (begin == 0 || end >= text.size()) return std::nullopt;
  const char quote = text[begin - 1];
  if ((quote == '"' || quote == '\'') && text[end] == quote) {
    --begin;
    ++end;
  }
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t before = text.find_last_not_of(kBlanks, begin - 1);
  const std::size_t after = text.find_first_not_of(kBlanks, end);
  if (before == std::string_view::npos || after == std::string_view::npos) {
    return std::nullopt;
  }
  if (text[before] == ',') {
    begin = before;
  } else if (text[before] == '[' && text[after] == ',') {
    end = text.find_first_not_of(kBlanks, after + 1);
  } else {
    return std::nullopt;
  }
  return Edit{{item.source, begin, end - begin}, ""};
}

/// The members of a union other than `redundant`, as quoted texts.
std::vector<std::string> others(const LintContext& ctx, const Dataset& dataset,
                                std::size_t redundant) {
  const ZonedCron& cron = *ctx.project[dataset.crons[redundant].cron].cron;
  std::vector<std::string> all;
  for (std::size_t i = 0; i < dataset.crons.size(); ++i) {
    const CompiledText& other = ctx.project[dataset.crons[i].cron];
    if (i == redundant || !other.cron) continue;
    if (other.cron->clock == cron.clock) {
      const Relation relation = compare(cron.cron, other.cron->cron);
      if (relation == Relation::Equal || relation == Relation::Subset) {
        return {quoted(other.text)};
      }
    }
    all.push_back(quoted(other.text));
  }
  return all;
}

/// Indices into the crons of a dataset that its union does not need.
std::vector<std::size_t> redundant_members(const LintContext& ctx,
                                           const Dataset& dataset) {
  Schedule schedule;
  std::vector<std::size_t> index;
  for (std::size_t i = 0; i < dataset.crons.size(); ++i) {
    const CompiledText& text = ctx.project[dataset.crons[i].cron];
    if (!text.cron) continue;
    schedule.crons.push_back(*text.cron);
    index.push_back(i);
  }
  std::vector<std::size_t> dropped;
  (void)reduce(schedule, &dropped);
  for (std::size_t& i : dropped) i = index[i];
  return dropped;
}

Diagnostic redundant(const LintContext& ctx, const Dataset& dataset,
                     std::size_t member) {
  const CronUse& use = dataset.crons[member];
  const CompiledText& text = ctx.project[use.cron];
  const std::vector<std::string> covering = others(ctx, dataset, member);
  Diagnostic result =
      finding("CRN008", fmt::format("{} adds no run: each is one of {}",
                                    quoted(text.text), join_words(covering)));
  result.where = place_of_cron(ctx, use);
  result.parameters = {{"cron", text.text},
                       {"others", fmt::format("{}", fmt::join(covering, " "))},
                       {"timezone", text.zone}};
  result.scope = "for ever";
  result.help = "delete it from the list";
  if (auto edit = removal(ctx.sources, result.where)) {
    result.fix = Fix{true, {*edit}};
  }
  return result;
}

}  // namespace

void check_non_canonical(const LintContext& ctx, const Report& report) {
  const Dialect& dialect = *ctx.project.settings.dialect;
  for (const CronUsers& users : ctx.crons) {
    const CompiledText& text = ctx.text(users);
    // Presets and macros are names for their crons: fine as they are.
    if (!text.cron || text.facts.is_macro || text.text != text.expanded) {
      continue;
    }
    const std::string shorter = shortened(text, dialect);
    if (shorter.empty()) continue;
    Diagnostic result =
        cron_finding(ctx, "CRN006", users,
                     fmt::format("{} is a longer text for {}",
                                 quoted(text.text), quoted(shorter)));
    result.scope = "for ever";
    result.help = fmt::format("write {}", quoted(shorter));
    result.fix = rewrite_everywhere(ctx, users, shorter, true);
    report(std::move(result));
  }
}

void check_redundant_multi_cron(const LintContext& ctx, const Report& report) {
  // Equal unions are one problem: the first place, with all datasets.
  std::map<std::vector<CronId>, std::vector<Diagnostic>> by_union;
  for (const Dataset& dataset : ctx.project.datasets) {
    // Of several jobs with one sink each has its own cron, and needs it.
    if (dataset.crons.size() < 2 || dataset.jobs.size() > 1) continue;
    std::vector<CronId> ids;
    for (const CronUse& use : dataset.crons) ids.push_back(use.cron);
    const auto [entry, fresh] = by_union.try_emplace(std::move(ids));
    if (fresh) {
      for (const std::size_t member : redundant_members(ctx, dataset)) {
        entry->second.push_back(redundant(ctx, dataset, member));
      }
    }
    for (Diagnostic& result : entry->second) {
      result.nodes.push_back(dataset.name);
    }
  }
  for (auto& [ids, findings] : by_union) {
    for (Diagnostic& result : findings) report(std::move(result));
  }
}

}  // namespace lockstep
