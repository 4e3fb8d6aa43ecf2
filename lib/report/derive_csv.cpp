// `derive --format csv`: RFC 4180, one fixed header, CRLF line ends. Lists are
// one field, joined by "; ": programs that must split them read JSON.

#include <fmt/format.h>

#include "report/labels.hpp"
#include "report/report.hpp"

namespace lockstep {
namespace {

constexpr std::string_view kHeader =
    "name,jobs,kind,start,mode,datasets,expression,crons,timezones,"
    "runs_per_year,exact,effective_cron,fastest,slower,unscheduled,"
    "window_start,window_end,reason\r\n";

/// One record. A field is quoted if it holds a separator, a quote or a line
/// end (RFC 4180, 2.6).
class Record {
 public:
  explicit Record(std::string& out) : out_(out) {}

  Record& field(std::string_view text) {
    if (!first_) out_ += ',';
    first_ = false;
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
      out_ += text;
      return *this;
    }
    out_ += '"';
    for (const char c : text) {
      if (c == '"') out_ += c;
      out_ += c;
    }
    out_ += '"';
    return *this;
  }
  Record& list(const std::vector<std::string>& texts) {
    return field(fmt::format("{}", fmt::join(texts, "; ")));
  }
  void end() { out_ += "\r\n"; }

 private:
  std::string& out_;
  bool first_ = true;
};

std::vector<std::string> job_names(const Dataset& dataset) {
  std::vector<std::string> result;
  for (const Job& job : dataset.jobs) result.push_back(job.name);
  return result;
}

void write_cadence(Record& record, const Cadence* cadence,
                   const CronTexts* texts) {
  if (!cadence) {
    record.field("").field("").field("").field("");
    return;
  }
  record.list(texts->crons).list(texts->zones);
  record.field(fmt::format("{}", cadence->runs_per_year));
  record.field(cadence->exact ? "true" : "false");
}

void write_job(std::string& out, const Project& project,
               const Derivation& derivation,
               const std::vector<CronTexts>& texts, NodeId node) {
  const Dataset& dataset = project[node];
  const JobStart& start = derivation[node];
  const bool sensor = start.type == StartType::Sensor;
  Record record(out);
  record.field(dataset.name).list(job_names(dataset));
  record.field(label(dataset.kind)).field(label(start.type));
  record.field(sensor ? label(start.mode) : "");
  record.list(names(project, start.datasets)).field(start.expression);
  write_cadence(
      record, derivation.cadence(node),
      start.cadence.valid() ? &texts[start.cadence.index()] : nullptr);
  record.field(start.effective_cron.value_or(""));
  record.list(names(project, start.fastest));
  record.list(names(project, start.slower));
  record.list(names(project, start.unscheduled));
  record.field(start.window ? format_instant(start.window->start) : "");
  record.field(start.window ? format_instant(start.window->end) : "");
  record.field(start.reason).end();
}

}  // namespace

std::string derive_csv(const Project& project, const Derivation& derivation) {
  const std::vector<CronTexts> texts = cron_texts(project, derivation);
  std::string out(kHeader);
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    write_job(out, project, derivation, texts, NodeId(i));
  }
  return out;
}

}  // namespace lockstep
