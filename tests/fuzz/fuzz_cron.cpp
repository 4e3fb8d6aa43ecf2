// Any bytes as a cron in every dialect: an answer or a located error; every
// target dialect that can say the cron says it so that it compiles to the same
// masks; and the laws of its ticks hold.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "cron/convert.hpp"
#include "cron/describe.hpp"
#include "cron/schedule.hpp"
#include "cron/sets.hpp"

namespace {

using lockstep::Cron;
using lockstep::Dialect;
using lockstep::seconds;
using lockstep::sys_seconds;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_error(const lockstep::CronError& error, std::size_t size) {
  require(error.offset <= size && error.length <= size - error.offset);
  require(!error.message.empty());
}

/// next and prev are mirrors, count adds up, select is count's inverse.
void check_ticks(const Cron& cron, sys_seconds at, sys_seconds middle) {
  const auto after = next(cron, at);
  const auto floor = prev_or_equal(cron, at);
  require(matches(cron, at) == (floor == at));
  require(!floor || (*floor <= at && matches(cron, *floor)));
  if (after) {
    require(*after > at && matches(cron, *after));
    require(prev(cron, *after) == floor);
    require(count(cron, at + seconds{1}, *after) == 0);
    require(select(cron, at + seconds{1}, 0) == after);
  }
  if (floor) require(next(cron, *floor) == after);
  const sys_seconds end = at + lockstep::kCycle;
  const std::int64_t head = count(cron, at, middle);
  require(head + count(cron, middle, end) == count(cron, at, end));
  const auto first = select(cron, at, head);
  require(first == next_or_equal(cron, middle));
}

void check_cron(const Cron& cron, sys_seconds middle) {
  const sys_seconds at{seconds{1'704'067'200}};
  check_ticks(cron, at, middle);
  check_ticks(cron, middle, middle + seconds{86'399});
  const lockstep::Frequency frequency = lockstep::frequency(cron);
  require(frequency.firings >= 0);
  require((frequency.firings == 0) == (cron == Cron{}));
  if (!cron.has_years()) {
    require(count(cron, at, at + lockstep::kCycle) == frequency.firings);
  }
  const std::string sentence = describe(cron);
  require(sentence.ends_with('.') && sentence.size() < 8'192);
  for (const Dialect& dialect : lockstep::dialects()) {
    const auto text = print(cron, dialect);
    if (!text) {
      require(!text.error().message.empty());
      continue;
    }
    const auto again = compile(*text, dialect);
    require(again && *again == cron);
  }
}

void check_conversion(std::string_view text, const Dialect& from,
                      const Dialect& to, const Cron& cron) {
  const auto converted = convert(text, from, to);
  if (!converted) return check_error(converted.error(), text.size());
  const auto again = compile(converted->text, to);
  require(again && *again == cron);
}

/// An instant of the cycle after 2024 that the bytes choose.
sys_seconds middle_of(std::string_view text) {
  std::uint64_t hash = 14'695'981'039'346'656'037ULL;  // FNV-1a
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
  }
  const auto cycle = static_cast<std::uint64_t>(lockstep::kCycle.count());
  return sys_seconds{
      seconds{1'704'067'200 + static_cast<std::int64_t>(hash % cycle)}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<Cron> seen;  // most dialects agree: each cron is checked once
  for (const Dialect& dialect : lockstep::dialects()) {
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
    if (std::ranges::find(seen, *plain) == seen.end()) {
      seen.push_back(*plain);
      check_cron(*plain, middle_of(text));
    }
    check_conversion(text, dialect, lockstep::dialects().front(), *plain);
    check_conversion(text, dialect, *lockstep::find_dialect("quartz"), *plain);
  }
  return 0;
}
