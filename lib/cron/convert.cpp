// Conversion: compile in one dialect, keep or print in the other.

#include "cron/convert.hpp"

#include "base/text.hpp"
#include "cron/describe.hpp"
#include "cron/print_parts.hpp"

namespace lockstep {

Expected<Conversion, CronError> convert(std::string_view text,
                                        const Dialect& from,
                                        const Dialect& to) {
  text = trim(text);
  const auto cron = compile(text, from);
  if (!cron) return Unexpected{cron.error()};
  const auto as_read = reading_of(text, to);
  if (as_read && *as_read == *cron) {
    return Conversion{std::string(text), true, {}};
  }
  auto printed = print(*cron, to);
  if (!printed) {
    CronError error = printed.error();
    error.length = text.size();
    return Unexpected{std::move(error)};
  }
  std::string note;
  if (as_read) {
    note = std::string(to.engine) + " reads " + quoted(text) +
           " in another way: " + describe(*as_read);
    note.pop_back();
  }
  return Conversion{std::move(*printed), false, std::move(note)};
}

}  // namespace lockstep
