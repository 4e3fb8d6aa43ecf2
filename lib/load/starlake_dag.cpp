// Starlake's generated Python DAG files: the task_deps JSON stands in them as a
// string literal, the schedule beside it as `cron = "..."`. The file is scanned
// for these literals, never executed.
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cron/cron.hpp"
#include "load/loaders.hpp"
#include "load/python_scanner.hpp"
#include "load/task_deps.hpp"
#include "load/task_graph.hpp"

namespace lockstep {
namespace {

using Kind = PythonToken::Kind;
using Text = Located<std::string>;

constexpr std::size_t kSniffBytes = std::size_t{256} << 10;

/// What leads up to a literal with the JSON.
constexpr std::array<std::string_view, 6> kJsonLoads{
    "task_deps", "=", "json", ".", "loads", "("};
constexpr std::array<std::string_view, 2> kKeyword{"dependencies", "="};
constexpr std::array<std::string_view, 2> kConstructor{"StarlakeDependencies",
                                                       "("};

/// What the module says about the whole file; a later assignment replaces an
/// earlier one, and one that is no literal leaves nothing known.
struct Module {
  std::optional<Text> cron;
  std::vector<std::pair<Text, Text>> options;
  bool has_lineage = false;
  bool is_load = false;  ///< a DAG that loads tables: it has no lineage
};

/// One pass over the tokens of a file.
class DagReader {
 public:
  DagReader(SourceId source, LoadContext& context, Draft& draft)
      : source_(source),
        context_(context),
        draft_(draft),
        scanner_(context.sources[source].text) {}

  Module read();

 private:
  bool follows(std::span<const std::string_view> words, std::size_t from = 0);
  bool read_lineage();
  bool read_assignment();
  void read_json_literal();
  std::optional<Text> read_string();
  void read_options();

  SourceId source_;
  LoadContext& context_;
  Draft& draft_;
  PythonScanner scanner_;
  Module module_;
};

bool DagReader::follows(std::span<const std::string_view> words,
                        std::size_t from) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const PythonToken& token = scanner_.peek(from + i);
    if (token.kind == Kind::String || token.text != words[i]) return false;
  }
  return is_plain_string(scanner_.peek(from + words.size()));
}

Module DagReader::read() {
  while (scanner_.peek().kind != Kind::End) {
    if (scanner_.peek().text == "StarlakeSchedule") module_.is_load = true;
    if (!read_lineage() && !read_assignment()) scanner_.next();
  }
  return std::move(module_);
}

bool DagReader::read_lineage() {
  std::size_t words = 0;
  if (follows(kJsonLoads)) {
    words = kJsonLoads.size();
  } else if (scanner_.peek().depth > 0 && follows(kKeyword)) {
    words = kKeyword.size();
  } else if (follows(kConstructor)) {
    words = kConstructor.size();
  } else {
    return false;
  }
  for (; words > 0; --words) scanner_.next();
  module_.has_lineage = true;
  read_json_literal();
  return true;
}

void DagReader::read_json_literal() {
  TextMap map(source_);
  const PythonToken first = scanner_.next();
  const auto in_place = value_in_place(first);
  if (in_place && !is_plain_string(scanner_.peek())) {
    map.add_stretch(
        0, first.offset +
               static_cast<std::size_t>(in_place->data() - first.text.data()));
    read_task_deps(*in_place, map, source_, context_, draft_);
    return;
  }
  std::string json;
  decode_python_string(first, json, map);
  // Literals side by side are one.
  while (is_plain_string(scanner_.peek())) {
    decode_python_string(scanner_.next(), json, map);
  }
  map.add_stretch(json.size(), scanner_.peek().offset);
  read_task_deps(json, map, source_, context_, draft_);
}

std::optional<Text> DagReader::read_string() {
  if (!is_plain_string(scanner_.peek())) return std::nullopt;
  const PythonToken token = scanner_.next();
  TextMap map(source_);
  Text text;
  decode_python_string(token, text.value, map);
  text.where = {source_, token.offset, token.text.size()};
  if (is_utf8(text.value)) return text;
  Diagnostic diagnostic;
  diagnostic.rule = "INP001";
  diagnostic.message = "invalid UTF-8 in a string";
  diagnostic.where = text.where;
  diagnostic.help = "save the file as UTF-8";
  context_.diagnostics.push_back(std::move(diagnostic));
  return std::nullopt;
}

bool DagReader::read_assignment() {
  const PythonToken& name = scanner_.peek();
  if (name.column != 0 || name.depth != 0 || scanner_.peek(1).text != "=" ||
      scanner_.peek(2).text == "=") {
    return false;
  }
  if (name.text == "cron") {
    scanner_.next();
    scanner_.next();
    module_.cron = read_string();
    const Kind after = scanner_.peek().kind;
    if (after != Kind::NewLine && after != Kind::End) module_.cron.reset();
    return true;
  }
  if (name.text == "options" && scanner_.peek(2).text == "{") {
    for (int i = 0; i < 3; ++i) scanner_.next();
    module_.options.clear();
    read_options();
    return true;
  }
  return false;
}

