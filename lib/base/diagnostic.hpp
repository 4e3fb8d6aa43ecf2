#pragma once
// What the tool has to say about an input: one record for loaders and rules
// alike, rendered by report/.

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/source.hpp"
#include "base/time.hpp"

namespace lockstep {

/// Ordered from worst to least.
enum class Severity : unsigned char { Error, Warning, Info };

/// A run that proves a finding. Unknown instants are absent.
struct WitnessRun {
  std::string job;
  sys_seconds tick;
  std::optional<sys_seconds> start;
  std::optional<sys_seconds> end;
};

/// The concrete instant that proves a finding.
struct Witness {
  sys_seconds at;
  std::string local;  ///< the same instant in the schedule's zone, with offset
  std::vector<WitnessRun> runs;
  /// On which days it happens, in words; empty: always, or it is not told.
  std::string days{};
};

/// Replaces the bytes of `where` by `text`.
struct Edit {
  Location where;
  std::string text;
};

/// A mend that can be applied to the inputs. Safe: no tick of any job changes.
struct Fix {
  bool safe = true;
  std::vector<Edit> edits;
};

/// A second place that matters: "first declared here".
struct Note {
  std::string message;
  Location where;
};

/// One finding. `rule` is the id of a row of lint/rules.cpp.
struct Diagnostic {
  std::string rule;
  Severity severity = Severity::Error;
  std::string message;  ///< one line, lower case, no final stop
  Location where;       ///< may be nowhere
  std::vector<Note> notes;
  std::string help;                ///< what would be right; may be empty
  std::vector<std::string> nodes;  ///< names of the datasets concerned
  std::optional<Witness> witness;
  std::optional<double> share_of_runs;
  std::string
      scope;  ///< "for ever" or the horizon; empty if time plays no part
  /// Facts that identify the finding beside rule and nodes, sorted by key;
  /// part of the fingerprint, so never line numbers.
  std::vector<std::pair<std::string, std::string>> parameters;
  std::optional<Fix> fix;
};

}  // namespace lockstep
