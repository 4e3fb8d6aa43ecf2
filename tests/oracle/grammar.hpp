#pragma once
// Random cron texts of one dialect, and near misses of it: a recursive-descent
// grammar run backwards. What a dialect claims comes often, what only others
// know comes seldom, and some texts get a slip of the keyboard.

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "cron/dialect.hpp"

namespace oracle {

struct GrammarOptions {
  /// Texts that the dialect refuses: features of others, slips, wrong counts.
  bool near_misses = true;
};

class Grammar {
 public:
  Grammar(const lockstep::Dialect& dialect, std::uint64_t seed,
          GrammarOptions options = {});

  [[nodiscard]] std::string text();
  /// A number from 0 to bound - 1, the same on every machine.
  [[nodiscard]] int below(int bound);

 private:
  struct Range {
    int low, high;
  };
  [[nodiscard]] bool once_in(int number) { return below(number) == 0; }
  /// Whether to use a feature that the dialect has or lacks.
  [[nodiscard]] bool use(bool known, int once_in_if_known);
  [[nodiscard]] Range range_of(char letter) const;
  [[nodiscard]] int number(char letter);
  [[nodiscard]] std::string value(char letter);
  [[nodiscard]] std::string name(char letter);
  [[nodiscard]] std::string step(char letter);
  [[nodiscard]] std::string range(char letter);
  [[nodiscard]] std::string month_day();
  [[nodiscard]] std::string weekday();
  [[nodiscard]] std::string item(char letter);
  [[nodiscard]] std::string field(char letter);
  [[nodiscard]] std::string_view layout();
  [[nodiscard]] std::string macro();
  void slip(std::string& text);

  const lockstep::Dialect& dialect_;
  GrammarOptions options_;
  std::mt19937_64 random_;
};

}  // namespace oracle
