#pragma once
// Targets that lint can be told (`lint.target`, `--target`): what runs the
// crons of a project, a row for each engine and version with the facts that
// rules ask for. A row needs no emitter.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/expected.hpp"
#include "base/time.hpp"
#include "cron/dialect.hpp"

namespace lockstep {

struct Target {
  std::string_view name;          ///< as users write it: `airflow`
  std::string_view version;       ///< `2.11`; empty: all versions are alike
  std::string_view title;         ///< as messages say it: `Airflow`
  std::string_view dialect_name;  ///< how it reads crons
  /// `lockstep emit` writes for it: crons printed from masks, zones always
  /// said, ids made by lockstep. False: people carry the texts over.
  bool emitted = false;
  seconds least_gap{0};  ///< it starts no job more often; 0: no such limit
  /// Crons without a zone are read in that of the machine.
  bool zone_of_server = false;
  /// Waiting takes one of so many places, where nobody sets another number.
  /// Absent: waiting takes none, or places are not counted.
  std::optional<int> waiting_places = std::nullopt;

  [[nodiscard]] const Dialect& dialect() const {
    return *find_dialect(dialect_name);
  }
  /// `Airflow 2.11`
  [[nodiscard]] std::string label() const;
};

/// All rows: names together, oldest version first.
[[nodiscard]] std::span<const Target> targets();

struct TargetError {
  std::string message, hint;
};
/// `airflow` (its newest version) or `airflow@2.11`, in any case.
[[nodiscard]] Expected<const Target*, TargetError> find_target(
    std::string_view text);

}  // namespace lockstep
