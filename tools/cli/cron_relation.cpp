#include "cli/cron_relation.hpp"

namespace lockstep::cli {

Comparison compare(const Cron& a, const Cron& b, sys_seconds from,
                   const Clock& clock) {
  Comparison found{lockstep::compare(a, b), {}, false, age(a, b)};
  if (found.relation == Relation::Equal) return found;
  // Both crons share the zone, so the search needs no horizon.
  found.first_difference =
      first_difference({{{a, clock}}}, {{{b, clock}}}, from, seconds{0});
  found.first_is_of_a =
      found.first_difference && matches(a, *found.first_difference, clock);
  return found;
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
