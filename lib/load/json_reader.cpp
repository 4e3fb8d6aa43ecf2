#include "load/json_reader.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "load/json_error.hpp"

namespace lockstep {
namespace {

constexpr std::size_t kProgressStep = std::size_t{4} << 20;
constexpr std::size_t kOutlineBytes = std::size_t{64} << 10;

/// Reads bytes and moves a cursor that others can see.
class CursorIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CursorIterator(const char** cursor, const char* end)
      : cursor_(cursor), end_(end) {}
  reference operator*() const { return **cursor_; }
  CursorIterator& operator++() {
    ++*cursor_;
    return *this;
  }
  /// Only ever compared with the end.
  bool operator==(const CursorIterator&) const { return *cursor_ == end_; }
  bool operator!=(const CursorIterator&) const { return *cursor_ != end_; }

 private:
  const char** cursor_;
  const char* end_;
};

/// nlohmann quotes the input at the end of its message.
std::string_view without_input(std::string_view message) {
  return message.substr(0, message.find("; last read: '"));
}

/// Byte range of the token that ends at the cursor.
struct Span {
  std::size_t offset, length;
};

/// nlohmann's SAX interface on one side, ours with positions on the other.
class SaxBridge {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  SaxBridge(std::string_view text, const JsonOptions& options,
            JsonHandler& handler)
      : text_(text),
        options_(options),
        handler_(handler),
        cursor_(text.data()) {}

  std::optional<JsonError> run();

  // What nlohmann calls.
  bool null() { return emit({.kind = JsonScalar::Kind::Null}, literal(4)); }
  bool boolean(bool value) {
    return emit({.kind = JsonScalar::Kind::Boolean, .boolean = value},
                literal(value ? 4 : 5));
  }
  bool number_integer(number_integer_t value) {
    return emit({.kind = JsonScalar::Kind::Integer, .integer = value},
                number());
  }
  bool number_unsigned(number_unsigned_t value);
  bool number_float(number_float_t, const string_t&) {
    return emit({.kind = JsonScalar::Kind::Float}, number());
  }
  bool string(string_t& value);
  bool binary(binary_t&) { return false; }  // no such thing in JSON texts
  bool key(string_t& value);
  bool start_object(std::size_t);
  bool end_object();
  bool start_array(std::size_t);
  bool end_array();
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error);

 private:
  [[nodiscard]] std::size_t read() const {
    return static_cast<std::size_t>(cursor_ - text_.data());
  }
  [[nodiscard]] Span literal(std::size_t length) const {
    return {read() - length, length};
  }
  [[nodiscard]] Span number() const;
  [[nodiscard]] Span quoted_token(std::size_t decoded_length) const;
  bool emit(JsonScalar value, Span span);
  bool open();
  void report_progress();

  std::string_view text_;
  const JsonOptions& options_;
  JsonHandler& handler_;
  const char* cursor_;
  std::vector<std::size_t> opened_;  // offsets of the open containers
  bool after_opening_ = false;
  bool whole_value_read_ = false;
  std::size_t next_progress_ = kProgressStep;
  std::optional<JsonError> error_;
};

std::optional<JsonError> SaxBridge::run() {
  const char* end = text_.data() + text_.size();
  const CursorIterator first(&cursor_, end);
  const bool whole = nlohmann::json::sax_parse(first, first, this);
  // nlohmann takes a NUL byte between two tokens for the end of the input.
  if (whole && read() > 0 && cursor_[-1] == '\0') {
    error_ = explain({.text = text_,
                      .read = read(),
                      .parser = "unexpected end of input",
                      .whole_value_read = true});
  }
  return std::move(error_);
}

