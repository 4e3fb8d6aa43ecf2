// Any bytes as the requests of `cron eval`: one line of JSON in answer to each
// line, an error with a message or an answer without one, and the server as
// good as new for the next.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "cli/eval_answer.hpp"

namespace {

using nlohmann::json;

void require(bool holds) {
  if (!holds) std::abort();
}

lockstep::cli::CronReading reading() {
  lockstep::cli::CronReading reading;
  reading.dialect = &lockstep::dialects().front();
  reading.policy = &lockstep::policies().front();
  reading.zone = "UTC";
  reading.as_of =
      lockstep::sys_seconds{lockstep::seconds{1'704'067'200}};  // 2024
  return reading;
}

/// The answer to one line, without its end.
std::string answer_to(std::string_view line) {
  // As in the command, one server lives for all requests.
  static lockstep::cli::EvalServer server(reading());
  std::string out = "before";
  server.answer(line, out);
  require(out.starts_with("before") && out.ends_with('\n'));
  return out.substr(6, out.size() - 7);
}

void check_line(std::string_view line) {
  const std::string answer = answer_to(line);
  require(answer.find('\n') == std::string::npos);
  const json parsed = json::parse(answer, nullptr, false);
  require(parsed.is_object() && !parsed.empty());
  if (parsed.contains("error")) {
    const json& error = parsed["error"];
    require(!error.at("message").get<std::string>().empty());
    require(error.contains("offset") && error.contains("hint"));
  }
  require(answer_to(line) == answer);
  require(answer_to(R"({"op":"next","cron":"@daily"})") ==
          R"({"ticks":["2024-01-02T00:00:00Z"]})");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    check_line(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return 0;
}
