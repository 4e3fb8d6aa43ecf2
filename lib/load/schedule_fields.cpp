#include "load/schedule_fields.hpp"

#include <cstddef>
#include <string>
#include <utility>

#include "base/text.hpp"

namespace lockstep {

constexpr Shape kZone{"zone", "a time zone such as Europe/Paris",
                      R"({"type": "string", "minLength": 1})"};
constexpr Shape kCron{"cron", "a cron or the name of a preset",
                      R"({"type": ["string", "null"]})"};
constexpr Shape kCrons{
    "crons", "a cron, {cron, timezone} or a list of these",
    R"({"anyOf": [{"$ref": "#/$defs/cron"}, {"$ref": "#/$defs/cron_item"},
                  {"type": "array",
                   "items": {"anyOf": [{"$ref": "#/$defs/cron"},
                                       {"$ref": "#/$defs/cron_item"}]}}]})"};
constexpr Shape kPromise{
    "promise", "a duration such as 2h, or {max_age, ready_by, lower_bound}",
    R"({"anyOf": [{"$ref": "#/$defs/duration"},
                  {"$ref": "#/$defs/freshness"}]})"};
namespace {

// ---- {cron, timezone} ----

constexpr Field<DraftCron> kCronFields[] = {
    {"cron", &kCron, "a cron or the name of a preset",
     &set<&DraftCron::text, &read_located, DraftCron>, /*required=*/true},
    {"timezone", &kZone, "the zone of this cron",
     &set<&DraftCron::zone, &read_located, DraftCron>},
};
constexpr Mapping<DraftCron> kCronMapping{
    "cron_item", "a cron", "One cron of a union, in a zone of its own.",
    kCronFields};

std::optional<DraftCron> read_cron_item(FieldReader& reader,
                                        const Value& value) {
  DraftCron cron;
  if (value.is_map()) {
    const std::size_t before = reader.error_count();
    read_fields(reader, value, kCronMapping, cron);
    if (reader.error_count() > before) return std::nullopt;
    return cron;
  }
  if (!value.is_scalar()) {
    reader.wrong(value, kCron, "quote a cron: \"0 * * * *\"");
    return std::nullopt;
  }
  cron.text = {std::string(trim(value.text())), value.text_where()};
  return cron;
}

// ---- freshness ----

std::optional<DraftCron> read_deadline(FieldReader& reader,
                                       const Value& value) {
  const auto crons = read_crons(reader, value);
  if (!crons) return std::nullopt;
  if (crons->size() == 1) return crons->front();
  reader.error(value.where(), "one cron of deadlines is needed");
  return std::nullopt;
}

constexpr Field<DraftPromise> kPromiseFields[] = {
    {"max_age", &kDuration,
     "no reader ever sees data older than this; with `ready_by` at the "
     "deadlines only",
     &set<&DraftPromise::max_age, &read_positive_duration, DraftPromise>},
    {"ready_by", &kCrons,
     "a cron of deadlines, in the zone of the dataset; without `max_age`: a "
     "run ends before each of them",
     &set<&DraftPromise::ready_by, &read_deadline, DraftPromise>},
    {"lower_bound", &kDuration,
     "that run ends no longer than this before the deadline; default: after "
     "the deadline before",
     &set<&DraftPromise::lower_bound, &read_positive_duration, DraftPromise>},
};
constexpr Mapping<DraftPromise> kPromiseMapping{
    "freshness", "a freshness",
    "A promise about a dataset. A duration alone is its `max_age`.",
    kPromiseFields};

}  // namespace

std::optional<std::vector<DraftCron>> read_crons(FieldReader& reader,
                                                 const Value& value) {
  const std::string_view field = reader.field;
  std::vector<DraftCron> crons;
  bool good = true;
  const auto add = [&](const Value& item) {
    reader.field = field;
    auto cron = read_cron_item(reader, item);
    good = good && cron;
    if (cron && !is_no_schedule(cron->text.value)) {
      crons.push_back(std::move(*cron));
    }
  };
  if (value.is_list()) {
    for (std::size_t i = 0; i < value.size(); ++i) add(value.item(i));
  } else if (!value.is_null()) {
    add(value);
  }
  if (!good && crons.empty()) return std::nullopt;
  return crons;
}

std::optional<DraftPromise> read_promise(FieldReader& reader,
                                         const Value& value) {
  DraftPromise promise;
  promise.where = value.where();
  if (value.is_scalar()) {
    promise.max_age = read_positive_duration(reader, value);
  } else if (value.is_map()) {
    const std::string_view field = reader.field;
    const std::size_t before = reader.error_count();
    read_fields(reader, value, kPromiseMapping, promise);
    reader.field = field;
    if (reader.error_count() > before) return std::nullopt;
    if (promise.lower_bound && !promise.ready_by) {
      reader.error(value.where(), "lower_bound without ready_by",
                   "it says how long before a deadline a run may end");
      return std::nullopt;
    }
    if (!promise.max_age && !promise.ready_by) {
      reader.error(value.where(), "nothing is promised",
                   "give max_age, ready_by or both");
    }
  } else {
    reader.wrong(value, kPromise);
  }
  if (!promise.max_age && !promise.ready_by) return std::nullopt;
  return promise;
}

std::vector<MappingDescription> schedule_mappings() {
  return {describe(kCronMapping), describe(kPromiseMapping)};
}

}  // namespace lockstep
