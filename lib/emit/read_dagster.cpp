// A module of Dagster definitions: the body of the job is walked through as
// Dagster does it. Every call is a task, or a graph whose body is walked
// through in turn; what it is given are the tasks before it.
#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "emit/emitter.hpp"
#include "emit/python_scan.hpp"
#include "emit/written.hpp"

namespace lockstep {
namespace {

using Tokens = std::span<const SourceToken>;
using Kind = SourceToken::Kind;

/// What a call gives, by the name of a result; the only one has none.
using Tasks = std::vector<std::string>;
using Results = std::map<std::string, Tasks>;

/// A function under `@dg.op`, `@dg.graph` or `@dg.job`.
struct Function {
  std::string decorator;
  std::vector<std::string> parameters;
  std::vector<Tokens> body;
};

bool opens(const SourceToken& token) {
  return token.is("(") || token.is("[") || token.is("{");
}

bool closes(const SourceToken& token) {
  return token.is(")") || token.is("]") || token.is("}");
}

/// What stands between the commas of a list whose bracket comes first.
std::vector<Tokens> items_of(Tokens tokens) {
  std::vector<Tokens> items;
  std::size_t depth = 0, begin = 1;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (opens(tokens[i])) ++depth;
    const bool end = closes(tokens[i]) && --depth == 0;
    if (!end && !(depth == 1 && tokens[i].is(","))) continue;
    if (i > begin) items.push_back(tokens.subspan(begin, i - begin));
    begin = i + 1;
    if (end) break;
  }
  return items;
}

class JobReader {
 public:
  explicit JobReader(const OutputFile& file)
      : statements_(python_statements(file.text)) {
    job_.path = file.path;
    job_.plain_names = true;
    collect();
    if (job_name_.empty()) return;
    walk(functions_.at(job_name_), {});
    drop_needless_edges();
    name_outputs();
  }

  /// Nothing if the file has no job.
  std::optional<WrittenPipeline> take() {
    if (job_name_.empty()) return std::nullopt;
    return std::move(job_);
  }

 private:
  /// The variables of a body while it is walked through.
  struct Scope {
    std::map<std::string, Results> values;
    /// `x = op.alias("id")`: what is called, and its name.
    std::map<std::string, std::pair<std::string, std::string>> aliases;
  };

  void collect() {
    std::string decorator;
    Function* function = nullptr;
    for (const SourceStatement& statement : statements_) {
      const Tokens tokens = statement.tokens;
      if (statement.indent > 0) {
        if (function != nullptr) function->body.push_back(tokens);
        continue;
      }
      function = nullptr;
      if (tokens[0].is("def") && tokens.size() > 3) {
        function = &add_function(tokens, decorator);
      }
      read_outside(tokens);
      const bool decorates = tokens[0].is("@") && tokens.size() > 3;
      decorator = decorates ? tokens[3].text : "";
    }
  }

  Function& add_function(Tokens tokens, const std::string& decorator) {
    // A second job is what follows a run that failed.
    if (decorator == "job" && job_name_.empty()) job_name_ = tokens[1].text;
    Function& function = functions_[tokens[1].text];
    function.decorator = decorator;
    for (const Tokens parameter : items_of(tokens.subspan(2))) {
      function.parameters.push_back(parameter[0].text);
    }
    return function;
  }

  void read_outside(Tokens tokens) {
    if (tokens.size() < 5) return;
    if (tokens[0].is("RUN") && tokens[2].is("Run") &&
        tokens[4].kind == Kind::Text) {
      job_.id = tokens[4].text;
    }
    if (tokens[4].is("ScheduleDefinition")) read_crons(tokens, job_.crons);
    if (tokens[4].is("TimeWindowPartitionsDefinition")) {
      read_crons(tokens, job_.windows);
    }
  }

  static void read_crons(Tokens tokens, std::vector<WrittenCron>& written) {
    std::string zone;
    std::vector<std::string> crons;
    for (std::size_t i = 2; i < tokens.size(); ++i) {
      if (tokens[i].kind != Kind::Text) continue;
      std::size_t name = i - 1;
      while (name > 0 && tokens[name].kind != Kind::Name) --name;
      if (tokens[name].text.ends_with("timezone")) zone = tokens[i].text;
      if (tokens[name].is("cron_schedule")) crons.push_back(tokens[i].text);
    }
    for (std::string& cron : crons) {
      written.push_back({std::move(cron), zone});
    }
  }

