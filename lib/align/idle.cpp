// A merge of streams: each input names the runs at which it is bound anew.
#include "align/idle.hpp"

#include <algorithm>
#include <chrono>

namespace lockstep {
namespace {

/// Of how many runs back the first bound one is looked for.
constexpr int kStepsBack = 1'000;

std::optional<std::int64_t> days_of(const RunSequence& runs) {
  if (!runs.period()) return std::nullopt;
  return *runs.period() / std::chrono::days{1};
}

/// Every run binds another run of this input than the one before: between two
/// starts there is always an end.
bool always_renews(const RunSequence& runs, const Reader& reader) {
  const RunSequence& input = reader.input();
  if (reader.binding().read != Read::Latest || runs.is_listed() ||
      input.is_listed()) {
    return false;
  }
  const auto run = runs.first_reaching({});
  const bool start_at_ends = run && run->start == run->tick + input.delay();
  if (&runs.cadence() == &input.cadence() && start_at_ends) return true;
  const auto least = least_gap(runs.cadence());
  const auto greatest = greatest_gap(input.cadence());
  return least && greatest && *greatest <= *least;
}

/// How one job is looked at.
class IdleWalk {
 public:
  IdleWalk(const RunSequence& runs, const std::vector<Reader>& inputs,
           PartTable& parts)
      : runs_(runs), inputs_(inputs), parts_(parts) {
    sequences_.push_back(&runs);
    for (const Reader& reader : inputs) {
      sequences_.push_back(&reader.input());
      memory_ = std::max(memory_, memory_of(reader, runs));
    }
  }

  [[nodiscard]] Scope scope(const Scope& horizon) {
    auto days = days_of(runs_);
    for (const Reader& reader : inputs_) {
      days = common_period(days, days_of(reader.input()));
    }
    if (!days) return horizon;
    const Scope whole{true, horizon.from,
                      horizon.from + std::chrono::days{*days}};
    const std::int64_t own = runs_.count(whole.from, whole.to);
    std::int64_t steps = 0;
    for (const Reader& reader : inputs_) {
      steps += std::min(own, reader.input().count(whole.from, whole.to));
    }
    const double walked = walked_share(whole, parts(whole));
    return static_cast<double>(steps) * walked > kMaximumWalk ? horizon : whole;
  }

  IdleRuns count(const Scope& scope) {
    IdleRuns idle{scope, 0, 0, std::nullopt};
    for (const Part& part : parts(scope)) {
      const IdleRuns in_part = count_in(part);
      idle.runs += in_part.runs * part.times;
      idle.of += in_part.of * part.times;
      if (!idle.first) idle.first = in_part.first;
    }
    return idle;
  }

 private:
  const std::vector<Part>& parts(const Scope& scope) {
    return parts_.parts_of(scope, sequences_, memory_);
  }
  [[nodiscard]] IdleRuns count_in(const Part& part) const;

  const RunSequence& runs_;
  const std::vector<Reader>& inputs_;
  PartTable& parts_;
  std::vector<const RunSequence*> sequences_;
  seconds memory_{0};
};

/// The runs with ticks before `to` at which one input is bound anew.
class Renewals {
 public:
  Renewals(const Reader& reader, const RunSequence& runs, const Run& first,
           sys_seconds to)
      : reader_(&reader), runs_(&runs), to_(to), run_(first) {
    auto run = runs.before(first);
    for (int i = 0; run && !bound_ && i < kStepsBack; ++i) {
      bound_ = bound_by(*run);
      run = runs.before(*run);
    }
    settle();
  }

  [[nodiscard]] const std::optional<Run>& run() const { return run_; }
  void advance() {
    run_ = runs_->after(*run_);
    settle();
  }

 private:
  [[nodiscard]] std::optional<Run> bound_by(const Run& run) const {
    const bool window = reader_->binding().read == Read::Window;
    return reader_->bound(run,
                          window ? previous_tick(*runs_, run) : std::nullopt);
  }

  /// From run_ on, the first that binds another run.
  void settle() {
    if (reader_->binding().read == Read::Latest && run_) skip_ahead();
    for (; run_ && run_->tick < to_; run_ = runs_->after(*run_)) {
      const auto bound = bound_by(*run_);
      if (!bound || (bound_ && bound->key == bound_->key)) continue;
      bound_ = bound;
      return;
    }
    run_.reset();
  }

  /// No run before the next end of the input binds anything else.
  void skip_ahead() {
    const RunSequence& input = reader_->input();
    const auto next =
        bound_ ? input.after(*bound_) : input.first_ending(run_->start);
    if (!next) {
      if (bound_) run_.reset();
    } else if (next->end > run_->start) {
      run_ = runs_->first_starting(next->end);
    }
  }

  const Reader* reader_;
  const RunSequence* runs_;
  sys_seconds to_;
  std::optional<Run> run_;    ///< binds bound_ first
  std::optional<Run> bound_;  ///< before: at the run before
};

std::optional<Run> first_of(const std::vector<Renewals>& inputs) {
  std::optional<Run> first;
  for (const Renewals& input : inputs) {
    if (!input.run()) continue;
    if (!first || input.run()->key < first->key) first = input.run();
  }
  return first;
}

IdleRuns IdleWalk::count_in(const Part& part) const {
  IdleRuns idle;
  idle.of = runs_.count(part.from, part.to);
  std::optional<Run> expected = runs_.first_reaching(part.from);
  if (!expected || idle.of == 0) return idle;
  std::vector<Renewals> renewals;
  for (const Reader& reader : inputs_) {
    renewals.emplace_back(reader, runs_, *expected, part.to);
  }
  std::int64_t busy = 0;
  for (auto run = first_of(renewals); run; run = first_of(renewals)) {
    ++busy;
    if (!idle.first) {
      if (run->key != expected->key) idle.first = expected;
      expected = runs_.after(*run);
    }
    for (Renewals& input : renewals) {
      if (input.run() && input.run()->key == run->key) input.advance();
    }
  }
  idle.runs = idle.of - busy;
  if (idle.runs > 0 && !idle.first) idle.first = expected;
  return idle;
}

}  // namespace

IdleRuns count_idle(const RunSequence& runs, const std::vector<Reader>& inputs,
                    const Scope& horizon, PartTable& parts) {
  const bool never = std::ranges::any_of(inputs, [&](const Reader& reader) {
    return always_renews(runs, reader);
  });
  if (inputs.empty() || never) {
    const Scope scope = scope_of(runs, horizon);
    return {scope, 0, runs.count(scope.from, scope.to), std::nullopt};
  }
  IdleWalk walk(runs, inputs, parts);
  return walk.count(walk.scope(horizon));
}

}  // namespace lockstep
