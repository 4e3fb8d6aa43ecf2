// Lines are read by the SAX reader of the loaders, which knows where every
// value stands.
#include "cli/gate_events.hpp"

#include <array>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "base/text.hpp"
#include "load/json_reader.hpp"

namespace lockstep::cli {
namespace {

constexpr std::array<std::string_view, 3> kKeys{"dataset", "scheduled_date",
                                                "at"};
enum Key : std::size_t { kDataset, kDate, kAt };

constexpr std::string_view kExample =
    R"(write {"dataset": "a.b", "scheduled_date": "2024-01-31T00:00Z", )"
    R"("at": "2024-01-31T00:05Z"})";

Diagnostic problem_at(std::string_view rule, std::string message,
                      const Location& where, std::string_view help) {
  Diagnostic diagnostic;
  diagnostic.rule = rule;
  diagnostic.message = std::move(message);
  diagnostic.where = where;
  diagnostic.help = help;
  return diagnostic;
}

struct Field {
  std::string text;
  Location where;
};

/// One line as an event; the first problem ends it.
class EventHandler final : public JsonHandler {
 public:
  EventHandler(SourceId source, std::size_t line_start)
      : source_(source), start_(line_start) {}

  bool begin_object(std::size_t offset) override {
    if (inside_) return fail("a mapping is no value of an event", offset, 1);
    inside_ = true;
    return true;
  }
  bool end_object(std::size_t) override { return true; }
  bool begin_array(std::size_t offset) override {
    return fail(inside_ ? "a list is no value of an event"
                        : "an event is a JSON object",
                offset, 1);
  }
  bool end_array(std::size_t) override { return true; }

  bool key(std::string_view name, std::size_t offset,
           std::size_t length) override {
    key_ = 0;
    while (key_ < kKeys.size() && kKeys[key_] != name) ++key_;
    if (key_ == kKeys.size()) {
      return fail(fmt::format("{} is no key of an event{}", quoted(name),
                              suggestion(name, kKeys)),
                  offset, length);
    }
    if (!fields[key_]) return true;
    return fail(fmt::format("\"{}\" stands there twice", name), offset, length);
  }

  bool scalar(const JsonScalar& value) override {
    if (!inside_) {
      return fail("an event is a JSON object", value.offset, value.length);
    }
    if (value.kind == JsonScalar::Kind::Null) return true;
    if (value.kind != JsonScalar::Kind::String) {
      return fail(fmt::format("\"{}\" is not a text", kKeys[key_]),
                  value.offset, value.length);
    }
    fields[key_] =
        Field{std::string(value.text), place(value.offset, value.length)};
    return true;
  }

  [[nodiscard]] Location place(std::size_t offset, std::size_t length) const {
    return {source_, start_ + offset, length};
  }

  std::array<std::optional<Field>, kKeys.size()> fields;
  std::optional<Diagnostic> problem;

 private:
  bool fail(std::string message, std::size_t offset, std::size_t length) {
    problem = problem_at("INP002", std::move(message), place(offset, length),
                         kExample);
    return false;
  }

  SourceId source_;
  std::size_t start_;
  std::size_t key_ = 0;
  bool inside_ = false;
};

class EventReader {
 public:
  EventReader(SourceId source, const Project& project,
              const Derivation& derivation)
      : source_(source), project_(project), derivation_(derivation) {}

  GateEvents read(std::string_view text) {
    for (std::size_t start = 0; start < text.size();) {
      const std::size_t end = std::min(text.find('\n', start), text.size());
      const std::string_view line = text.substr(start, end - start);
      if (!trim(line).empty()) read_line(line, start);
      start = end + 1;
    }
    return std::move(result_);
  }

 private:
  void read_line(std::string_view line, std::size_t start) {
    EventHandler handler(source_, start);
    const auto error = read_json(line, {.max_depth = 8}, handler);
    if (handler.problem) {
      result_.problems.push_back(std::move(*handler.problem));
    } else if (error) {
      wrong("INP001", error->message,
            handler.place(error->offset, error->length), error->help);
    } else {
      add(handler.fields, handler.place(0, line.size()));
    }
  }

  void add(const std::array<std::optional<Field>, kKeys.size()>& fields,
           const Location& line) {
    for (const Key key : {kDataset, kAt}) {
      if (fields[key]) continue;
      return wrong("INP002", fmt::format("an event needs \"{}\"", kKeys[key]),
                   line, kExample);
    }
    const NodeId node = project_.find(fields[kDataset]->text);
    if (!node.valid()) return unknown(*fields[kDataset]);
    const auto at = instant(kAt, *fields[kAt]);
    if (!at) return;
    auto date = at;
    if (fields[kDate]) {
      date = instant(kDate, *fields[kDate]);
      if (!date) return;
    } else if (derivation_[node].cadence.valid()) {
      return wrong("INP002",
                   fmt::format("an event of {} needs \"scheduled_date\"",
                               quoted(project_[node].name)),
                   line, "write the tick, or the anchor, that its run was for");
    }
    result_.events.push_back({project_[node].name, *date, *at});
  }

  void unknown(const Field& field) {
    std::vector<std::string_view> names;
    for (const Dataset& dataset : project_.datasets) {
      names.push_back(dataset.name);
    }
    wrong("GRA002",
          fmt::format("unknown dataset {}{}", quoted(field.text),
                      suggestion(field.text, names)),
          field.where, "");
  }

  std::optional<sys_seconds> instant(Key key, const Field& field) {
    const auto instant = parse_instant(field.text);
    if (instant) return *instant;
    wrong("INP002",
          fmt::format("\"{}\": {}", kKeys[key], instant.error().message),
          field.where, instant.error().hint);
    return std::nullopt;
  }

  void wrong(std::string_view rule, std::string message, const Location& where,
             std::string_view help) {
    result_.problems.push_back(
        problem_at(rule, std::move(message), where, help));
  }

  SourceId source_;
  const Project& project_;
  const Derivation& derivation_;
  GateEvents result_;
};

}  // namespace

GateEvents read_gate_events(const Sources& sources, SourceId source,
                            const Project& project,
                            const Derivation& derivation) {
  return EventReader(source, project, derivation).read(sources[source].text);
}

}  // namespace lockstep::cli
