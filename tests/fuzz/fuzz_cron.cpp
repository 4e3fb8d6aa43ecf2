// Any bytes as a cron in every dialect: an answer or a located error, and
// what print writes compiles to the same cron.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cron/schedule.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_error(const lockstep::CronError& error, std::size_t size) {
  require(error.offset <= size && error.length <= size - error.offset);
  require(!error.message.empty());
}

void check_cron(const lockstep::Cron& cron, const lockstep::Dialect& dialect) {
  using lockstep::seconds;
  using lockstep::sys_seconds;
  const sys_seconds at{seconds{1'704'067'200}};
  const auto after = next(cron, at);
  const auto before = prev(cron, at);
  if (after) {
    require(*after > at && matches(cron, *after));
    require(count(cron, at + seconds{1}, *after) == 0);
    require(!before || prev(cron, *after) >= before);
  }
  const lockstep::Frequency frequency = lockstep::frequency(cron);
  require(frequency.firings >= 0);
  require((frequency.firings == 0) == (cron == lockstep::Cron{}));
  if (!cron.has_years()) {
    require(count(cron, at, at + lockstep::kCycle) == frequency.firings);
  }
  const auto text = print(cron, dialect);
  if (!text) return;
  const auto again = compile(*text, dialect);
  require(again && *again == cron);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const lockstep::Dialect& dialect : lockstep::dialects()) {
    const auto compiled = compile_with_facts(text, dialect);
    const auto plain = compile(text, dialect);
    require(compiled.has_value() == plain.has_value());
    if (!compiled) {
      check_error(compiled.error(), size);
      continue;
    }
    require(compiled->cron == *plain);
    for (const auto& [offset, length] : compiled->facts.field_ranges) {
      require(offset <= size && length <= size - offset);
    }
    check_cron(*plain, dialect);
  }
  return 0;
}
