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

/// Where nlohmann reads. Of a string that means what stands there, and nearly
/// all do, it sees the quotes alone, which saves most of its work; what has
/// escapes, more than ASCII or mistakes is left to it.
class Cursor {
 public:
  explicit Cursor(std::string_view text)
      : begin_(text.data()), at_(begin_), end_(begin_ + text.size()) {}

  [[nodiscard]] const char& byte() const { return *at_; }
  [[nodiscard]] bool at_end() const { return at_ == end_; }
  [[nodiscard]] std::size_t read() const {
    return static_cast<std::size_t>(at_ - begin_);
  }
  /// Bytes read that nlohmann did not see.
  [[nodiscard]] std::size_t skipped() const { return skipped_; }
  /// Of the last string: where it begins, with its quote.
  [[nodiscard]] std::size_t string_offset() const {
    return static_cast<std::size_t>(string_ - begin_) - 1;
  }
  /// Its text, `decoded` being what nlohmann made of what it saw.
  [[nodiscard]] std::string_view string_text(std::string_view decoded) const {
    return is_plain_ ? std::string_view(string_, at_ - 1) : decoded;
  }

  void advance() {
    const char byte = *at_++;
    if (!in_string_) {
      if (byte == '"') begin_string();
    } else if (is_escaped_) {
      is_escaped_ = false;
    } else {
      is_escaped_ = byte == '\\';
      in_string_ = byte != '"';
    }
  }

 private:
  void begin_string() {
    in_string_ = true;
    string_ = at_;
    const char* const end = std::find_if_not(at_, end_, [](char byte) {
      // Beyond ASCII bytes are negative.
      return static_cast<signed char>(byte) >= ' ' && byte != '"' &&
             byte != '\\';
    });
    is_plain_ = end != end_ && *end == '"';
    if (!is_plain_) return;
    skipped_ += static_cast<std::size_t>(end - at_);
    at_ = end;
  }

  const char* begin_;
  const char* at_;
  const char* end_;
  const char* string_ = nullptr;  ///< behind the quote of the last string
  std::size_t skipped_ = 0;
  bool in_string_ = false;
  bool is_escaped_ = false;
  bool is_plain_ = false;
};

/// Moves a cursor that others can see.
class CursorIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  explicit CursorIterator(Cursor& cursor) : cursor_(&cursor) {}
  reference operator*() const { return cursor_->byte(); }
  CursorIterator& operator++() {
    cursor_->advance();
    return *this;
  }
  /// Only ever compared with the end.
  bool operator==(const CursorIterator&) const { return cursor_->at_end(); }
  bool operator!=(const CursorIterator&) const { return !cursor_->at_end(); }

 private:
  Cursor* cursor_;
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
      : text_(text), options_(options), handler_(handler), cursor_(text) {}

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
  [[nodiscard]] std::size_t read() const { return cursor_.read(); }
  [[nodiscard]] Span literal(std::size_t length) const {
    return {read() - length, length};
  }
  [[nodiscard]] Span number() const;
  [[nodiscard]] Span quoted_token() const {
    return {cursor_.string_offset(), read() - cursor_.string_offset()};
  }
  bool emit(JsonScalar value, Span span);
  bool open();
  void report_progress();

  std::string_view text_;
  const JsonOptions& options_;
  JsonHandler& handler_;
  Cursor cursor_;
  std::vector<std::size_t> opened_;  // offsets of the open containers
  bool after_opening_ = false;
  bool whole_value_read_ = false;
  std::size_t next_progress_ = kProgressStep;
  std::optional<JsonError> error_;
};

std::optional<JsonError> SaxBridge::run() {
  const CursorIterator first(cursor_);
  const bool whole = nlohmann::json::sax_parse(first, first, this);
  // nlohmann takes a NUL byte between two tokens for the end of the input.
  if (whole && read() > 0 && text_[read() - 1] == '\0') {
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
  return emit(
      {.kind = JsonScalar::Kind::String, .text = cursor_.string_text(value)},
      quoted_token());
}

bool SaxBridge::key(string_t& value) {
  after_opening_ = false;
  const Span span = quoted_token();
  return handler_.key(cursor_.string_text(value), span.offset, span.length);
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
                      .at_end = position + cursor_.skipped() > text_.size(),
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