/// Keeps the entries of the dict that are two literals.
void DagReader::read_options() {
  const std::size_t depth = scanner_.peek().depth;
  while (scanner_.peek().kind != Kind::End && scanner_.peek().depth >= depth) {
    std::optional<Text> key = read_string();
    if (key && scanner_.peek().text == ":") {
      scanner_.next();
      std::optional<Text> value = read_string();
      const std::string_view after = scanner_.peek().text;
      if (value && (after == "," || after == "}")) {
        module_.options.emplace_back(std::move(*key), std::move(*value));
      }
    }
    while (scanner_.peek().kind != Kind::End &&
           scanner_.peek().depth >= depth &&
           (scanner_.peek().depth > depth || scanner_.peek().text != ",")) {
      scanner_.next();
    }
    if (scanner_.peek().text == ",") scanner_.next();
  }
}

const Text* find_option(const Module& module, std::string_view key) {
  const Text* found = nullptr;
  for (const auto& [name, value] : module.options) {
    if (name.value == key && !trim(value.value).empty()) found = &value;
  }
  return found;
}

/// An option that is a whole number, as a text like all of them.
std::optional<int> find_number(const Module& module, std::string_view key,
                               LoadContext& context) {
  const Text* option = find_option(module, key);
  if (option == nullptr) return std::nullopt;
  const std::string_view text = trim(option->value);
  int number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size() && number >= 0) {
    return number;
  }
  Diagnostic diagnostic;
  diagnostic.rule = "INP002";
  diagnostic.message =
      fmt::format("option \"{}\" is {}; expected a whole number", key,
                  quoted(option->value));
  diagnostic.where = option->where;
  context.diagnostics.push_back(std::move(diagnostic));
  return std::nullopt;
}

/// The file is one pipeline: Starlake starts all its first-level tasks at the
/// module's cron, whatever their own says (their own cron only dates what they
/// publish). So it is their schedule, and another one of their own a conflict.
/// A module cron of `None` says nothing: what the tasks have stays.
void apply_cron(const Text& cron, DraftDataset& dataset) {
  std::vector<DraftCron> own = std::move(dataset.crons);
  dataset.crons = {{.text = cron, .zone = std::nullopt}};
  dataset.crons_declared = true;
  for (DraftCron& other : own) {
    if (other.text.value == cron.value) continue;
    dataset.other_crons.insert(dataset.other_crons.begin(), std::move(other));
  }
  std::erase_if(dataset.other_crons, [&](const DraftCron& other) {
    return other.text.value == cron.value;
  });
}

void apply(const Module& module, LoadContext& context, Draft& draft) {
  const auto retries = find_number(module, "retries", context);
  const auto retry_delay = find_number(module, "retry_delay", context);
  const Text* zone = find_option(module, "timezone");
  const Text* trigger = find_option(module, "dataset_triggering_strategy");
  for (DraftDataset& dataset : draft.datasets) {
    if (!dataset.first_level) continue;
    if (module.cron && !is_no_schedule(module.cron->value)) {
      apply_cron(*module.cron, dataset);
    }
    if (zone != nullptr) {
      for (DraftCron& cron : dataset.crons) cron.zone = *zone;
    }
    if (trigger != nullptr && !dataset.trigger) {
      dataset.trigger = {starlake_trigger(trigger->value), trigger->where};
    }
    if (retries) dataset.retries = retries;
    if (retry_delay) dataset.retry_delay = seconds{*retry_delay};
  }
}

void report_no_lineage(const Module& module, SourceId source,
                       LoadContext& context) {
  Diagnostic diagnostic;
  diagnostic.rule = "INP001";
  diagnostic.message =
      "no lineage in this Python file: looked for "
      "task_deps=json.loads(\"...\") "
      "and StarlakeDependencies(dependencies=\"...\")";
  diagnostic.where = {source, 0, 0};
  if (module.is_load) {
    diagnostic.help =
        "a DAG that loads tables has none; give the files of the transforms";
  }
  context.diagnostics.push_back(std::move(diagnostic));
}

}  // namespace

bool sniff_starlake_dag(std::string_view path, std::string_view text) {
  if (path.ends_with(".py")) return true;
  const std::string_view head = text.substr(0, kSniffBytes);
  return head.find("StarlakeDependencies(") != std::string_view::npos ||
         head.find("task_deps=json.loads(") != std::string_view::npos;
}

void load_starlake_dag(SourceId source, LoadContext& context, Draft& draft) {
  const Module module = DagReader(source, context, draft).read();
  if (!module.has_lineage) report_no_lineage(module, source, context);
  apply(module, context, draft);
}

}  // namespace lockstep
