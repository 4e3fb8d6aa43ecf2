// The one table of subcommands and the options that they share.

#include <iterator>

#include "cli/command.hpp"
#include "cli/subcommands.hpp"

namespace lockstep::cli {
namespace {

using enum ValueKind;

constexpr Option kProjectOptions[] = {
    {"input-format", 0, Text, "NAME",
     "read every INPUT as this format instead of looking at its content"},
    {"horizon", 0, Duration, "SPAN",
     "where \"for ever\" cannot be proved: how far to look (default 5y)"},
    {"jobs", 'j', Count, "N",
     "files read at the same time (default: one a processor)"},
    {"progress", 0, Choice, "auto|never",
     "a bar on a terminal for work over one second"},
    {"max-file-bytes", 0, Count, "N", "largest file (default 2147483648)"},
    {"max-depth", 0, Count, "N", "deepest nesting (default 10000)"},
    {"max-alias-nodes", 0, Count, "N",
     "most YAML nodes that aliases may add (default 100000)"},
    {"max-name-bytes", 0, Count, "N", "longest name (default 1024)"},
    {"max-nodes", 0, Count, "N", "most datasets (default 10000000)"},
};

constexpr Option kScheduleOptions[] = {
    {"as-of", 0, Instant, "INSTANT",
     "the reference instant, or now (default: as_of of the project, else "
     "2024-01-01)"},
    {"timezone", 0, Text, "ZONE", "zone of every cron that names none"},
    {"dialect", 0, Text, "NAME", "how crons are read (default croniter)"},
};

constexpr Option kOutputOptions[] = {
    {"output", 'o', Path, "FILE", "write to FILE, whole or not at all"},
    {"color", 0, Choice, "auto|always|never",
     "colours (auto: on a terminal unless NO_COLOR is set)"},
    {"quiet", 'q', Flag, "", "no messages but errors"},
};

// ---- Options of one command ----

constexpr Option kLintOptions[] = {
    {"target", 0, Text, "NAME[@VERSION]",
     "what runs the crons, such as airflow@2.11, dagster or kestra (default: "
     "lint.target of the project)"},
    {"select", 0, List, "RULES", "only these: ids, prefixes, names, ALL"},
    {"ignore", 0, List, "RULES", "not these"},
    {"fail-on", 0, Choice, "error|warning|info",
     "exit code 1 from this severity on (default warning)"},
    {"severity", 0, Choice, "error|warning|info",
     "least severity shown (default: text warning, others info)"},
    {"baseline", 0, Path, "FILE", "leave out the findings listed in FILE"},
    {"write-baseline", 0, Path, "FILE",
     "write the findings to FILE instead of showing them"},
    {"new-only", 0, Text, "GITREF",
     "leave out findings that were there at a git revision"},
    {"fix", 0, Flag, "", "mend what can be mended without changing any tick"},
    {"unsafe-fixes", 0, Flag, "", "with --fix and --diff: mend the rest, too"},
    {"diff", 0, Flag, "",
     "print what --fix would change, as a patch; exit code 1 if anything"},
    {"today", 0, Instant, "DATE",
     "day with which \"until\" of suppressions is compared"},
};

constexpr Option kEmitOptions[] = {
    {"output", 'o', Path, "DIR",
     "the folder to write into (default pipelines); of json a file"},
    {"target-version", 0, Text, "VERSION",
     "version of the target (default: the newest)"},
    {"environment", 0, Text, "NAME",
     "where commands run: shell, cloud_run, dataproc or fargate (default: "
     "that of the project, else shell)"},
    {"check", 0, Flag, "",
     "write nothing; exit code 1 if the folder is not up to date"},
    {"dry-run", 0, Flag, "", "write nothing; print what would be written"},
    {"diff", 0, Flag, "", "write nothing; print the changes as a patch"},
    {"prune", 0, Flag, "", "delete what lockstep wrote and no longer makes"},
    {"list", 0, Flag, "", "print the pipelines, or without TARGET the targets"},
    {"color", 0, Choice, "auto|always|never",
     "colours (auto: on a terminal unless NO_COLOR is set)"},
    {"quiet", 'q', Flag, "", "no messages but errors"},
};

constexpr Option kInitOptions[] = {
    {"force", 0, Flag, "", "replace a project file that is there"},
    {"quiet", 'q', Flag, "", "no messages but errors"},
};

constexpr Option kListOption = {"input", 'i', Path, "FILE",
                                "also the expressions of FILE, one a line"};
constexpr Option kDstOption = {
    "dst", 0, Choice,
    "wall|vixie|croniter|airflow|dagster|kestra|quartz|kubernetes|systemd|"
    "eventbridge",
    "whose way with changes of the clock (default wall)"};
constexpr Option kFromOption = {"from", 0, Instant, "INSTANT",
                                "where to start (default: --as-of)"};

constexpr Option kSortOptions[] = {
    {"measure", 0, Choice,
     "mean|next-gap|count:day|count:week|count:month|count:year",
     "what \"more frequent\" means (default mean: runs in 400 years)"},
    {"reference", 0, Instant, "INSTANT",
     "its midnight settles ties and starts next-gap and count (default: "
     "--as-of)"},
    kListOption,
};

constexpr Option kTicksOptions[] = {
    {"count", 'n', Count, "N", "how many ticks (default 5)"},
    {"from", 0, Instant, "INSTANT",
     "where to start, itself excluded (default: --as-of)"},
    kDstOption,
    kListOption,
};

constexpr Option kWindowOptions[] = {
    {"at", 0, Instant, "INSTANT",
     "the newest whole window at this instant (default: --as-of)"},
    kDstOption,
    kListOption,
};

constexpr Option kCountOptions[] = {
    kFromOption,
    {"to", 0, Instant, "INSTANT", "where to end, itself excluded"},
    kDstOption,
    kListOption,
};

constexpr Option kHistogramOption = {"histogram", 0, Flag, "",
                                     "how often each gap, or each age, occurs"};

constexpr Option kCompareOptions[] = {
    {"as", 0, List, "ENGINE",
     "twice: compare one expression as two engines run it"},
    kFromOption,
    {"horizon", 0, Duration, "SPAN",
     "where \"for ever\" cannot be proved: how far to look (default 5y)"},
    kDstOption,
    kHistogramOption,
};

constexpr Option kCheckOptions[] = {kDstOption, kHistogramOption, kListOption};

constexpr Option kDescribeOptions[] = {kListOption};

constexpr Option kConvertOptions[] = {
    {"from", 0, Text, "NAME",
     "dialect of the expressions (default: --dialect)"},
    {"to", 0, Text, "NAME", "dialect to write them in"},
    kListOption,
};

constexpr Option kEvalOptions[] = {kDstOption};

constexpr Option kGateOptions[] = {
    {"at", 0, Instant, "INSTANT", "when to ask (default: --as-of)"},
    kDstOption,
};

constexpr std::string_view kGateDetails =
    R"(Standard input says what has happened, one JSON object a line, in any order:
  {"dataset":"shop.orders","scheduled_date":T,"at":T}
An event of JOB itself is its last start: "scheduled_date" is the anchor. Events
later than --at do not count yet. Exit code 0: start; 1: wait, and for what.
The answer is that of the gate which "lockstep emit" writes into pipelines.
)";

constexpr std::string_view kCompareDetails =
    R"(With --as, A is one expression, and what differs is how two engines read it
and what they do where clocks change: airflow, dagster, croniter, kestra,
kubernetes, quartz, vixie, eventbridge, github, snowflake, cloud-scheduler, or
a dialect (then by the wall clock). --dst gives both the same policy.
)";

