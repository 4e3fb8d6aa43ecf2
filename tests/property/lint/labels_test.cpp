// Waits by label against plain lists of ticks: which runs exist, which are the
// wrong ones, since when, and which offsets would do. The lists come from
// calendar.cpp; what a label is, is written down here once more.

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "align/alignment.hpp"
#include "analyze.hpp"
#include "lint/labels.hpp"
#include "lint/rule.hpp"
#include "property/lint/calendar.hpp"

namespace lockstep::test {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kAsOf = 19'723;  // 2024-01-01
constexpr std::int64_t kHorizonDays = 731;
/// Further than any label lies from its tick, and any offset reaches.
constexpr std::int64_t kPad = 150;

struct Case {
  PlainSchedule u, v;
  std::int64_t offset = 0;
  bool u_interval = false, v_interval = false;

  [[nodiscard]] std::string yaml() const {
    const auto label = [](bool interval) {
      return interval ? "interval_start" : "tick";
    };
    return fmt::format(
        "version: 1\nas_of: 2024-01-01\ndatasets:\n"
        "  u: {{{}, run_label: {}}}\n"
        "  v:\n    {{{}, run_label: {},\n"
        "     inputs: [{{dataset: u, read: same, offset: {}s}}]}}\n",
        u.yaml(), label(u_interval), v.yaml(), label(v_interval), offset);
  }
};

using Ticks = std::vector<std::int64_t>;

std::optional<std::int64_t> at_or_before(const Ticks& ticks, std::int64_t at) {
  const auto found = std::ranges::upper_bound(ticks, at);
  if (found == ticks.begin()) return std::nullopt;
  return *std::prev(found);
}
std::int64_t after(const Ticks& ticks, std::int64_t at) {
  return *std::ranges::upper_bound(ticks, at);
}
bool holds(const Ticks& ticks, std::int64_t at) {
  return std::ranges::binary_search(ticks, at);
}

/// One case by its definitions, over days [from, to).
class Plain {
 public:
  Plain(const Case& c, std::int64_t from, std::int64_t to)
      : case_(c),
        u_(c.u.ticks(from - kPad, to + kPad)),
        v_(c.v.ticks(from - kPad, to + kPad)) {
    for (const std::int64_t tick : v_) {
      if (tick >= from * kDay && tick < to * kDay) ticks.push_back(tick);
    }
  }

  [[nodiscard]] std::int64_t label(std::int64_t tick) const {
    return case_.v_interval ? *at_or_before(v_, tick - 1) : tick;
  }
  [[nodiscard]] std::int64_t label_of_input(std::int64_t tick) const {
    return case_.u_interval ? *at_or_before(u_, tick - 1) : tick;
  }
  /// The tick of the run that `tick` of v names with an offset.
  [[nodiscard]] std::optional<std::int64_t> named(std::int64_t tick,
                                                  std::int64_t offset) const {
    const std::int64_t wanted = label(tick) + offset;
    if (!holds(u_, wanted)) return std::nullopt;
    return case_.u_interval ? after(u_, wanted) : wanted;
  }
  [[nodiscard]] std::int64_t due(std::int64_t tick) const {
    return *at_or_before(u_, tick);
  }
  [[nodiscard]] std::int64_t next(std::int64_t tick) const {
    return after(u_, tick);
  }
  [[nodiscard]] bool works(std::int64_t offset) const {
    return std::ranges::all_of(ticks, [&](std::int64_t tick) {
      return named(tick, offset).has_value();
    });
  }
  /// Offsets from the first label to ticks of u, that work, in order.
  [[nodiscard]] Ticks sound(std::int64_t least, std::int64_t most) const {
    Ticks result;
    const std::int64_t first = label(ticks.front());
    for (const std::int64_t at : u_) {
      const std::int64_t offset = at - first;
      if (offset >= least && offset <= most && works(offset)) {
        result.push_back(offset);
      }
    }
    return result;
  }
  /// The offset `steps` ticks of u from one.
  [[nodiscard]] std::int64_t moved(std::int64_t offset, int steps) const {
    const std::int64_t first = label(ticks.front());
    const auto from = std::ranges::upper_bound(u_, first + offset) - u_.begin();
    const auto to = std::clamp<std::ptrdiff_t>(
        from + steps, 0, static_cast<std::ptrdiff_t>(u_.size()) - 1);
    return u_[static_cast<std::size_t>(to)] - first;
  }

