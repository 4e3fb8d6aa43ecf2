#include "cli/eval_answer.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/eval_text.hpp"
#include "cli/histogram_text.hpp"
#include "report/json_writer.hpp"

namespace lockstep::cli {
namespace {

/// Expressions kept compiled for each dialect; a full table starts afresh.
constexpr std::size_t kMostCrons = 4'096;

}  // namespace

EvalServer::EvalServer(CronReading reading) : reading_(std::move(reading)) {}

void EvalServer::answer(std::string_view line, std::string& out) {
  error_ = request_.parse(line);
  const std::size_t start = out.size();
  if (!error_) dispatch(out);
  if (error_) {
    out.resize(start);
    append_error(out, *error_);
  }
  out += '\n';
}

void EvalServer::refuse_long_line(std::size_t limit, std::string& out) {
  append_error(out, {fmt::format("the line is longer than {} bytes", limit),
                     limit, "write one request a line"});
  out += '\n';
}

std::span<const EvalServer::Operation> EvalServer::operations() {
  static constexpr Operation kOperations[] = {
      {"check", &EvalServer::check},
      {"compare", &EvalServer::compare},
      {"convert", &EvalServer::convert},
      {"count", &EvalServer::count},
      {"describe", &EvalServer::describe},
      {"frequency", &EvalServer::frequency},
      {"next", &EvalServer::next},
      {"prev", &EvalServer::prev},
      {"window", &EvalServer::window},
  };
  return kOperations;
}

void EvalServer::dispatch(std::string& out) {
  const std::string& name = request_.text(EvalKey::Op);
  for (const Operation& operation : operations()) {
    if (operation.name == name) return (this->*operation.answer)(out);
  }
  std::vector<std::string_view> names;
  for (const Operation& operation : operations()) {
    names.push_back(operation.name);
  }
  fail({request_.has(EvalKey::Op)
            ? "unknown op " + quoted(name) + suggestion(name, names)
            : "the request has no \"op\"",
        {},
        fmt::format("known: {}", fmt::join(names, ", "))});
}

void EvalServer::next(std::string& out) { ticks(out, lockstep::next); }

void EvalServer::prev(std::string& out) { ticks(out, lockstep::prev); }

void EvalServer::ticks(std::string& out, Step step) {
  const ZonedCron asked = zoned(EvalKey::Cron);
  const sys_seconds from = instant_or_as_of(EvalKey::From);
  if (error_) return;
  out += "{\"ticks\":[";
  std::optional<sys_seconds> tick = step(asked.cron, from, asked.clock);
  for (std::uint64_t i = 0; tick && i < request_.n(); ++i) {
    if (i > 0) out += ',';
    append_instant(out, *tick);
    if (i + 1 < request_.n()) tick = step(asked.cron, *tick, asked.clock);
  }
  out += "]}";
}

void EvalServer::count(std::string& out) {
  const ZonedCron asked = zoned(EvalKey::Cron);
  const sys_seconds from = instant_or_as_of(EvalKey::From);
  const sys_seconds to = instant(EvalKey::To);
  if (error_) return;
  out += "{\"count\":";
  append_number(out, lockstep::count(asked.cron, from, to, asked.clock));
  out += '}';
}

void EvalServer::window(std::string& out) {
  const ZonedCron asked = zoned(EvalKey::Cron);
  const sys_seconds at = instant_or_as_of(EvalKey::At);
  if (error_) return;
  const std::optional<Window> found =
      lockstep::window(asked.cron, at, asked.clock);
  if (!found) {
    out += R"({"start":null,"end":null})";
    return;
  }
  out += "{\"start\":";
  append_instant(out, found->start);
  out += ",\"end\":";
  append_instant(out, found->end);
  out += '}';
}

void EvalServer::frequency(std::string& out) {
  const Cron& asked = cron(EvalKey::Cron);
  if (error_) return;
  const Frequency found = lockstep::frequency(asked);
  out += "{\"firings_per_cycle\":";
  append_number(out, found.firings);
  out += ",\"min_gap_seconds\":";
  append_optional(out, found.min_gap);
  out += ",\"max_gap_seconds\":";
  append_optional(out, found.max_gap);
  out += found.uniform() ? ",\"uniform\":true" : ",\"uniform\":false";
  if (request_.histogram()) {
    out += ",\"gap_histogram\":";
    append_histogram(out, gap_histogram({{{asked, {}}}}));
  }
  out += '}';
}

void EvalServer::check(std::string& out) {
  const Compiled& found = compiled(EvalKey::Cron);
  if (error_) return;
  if (found) {
    const auto canonical = print(*found, dialect());
    out += "{\"valid\":true,\"canonical\":";
    append_json_string(out,
                       canonical ? *canonical : request_.text(EvalKey::Cron));
    out += '}';
    return;
  }
  const CronError& error = found.error();
  out += "{\"valid\":false,";
  const std::size_t start = out.size();
  append_error(out, {error.message, error.offset, error.hint});
  out.erase(start, 1);  // one object, not two
}

const EvalServer::Entry& EvalServer::entry(EvalKey key, const Dialect& reads) {
  static const Entry kNothing{Cron(), {}};
  if (!require(key, "it is a cron expression")) return kNothing;
  if (error_) return kNothing;
  const std::string& text = request_.text(key);
  CronTable& table = crons_[&reads];
  const auto found = table.find(std::string_view(text));
  if (found != table.end()) return found->second;
  if (table.size() >= kMostCrons) table.clear();
  auto fresh = compile_with_facts(expand_preset(text), reads);
  Entry made = fresh ? Entry{fresh->cron, std::move(fresh->facts)}
                     : Entry{Unexpected{fresh.error()}, {}};
  return table.emplace(text, std::move(made)).first->second;
}

const EvalServer::Compiled& EvalServer::compiled(EvalKey key) {
  return entry(key, dialect()).cron;
}

ZonedCron EvalServer::zoned(EvalKey key, const Dialect& reads,
                            const DstPolicy& policy) {
  const Zone* const where = zone();
  const Entry& found = entry(key, reads);
  if (found.cron) {
    return {*found.cron, clock_of(where, policy, *found.cron, found.facts)};
  }
  const CronError& error = found.cron.error();
  fail({error.message, error.offset, error.hint});
  return {};
}

const Cron& EvalServer::cron(EvalKey key) {
  static const Cron kNever;
  const Compiled& found = compiled(key);
  if (found) return *found;
  const CronError& error = found.error();
  fail({error.message, error.offset, error.hint});
  return kNever;
}

const Dialect& EvalServer::dialect() {
  return dialect(EvalKey::Dialect, *reading_.dialect);
}

const Dialect& EvalServer::dialect(EvalKey key, const Dialect& otherwise) {
  if (!request_.has(key)) return otherwise;
  const std::string& name = request_.text(key);
  if (const Dialect* const found = find_dialect(name)) return *found;
  std::vector<std::string_view> names;
  for (const Dialect& row : dialects()) names.push_back(row.name);
  fail({"unknown dialect " + quoted(name) + suggestion(name, names),
        {},
        fmt::format("known: {}", fmt::join(names, ", "))});
  return otherwise;
}

const DstPolicy& EvalServer::policy() {
  if (!request_.has(EvalKey::Dst)) return *reading_.policy;
  const std::string& name = request_.text(EvalKey::Dst);
  if (const DstPolicy* const found = find_policy(name)) return *found;
  std::vector<std::string_view> names;
  for (const DstPolicy& row : policies()) names.push_back(row.name);
  fail({"unknown dst policy " + quoted(name) + suggestion(name, names),
        {},
        fmt::format("known: {}", fmt::join(names, ", "))});
  return *reading_.policy;
}

const Zone* EvalServer::zone() {
  if (!request_.has(EvalKey::Timezone)) return reading_.clock.zone;
  const auto found = reading_.zones.find(request_.text(EvalKey::Timezone));
  if (found) return *found;
  fail({found.error().message, {}, found.error().hint});
  return reading_.clock.zone;
}

sys_seconds EvalServer::instant(EvalKey key) {
  if (!require(key, "it is an instant such as 2024-01-01T00:00:00Z")) {
    return reading_.as_of;
  }
  const auto parsed = parse_instant(request_.text(key));
  if (parsed) return *parsed;
  fail({fmt::format("\"{}\": {}", name_of(key), parsed.error().message),
        {},
        parsed.error().hint});
  return reading_.as_of;
}

sys_seconds EvalServer::instant_or_as_of(EvalKey key) {
  return request_.has(key) ? instant(key) : reading_.as_of;
}

bool EvalServer::require(EvalKey key, std::string_view what) {
  if (request_.has(key)) return true;
  fail({fmt::format("\"{}\" of {} is missing", name_of(key),
                    quoted(request_.text(EvalKey::Op))),
        {},
        std::string(what)});
  return false;
}

void EvalServer::fail(EvalError error) {
  if (!error_) error_ = std::move(error);
}

}  // namespace lockstep::cli