constexpr std::string_view kEvalDetails =
    R"(One request a line, one answer a line, in order:
  {"op":"next","cron":C,"from":T,"n":N}   {"ticks":[T,...]}
  {"op":"prev","cron":C,"from":T,"n":N}   {"ticks":[T,...]} newest first
  {"op":"count","cron":C,"from":T,"to":T} {"count":N} of [from, to)
  {"op":"window","cron":C,"at":T}         {"start":T,"end":T}
  {"op":"frequency","cron":C}             {"firings_per_cycle":N,...}
  {"op":"compare","a":C,"b":C,"from":T}   {"relation":...,...}
  {"op":"check","cron":C}                 {"valid":true,"canonical":C}
  {"op":"describe","cron":C}              {"description":S}
  {"op":"convert","cron":C,"to":D}        {"cron":C,"kept":true,"note":null}
Every request may have "timezone", "dialect" and "dst" (as --dst). compare with
"cron":C,"as":[ENGINE,ENGINE] instead of "a" and "b" says how two engines run
one cron, and adds "scope" and "differences":[{"at":T,"only":ENGINE},...], the
first five. With "histogram":true frequency adds "gap_histogram" and compare
"age_histogram": [[seconds,how often],...], null beyond 200,000. "from" and "at"
are --as-of by default, "n" is 1, at most 10000; ticks at "from" itself do not
count. An unknown key is an error. A bad request, or a line over 1 MiB, is
answered by {"error":{"message","offset","hint"}}. Empty lines are passed over.
Answers leave whenever no further request waits.
)";

