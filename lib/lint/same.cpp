// Edges with `read: same`: no run of the input has the label that is looked for
// (ALN002), or the run that has it is neither the newest nor the next (ALN003).
// Edges of equal schedules and bindings are looked at once.

#include <chrono>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/checks.hpp"
#include "lint/edges.hpp"
#include "lint/labels.hpp"

namespace lockstep {
namespace {

constexpr std::string_view kWaitForDue =
    "`read: latest` with `guard: sensor` waits for the newest run that is due";

// ---- read: same ----

/// Answers that edges with equal measures share.
class SameEdges {
 public:
  explicit SameEdges(const LintContext& ctx) : ctx_(ctx) {}

  const LabelFit& fit(const AlignedEdge& edge) {
    const Clock clock = clock_of(edge.read.to);
    const auto [entry, added] =
        fits_.try_emplace({edge.measures, clock.zone}, LabelFit{});
    if (added) entry->second = fit_labels(labelled(edge), clock);
    return entry->second;
  }
  const SoundOffsets& offsets(const AlignedEdge& edge) {
    const auto [entry, added] =
        offsets_.try_emplace(edge.measures, SoundOffsets{});
    if (added) entry->second = find_sound_offsets(labelled(edge));
    return entry->second;
  }

 private:
  [[nodiscard]] LabelledEdge labelled(const AlignedEdge& edge) const {
    const Alignment& alignment = ctx_.alignment();
    return {alignment.runs_of(edge.read.from), alignment.runs_of(edge.read.to),
            &alignment.binding(edge), alignment.measures(edge).scope};
  }
  [[nodiscard]] Clock clock_of(NodeId node) const {
    const auto& crons = ctx_.derivation.cadence(node)->schedule.crons;
    return crons.empty() ? Clock{} : crons.front().clock;
  }

