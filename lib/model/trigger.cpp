#include "model/trigger.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lockstep {
namespace {

struct Word {
  std::string_view text;
  TriggerMode mode;
};
constexpr Word kWords[] = {{"aligned", TriggerMode::Aligned},
                           {"all", TriggerMode::All},
                           {"any", TriggerMode::Any},
                           {"none", TriggerMode::None}};

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kOperators = "&|()";
constexpr std::string_view kQuotes = "\"'`";

/// A name, or one of the operators.
struct Symbol {
  char operation = '\0';  ///< '\0': a name
  std::string_view name;
  std::size_t offset = 0;
  std::size_t length = 0;
};

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) { skip_blanks(); }

  [[nodiscard]] bool done() const { return at_ == text_.size(); }
  [[nodiscard]] std::size_t offset() const { return at_; }

  /// The next symbol; nullopt for a quote that is never closed.
  std::optional<Symbol> next() {
    const char c = text_[at_];
    std::optional<Symbol> symbol;
    if (kOperators.find(c) != std::string_view::npos) {
      symbol = Symbol{c, {}, at_, 1};
    } else if (kQuotes.find(c) != std::string_view::npos) {
      const std::size_t close = text_.find(c, at_ + 1);
      if (close == std::string_view::npos) return std::nullopt;
      symbol = Symbol{'\0', text_.substr(at_ + 1, close - at_ - 1), at_,
                      close + 1 - at_};
    } else {
      const std::size_t end =
          std::min(text_.find_first_of(" \t\r\n&|()\"'`", at_), text_.size());
      symbol = Symbol{'\0', text_.substr(at_, end - at_), at_, end - at_};
    }
    at_ += symbol->length;
    skip_blanks();
    return symbol;
  }

 private:
  void skip_blanks() {
    at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size());
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// Shunting yard: operators wait on a stack until one that binds looser, a
/// closing parenthesis or the end comes.
class Yard {
 public:
  std::optional<TriggerError> take(const Symbol& symbol) {
    if (symbol.operation == '\0' || symbol.operation == '(') {
      return open(symbol);
    }
    if (expects_name_) return missing_before(symbol);
    if (symbol.operation == ')') return close(symbol);
    pop_while([&](const Symbol& waiting) {
      return waiting.operation == '&' || waiting.operation == symbol.operation;
    });
    waiting_.push_back(symbol);
    expects_name_ = true;
    return std::nullopt;
  }

  std::optional<TriggerError> finish(std::size_t end) {
    if (expects_name_) {
      return TriggerError{end, 0, "a dataset is missing at the end"};
    }
    pop_while([](const Symbol&) { return true; });
    if (waiting_.empty()) return std::nullopt;
    return TriggerError{waiting_.back().offset, 1, "\"(\" is never closed"};
  }

  std::vector<TriggerToken> terms;

 private:
  std::optional<TriggerError> open(const Symbol& symbol) {
    if (!expects_name_) {
      const std::string_view shown =
          symbol.operation == '(' ? "(" : symbol.name;
      return TriggerError{
          symbol.offset, symbol.length,
          fmt::format("\"&\" or \"|\" is missing before {}", quoted(shown))};
    }
    if (symbol.operation == '(') {
      waiting_.push_back(symbol);
      return std::nullopt;
    }
    if (symbol.name.empty()) {
      return TriggerError{symbol.offset, symbol.length, "a name is empty"};
    }
    terms.push_back({TriggerTerm::Kind::Dataset, std::string(symbol.name),
                     symbol.offset, symbol.length});
    expects_name_ = false;
    return std::nullopt;
  }

  std::optional<TriggerError> close(const Symbol& symbol) {
    pop_while([](const Symbol&) { return true; });
    if (waiting_.empty()) {
      return TriggerError{symbol.offset, 1, "\")\" closes nothing"};
    }
    waiting_.pop_back();
    return std::nullopt;
  }

  static TriggerError missing_before(const Symbol& symbol) {
    return {
        symbol.offset, 1,
        fmt::format("a dataset is missing before \"{}\"", symbol.operation)};
  }

  /// Never past an opening parenthesis.
  template <class Condition>
  void pop_while(const Condition& condition) {
    while (!waiting_.empty() && waiting_.back().operation != '(' &&
           condition(waiting_.back())) {
      const Symbol& top = waiting_.back();
      terms.push_back({top.operation == '&' ? TriggerTerm::Kind::And
                                            : TriggerTerm::Kind::Or,
                       {},
                       top.offset,
                       top.length});
      waiting_.pop_back();
    }
  }

  std::vector<Symbol> waiting_;
  bool expects_name_ = true;
};

}  // namespace

Expected<ParsedTrigger, TriggerError> parse_trigger(std::string_view text) {
  const std::string word = to_lower(trim(text));
  for (const Word& known : kWords) {
    if (word == known.text) return ParsedTrigger{known.mode, {}};
  }
  Scanner scanner(text);
  Yard yard;
  while (!scanner.done()) {
    const std::size_t offset = scanner.offset();
    const auto symbol = scanner.next();
    if (!symbol) {
      return Unexpected{TriggerError{offset, 1, "a quote is never closed"}};
    }
    if (auto error = yard.take(*symbol)) return Unexpected{std::move(*error)};
  }
  if (auto error = yard.finish(scanner.offset())) {
    return Unexpected{std::move(*error)};
  }
  return ParsedTrigger{TriggerMode::Expression, std::move(yard.terms)};
}

std::vector<std::string_view> trigger_words() {
  std::vector<std::string_view> words;
  for (const Word& word : kWords) words.push_back(word.text);
  return words;
}

}  // namespace lockstep
