#include "load/task_data.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cron/cron.hpp"
#include "load/json_diagnostic.hpp"

namespace lockstep {
namespace {

/// C0, DEL or C1, the latter as UTF-8 writes them.
bool has_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return true;
    if (byte == 0xC2 && i + 1 < text.size() &&
        static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      return true;
    }
  }
  return false;
}

}  // namespace

struct TaskData::FieldRow {
  enum class Type : std::uint8_t { Text, Integer, Object };
  std::string_view key;
  Type type;
  std::string_view expected;
};

struct TaskData::TypRow {
  std::string_view name;
  bool is_task;
  bool is_view;
};

// Keys that are not here pass in silence: machines write these files, and what
// a newer Starlake adds is nobody's typing error.
constexpr std::array<TaskData::FieldRow, TaskData::FieldCount>
    TaskData::kFields{{
        {"name", FieldRow::Type::Text, "a text"},
        {"typ", FieldRow::Type::Text, "a text"},
        {"parentTyp", FieldRow::Type::Text, "a text"},
        {"parentRef", FieldRow::Type::Text, "a text"},
        {"writeStrategy", FieldRow::Type::Object, "an object with \"type\""},
        {"dataset_triggering_strategy", FieldRow::Type::Text, "a text"},
        {"sink", FieldRow::Type::Text, "a text"},
        {"cron", FieldRow::Type::Text, "a text"},
        {"freshness", FieldRow::Type::Integer, "a whole number of seconds"},
        {"stream", FieldRow::Type::Text, "a text"},
    }};

// `model` is the `task` of 2023.
constexpr std::array<TaskData::TypRow, 7> TaskData::kTyps{{
    {"task", true, false},
    {"model", true, false},
    {"table", false, false},
    {"view", false, true},
    {"taskview", false, true},
    {"cte", false, true},
    {"unknown", false, false},
}};

void TaskData::begin(std::size_t offset) {
  offset_ = offset;
  keys_seen_ = seen_ = 0;
  write_type_.clear();
}

void TaskData::key(std::string_view key, Place place) {
  if (in_write_strategy_) {
    is_write_type_ = key == "type";
    return;
  }
  field_ = 0;
  while (field_ < FieldCount && kFields[field_].key != key) ++field_;
  if (field_ == FieldCount) return;
  const std::uint32_t bit = 1U << field_;
  if ((keys_seen_ & bit) != 0) {
    problems_.error("INP004", fmt::format("duplicate key {}", quoted(key)),
                    place, "keep one of the two");
  }
  keys_seen_ |= bit;
}

void TaskData::scalar(const JsonScalar& value) {
  using Kind = JsonScalar::Kind;
  using Type = FieldRow::Type;
  // Python writes None as null: the same as if the key were not there.
  if (value.kind == Kind::Null) return;
  if (in_write_strategy_) {
    if (!is_write_type_) return;
    if (value.kind == Kind::String) {
      write_type_ = value.text;
    } else {
      wrong(shown(value), place_of(value));
    }
    return;
  }
  if (field_ == FieldCount) return;
  const Type type = kFields[field_].type;
  if (type == Type::Text && value.kind == Kind::String) {
    texts_[field_].text = value.text;
    texts_[field_].place = place_of(value);
  } else if (type == Type::Integer && value.kind == Kind::Integer &&
             value.integer >= 0) {
    freshness_ = value.integer;
  } else {
    wrong(shown(value), place_of(value));
    return;
  }
  seen_ |= 1U << field_;
}

bool TaskData::begin_inner_object(std::size_t offset) {
  if (!in_write_strategy_ && field_ == WriteStrategy) {
    in_write_strategy_ = true;
    is_write_type_ = false;
    return true;
  }
  wrong("an object", {offset, 1});
  return false;
}

void TaskData::wrong(std::string_view found, Place place) {
  if (in_write_strategy_ && is_write_type_) {
    problems_.error(
        "INP002",
        fmt::format("\"type\" of \"writeStrategy\" is {}; expected a text",
                    found),
        place);
  } else if (!in_write_strategy_ && field_ != FieldCount) {
    const FieldRow& row = kFields[field_];
    problems_.error(
        "INP002",
        fmt::format("\"{}\" is {}; expected {}", row.key, found, row.expected),
        place);
  }
}

std::string_view TaskData::text(Field field) const {
  return has(field) ? std::string_view(texts_[field].text) : std::string_view();
}

