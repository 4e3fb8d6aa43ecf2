// Ranges of a field: stars, steps, open steps, and ranges that go round the
// field's end, each as the dialect reads it.

#include <algorithm>
#include <string>
#include <vector>

#include "cron/field_reader.hpp"

namespace lockstep {
namespace {

/// `1,4,7`
std::string list_of(std::span<const int> values) {
  std::string text;
  for (const int value : values) {
    text += (text.empty() ? "" : ",") + std::to_string(value);
  }
  return text;
}

std::string range_text(int low, int high) {
  return std::to_string(low) + '-' + std::to_string(high);
}

}  // namespace

void FieldReader::note_step(int first, int last, int step) {
  if (facts_ == nullptr) return;
  facts_->steps.push_back(
      {kind_.field, item_begin_, item_.size(), first, last, step});
}

bool FieldReader::add_all(std::string_view body, bool has_step, int step) {
  if (body == "?" && !question_allowed()) return false;
  const bool anywhere = dialect_.question == Question::Anywhere;
  if (body == "?" && has_step && !anywhere) {
    return refuse("write " + in_code('*' + std::string(item_.substr(1))));
  }
  if (has_step) note_step(min_, max_, step);
  const bool is_star = !has_step || (step == 1 && dialect_.unit_step_is_star);
  if (is_star && stars() != nullptr) stars()->item = true;
  if (where_.letter == 'Y' && step == 1) return every_year_ = true;
  add_range(min_, max_, step);
  return true;
}

bool FieldReader::question_allowed() {
  const bool day_field = where_.letter == 'D' || where_.letter == 'W';
  if (dialect_.question == Question::Refused) {
    return refuse("write `*`");
  }
  if (dialect_.question == Question::Anywhere) return true;
  if (!day_field) {
    return fail("`?` is not valid in the " + std::string(kind_.name) +
                " field of " + std::string(dialect_.engine));
  }
  const bool alone = item_.size() == where_.end - where_.begin;
  return alone || fail("`?` stands alone in its field", "write `*`");
}

bool FieldReader::add_open_step(int low, int step) {
  if (dialect_.open_step == OpenStep::Refused) {
    const std::string item(item_);
    return refuse("write `" + std::to_string(low) + '-' + std::to_string(max_) +
                  item.substr(item.find('/')) + '`');
  }
  const bool to_seven = dialect_.open_step_to_seven && top_ == max_ + 1;
  const int high = to_seven ? top_ : max_;
  if (low > high) low = min_;  // Sunday as 7
  if (low == max_ && dialect_.open_step == OpenStep::ToMaximumOrWholeField) {
    low = min_;
  }
  note_step(low, high, step);
  add_range(low, high, step);
  return true;
}

bool FieldReader::equal_range_is_whole() const {
  return dialect_.equal_range == EqualRange::WholeField ||
         (dialect_.equal_range == EqualRange::WholeWeek &&
          where_.letter == 'W');
}

bool FieldReader::add_bounds(int low, int high, int step, bool has_step) {
  const bool weekday = where_.letter == 'W';
  if (weekday && high < low && low > max_ &&
      dialect_.wrap_range != WrapRange::Empty &&
      dialect_.wrap_range != WrapRange::Refused) {
    low = min_;  // `7-2` is Sunday to Tuesday
  }
  if (weekday && dialect_.range_ends_on_sunday && high == min_ && low > min_) {
    high = max_ + 1;
  }
  const bool equal = low == high || (weekday && low + 7 == high);
  if (equal && equal_range_is_whole()) {
    low = min_;
    high = max_;
  }
  if (high > max_ && dialect_.sunday_name == SundayName::NotInRanges) {
    const auto values = wrapped_values(low, min_, step);
    return refuse("write " + in_code(list_of(values)));
  }
  if (has_step) note_step(low, high, step);
  if (low > high) return add_wrapped(low, high, step);
  add_range(low, high, step);
  return true;
}

bool FieldReader::add_wrapped(int low, int high, int step) {
  const bool refused = where_.letter == 'Y' && !dialect_.years_wrap;
  switch (refused ? WrapRange::Refused : dialect_.wrap_range) {
    case WrapRange::Empty:
      return true;
    case WrapRange::Refused:
      return fail("range " + in_code(item_) + " runs backwards in " +
                      std::string(dialect_.engine),
                  "write " + in_code(unwrapped(low, high, step)));
    case WrapRange::CyclicUnlessStep:
      if (step > 1 && !same_phase_after_wrap(low, high, step)) {
        return fail("a step over the wrapped range " + in_code(item_) +
                        " has no one meaning in " +
                        std::string(dialect_.engine),
                    "write the values: " +
                        in_code(list_of(wrapped_values(low, high, step))));
      }
      break;
    case WrapRange::Cyclic:
      break;
  }
  for (const int value : wrapped_values(low, high, step)) add(value);
  return true;
}

std::vector<int> FieldReader::wrapped_values(int low, int high,
                                             int step) const {
  const int size = max_ - min_ + 1;
  std::vector<int> found;
  for (int value = low; value <= high + size; value += step) {
    found.push_back(min_ + (value - min_) % size);
  }
  std::ranges::sort(found);
  return found;
}

bool FieldReader::same_phase_after_wrap(int low, int high, int step) const {
  const int last = low + (max_ - low) / step * step;
  const int next = last + step - (max_ - min_ + 1);
  return next == min_ || next > high;
}

std::string FieldReader::unwrapped(int low, int high, int step) const {
  if (low > max_) low = min_;  // Sunday
  if (step > 1) return list_of(wrapped_values(low, high, step));
  if (low <= high) return range_text(low, high);
  return range_text(low, max_) + ',' + range_text(min_, high);
}

bool FieldReader::read_step(std::string_view text, int& step) {
  const auto value = number(text);
  if (!value) {
    return fail(in_code(text) + " is not a step",
                "write a number after the slash");
  }
  step = *value;
  if (step == 0 && !dialect_.zero_step_is_first) {
    return fail("step 0 never advances", "write 1 or more");
  }
  const int top = where_.letter == 'W' ? 7 : max_;
  if (step > top && !dialect_.step_may_exceed_range) {
    return fail("step " + std::to_string(step) + " is larger than the " +
                    std::string(kind_.name) + "'s range in " +
                    std::string(dialect_.engine),
                "write " + in_code(std::to_string(min_)) +
                    " for the first value alone");
  }
  return true;
}

}  // namespace lockstep
