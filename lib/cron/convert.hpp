#pragma once
// One dialect's text in another dialect.

#include <string>
#include <string_view>

#include "cron/cron.hpp"

namespace lockstep {

struct Conversion {
  std::string text;   ///< fires in the target when the given text fires
  bool kept = false;  ///< the text as given: it means the same in the target
  /// What the target would make of the given text, in words, where it takes it
  /// in another meaning: `Quartz reads "..." in another way: at ...`. Empty
  /// where it means the same or is refused.
  std::string note;
};

/// What to write in dialect `to` for what `text` means in `from`. A text that
/// means the same in both stays as people spelt it; else it is printed from
/// the masks. Fails where the text does not parse in `from`, or where `to`
/// cannot say it (offset and length are then those of the whole text).
[[nodiscard]] Expected<Conversion, CronError> convert(std::string_view text,
                                                      const Dialect& from,
                                                      const Dialect& to);

}  // namespace lockstep
