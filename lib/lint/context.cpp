#include "lint/context.hpp"

#include <algorithm>
#include <cassert>
#include <tuple>

namespace lockstep {
namespace {

/// The start of `text` within `where`, or npos. Loaders give the place of a
/// value with or without its quotes.
std::size_t find_text(const Sources& sources, const Location& where,
                      std::string_view text) {
  if (!where.valid() || text.empty()) return std::string_view::npos;
  const std::string_view all = sources[where.source].text;
  if (where.offset > all.size()) return std::string_view::npos;
  const std::size_t quotes = 2;
  return all.substr(where.offset, std::max(where.length, text.size() + quotes))
      .find(text);
}

void add_use(std::vector<CronUsers>& users, const LintContext& ctx,
             const CronUse& use, const std::string& node) {
  CronUsers& entry = users[use.cron.index()];
  if (entry.nodes.empty() || ctx.before(use.where, entry.first.where)) {
    entry.first = use;
  }
  entry.cron = use.cron;
  entry.uses.push_back(use);
  entry.nodes.push_back(node);
}

std::vector<CronUsers> collect_users(const LintContext& ctx) {
  std::vector<CronUsers> users(ctx.project.crons.size());
  for (const Dataset& dataset : ctx.project.datasets) {
    for (const CronUse& use : dataset.crons) {
      add_use(users, ctx, use, dataset.name);
    }
    if (dataset.promise && dataset.promise->ready_by) {
      add_use(users, ctx, *dataset.promise->ready_by, dataset.name);
    }
  }
  for (const Exposure& exposure : ctx.project.exposures) {
    if (exposure.promise && exposure.promise->ready_by) {
      add_use(users, ctx, *exposure.promise->ready_by, exposure.name);
    }
  }
  std::erase_if(users, [](const CronUsers& u) { return u.nodes.empty(); });
  for (CronUsers& entry : users) {
    std::ranges::sort(entry.nodes);
    entry.nodes.erase(std::unique(entry.nodes.begin(), entry.nodes.end()),
                      entry.nodes.end());
  }
  return users;
}

}  // namespace

LintContext::LintContext(const LintInput& input, const Sources& texts)
    : project(input.project),
      derivation(input.derivation),
      sources(texts),
      target(input.project.settings.target) {
  crons = collect_users(*this);
}

const Alignment& LintContext::alignment() const {
  if (!alignment_) alignment_ = align(project, derivation);
  return *alignment_;
}

std::size_t LintContext::uses_at(const Location& where) const {
  if (places_.empty()) {
    for (const CronUsers& entry : crons) {
      for (const CronUse& use : entry.uses) places_.push_back(use.where);
    }
    std::ranges::sort(places_);
  }
  const auto [first, last] =
      std::equal_range(places_.begin(), places_.end(), where);
  return static_cast<std::size_t>(last - first);
}

bool LintContext::before(const Location& a, const Location& b) const {
  if (!a.valid() || !b.valid()) return a.valid();
  const auto key = [&](const Location& where) {
    return std::tuple(std::string_view(sources[where.source].path),
                      where.offset, where.length, where.source);
  };
  return key(a) < key(b);
}

Diagnostic finding(std::string_view rule, std::string message) {
  const Rule* row = find_rule(rule);
  assert(row);
  Diagnostic result;
  result.rule = row->id;
  result.severity = row->severity;
  result.message = std::move(message);
  return result;
}

Diagnostic cron_finding(const LintContext& ctx, std::string_view rule,
                        const CronUsers& users, std::string message) {
  Diagnostic result = finding(rule, std::move(message));
  result.where = place_of_cron(ctx, users.first);
  result.nodes = users.nodes;
  result.parameters = {{"cron", ctx.text(users).text},
                       {"timezone", ctx.text(users).zone}};
  return result;
}

Location place_in_cron(const LintContext& ctx, const CronUse& use,
                       std::size_t offset, std::size_t length) {
  const std::size_t start =
      find_text(ctx.sources, use.where, ctx.project[use.cron].expanded);
  if (start == std::string_view::npos) return place_of_cron(ctx, use);
  return {use.where.source, use.where.offset + start + offset, length};
}

Location place_of_cron(const LintContext& ctx, const CronUse& use) {
  const std::string& text = ctx.project[use.cron].text;
  const std::size_t start = find_text(ctx.sources, use.where, text);
  if (start == std::string_view::npos) return use.where;
  return {use.where.source, use.where.offset + start, text.size()};
}

bool is_verbatim(const LintContext& ctx, const CronUse& use) {
  return find_text(ctx.sources, use.where, ctx.project[use.cron].expanded) !=
         std::string_view::npos;
}

std::optional<Fix> rewrite_everywhere(const LintContext& ctx,
                                      const CronUsers& users,
                                      const std::string& text, bool safe) {
  Fix fix{safe, {}};
  for (const CronUse& use : users.uses) {
    if (!is_verbatim(ctx, use)) return std::nullopt;
    fix.edits.push_back({place_of_cron(ctx, use), text});
  }
  std::ranges::sort(fix.edits, [&](const Edit& a, const Edit& b) {
    return ctx.before(a.where, b.where);
  });
  // Several datasets may have their cron from one place.
  const auto same = [](const Edit& a, const Edit& b) {
    return a.where == b.where;
  };
  fix.edits.erase(std::unique(fix.edits.begin(), fix.edits.end(), same),
                  fix.edits.end());
  return fix;
}

Clock clock_of(const Derivation& derivation, NodeId node) {
  const Cadence* cadence = derivation.cadence(node);
  if (!cadence || cadence->schedule.crons.empty()) return {};
  return cadence->schedule.crons.front().clock;
}

Witness witness_at(sys_seconds at, const Clock& clock) {
  return {
      at, clock.zone ? format_local(*clock.zone, at) : format_instant(at), {}};
}

}  // namespace lockstep
