#pragma once
// The nominal ticks of `any`, `all` and expression sensors (alignment.md 2):
// f' = the next firing after f, with & = max and | = min over the next ticks of
// the inputs. Airflow's slots saturate and a start clears all of them, so the
// last firing is the whole state: f' is a monotone map of the time line that
// commutes with the common period, and its orbit becomes periodic.

#include <compare>
#include <cstdint>
#include <map>
#include <vector>

#include "align/cadence_table.hpp"

namespace lockstep {

/// Boolean expression over cadences in canonical postfix form: operands
/// flattened, sorted and distinct, those that cannot matter gone. Equal
/// formulas are equal vectors.
struct FormulaTerm {
  enum class Kind : std::uint8_t { Cadence, And, Or } kind;
  std::uint32_t value;  ///< a CadenceId, or the number of operands
  friend auto operator<=>(const FormulaTerm&, const FormulaTerm&) = default;
};
using Formula = std::vector<FormulaTerm>;

[[nodiscard]] Formula leaf(CadenceId cadence);
/// `operands` joined by And or Or; none gives the empty formula. Drops what
/// cannot matter: of an And every cadence that contains another operand, of an
/// Or every cadence contained in another one.
[[nodiscard]] Formula join(FormulaTerm::Kind op, std::vector<Formula> operands,
                           CadenceTable& cadences);

/// The ticks of a formula.
struct Firing {
  CadenceId cadence;
  /// The cadences of the formula whose ticks these are, by order; empty if
  /// they are not expressible by them.
  std::vector<CadenceId> same_as;
  /// Found over the horizon only: time zones, year lists or too long a period.
  bool horizon_only = false;
};

/// Solves formulas, each distinct one once.
class RecurrenceSolver {
 public:
  /// The long-run ticks of a non-empty formula. Slots are empty just before
  /// the reference midnight; what fires before the orbit becomes periodic is
  /// dropped, and the periodic part extends to all time. Expressible if equal
  /// to a union of input cadences over the whole period; without a period,
  /// over the horizon after its first fifth, which is left for settling.
  /// O(runs in the period), at most kMaximumRuns.
  [[nodiscard]] const Firing& solve(const Formula& formula,
                                    CadenceTable& cadences);

 private:
  std::map<Formula, Firing> solved_;
};

}  // namespace lockstep