Span SaxBridge::number() const {
  // The lexer has read one byte more than the number, but at the end.
  const auto part_of_number = [](char byte) {
    return (byte >= '0' && byte <= '9') || byte == '-' || byte == '+' ||
           byte == '.' || byte == 'e' || byte == 'E';
  };
  std::size_t end = read();
  if (end > 0 && !part_of_number(text_[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && part_of_number(text_[begin - 1])) --begin;
  return {begin, end - begin};
}

Span SaxBridge::quoted_token(std::size_t decoded_length) const {
  // A quote inside a string follows a backslash, the opening one never does.
  // Escapes only ever shorten, so without any the first guess is right.
  std::size_t begin = read() - decoded_length - 2;
  while (text_[begin] != '"' || (begin > 0 && text_[begin - 1] == '\\')) {
    --begin;
  }
  return {begin, read() - begin};
}

void SaxBridge::report_progress() {
  next_progress_ = read() + kProgressStep;
  if (options_.on_progress != nullptr && *options_.on_progress) {
    (*options_.on_progress)(read());
  }
}

bool SaxBridge::emit(JsonScalar value, Span span) {
  after_opening_ = false;
  whole_value_read_ = opened_.empty();
  value.offset = span.offset;
  value.length = span.length;
  if (value.kind != JsonScalar::Kind::String) {
    value.text = text_.substr(span.offset, span.length);
  }
  return handler_.scalar(value);
}

bool SaxBridge::number_unsigned(number_unsigned_t value) {
  if (value > static_cast<number_unsigned_t>(INT64_MAX)) {
    return emit({.kind = JsonScalar::Kind::Float}, number());
  }
  return emit({.kind = JsonScalar::Kind::Integer,
               .integer = static_cast<std::int64_t>(value)},
              number());
}

bool SaxBridge::string(string_t& value) {
  return emit({.kind = JsonScalar::Kind::String, .text = value},
              quoted_token(value.size()));
}

bool SaxBridge::key(string_t& value) {
  after_opening_ = false;
  const Span span = quoted_token(value.size());
  return handler_.key(value, span.offset, span.length);
}

bool SaxBridge::open() {
  if (read() >= next_progress_) report_progress();
  after_opening_ = true;
  opened_.push_back(read() - 1);
  if (opened_.size() <= options_.max_depth) return true;
  error_ = JsonError{.message = fmt::format("nested more than {} levels deep",
                                            options_.max_depth),
                     .help = "raise the limit with --max-depth",
                     .offset = read() - 1,
                     .length = 1,
                     .too_deep = true};
  return false;
}

bool SaxBridge::start_object(std::size_t) {
  return open() && handler_.begin_object(opened_.back());
}

bool SaxBridge::start_array(std::size_t) {
  return open() && handler_.begin_array(opened_.back());
}

bool SaxBridge::end_object() {
  opened_.pop_back();
  after_opening_ = false;
  whole_value_read_ = opened_.empty();
  return handler_.end_object(read());
}

bool SaxBridge::end_array() {
  opened_.pop_back();
  after_opening_ = false;
  whole_value_read_ = opened_.empty();
  return handler_.end_array(read());
}

bool SaxBridge::parse_error(std::size_t position, const std::string&,
                            const nlohmann::detail::exception& error) {
  JsonFailure failure{.text = text_,
                      .read = read(),
                      // The lexer counts the end of the input as a byte read.
                      .at_end = position > text_.size(),
                      .parser = without_input(error.what()),
                      .after_opening = after_opening_,
                      .whole_value_read = whole_value_read_};
  if (!opened_.empty()) failure.opened_at = opened_.back();
  error_ = explain(failure);
  return false;
}

/// Remembers the keys of the first object on the first two levels.
class Outliner final : public JsonHandler {
 public:
  bool begin_object(std::size_t) override {
    if (depth_ == 0) outline.top = JsonOutline::Top::Object;
    return enter(true);
  }
  bool begin_array(std::size_t) override {
    if (depth_ == 0) outline.top = JsonOutline::Top::Array;
    return enter(false);
  }
  bool end_object(std::size_t) override { return leave(); }
  bool end_array(std::size_t) override { return leave(); }
  bool key(std::string_view key, std::size_t, std::size_t) override {
    if (depth_ == key_depth()) outline.keys.emplace_back(key);
    return true;
  }
  bool scalar(const JsonScalar&) override {
    if (depth_ != 1 || outline.top != JsonOutline::Top::Array)
      return depth_ > 0;
    outline.has_elements = true;
    return false;
  }

  JsonOutline outline;

 private:
  [[nodiscard]] int key_depth() const {
    return outline.top == JsonOutline::Top::Array ? 2 : 1;
  }
  bool enter(bool object) {
    if (depth_ == 1 && outline.top == JsonOutline::Top::Array) {
      outline.has_elements = true;
      outline.first_is_object = object;
    }
    ++depth_;
    return true;
  }
  /// The end of the array's first element is far enough.
  bool leave() {
    --depth_;
    return depth_ > (outline.top == JsonOutline::Top::Array ? 1 : 0);
  }

  int depth_ = 0;
};

}  // namespace

std::optional<JsonError> read_json(std::string_view text,
                                   const JsonOptions& options,
                                   JsonHandler& handler) {
  return SaxBridge(text, options, handler).run();
}

JsonOutline outline_json(std::string_view text) {
  Outliner outliner;
  // A text cut short is as good as a whole one here, so errors do not matter.
  static_cast<void>(read_json(text.substr(0, kOutlineBytes), {}, outliner));
  return std::move(outliner.outline);
}

}  // namespace lockstep