  Results walk(const Function& function, const std::vector<Tasks>& arguments) {
    Scope scope;
    const std::size_t given =
        std::min(arguments.size(), function.parameters.size());
    for (std::size_t i = 0; i < given; ++i) {
      scope.values[function.parameters[i]][""] = arguments[i];
    }
    for (const Tokens tokens : function.body) {
      if (tokens[0].is("return")) return returned(tokens.subspan(1), scope);
      const bool assigns = tokens.size() > 2 && tokens[1].is("=");
      read_call(assigns ? tokens[0].text : "", tokens.subspan(assigns ? 2 : 0),
                scope);
    }
    return {};
  }

  /// `a` or `{"a": a, "b": b.c}`.
  static Results returned(Tokens tokens, const Scope& scope) {
    if (tokens.empty() || !tokens[0].is("{")) {
      return {{"", tasks_in(tokens, scope)}};
    }
    Results results;
    for (const Tokens item : items_of(tokens)) {
      results[item[0].text] = tasks_in(item.subspan(1), scope);
    }
    return results;
  }

  /// `op(a, [b, c.d])` or `op.alias("id")(a)`; `op.alias("id")` alone is a
  /// name for later.
  void read_call(const std::string& variable, Tokens tokens, Scope& scope) {
    if (tokens.size() < 2 || tokens[0].kind != Kind::Name) return;
    std::string callee = tokens[0].text, id = callee;
    const auto alias = scope.aliases.find(callee);
    if (alias != scope.aliases.end()) std::tie(callee, id) = alias->second;
    tokens = tokens.subspan(1);
    if (tokens.size() > 4 && tokens[1].is("alias")) {
      id = tokens[3].text;
      tokens = tokens.subspan(5);
    }
    if (tokens.empty()) scope.aliases[variable] = {callee, id};
    if (tokens.empty() || !tokens[0].is("(")) return;
    std::vector<Tasks> arguments;
    for (const Tokens item : items_of(tokens)) {
      arguments.push_back(tasks_in(item, scope));
    }
    const auto graph = functions_.find(callee);
    const bool is_graph =
        graph != functions_.end() && graph->second.decorator == "graph";
    scope.values[variable] = is_graph ? walk(graph->second, arguments)
                                      : add_task(callee, id, arguments);
  }

  Results add_task(const std::string& op, const std::string& id,
                   const std::vector<Tasks>& arguments) {
    job_.tasks.push_back(id);
    ops_[id] = op;
    for (const Tasks& tasks : arguments) {
      for (const std::string& from : tasks) job_.edges.emplace_back(from, id);
    }
    return {{"", {id}}};
  }

  static Tasks tasks_in(Tokens tokens, const Scope& scope) {
    Tasks tasks;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const auto value = scope.values.find(tokens[i].text);
      if (tokens[i].kind != Kind::Name || value == scope.values.end()) continue;
      const bool field = i + 2 < tokens.size() && tokens[i + 1].is(".");
      const auto result = value->second.find(field ? tokens[i + 2].text : "");
      if (result == value->second.end()) continue;
      tasks.insert(tasks.end(), result->second.begin(), result->second.end());
      if (field) i += 2;
    }
    return tasks;
  }

  /// What runs whatever is skipped is given the first task, too. All come
  /// behind that one, so such an edge says nothing.
  void drop_needless_edges() {
    std::map<std::string, std::set<std::string>> before;
    for (const auto& [from, to] : job_.edges) before[to].insert(from);
    const auto is_first = [&](const std::string& task) {
      return !before.contains(task);
    };
    if (std::ranges::count_if(job_.tasks, is_first) != 1) return;
    std::erase_if(job_.edges, [&](const auto& edge) {
      return is_first(edge.first) && before.at(edge.second).size() > 1;
    });
  }

  /// `updates={"id": "name"}` in the body of an op.
  static Tasks updates_of(const Function& op) {
    Tasks ids;
    for (const Tokens tokens : op.body) {
      for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
        if (!tokens[i].is("updates") || !tokens[i + 1].is("=")) continue;
        for (const Tokens item : items_of(tokens.subspan(i + 2))) {
          ids.push_back(item[0].text);
        }
      }
    }
    return ids;
  }

  void name_outputs() {
    for (const auto& [id, name] : ops_) {
      const auto op = functions_.find(name);
      if (op != functions_.end()) job_.outputs[id] = updates_of(op->second);
    }
  }

  std::vector<SourceStatement> statements_;
  std::map<std::string, Function> functions_;
  std::string job_name_;
  WrittenPipeline job_;
  std::map<std::string, std::string> ops_;  ///< by task
};

}  // namespace

std::vector<WrittenPipeline> read_dagster(std::span<const OutputFile> files) {
  std::vector<WrittenPipeline> written;
  for (const OutputFile& file : files) {
    if (auto job = JobReader(file).take()) written.push_back(std::move(*job));
  }
  return written;
}

}  // namespace lockstep
