// A module of Dagster definitions, statement by statement: in the body of a job
// every call is a task, and what it is given are the tasks before it.
#include <map>
#include <string_view>

#include "emit/emitter.hpp"
#include "emit/python_scan.hpp"
#include "emit/written.hpp"

namespace lockstep {
namespace {

using Tokens = std::span<const SourceToken>;
using Kind = SourceToken::Kind;

bool decorates(Tokens tokens, std::string_view what) {
  return tokens.size() > 3 && tokens[0].is("@") && tokens[2].is(".") &&
         tokens[3].is(what);
}

class JobReader {
 public:
  explicit JobReader(const OutputFile& file) {
    job_.path = file.path;
    job_.plain_names = true;
    bool in_job = false;
    std::string op;
    Tokens decorator;
    const auto statements = python_statements(file.text);
    for (const SourceStatement& statement : statements) {
      const Tokens tokens = statement.tokens;
      if (statement.indent == 0) {
        in_job = tokens[0].is("def") && decorates(decorator, "job");
        op = tokens[0].is("def") && tokens.size() > 1 ? tokens[1].text : "";
        has_job_ |= in_job;
        read_outside(tokens);
        decorator = tokens[0].is("@") ? tokens : Tokens();
      } else if (in_job) {
        read_call(tokens);
      } else {
        read_updates(op, tokens);
      }
    }
    name_outputs();
  }

  /// Nothing if the file has no job.
  std::optional<WrittenPipeline> take() {
    if (!has_job_) return std::nullopt;
    return std::move(job_);
  }

 private:
  void read_outside(Tokens tokens) {
    if (tokens.size() > 4 && tokens[0].is("RUN") && tokens[2].is("Run") &&
        tokens[4].kind == Kind::Text) {
      job_.id = tokens[4].text;
    }
    if (!decorates(tokens, "schedule")) return;
    std::string zone;
    std::vector<std::string> crons;
    for (std::size_t i = 2; i < tokens.size(); ++i) {
      if (tokens[i].kind != Kind::Text) continue;
      std::size_t name = i - 1;
      while (name > 0 && tokens[name].kind != Kind::Name) --name;
      if (tokens[name].is("execution_timezone")) zone = tokens[i].text;
      if (tokens[name].is("cron_schedule")) crons.push_back(tokens[i].text);
    }
    for (std::string& cron : crons) {
      job_.crons.push_back({std::move(cron), zone});
    }
  }

  /// `x = op.alias("id")(a, [b, c])`.
  void read_call(Tokens tokens) {
    std::string variable;
    if (tokens.size() > 2 && tokens[1].is("=")) {
      variable = tokens[0].text;
      tokens = tokens.subspan(2);
    }
    if (tokens.empty() || tokens[0].kind != Kind::Name) return;
    const std::string op = tokens[0].text;
    std::string id = op;
    std::size_t at = 1;
    if (tokens.size() > 4 && tokens[2].is("alias")) {
      id = tokens[4].text;
      at = 6;
    }
    if (tokens.size() <= at || !tokens[at].is("(")) return;
    job_.tasks.push_back(id);
    ops_[id] = op;
    for (const SourceToken& token : tokens.subspan(at)) {
      const auto from = tasks_.find(token.text);
      if (token.kind == Kind::Name && from != tasks_.end()) {
        job_.edges.emplace_back(from->second, id);
      }
    }
    if (!variable.empty()) tasks_[variable] = id;
  }

  /// `updates={"id": "name"}` in the body of an op.
  void read_updates(const std::string& op, Tokens tokens) {
    for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
      if (!tokens[i].is("updates") || !tokens[i + 1].is("=")) continue;
      for (std::size_t j = i + 3; j < tokens.size() && !tokens[j].is("}");
           ++j) {
        if (tokens[j].kind == Kind::Text && !tokens[j - 1].is(":")) {
          updates_[op].push_back(tokens[j].text);
        }
      }
    }
  }

  void name_outputs() {
    for (const auto& [id, op] : ops_) {
      const auto found = updates_.find(op);
      if (found != updates_.end()) job_.outputs[id] = found->second;
    }
  }

  WrittenPipeline job_;
  bool has_job_ = false;
  std::map<std::string, std::string> tasks_;                 ///< by variable
  std::map<std::string, std::string> ops_;                   ///< by task
  std::map<std::string, std::vector<std::string>> updates_;  ///< by op
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
