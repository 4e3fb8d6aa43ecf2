#pragma once
// Answers to the requests of `lockstep cron eval`: compiled crons are kept in
// a bounded table, answers are written by hand into one growing text.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "cli/cron_options.hpp"
#include "cli/eval_request.hpp"
#include "cron/divergence.hpp"

namespace lockstep::cli {

class EvalServer {
 public:
  /// `reading` holds what a request may leave out.
  explicit EvalServer(CronReading reading);

  /// Appends the answer to `line`, with a line end.
  void answer(std::string_view line, std::string& out);
  /// The answer to a line of more than `limit` bytes.
  static void refuse_long_line(std::size_t limit, std::string& out);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  using Compiled = Expected<Cron, CronError>;
  /// A text as one dialect reads it.
  struct Entry {
    Compiled cron;
    CronFacts facts;
  };
  using CronTable =
      std::unordered_map<std::string, Entry, Hash, std::equal_to<>>;
  using Step = std::optional<sys_seconds> (*)(const Cron&, sys_seconds,
                                              const Clock&);
  /// One row of the table of operations.
  struct Operation {
    std::string_view name;
    void (EvalServer::*answer)(std::string& out);
  };
  static std::span<const Operation> operations();

  void dispatch(std::string& out);
  void next(std::string& out);
  void prev(std::string& out);
  void count(std::string& out);
  void window(std::string& out);
  void frequency(std::string& out);
  void compare(std::string& out);
  void diverge(std::string& out);
  void check(std::string& out);
  void describe(std::string& out);
  void convert(std::string& out);
  void ticks(std::string& out, Step step);

  // Values of the request. The first problem is kept in `error_` and a value
  // without meaning returned, so that an operation asks once for all of them.
  const Entry& entry(EvalKey key, const Dialect& reads);
  const Compiled& compiled(EvalKey key);
  const Cron& cron(EvalKey key);
  /// The cron with its clock: "timezone", and what the policy means for it.
  ZonedCron zoned(EvalKey key, const Dialect& reads, const DstPolicy& policy);
  ZonedCron zoned(EvalKey key) { return zoned(key, dialect(), policy()); }
  Engine engine(std::string_view name);
  const Dialect& dialect();
  /// The dialect that `key` names; `otherwise` if the request does not have it.
  const Dialect& dialect(EvalKey key, const Dialect& otherwise);
  const DstPolicy& policy();
  const Zone* zone();
  sys_seconds instant(EvalKey key);
  sys_seconds instant_or_as_of(EvalKey key);
  /// Fails if the request does not have the key; `what` is the hint.
  bool require(EvalKey key, std::string_view what);
  void fail(EvalError error);

  CronReading reading_;
  EvalRequest request_;
  std::optional<EvalError> error_;
  std::map<const Dialect*, CronTable> crons_;
};

}  // namespace lockstep::cli