  Ticks ticks;  ///< of v, in the days that were asked for

 private:
  const Case& case_;
  Ticks u_, v_;
};

Case random_case(Random& random) {
  static const std::vector<std::int64_t> offsets = {
      0,     0,      0,     3600,   -3600,    7200,   -10'800, kDay,
      -kDay, -1'800, 1'800, 14'400, 6 * kDay, 79'200, -79'200, -7 * kDay};
  Case c;
  const bool zones = one_in(random, 3);
  c.u = random_schedule(random, zones);
  c.v = random_schedule(random, zones);
  c.u_interval = one_in(random, 2);
  c.v_interval = one_in(random, 3) ? !c.u_interval : c.u_interval;
  c.offset = pick(random, offsets);
  // Every other one names the run that is due at some tick.
  if (one_in(random, 2)) {
    const Plain plain(c, kAsOf, kAsOf + 62);
    if (!plain.ticks.empty()) {
      const std::int64_t tick = plain.ticks.front();
      c.offset = plain.label_of_input(plain.due(tick)) - plain.label(tick);
    }
  }
  return c;
}

struct Wrong {
  std::int64_t ticks = 0, first = 0, farthest = 0;

  void add(std::int64_t tick, std::int64_t distance) {
    if (ticks++ == 0) first = tick;
    farthest = std::max(farthest, distance);
  }
};

struct Expected {
  Wrong missing, older, newer;
};

Expected expected_fit(const Case& c, const Plain& plain) {
  Expected result;
  for (const std::int64_t tick : plain.ticks) {
    const auto named = plain.named(tick, c.offset);
    const std::int64_t due = plain.due(tick), next = plain.next(tick);
    if (!named) {
      result.missing.add(tick, 0);
    } else if (*named > next) {
      result.newer.add(tick, *named - next);
    } else if (*named < due && *named != last_midnight(c.v.place, tick)) {
      result.older.add(tick, due - *named);
    }
  }
  return result;
}

std::string text_of(const Wrong& wrong) {
  return wrong.ticks == 0 ? "none"
                          : fmt::format("{} from {}, up to {}", wrong.ticks,
                                        wrong.first, wrong.farthest);
}
std::string text_of(const NamedCount& count) {
  if (count.ticks == 0) return "none";
  return text_of({count.ticks, count.first->reader.time_since_epoch().count(),
                  count.farthest.count()});
}

std::string text_of(std::optional<seconds> offset) {
  return offset ? format_duration(*offset) : "none";
}

/// The offsets as find_sound_offsets() promises them.
std::string expected_offsets(const Case& c, const Plain& plain) {
  std::optional<std::int64_t> least, greatest;
  for (const std::int64_t tick : plain.ticks) {
    const std::int64_t offset =
        plain.label_of_input(plain.due(tick)) - plain.label(tick);
    least = std::min(least.value_or(offset), offset);
    greatest = std::max(greatest.value_or(offset), offset);
  }
  const std::int64_t far = kFarthestOffset.count();
  const auto below = [&](std::int64_t from) -> std::optional<seconds> {
    const Ticks sound = plain.sound(
        std::max(plain.moved(from, -kMaximumTries), from - far), from);
    if (sound.empty()) return std::nullopt;
    return seconds{sound.back()};
  };
  const auto above = [&](std::int64_t from) -> std::optional<seconds> {
    const Ticks sound = plain.sound(
        from + 1, std::min(plain.moved(from, kMaximumTries - 1), from + far));
    if (sound.empty()) return std::nullopt;
    return seconds{sound.front()};
  };
  const auto due = below(*least);
  const auto next = above(due ? due->count() : *least);
  const auto left = below(c.offset), right = above(c.offset);
  auto nearest = left;
  if (right &&
      (!left || right->count() - c.offset < c.offset - left->count())) {
    nearest = right;
  }
  const bool newest = due && least == greatest && due->count() == *least;
  return fmt::format("{}{}, {}, {}", text_of(due), newest ? "!" : "",
                     text_of(next), text_of(nearest));
}

std::string found_offsets(const SoundOffsets& found) {
  return fmt::format("{}{}, {}, {}", text_of(found.due),
                     found.always_newest ? "!" : "", text_of(found.next),
                     text_of(found.nearest));
}

/// The finding of a rule, or nullptr.
const Diagnostic* finding_of(const LintResult& result, std::string_view rule) {
  const auto found =
      std::ranges::find(result.diagnostics, rule, &Diagnostic::rule);
  return found == result.diagnostics.end() ? nullptr : &*found;
}

void check_finding(const LintResult& result, std::string_view rule,
                   const Wrong& wrong, std::int64_t ticks) {
  const Diagnostic* finding = finding_of(result, rule);
  INFO(rule);
  CHECK((finding != nullptr) == (wrong.ticks > 0));
  if (finding == nullptr || wrong.ticks == 0) return;
  CHECK(*finding->share_of_runs ==
        doctest::Approx(static_cast<double>(wrong.ticks) /
                        static_cast<double>(ticks)));
  CHECK(finding->witness->at.time_since_epoch().count() == wrong.first);
}

void check_case(const Case& c) {
  const std::string yaml = c.yaml();
  INFO(yaml);
  Sources sources;
  sources.add({"lockstep.yaml", yaml, "", {}});
  AnalyzeOptions options;
  options.derive.horizon = std::chrono::days{kHorizonDays};
  Analysis analysis = analyze(sources, options);
  REQUIRE(analysis.diagnostics.empty());
  const Alignment alignment = align(analysis.project, analysis.derivation);
  const AlignedEdge& edge = alignment.edges.at(0);
  const LabelledEdge labelled{
      alignment.runs_of(edge.read.from), alignment.runs_of(edge.read.to),
      &alignment.binding(edge), alignment.measures(edge).scope};
  const auto& crons = analysis.derivation.cadence(edge.read.to)->schedule.crons;
  const LabelFit fit = fit_labels(labelled, crons.front().clock);
  CHECK(fit.scope.from.time_since_epoch().count() == kAsOf * kDay);
  const std::int64_t to = fit.scope.to.time_since_epoch().count() / kDay;
  if (!fit.scope.for_ever) CHECK(to == kAsOf + kHorizonDays);
  const Plain plain(c, kAsOf, to);
  const Expected expected = expected_fit(c, plain);
  CHECK(fit.ticks == static_cast<std::int64_t>(plain.ticks.size()));
  CHECK(text_of(fit.missing) == text_of(expected.missing));
  CHECK(text_of(fit.older) == text_of(expected.older));
  CHECK(text_of(fit.newer) == text_of(expected.newer));
  // The plain search costs as much as 400 years have days.
  if (to <= kAsOf + kHorizonDays) {
    CHECK(found_offsets(find_sound_offsets(labelled)) ==
          expected_offsets(c, plain));
  }

  LintOptions lint_options;
  lint_options.select = {"ALN002", "ALN003"};
  const LintResult result =
      lint({analysis.project, analysis.derivation}, sources, {}, lint_options);
  check_finding(result, "ALN002", expected.missing, fit.ticks);
  Wrong other;  // yields to the other rule
  if (expected.missing.ticks == 0) {
    other = expected.older.ticks >= expected.newer.ticks ? expected.older
                                                         : expected.newer;
  }
  check_finding(result, "ALN003", other, fit.ticks);
}

TEST_CASE("waits by label agree with lists of ticks") {
  Random random(5);
  int sound = 0, missing = 0;
  for (int i = 0; i < 2000; ++i) {
    const Case c = random_case(random);
    check_case(c);
    (Plain(c, kAsOf, kAsOf + 62).works(c.offset) ? sound : missing)++;
  }
  MESSAGE(sound, " cases name a run always, ", missing, " do not");
  CHECK(sound > 300);
  CHECK(missing > 400);
}

}  // namespace
}  // namespace lockstep::test
