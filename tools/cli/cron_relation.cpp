#include "cli/cron_relation.hpp"

namespace lockstep::cli {

Comparison compare(const ZonedCron& a, const ZonedCron& b, sys_seconds from,
                   seconds horizon) {
  const Schedule x{{a}}, y{{b}};
  Comparison found{lockstep::compare(x, y, from, horizon),
                   {},
                   false,
                   cli::age(a, b, from, horizon)};
  if (found.relation == Relation::Equal) return found;
  found.first_difference = first_difference(x, y, from, horizon);
  found.first_is_of_a = found.first_difference &&
                        matches(a.cron, *found.first_difference, a.clock);
  return found;
}

std::optional<Age> age(const ZonedCron& a, const ZonedCron& b, sys_seconds from,
                       seconds horizon) {
  if (a.clock == b.clock) return lockstep::age(a.cron, b.cron);
  return lockstep::age({{a}}, {{b}}, from, horizon);
}

std::string scope_text(bool for_ever, sys_seconds from, seconds horizon) {
  return for_ever ? "for ever" : "until " + format_instant(from + horizon);
}

std::string_view relation_name(Relation relation) {
  switch (relation) {
    case Relation::Equal:
      return "equal";
    case Relation::Disjoint:
      return "disjoint";
    case Relation::Subset:
      return "subset";
    case Relation::Superset:
      return "superset";
    case Relation::Overlap:
      return "overlap";
  }
  return "";
}

}  // namespace lockstep::cli
