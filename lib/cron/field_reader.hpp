#pragma once
// Reads one field of a cron text by recursive descent:
//   field = item { "," item }
//   item  = ( "*" | "?" | value [ "-" value ] ) [ "/" step ]
// and, in the day fields, L, L-n, LW, nW, L5, 5L, 5#3 as the dialect has them.
// Every read_, add_ and check_ function returns false after a failure, which
// is then in error_. Internal to cron/.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cron/fields.hpp"

namespace lockstep {

/// What the fields have in common.
struct FieldKind {
  char letter;
  CronField field;
  std::string_view name;
  int min, max;  ///< of weekdays and years the dialect decides
  std::span<const std::string_view> names;
};

// ---- Text ----

[[nodiscard]] bool is_digit(char c);
[[nodiscard]] bool is_letter(char c);
[[nodiscard]] char upper(char c);
/// True if `text` in upper case is `upper_case`.
[[nodiscard]] bool equals(std::string_view text, std::string_view upper_case);
/// A number of digits alone; huge ones become a value out of every range.
[[nodiscard]] std::optional<int> number(std::string_view text);
/// The text in backticks, or in quotes if something in it needs an escape.
[[nodiscard]] std::string in_code(std::string_view text);

/// Reads the items of one field.
class FieldReader {
 public:
  FieldReader(std::string_view text, const FieldText& where,
              const Dialect& dialect, Fields& fields, CronFacts* facts);

  /// Reads a field that is `*` or a small number, as most are; false, having
  /// done nothing, if it is neither or not valid.
  bool read_simple();
  std::optional<CronError> read();

 private:
  // fields.cpp: failures, values, items.
  [[nodiscard]] std::string_view slice(std::size_t begin,
                                       std::size_t end) const;
  bool fail(std::string message, std::string hint = {});
  bool fail_field(std::string message, std::string hint);
  bool refuse(std::string hint = {});
  bool out_of_range(int value);
  Stars* stars();
  void note_stars(std::string_view field);
  ValueSet& values();
  /// Weekdays count from Sunday = 0, other fields from their minimum.
  void add(int value);
  void add_range(int low, int high, int step);
  /// A number or a name of the field.
  bool read_value(std::string_view text, int& value);
  [[nodiscard]] std::optional<int> name_index(std::string_view text) const;
  /// True for a name behind which the engine overlooks a step.
  [[nodiscard]] bool skips_after(std::string_view text) const;
  bool fail_unknown(std::string_view text);
  bool read_item();
  /// `H`, `H/15`, `H(0-29)`, `R`, `0~30`: hashed or random values.
  [[nodiscard]] bool is_random() const;
  bool read_plain_item();

  // ranges.cpp: stars, steps, ranges.
  void note_step(int first, int last, int step);
  bool add_all(std::string_view body, bool has_step, int step);
  bool question_allowed();
  bool add_open_step(int low, int step);
  [[nodiscard]] bool equal_range_is_whole() const;
  bool add_bounds(int low, int high, int step, bool has_step);
  bool add_wrapped(int low, int high, int step);
  [[nodiscard]] std::vector<int> wrapped_values(int low, int high,
                                                int step) const;
  /// croniter goes on after the wrap at one more than the step would give
  /// whenever the step jumps over the field's minimum.
  [[nodiscard]] bool same_phase_after_wrap(int low, int high, int step) const;
  [[nodiscard]] std::string unwrapped(int low, int high, int step) const;
  bool read_step(std::string_view text, int& step);

  // day_fields.cpp: L, W, # and what holds for a whole field.
  [[nodiscard]] bool is_special_month_day() const;
  bool read_special_month_day();
  bool read_days_before_last();
  bool read_nearest_weekday();
  [[nodiscard]] bool is_special_weekday() const;
  bool read_special_weekday();
  [[nodiscard]] std::string last_weekday_hint(std::string_view weekday) const;
  bool read_nth_weekday(std::size_t hash);
  bool check_field(std::string_view field);

  std::string_view text_;
  const FieldText& where_;
  const FieldKind& kind_;
  const Dialect& dialect_;
  Fields& fields_;
  CronFacts* facts_;
  int min_ = 0, max_ = 0;
  int top_ = 0;  ///< greatest number that may be written
  std::size_t item_begin_ = 0;
  std::string_view item_;
  int items_ = 0;
  bool every_year_ = false;
  bool has_last_ = false;  ///< an item `L` or `5L` of weekdays
  std::optional<CronError> error_;
};

}  // namespace lockstep
