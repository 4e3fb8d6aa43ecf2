#include "load/lint_fields.hpp"

#include <string>
#include <utility>

namespace lockstep {
namespace {

// ---- lint ----

constexpr Field<LintSettings> kBudgetFields[] = {
    {"wait", &kDuration, "longest wait of a cron-started job; default 2h",
     &set<&LintSettings::wait, &read_duration, LintSettings>},
    {"runs_per_day", &kRate, "most runs of a job a day; default 96",
     &set<&LintSettings::runs_per_day, &read_rate, LintSettings>},
    {"idle_share", &kShare, "most runs without new input; default 0.5",
     &set<&LintSettings::idle_share, &read_share, LintSettings>},
    {"lost_share", &kShare, "most runs that nobody reads; default 0.5",
     &set<&LintSettings::lost_share, &read_share, LintSettings>},
    {"margin", &kDuration,
     "least slack and least reserve of a promise; default: the larger of 5m "
     "and a fifth of the longest duration",
     &set<&LintSettings::margin, &read_duration, LintSettings>},
    {"ticks_per_minute", &kRate, "most pipelines that start in one minute",
     &set<&LintSettings::ticks_per_minute, &read_rate, LintSettings>},
    {"skew", &kDuration, "most difference in age between joined inputs",
     &set<&LintSettings::skew, &read_duration, LintSettings>},
    {"sensor_slots", &kRate,
     "most pipelines that wait in places of workers at one instant; default: "
     "that of the target",
     &set<&LintSettings::sensor_slots, &read_rate, LintSettings>},
};
constexpr Mapping<LintSettings> kBudgetMapping{
    "budget", "a budget", "Limits of rules that weigh cost.", kBudgetFields};
constexpr Shape kBudget{"budget", "a mapping such as {wait: 2h}", ""};

void read_budget(FieldReader& reader, const Value& value, LintSettings& lint) {
  if (value.is_map()) {
    read_fields(reader, value, kBudgetMapping, lint);
  } else {
    reader.wrong(value, kBudget);
  }
}

constexpr Choice<Severity> kLevels[] = {{"error", Severity::Error},
                                        {"warning", Severity::Warning},
                                        {"info", Severity::Info}};
constexpr Shape kSeverities{"severities", "a mapping such as {ALN006: info}",
                            R"({"type": "object",
        "additionalProperties": {"enum": ["error", "warning", "info"]}})"};

void read_severities(FieldReader& reader, const Value& value,
                     LintSettings& lint) {
  if (!value.is_map()) {
    reader.wrong(value, kSeverities);
    return;
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!read_choice<kLevels>(reader, value.value(i))) continue;
    lint.severity[std::string(value.key(i).text())] = {
        std::string(value.value(i).text()), value.key(i).text_where()};
  }
}

constexpr Shape kTargetName{"target_name", "a target such as airflow@2.11",
                            R"({"type": "string", "minLength": 1})"};

constexpr Field<LintSettings> kLintFields[] = {
    {"target", &kTargetName,
     "what runs the crons, such as `airflow`, `dagster@1.13` or `kestra`: "
     "rules that depend on it are silent without one",
     &set<&LintSettings::target, &read_located, LintSettings>},
    {"select", &kTexts, "rules to run: ids, prefixes, names or `ALL`",
     &set<&LintSettings::select, &read_texts, LintSettings>},
    {"ignore", &kTexts, "rules to leave out",
     &set<&LintSettings::ignore, &read_texts, LintSettings>},
    {"severity", &kSeverities, "another level for a rule", &read_severities},
    {"budget", &kBudget, "limits of rules that weigh cost", &read_budget},
    {"baseline", &kText, "a file of findings that are known",
     &set<&LintSettings::baseline, &read_text, LintSettings>},
};
constexpr Mapping<LintSettings> kLintMapping{
    "lint", "lint", "What `lockstep lint` checks.", kLintFields};

// ---- suppress ----

template <auto kMember, auto kWhere>
void set_located(FieldReader& reader, const Value& value, Suppression& out) {
  auto name = read_name(reader, value);
  if (!name) return;
  out.*kMember = std::move(name->value);
  out.*kWhere = name->where;
}

constexpr Field<Suppression> kSuppressionFields[] = {
    {"rule", &kText, "a rule's id or name",
     &set<&Suppression::rule, &read_text, Suppression>, /*required=*/true},
    {"dataset", &kName, "the dataset of the finding; default: any",
     &set_located<&Suppression::dataset, &Suppression::dataset_where>},
    {"upstream", &kName, "the other end of the edge; default: any",
     &set_located<&Suppression::upstream, &Suppression::upstream_where>},
    {"reason", &kText, "why it is right as it is",
     &set<&Suppression::reason, &read_text, Suppression>},
    {"until", &kDay, "the day on which it ends",
     &set<&Suppression::until, &read_day, Suppression>},
};
constexpr Mapping<Suppression> kSuppressionMapping{
    "suppression", "a suppression", "A finding that is right as it is.",
    kSuppressionFields};

}  // namespace

constexpr Shape kLint{"lint", "a mapping such as {ignore: [LOD001]}", ""};
constexpr Shape kSuppressions{
    "suppressions", "a list of suppressions",
    R"({"type": "array", "items": {"$ref": "#/$defs/suppression"}})"};

void read_lint(FieldReader& reader, const Value& value, LintSettings& lint) {
  if (value.is_map()) {
    read_fields(reader, value, kLintMapping, lint);
  } else {
    reader.wrong(value, kLint);
  }
}

std::vector<Suppression> read_suppressions(FieldReader& reader,
                                           const Value& value) {
  std::vector<Suppression> suppressions;
  read_list_of(reader, value, kSuppressionMapping, kSuppressions,
               [&](Suppression suppression) {
                 if (suppression.rule.empty()) return;
                 suppressions.push_back(std::move(suppression));
               });
  return suppressions;
}

std::vector<MappingDescription> lint_mappings() {
  return {describe(kLintMapping), describe(kBudgetMapping),
          describe(kSuppressionMapping)};
}

}  // namespace lockstep