  const LintContext& ctx_;
  std::map<std::pair<EdgeMeasuresId, const Zone*>, LabelFit> fits_;
  std::map<EdgeMeasuresId, SoundOffsets> offsets_;
};

template <class Visit>
void for_each_same(const LintContext& ctx, const Visit& visit) {
  for (const AlignedEdge& edge : ctx.alignment().edges) {
    if (ctx.alignment().binding(edge).read == Read::Same) {
      visit(edge, ctx.alignment().measures(edge));
    }
  }
}

/// `2h after its own`.
std::string label_text(const Binding& binding) {
  if (binding.offset == seconds{0}) return "equal to its own";
  return fmt::format("{} {} its own",
                     format_duration(std::chrono::abs(binding.offset)),
                     binding.offset < seconds{0} ? "before" : "after");
}

Diagnostic same_finding(const LintContext& ctx, std::string_view rule,
                        const AlignedEdge& edge, const LabelFit& fit,
                        const NamedCount& count, std::string message) {
  Diagnostic result = edge_finding(ctx, rule, edge, std::move(message));
  const Binding& binding = ctx.alignment().binding(edge);
  result.parameters.emplace_back("offset", format_duration(binding.offset));
  result.share_of_runs = share_of(count.ticks, fit.ticks);
  result.scope = scope_text(fit.scope);
  const NamedRun& first = *count.first;
  if (first.label) {
    result.notes.push_back({fmt::format("at {} it looks for the label {}",
                                        format_instant(first.reader),
                                        format_instant(*first.label)),
                            {}});
  }
  return result;
}

/// The tick of the reader, then those of the input.
Witness tick_witness(const LintContext& ctx, const AlignedEdge& edge,
                     sys_seconds reader,
                     const std::vector<std::optional<sys_seconds>>& input) {
  Witness witness = witness_of(ctx, edge.read.to, reader);
  witness.runs.push_back(witness_run(ctx, edge.read.to, reader));
  for (const auto& tick : input) {
    if (!tick) continue;
    witness.runs.push_back(witness_run(ctx, edge.read.from, *tick));
  }
  return witness;
}

// ---- ALN002 ----

std::string offsets_text(const SoundOffsets& offsets) {
  std::vector<std::string> texts;
  const auto add = [&](seconds offset, std::string_view what) {
    texts.push_back(fmt::format("{} ({})", format_duration(offset), what));
  };
  if (offsets.due) {
    add(*offsets.due, offsets.always_newest ? "the newest run that is due"
                                            : "a run that is always due");
  }
  if (offsets.next) add(*offsets.next, "the one after");
  const auto nearest = offsets.nearest;
  if (nearest && nearest != offsets.due && nearest != offsets.next) {
    add(*nearest, "nearest to this one");
  }
  return fmt::format("{}", fmt::join(texts, " or "));
}

std::string mend_of_missing(const LintContext& ctx, const AlignedEdge& edge,
                            const SoundOffsets& offsets) {
  const std::string known = offsets_text(offsets);
  if (!known.empty()) {
    return fmt::format("{} has a run for every run of {} with the offset {}",
                       name_of(ctx, edge.read.from), name_of(ctx, edge.read.to),
                       known);
  }
  std::string text = fmt::format("no single offset fits; {}", kWaitForDue);
  if (!is_no_slower(ctx, edge)) {
    text += ", `read: window` for all since its last run";
  }
  return text;
}

void report_missing(const LintContext& ctx, const AlignedEdge& edge,
                    const LabelFit& fit, const SoundOffsets& offsets,
                    const Report& report) {
  const Binding& binding = ctx.alignment().binding(edge);
  const double share = share_of(fit.missing.ticks, fit.ticks);
  const NodeId reader = edge.read.to;
  const std::string subject =
      !binding.waits
          ? runs_that(ctx, reader, share, "reads nothing", "read nothing")
      : binding.timeout
          ? runs_that(ctx, reader, share, "waits in vain", "wait in vain")
          : runs_that(ctx, reader, share, "waits for ever", "wait for ever");
  Diagnostic result = same_finding(
      ctx, "ALN002", edge, fit, fit.missing,
      fmt::format("{}: no run of {} has a label {}", subject,
                  name_of(ctx, edge.read.from), label_text(binding)));
  const NamedRun& first = *fit.missing.first;
  const RunSequence& input = *ctx.alignment().runs_of(edge.read.from);
  const sys_seconds near = first.label.value_or(first.reader);
  result.witness =
      tick_witness(ctx, edge, first.reader,
                   {input.newest_tick(near), input.next_tick(near)});
  result.help = mend_of_missing(ctx, edge, offsets);
  report(std::move(result));
}

/// Nobody waits for an optional run that comes on some days.
bool may_be_missing(const AlignedEdge& edge, const Binding& binding,
                    const LabelFit& fit) {
  return !binding.waits && edge.read.declared && edge.read.declared->optional &&
         fit.missing.ticks < fit.ticks;
}

// ---- ALN003 ----

std::string instance_message(const LintContext& ctx, const AlignedEdge& edge,
                             const LabelFit& fit, const NamedCount& count) {
  const double share = share_of(count.ticks, fit.ticks);
  const std::string input = name_of(ctx, edge.read.from);
  const std::string distance = format_duration(count.farthest);
  if (&count == &fit.older) {
    return fmt::format(
        "{} a run of {} that is up to {} older than the newest one that is due",
        runs_that(ctx, edge.read.to, share, "reads", "read"), input, distance);
  }
  return fmt::format(
      "{} for a run of {} that comes up to {} after the next one",
      runs_that(ctx, edge.read.to, share, "waits", "wait"), input, distance);
}

std::string mend_of_instance(const LintContext& ctx, const AlignedEdge& edge,
                             const LabelFit& fit, const SoundOffsets& offsets) {
  if (offsets.always_newest) {
    std::string text = fmt::format("`offset: {}` reads the newest one",
                                   format_duration(*offsets.due));
    if (offsets.next && fit.newer.ticks > 0) {
      text += fmt::format(", `offset: {}` waits for the next one",
                          format_duration(*offsets.next));
    }
    return text;
  }
  std::string text =
      fmt::format("no single offset always reads the newest; {}", kWaitForDue);
  if (!is_no_slower(ctx, edge)) {
    text += ", `read: window` for all since its last run";
  }
  return text;
}

void report_instance(const LintContext& ctx, const AlignedEdge& edge,
                     const LabelFit& fit, const SoundOffsets& offsets,
                     const Report& report) {
  const bool older = fit.older.ticks >= fit.newer.ticks;
  const NamedCount& count = older ? fit.older : fit.newer;
  Diagnostic result = same_finding(ctx, "ALN003", edge, fit, count,
                                   instance_message(ctx, edge, fit, count));
  const RunSequence& input = *ctx.alignment().runs_of(edge.read.from);
  const NamedRun& first = *count.first;
  result.witness =
      tick_witness(ctx, edge, first.reader,
                   {first.tick, older ? input.newest_tick(first.reader)
                                      : input.next_tick(first.reader)});
  result.help = mend_of_instance(ctx, edge, fit, offsets);
  report(std::move(result));
}

}  // namespace

void check_disjoint_grids(const LintContext& ctx, const Report& report) {
  SameEdges same(ctx);
  for_each_same(ctx, [&](const AlignedEdge& edge, const EdgeMeasures& m) {
    if (m.missing == 0) return;
    const LabelFit& fit = same.fit(edge);
    if (fit.missing.ticks == 0 ||
        may_be_missing(edge, ctx.alignment().binding(edge), fit)) {
      return;
    }
    report_missing(ctx, edge, fit, same.offsets(edge), report);
  });
}

void check_wrong_instance(const LintContext& ctx, const Report& report) {
  SameEdges same(ctx);
  for_each_same(ctx, [&](const AlignedEdge& edge, const EdgeMeasures& m) {
    // What is measured of runs says nothing of those that never happen.
    const bool all_read = m.bound == m.ticks;
    if (all_read && m.other_instance.runs == 0) return;
    const LabelFit& fit = same.fit(edge);
    if (fit.older.ticks + fit.newer.ticks == 0) return;
    report_instance(ctx, edge, fit, same.offsets(edge), report);
  });
}

}  // namespace lockstep
