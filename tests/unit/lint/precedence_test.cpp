// Of several findings about one problem the first of a fixed order stays.

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "lint/passes.hpp"
#include "linted.hpp"

namespace lockstep {
namespace {

using Lines = std::vector<std::string>;

Diagnostic about(std::string_view rule, std::vector<std::string> nodes) {
  Diagnostic d;
  d.rule = rule;
  d.nodes = std::move(nodes);
  d.parameters = {{"cron", "x"}, {"timezone", "UTC"}};
  return d;
}

/// A finding about `b`, or about `b` as it reads `a`.
Diagnostic about_b(const Rule& rule) {
  return rule.subject == Subject::Edge ? about(rule.id, {"a", "b"})
                                       : about(rule.id, {"b"});
}

Lines left_of(std::vector<Diagnostic> findings) {
  drop_yielding(findings, findings);
  Lines rules;
  for (const Diagnostic& d : findings) rules.push_back(d.rule);
  return rules;
}

/// Every rule but the first yields to all before it.
void check_order(const Lines& order) {
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t k = i + 1; k < order.size(); ++k) {
      CAPTURE(order[k] + " against " + order[i]);
      CHECK(left_of({about_b(*find_rule(order[k])),
                     about_b(*find_rule(order[i]))}) == Lines{order[i]});
    }
  }
}

TEST_CASE("of the findings on one edge the first stays") {
  check_order({"RAC002", "ALN002", "ALN004", "ALN001", "RAC004", "ALN006",
               "ALN007", "ALN003", "ALN014", "TZD003", "ALN013"});
}

TEST_CASE("of the findings on one job the first stays") {
  for (const Lines& order : std::vector<Lines>{{"GRA001", "TRG009"},
                                               {"GRA001", "TRG004"},
                                               {"GRA001", "GRA004"},
                                               {"TRG001", "TRG010"},
                                               {"TRG001", "ALN010"},
                                               {"ALN008", "ALN010"},
                                               {"RAC001", "TRG008"},
                                               {"FRS001", "FRS002"},
                                               {"FRS001", "FRS005"},
                                               {"WIN001", "WIN004"},
                                               {"WIN001", "TZD004"},
                                               {"WIN009", "TZD004"},
                                               {"ALN002", "WIN001"}}) {
    check_order(order);
  }
}

TEST_CASE("a broken cron has no other finding about its schedule") {
  for (const std::string strong : {"CRN001", "CRN002"}) {
    for (const std::string weak :
         {"CRN003", "CRN005", "CRN006", "CRN008", "TZD001", "TZD002"}) {
      check_order({strong, weak});
    }
  }
}

TEST_CASE("a job is one end of its edges, not both") {
  const Diagnostic length = about("WIN009", {"b"});
  CHECK(left_of({about("TZD004", {"b", "c"}), length}) ==
        Lines{"TZD004", "WIN009"});
  CHECK(left_of({about("TZD004", {"A", "B"}), length}) == Lines{"WIN009"});
  CHECK(left_of({about("ALN013", {"a", "b"}), about("ALN014", {"c", "b"})}) ==
        Lines{"ALN013", "ALN014"});
}

TEST_CASE("the zone of a broken cron is no second problem") {
  const auto rules = [](const std::string& crons) {
    return test::lint_files(
               {{"lockstep.yaml", "version: 1\ndatasets:\n" + crons}})
        .rules();
  };
  CHECK(rules("  a.a: {cron: \"61 * * * *\", timezone: IST}\n") ==
        Lines{"CRN001"});
  CHECK(rules("  a.a: {cron: \"0 0 30 2 *\", timezone: EST}\n") ==
        Lines{"CRN002"});
  CHECK(rules("  a.a: {cron: \"61 * * * *\", timezone: IST}\n"
              "  a.b: {cron: \"0 1 * * *\", timezone: IST}\n") ==
        Lines{"CRN001", "TZD005"});
  // A cron of an unknown zone has no ticks to be counted.
  CHECK(rules("  a.a: {cron: \"0 0 30 2 *\", timezone: IST}\n") ==
        Lines{"TZD005"});
}

}  // namespace
}  // namespace lockstep