bool TaskData::check_name(Field field) {
  const std::string_view key = kFields[field].key;
  const auto& [name, place] = texts_[field];
  if (name.size() > context_.limits.name_bytes) {
    problems_.error("INP006",
                    fmt::format("\"{}\" has {} bytes, more than {}", key,
                                name.size(), context_.limits.name_bytes),
                    place, "raise the limit with --max-name-bytes");
    context_.over_limit = true;
    return false;
  }
  if (trim(name).empty()) {
    problems_.error("INP002", fmt::format("\"{}\" is empty", key), place);
    return false;
  }
  if (!has_control_character(name)) return true;
  problems_.error(
      "INP002",
      fmt::format("\"{}\" {} has a control character", key, quoted(name)),
      place);
  return false;
}

std::optional<NodeCopy> TaskData::finish(std::size_t end) {
  if (!has(Name)) {
    problems_.error("INP002", "a node has no \"name\"",
                    {offset_, static_cast<std::uint32_t>(end - offset_)},
                    "it is left out, with the edges to and from it");
    return std::nullopt;
  }
  const bool has_sink = !text(Sink).empty();
  if (!check_name(Name) || (has_sink && !check_name(Sink))) {
    return std::nullopt;
  }
  NodeCopy copy;
  copy.name = text(Name);
  copy.name_place = texts_[Name].place;
  copy.dataset = has_sink ? text(Sink) : copy.name;
  read_typ(copy);
  read_cron(copy);
  copy.write_type = write_type_;
  copy.is_view |= to_lower(write_type_) == "view";
  copy.stream = text(Stream);
  copy.trigger = text(Trigger);
  copy.trigger_place = texts_[Trigger].place;
  if (has(Freshness)) copy.freshness_seconds = freshness_;
  return copy;
}

void TaskData::read_typ(NodeCopy& copy) {
  if (!has(Typ)) return;
  const auto& [typ, place] = texts_[Typ];
  for (const TypRow& row : kTyps) {
    if (row.name != typ) continue;
    copy.is_task = row.is_task;
    copy.is_view = row.is_view;
    return;
  }
  std::array<std::string_view, kTyps.size()> names;
  std::transform(kTyps.begin(), kTyps.end(), names.begin(),
                 [](const TypRow& row) { return row.name; });
  problems_.error(
      "INP002",
      fmt::format("unknown \"typ\" {}{}", quoted(typ), suggestion(typ, names)),
      place, "it is read as \"table\"");
}

void TaskData::read_cron(NodeCopy& copy) {
  if (has(Cron)) {
    copy.cron_declared = true;
    copy.cron_place = texts_[Cron].place;
    if (!is_no_schedule(text(Cron))) copy.cron = text(Cron);
  } else if (!text(Sink).empty() && !copy.is_task && !copy.is_view) {
    repair_sink(copy);
  }
}

/// Starlake of February to July 2026 wrote a table's cron into its `sink`
/// (starlake-ai/starflow, issue 1654).
void TaskData::repair_sink(NodeCopy& copy) {
  const std::string_view sink = text(Sink);
  // Every cron has a blank, names have none: only suspects are compiled.
  const bool no_schedule = is_no_schedule(sink);
  if (!no_schedule && (sink.find(' ') == std::string_view::npos ||
                       !compile(sink, dialects()[0]))) {
    return;
  }
  copy.dataset = copy.name;
  copy.cron_declared = true;
  copy.cron_place = texts_[Sink].place;
  if (!no_schedule) copy.cron = sink;
  if (repaired_.empty()) first_repaired_ = copy.cron_place;
  repaired_.insert(to_lower(copy.name));
}

std::string_view TaskData::unresolved_parent() const {
  return text(ParentTyp) == "unknown" ? text(ParentRef) : std::string_view();
}

void TaskData::report_repairs() {
  if (repaired_.empty()) return;
  Diagnostic diagnostic;
  diagnostic.rule = "INP005";
  diagnostic.severity = Severity::Warning;
  diagnostic.message =
      fmt::format("\"sink\" holds the cron of {} {}; it is read as \"cron\"",
                  repaired_.size(), repaired_.size() == 1 ? "table" : "tables");
  diagnostic.where = problems_.map().locate(first_repaired_);
  diagnostic.help =
      "Starlake of February to July 2026 wrote such files; generate it again "
      "with a newer one";
  problems_.add(std::move(diagnostic));
}

}  // namespace lockstep
