#pragma once
// Interning of crons and schedules: every distinct text in a zone is compiled
// once, every distinct union reduced once.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "cron/schedule.hpp"
#include "model/draft.hpp"
#include "model/project.hpp"

namespace lockstep {

/// Texts by name, over the default ones; names in lower case.
using Presets = std::map<std::string, Located<std::string>, std::less<>>;

/// Any total order, for lookups alone.
struct ScheduleLess {
  bool operator()(const Schedule& a, const Schedule& b) const;
};

/// Fills Project::crons and Project::schedules. Ids of crons are provisional
/// until finish() sorts them.
class CronTable {
 public:
  CronTable(ZoneTable& zones, const Dialect& dialect, Presets presets);

  /// The id of `text` in `zone`, compiled when it is new.
  [[nodiscard]] CronId intern(std::string_view text, std::string_view zone);
  [[nodiscard]] const CompiledText& operator[](CronId id) const {
    return crons_[id.index()];
  }
  /// True if both fire at the same instants; of texts that do not compile, if
  /// they are the same.
  [[nodiscard]] bool same(CronId a, CronId b) const;

  /// The reduced union of those that compile; invalid if none does.
  [[nodiscard]] ScheduleId schedule(std::span<const CronUse> uses);

  /// Presets of the project file that are no crons and that nobody uses: the
  /// others are found where they are used. INP002.
  void report_unused_presets(std::vector<Diagnostic>& diagnostics) const;

  /// Moves the tables into `project`, crons sorted by text and zone; returns
  /// the final id of each provisional one.
  [[nodiscard]] std::vector<CronId> finish(Project& project);

 private:
  void compile_text(CompiledText& entry) const;

  ZoneTable& zones_;
  const Dialect& dialect_;
  Presets presets_;
  std::vector<CompiledText> crons_;
  std::map<std::pair<std::string, std::string>, CronId, std::less<>> ids_;
  std::vector<Schedule> schedules_;
  std::map<Schedule, ScheduleId, ScheduleLess> schedule_ids_;
  std::map<std::vector<CronId>, ScheduleId> unions_;
};

}  // namespace lockstep
