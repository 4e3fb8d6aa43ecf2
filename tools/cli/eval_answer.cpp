#include "cli/eval_answer.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/cron_relation.hpp"
#include "cli/histogram_text.hpp"
#include "report/json_writer.hpp"

namespace lockstep::cli {
namespace {

/// Expressions kept compiled for each dialect; a full table starts afresh.
constexpr std::size_t kMostCrons = 4'096;

void append_number(std::string& out, std::int64_t value) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
  out.append(digits.begin(), end);
}

void append_two(std::string& out, unsigned value) {
  out += static_cast<char>('0' + value / 10);
  out += static_cast<char>('0' + value % 10);
}

/// What format_instant() gives, in quotes; four-digit years without its cost.
void append_instant(std::string& out, sys_seconds instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const int year = static_cast<int>(date.year());
  out += '"';
  if (year < 0 || year > 9'999) {
    out += format_instant(instant);
  } else {
    const auto second = static_cast<unsigned>((instant - day).count());
    append_two(out, static_cast<unsigned>(year) / 100);
    append_two(out, static_cast<unsigned>(year) % 100);
    out += '-';
    append_two(out, static_cast<unsigned>(date.month()));
    out += '-';
    append_two(out, static_cast<unsigned>(date.day()));
    out += 'T';
    append_two(out, second / 3'600);
    out += ':';
    append_two(out, second / 60 % 60);
    out += ':';
    append_two(out, second % 60);
    out += 'Z';
  }
  out += '"';
}

void append_optional(std::string& out, const std::optional<seconds>& value) {
  if (value) {
    append_number(out, value->count());
  } else {
    out += "null";
  }
}

void append_error(std::string& out, const EvalError& error) {
  out += "{\"error\":{\"message\":";
  append_json_string(out, error.message);
  out += ",\"offset\":";
  if (error.offset) {
    append_number(out, static_cast<std::int64_t>(*error.offset));
  } else {
    out += "null";
  }
  out += ",\"hint\":";
  append_json_string(out, error.hint);
  out += "}}";
}

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
  const Cron& asked = cron(EvalKey::Cron);
  const Clock zone = clock();
  const sys_seconds from = instant_or_as_of(EvalKey::From);
  if (error_) return;
  out += "{\"ticks\":[";
  std::optional<sys_seconds> tick = step(asked, from, zone);
  for (std::uint64_t i = 0; tick && i < request_.n(); ++i) {
    if (i > 0) out += ',';
    append_instant(out, *tick);
    if (i + 1 < request_.n()) tick = step(asked, *tick, zone);
  }
  out += "]}";
}

void EvalServer::count(std::string& out) {
  const Cron& asked = cron(EvalKey::Cron);
  const Clock zone = clock();
  const sys_seconds from = instant_or_as_of(EvalKey::From);
  const sys_seconds to = instant(EvalKey::To);
  if (error_) return;
  out += "{\"count\":";
  append_number(out, lockstep::count(asked, from, to, zone));
  out += '}';
}

void EvalServer::window(std::string& out) {
  const Cron& asked = cron(EvalKey::Cron);
  const Clock zone = clock();
  const sys_seconds at = instant_or_as_of(EvalKey::At);
  if (error_) return;
  const std::optional<Window> found = lockstep::window(asked, at, zone);
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

void EvalServer::compare(std::string& out) {
  const Cron a = cron(EvalKey::A);  // copies: the second may empty the table
  const Cron b = cron(EvalKey::B);
  const Clock zone = clock();
  const sys_seconds from = instant_or_as_of(EvalKey::From);
  if (error_) return;
  const Comparison found = cli::compare(a, b, from, zone);
  out += "{\"relation\":\"";
  out += relation_name(found.relation);
  out += "\",\"first_difference\":";
  if (found.first_difference) {
    append_instant(out, *found.first_difference);
  } else {
    out += "null";
  }
  out += ",\"age_seconds\":";
  if (found.age) {
    out += "{\"min\":";
    append_number(out, found.age->min.count());
    out += ",\"max\":";
    append_number(out, found.age->max.count());
    out += ",\"mean\":";
    append_json_number(out, found.age->mean_seconds);
    out += '}';
  } else {
    out += "null";
  }
  if (request_.histogram()) {
    out += ",\"age_histogram\":";
    append_histogram(out, age_histogram({{{a, {}}}}, {{{b, {}}}}));
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

const EvalServer::Compiled& EvalServer::compiled(EvalKey key) {
  static const Compiled kNothing = Cron();
  if (!require(key, "it is a cron expression")) return kNothing;
  const Dialect& reads = dialect();
  if (error_) return kNothing;
  const std::string& text = request_.text(key);
  CronTable& table = crons_[&reads];
  auto found = table.find(std::string_view(text));
  if (found == table.end()) {
    if (table.size() >= kMostCrons) table.clear();
    found = table.emplace(text, compile(expand_preset(text), reads)).first;
  }
  return found->second;
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

Clock EvalServer::clock() {
  if (request_.has(EvalKey::Dst) && request_.text(EvalKey::Dst) != "wall") {
    fail({"unknown dst policy " + quoted(request_.text(EvalKey::Dst)),
          {},
          "known: wall"});
  }
  if (!request_.has(EvalKey::Timezone)) return reading_.clock;
  const auto zone = reading_.zones.find(request_.text(EvalKey::Timezone));
  if (zone) return {*zone, {}};
  fail({zone.error().message, {}, zone.error().hint});
  return reading_.clock;
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
