// A DAG file of Airflow, statement by statement.
#include <algorithm>
#include <map>
#include <string_view>

#include "emit/emitter.hpp"
#include "emit/python_scan.hpp"
#include "emit/written.hpp"

namespace lockstep {
namespace {

using Tokens = std::span<const SourceToken>;
using Kind = SourceToken::Kind;

bool is_text(const SourceToken& token) { return token.kind == Kind::Text; }

/// `name = "text"` or `name("text"` anywhere: the text.
const std::string* text_behind(Tokens tokens, std::string_view name,
                               std::string_view sign) {
  for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
    if (tokens[i].is(name) && tokens[i + 1].is(sign) &&
        is_text(tokens[i + 2])) {
      return &tokens[i + 2].text;
    }
  }
  return nullptr;
}

class DagReader {
 public:
  explicit DagReader(const OutputFile& file) {
    dag_.path = file.path;
    for (const SourceStatement& statement : python_statements(file.text)) {
      read(statement.tokens);
    }
  }

  /// Nothing if the file has no DAG.
  std::optional<WrittenPipeline> take() {
    if (!has_dag_) return std::nullopt;
    return std::move(dag_);
  }

 private:
  void read(Tokens tokens) {
    if (text_behind(tokens, "dag_id", "=") != nullptr) {
      has_dag_ = true;
      read_crons(tokens);
    }
    if (tokens.size() > 4 && tokens[0].is("RUN") && tokens[1].is("=")) {
      if (const std::string* id = text_behind(tokens, "Run", "("))
        dag_.id = *id;
    }
    const std::size_t assigned = target_size(tokens);
    if (assigned > 0) read_assignment(tokens, assigned);
    const auto arrow = std::ranges::find_if(
        tokens, [](const SourceToken& token) { return token.is(">>"); });
    if (arrow != tokens.end()) read_edges(tokens);
  }

  /// Tokens before the `=` of `x = ...` and `tasks["x"] = ...`; 0: none.
  static std::size_t target_size(Tokens tokens) {
    if (tokens.size() > 2 && tokens[0].kind == Kind::Name &&
        tokens[1].is("=")) {
      return 1;
    }
    const bool item = tokens.size() > 5 && tokens[0].kind == Kind::Name &&
                      tokens[1].is("[") && is_text(tokens[2]) &&
                      tokens[3].is("]") && tokens[4].is("=");
    return item ? 4 : 0;
  }

  void read_assignment(Tokens tokens, std::size_t assigned) {
    const std::string name = assigned == 1 ? tokens[0].text : tokens[2].text;
    const Tokens value = tokens.subspan(assigned + 1);
    for (const std::string_view word : {"Asset", "Dataset"}) {
      if (value[0].is(word) && value.size() > 2 && is_text(value[2])) {
        datasets_[name] = value[2].text;
      }
    }
    const std::string* const id = text_behind(value, "task_id", "=");
    if (id == nullptr) return;
    tasks_[name] = *id;
    dag_.tasks.push_back(*id);
    for (std::size_t i = 0; i + 2 < value.size(); ++i) {
      if (!value[i].is("outlets") || !value[i + 1].is("=")) continue;
      for (std::size_t j = i + 2; j < value.size() && !value[j].is("]"); ++j) {
        const auto known = datasets_.find(value[j].text);
        if (known != datasets_.end()) {
          dag_.outputs[*id].push_back(known->second);
        }
      }
    }
  }

  /// `a >> b >> [c, d]`: each with each of the next.
  void read_edges(Tokens tokens) {
    std::vector<std::string> before, operand;
    const auto close = [&] {
      for (const std::string& from : before) {
        for (const std::string& to : operand) dag_.edges.emplace_back(from, to);
      }
      before = std::move(operand);
      operand = {};
    };
    for (const SourceToken& token : tokens) {
      if (token.is(">>")) {
        close();
      } else if (token.kind == Kind::Name || is_text(token)) {
        // `tasks["x"]` is two of these, and only the second one is a task.
        const auto task = tasks_.find(token.text);
        if (task != tasks_.end()) operand.push_back(task->second);
      }
    }
    close();
  }

  /// All texts of a timetable's call but the zone.
  void read_crons(Tokens tokens) {
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
      const bool timetable = tokens[i].is("CronTriggerTimetable") ||
                             tokens[i].is("CronDataIntervalTimetable") ||
                             tokens[i].is("MultipleCronTriggerTimetable");
      if (!timetable || !tokens[i + 1].is("(")) continue;
      std::vector<std::string> crons;
      std::string zone;
      for (std::size_t j = i + 2; j < tokens.size() && !tokens[j].is(")");
           ++j) {
        if (!is_text(tokens[j])) continue;
        (tokens[j - 1].is("=") ? zone : crons.emplace_back()) = tokens[j].text;
      }
      for (std::string& cron : crons) {
        dag_.crons.push_back({std::move(cron), zone});
      }
    }
  }

  WrittenPipeline dag_;
  bool has_dag_ = false;
  std::map<std::string, std::string> datasets_, tasks_;  ///< by variable
};

}  // namespace

std::vector<WrittenPipeline> read_airflow(std::span<const OutputFile> files) {
  std::vector<WrittenPipeline> written;
  for (const OutputFile& file : files) {
    if (auto dag = DagReader(file).take()) written.push_back(std::move(*dag));
  }
  return written;
}

}  // namespace lockstep
