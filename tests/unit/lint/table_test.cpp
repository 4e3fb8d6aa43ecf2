// The rule table and the selectors that name its rows.

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "lint/rule.hpp"

namespace lockstep {
namespace {

TEST_CASE("rows are sorted, named once and belong to a family") {
  const auto all = rules();
  CHECK(std::ranges::is_sorted(all, {}, &Rule::id));
  std::set<std::string_view> names;
  const std::pair<std::string_view, std::string_view> families[] = {
      {"ALN", "alignment"},
      {"CRN", "cron"},
      {"EMT", "emit"},
      {"FRS", "freshness"},
      {"GRA", "graph"},
      {"INP", "input"},
      {"LOD", "load"},
      {"RAC", "race"},
      {"SUP", "suppression"},
      {"TRG", "trigger"},
      {"TZD", "zone"},
      {"WIN", "window"}};
  for (const Rule& rule : all) {
    CAPTURE(rule.id);
    CHECK(names.insert(rule.id).second);
    CHECK(names.insert(rule.name).second);
    CHECK(std::ranges::count(
              families, std::pair(rule.id.substr(0, 3), rule.family)) == 1);
    CHECK(rule.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") ==
          std::string_view::npos);
    CHECK(!rule.summary.ends_with('.'));
    CHECK(!rule_page(rule).empty());
  }
}

TEST_CASE("a rule is found by id or name in any case") {
  CHECK(find_rule("crn005")->id == "CRN005");
  CHECK(find_rule("Uneven-Step")->id == "CRN005");
  CHECK(find_rule("CRN") == nullptr);
  CHECK(find_rule("") == nullptr);
}

TEST_CASE("selectors are ids, their beginnings, names and ALL") {
  const Rule& rule = *find_rule("CRN005");
  for (const char* selector : {"CRN005", "crn", "C", "CRN00", "uneven-step",
                               "UNEVEN-STEP", "ALL", "all"}) {
    CAPTURE(selector);
    CHECK(selects(selector, rule));
  }
  for (const char* selector : {"", "CRN006", "CRN0055", "uneven", "GRA", "*"}) {
    CAPTURE(selector);
    CHECK(!selects(selector, rule));
  }
}

TEST_CASE("selectors that name nothing are said with the nearest") {
  const std::string selectors[] = {"CRN", "CRN09", "unevn-step", "zzzzzzzzzzz"};
  CHECK(unknown_selectors(selectors) ==
        std::vector<std::string>{
            "unknown rule \"CRN09\" (did you mean \"CRN009\"?)",
            "unknown rule \"unevn-step\" (did you mean \"uneven-step\"?)",
            "unknown rule \"zzzzzzzzzzz\""});
}

}  // namespace
}  // namespace lockstep
