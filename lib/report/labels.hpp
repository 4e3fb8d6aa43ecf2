#pragma once
// Words that every format uses for the same thing: kinds, starts, modes,
// bindings, and the cron texts of a cadence.

#include <string>
#include <string_view>
#include <vector>

#include "align/start.hpp"
#include "base/diagnostic.hpp"
#include "model/project.hpp"

namespace lockstep {

[[nodiscard]] std::string_view label(Severity severity);
[[nodiscard]] std::string_view label(NodeKind kind);
[[nodiscard]] std::string_view label(StartType type);
[[nodiscard]] std::string_view label(TriggerMode mode);
[[nodiscard]] std::string_view label(Read read);

/// Last but one part of a dotted name; empty if it has one part.
[[nodiscard]] std::string_view domain_of(std::string_view key);

/// The names of `nodes` as first written.
[[nodiscard]] std::vector<std::string> names(const Project& project,
                                             const std::vector<NodeId>& nodes);

/// What makes a cadence, as text. Empty: no crons can say it.
struct CronTexts {
  std::vector<std::string> crons;
  std::vector<std::string> zones;  ///< parallel to crons

  /// Nothing, or the one zone that all crons share.
  [[nodiscard]] const std::string* one_zone() const;
};

/// The texts of every cadence of a derivation, by CadenceId. Canonical ones in
/// the dialect of the project, or as written where that cannot say them.
[[nodiscard]] std::vector<CronTexts> cron_texts(const Project& project,
                                                const Derivation& derivation);

/// The cadence of a node in a few words: crons, a rate, or nothing.
[[nodiscard]] std::string cadence_line(const Derivation& derivation,
                                       const std::vector<CronTexts>& texts,
                                       NodeId node);

}  // namespace lockstep
