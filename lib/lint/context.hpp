#pragma once
// What the checks of all families share: every distinct cron with its places,
// and how a place inside a cron's text is found in the file.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "align/alignment.hpp"
#include "base/source.hpp"
#include "lint/rule.hpp"

namespace lockstep {

/// A distinct (cron, zone) of the project and who uses it.
struct CronUsers {
  CronId cron;
  CronUse first;                   ///< the first place, by path and offset
  std::vector<CronUse> uses;       ///< every place, in no order
  std::vector<std::string> nodes;  ///< datasets and exposures, sorted
};

struct LintContext {
  const Project& project;
  const Derivation& derivation;
  const Sources& sources;
  /// What runs the jobs; nullptr: not said, or none of the command's business.
  const Target* target;
  std::vector<CronUsers> crons;  ///< by CronId; only those in use

  LintContext(const LintInput& input, const Sources& texts);

  [[nodiscard]] const CompiledText& text(const CronUsers& users) const {
    return project[users.cron];
  }
  /// Measures of edges and nodes; computed when the first rule asks.
  [[nodiscard]] const Alignment& alignment() const;
  /// How many uses of crons stand at this place. O(log uses).
  [[nodiscard]] std::size_t uses_at(const Location& where) const;
  /// Does `a` stand before `b`, by path and offset? Nowhere comes last.
  [[nodiscard]] bool before(const Location& a, const Location& b) const;

 private:
  mutable std::optional<Alignment> alignment_;
  mutable std::vector<Location> places_;  ///< of all uses, sorted
};

/// A finding of a rule with the severity of its row.
[[nodiscard]] Diagnostic finding(std::string_view rule, std::string message);

/// A finding about a cron in all its places: nodes, parameters, and the whole
/// text as location.
[[nodiscard]] Diagnostic cron_finding(const LintContext& ctx,
                                      std::string_view rule,
                                      const CronUsers& users,
                                      std::string message);

/// Where bytes [offset, offset + length) of the compiled text of `use` stand
/// in the file, or the whole text if the file holds other bytes (a preset, an
/// escape).
[[nodiscard]] Location place_in_cron(const LintContext& ctx, const CronUse& use,
                                     std::size_t offset, std::size_t length);
/// The whole text, without the quotes around it.
[[nodiscard]] Location place_of_cron(const LintContext& ctx,
                                     const CronUse& use);
/// True if the file holds the compiled text byte by byte, so that an edit of
/// place_in_cron() is one of the cron.
[[nodiscard]] bool is_verbatim(const LintContext& ctx, const CronUse& use);

/// A mend that writes `text` at every place of a cron; nothing if a place does
/// not hold the cron byte by byte, since the others would then differ from it.
[[nodiscard]] std::optional<Fix> rewrite_everywhere(const LintContext& ctx,
                                                    const CronUsers& users,
                                                    const std::string& text,
                                                    bool safe);

/// The clock of a node's cadence: of several crons the first one's, UTC where
/// no cron makes it.
[[nodiscard]] Clock clock_of(const Derivation& derivation, NodeId node);

/// The instant with its reading on the wall clock of the cron's zone.
[[nodiscard]] Witness witness_at(sys_seconds at, const Clock& clock);

}  // namespace lockstep