constexpr std::string_view kExplainDetails =
    R"(ID is a rule, by id or name, a job (a dataset, or a task by the name under which
it runs) or an exposure. Of a job it tells what starts it and why, how old its
data gets and through which runs, what it reads, waits for and never reads,
promises and findings; of an exposure how old what it reads gets, promise and
findings. A name of several means the rule, with an INPUT the job.
)";

constexpr Command kCommands[] = {
    {"lint", "findings about schedules and lineage", "[INPUT...]", 0, -1,
     "text|json|sarif|github|gitlab|junit|checkstyle|rdjson",
     kProject | kSchedule | kOutput, kLintOptions,
     "lockstep lint\n"
     "lockstep lint models/ --format github --fail-on error",
     lint_command},
    {"derive",
     "schedule or sensor of every job, and why",
     "[INPUT...]",
     0,
     -1,
     "text|json|csv",
     kProject | kSchedule | kOutput,
     {},
     "lockstep derive lineage.json datasets.yaml\n"
     "lockstep derive --format json -o derived.json",
     derive_command},
    {"report",
     "the lineage graph with what is known of every dataset",
     "[INPUT...]",
     0,
     -1,
     "json|markdown|dot|mermaid",
     kProject | kSchedule | kOutput,
     {},
     "lockstep report --format mermaid\n"
     "lockstep report lineage.json --format dot | dot -Tsvg -o lineage.svg",
     report_command},
    {"gate", "may a job start now, and for which anchor?", "JOB [INPUT...]", 1,
     -1, "text|json", kProject | kSchedule | kOutput, kGateOptions,
     "lockstep gate kpi.revenue --at 2024-06-01T06:10Z < events.ndjson\n"
     "lockstep gate kpi.revenue models/ --as-of now --format json < "
     "events.ndjson",
     gate_command, kGateDetails},
    {"emit", "pipelines for an orchestrator", "TARGET [INPUT...]", 0, -1,
     "text|json", kProject | kSchedule, kEmitOptions,
     "lockstep emit airflow -o dags\n"
     "lockstep emit airflow --check -o dags --target-version 2.11",
     emit_command},
    {"cron sort", "expressions by frequency, most frequent first", "[CRON...]",
     0, -1, "text|json", kSchedule | kOutput, kSortOptions,
     "lockstep cron sort \"0 * * * *\" \"0 0 * * *\" daily\n"
     "lockstep cron sort --input crons.txt --measure count:week --format json",
     cron_sort_command},
    {"cron next", "next ticks", "[CRON...]", 0, -1, "text|json",
     kSchedule | kOutput, kTicksOptions,
     "lockstep cron next \"0 9 * * 1-5\" --timezone Europe/Paris\n"
     "lockstep cron next \"0 0 29 2 *\" -n 3 --from 2024-03-01",
     cron_next_command},
    {"cron prev", "previous ticks, newest first", "[CRON...]", 0, -1,
     "text|json", kSchedule | kOutput, kTicksOptions,
     "lockstep cron prev \"0 0 1 * *\"\n"
     "lockstep cron prev \"*/5 * * * *\" -n 1 --from 2024-06-01T12:02Z",
     cron_prev_command},
    {"cron window", "the newest whole data window", "[CRON...]", 0, -1,
     "text|json", kSchedule | kOutput, kWindowOptions,
     "lockstep cron window \"0 * * * *\" --at 2024-06-01T12:30Z\n"
     "lockstep cron window daily weekly monthly --format json",
     cron_window_command},
    {"cron count", "number of ticks in [--from, --to)", "[CRON...]", 0, -1,
     "text|json", kSchedule | kOutput, kCountOptions,
     "lockstep cron count \"0 9 * * 1-5\" --to 2025-01-01\n"
     "lockstep cron count daily hourly --from 2024-02-01 --to 2024-03-01",
     cron_count_command},
    {"cron compare", "how two expressions relate", "A B", 1, 2, "text|json",
     kSchedule | kOutput, kCompareOptions,
     "lockstep cron compare \"0 * * * *\" \"0 0 * * *\"\n"
     "lockstep cron compare --as kestra --as airflow \"30 2 * * *\" "
     "--timezone Europe/Berlin",
     cron_compare_command, kCompareDetails},
    {"cron check", "do expressions parse, and what do they mean?", "[CRON...]",
     0, -1, "text|json", kSchedule | kOutput, kCheckOptions,
     "lockstep cron check \"0 9 * * MON-FRI\" \"61 * * * *\"\n"
     "crontab -l | cut -d' ' -f1-5 | lockstep cron check -",
     cron_check_command},
    {"cron describe", "expressions in words", "[CRON...]", 0, -1, "text|json",
     kSchedule | kOutput, kDescribeOptions,
     "lockstep cron describe \"0 0 13 * 5\" \"*/45 * * * *\"\n"
     "lockstep cron describe --dialect quartz \"0 0 9 ? * 2-6\"",
     cron_describe_command},
    {"cron convert", "expressions of one dialect in another", "[CRON...]", 0,
     -1, "text|json", kSchedule | kOutput, kConvertOptions,
     "lockstep cron convert --to quartz \"0 9 * * 1-5\"\n"
     "lockstep cron convert --from quartz --to kestra \"0 0 9 ? * 2-6\"",
     cron_convert_command},
    {"cron eval", "answers JSON requests, one a line, on standard input", "", 0,
     0, "", kSchedule | kOutput, kEvalOptions,
     "echo '{\"op\":\"next\",\"cron\":\"0 9 * * 1-5\",\"n\":3}' |"
     " lockstep cron eval\n"
     "lockstep cron eval --dialect vixie < requests.ndjson > answers.ndjson",
     cron_eval_command, kEvalDetails},
    {"rules",
     "the lint rules",
     "",
     0,
     0,
     "text|json|markdown",
     kOutput,
     {},
     "lockstep rules\n"
     "lockstep rules --format json",
     rules_command},
    {"explain",
     "the page of a lint rule, or all that is known of a job or an exposure",
     "ID [INPUT...]",
     1,
     -1,
     "text|json|markdown",
     kProject | kSchedule | kOutput,
     {},
     "lockstep explain CRN003\n"
     "lockstep explain kpi.order_summary lineage.json datasets.yaml",
     explain_command,
     kExplainDetails},
    {"schema",
     "JSON Schema of lockstep.yaml",
     "",
     0,
     0,
     "json",
     kOutput,
     {},
     "lockstep schema\n"
     "lockstep schema -o lockstep.schema.json",
     schema_command},
    {"init", "writes lockstep.yaml from what a directory holds", "[DIRECTORY]",
     0, 1, "", 0, kInitOptions,
     "lockstep init\n"
     "lockstep init models --force",
     init_command},
    {"completions",
     "completions for a shell",
     "bash|zsh|fish",
     1,
     1,
     "",
     kOutput,
     {},
     "lockstep completions bash > ~/.local/share/bash-completion/completions/"
     "lockstep\n"
     "lockstep completions fish | source",
     completions_command},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

std::vector<Option> options_of(const Command& command) {
  std::vector<Option> options;
  if (!command.formats.empty()) {
    options.push_back({"format", 0, Choice, command.formats, "output format"});
  }
  options.insert(options.end(), command.options.begin(), command.options.end());
  const auto add = [&](Groups group, std::span<const Option> shared) {
    if ((command.groups & group) == 0) return;
    options.insert(options.end(), shared.begin(), shared.end());
  };
  add(kSchedule, kScheduleOptions);
  add(kProject, kProjectOptions);
  add(kOutput, kOutputOptions);
  return options;
}

}  // namespace lockstep::cli
