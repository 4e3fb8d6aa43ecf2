// The answers of `cron eval` that are texts: descriptions and conversions.

#include "cli/eval_answer.hpp"
#include "cron/convert.hpp"
#include "cron/describe.hpp"
#include "report/json_writer.hpp"

namespace lockstep::cli {

void EvalServer::describe(std::string& out) {
  const Cron& asked = cron(EvalKey::Cron);
  if (error_) return;
  out += "{\"description\":";
  append_json_string(out, lockstep::describe(asked));
  out += '}';
}

void EvalServer::convert(std::string& out) {
  if (!require(EvalKey::Cron, "it is a cron expression")) return;
  if (!require(EvalKey::To, "it is a dialect")) return;
  const Dialect& from = dialect(EvalKey::From, dialect());
  const Dialect& to = dialect(EvalKey::To, from);
  if (error_) return;
  const auto found =
      lockstep::convert(expand_preset(request_.text(EvalKey::Cron)), from, to);
  if (!found) {
    const CronError& error = found.error();
    return fail({error.message, error.offset, error.hint});
  }
  out += "{\"cron\":";
  append_json_string(out, found->text);
  out += found->kept ? ",\"kept\":true,\"note\":" : ",\"kept\":false,\"note\":";
  if (found->note.empty()) {
    out += "null";
  } else {
    append_json_string(out, found->note);
  }
  out += '}';
}

}  // namespace lockstep::cli
