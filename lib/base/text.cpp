// ASCII folding, UTF-8 validation by the table of Unicode 15 (3.9, D92),
// escaping for messages, and did-you-mean by optimal string alignment: the
// restricted Damerau-Levenshtein distance, row by row, left as soon as a whole
// row is over the best distance so far.

#include "base/text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

namespace lockstep {
namespace {

constexpr std::size_t kQuotedCodePoints = 120;

/// What a lead byte promises: continuation bytes, and the smallest value that
/// needs so many (anything below is an overlong form).
struct Lead {
  unsigned char mask, bits;
  std::size_t length;
  char32_t smallest;
};
constexpr Lead kLeads[] = {
    {0xE0, 0xC0, 2, 0x80}, {0xF0, 0xE0, 3, 0x800}, {0xF8, 0xF0, 4, 0x10000}};

std::string escaped(char32_t c) {
  switch (c) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    default:
      return fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
  }
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Three rolling rows of the distance matrix, kept between candidates.
class EditDistance {
 public:
  explicit EditDistance(std::string_view word)
      : word_(to_lower(word)),
        before_(word.size() + 1),
        last_(word.size() + 1),
        row_(word.size() + 1) {}

  /// The distance to `other`, or any number above `limit` if it is above.
  std::size_t to(std::string_view other, std::size_t limit) {
    const std::size_t a = word_.size(), b = other.size();
    if (std::max(a, b) - std::min(a, b) > limit) return limit + 1;
    for (std::size_t i = 0; i <= a; ++i) row_[i] = i;
    for (std::size_t j = 1; j <= b; ++j) {
      before_.swap(last_);
      last_.swap(row_);
      fill_row(other, j);
      if (*std::ranges::min_element(row_) > limit) return limit + 1;
    }
    return row_[a];
  }

 private:
  void fill_row(std::string_view other, std::size_t j) {
    const char here = lower(other[j - 1]);
    row_[0] = j;
    for (std::size_t i = 1; i < row_.size(); ++i) {
      const bool same = word_[i - 1] == here;
      row_[i] = std::min(
          {last_[i] + 1, row_[i - 1] + 1, last_[i - 1] + (same ? 0U : 1U)});
      const bool swapped = i > 1 && j > 1 && word_[i - 2] == here &&
                           word_[i - 1] == lower(other[j - 2]);
      if (swapped) row_[i] = std::min(row_[i], before_[i - 2] + 1);
    }
  }

  std::string word_;
  std::vector<std::size_t> before_, last_, row_;
};

}  // namespace

CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  if (byte(0) < 0x80) return {byte(0), 1};
  const auto* lead = std::ranges::find_if(
      kLeads, [&](const Lead& l) { return (byte(0) & l.mask) == l.bits; });
  if (lead == std::end(kLeads) || text.size() < lead->length) return {};
  char32_t value = byte(0) & static_cast<unsigned char>(~lead->mask);
  for (std::size_t i = 1; i < lead->length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    value = value << 6U | (byte(i) & 0x3FU);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < lead->smallest || value > 0x10FFFF || surrogate) return {};
  return {value, lead->length};
}

bool is_unprintable(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

std::string to_lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), lower);
  return result;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string quoted(std::string_view text) {
  const bool plain = std::ranges::all_of(text, [](char c) {
    return c >= ' ' && c < '\x7f' && c != '"' && c != '\\';
  });
  std::string result = "\"";
  if (plain && text.size() <= kQuotedCodePoints) {
    return result.append(text) += '"';
  }
  for (std::size_t written = 0; !text.empty(); ++written) {
    if (written == kQuotedCodePoints) {
      result += "…";
      break;
    }
    const CodePoint c = decode(text);
    const std::size_t length = std::max<std::size_t>(c.length, 1);
    if (c.length == 0) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if (is_unprintable(c.value) || c.value == '"' || c.value == '\\') {
      result += escaped(c.value);
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return result += '"';
}

std::string join_words(std::span<const std::string> words, std::size_t limit) {
  const std::size_t shown = std::min(words.size(), limit);
  std::string result;
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i > 0 && i + 1 == words.size();
    result += i == 0 ? "" : last ? " and " : ", ";
    result += words[i];
  }
  if (shown < words.size()) {
    result += fmt::format("{}{} more", shown == 0 ? "" : " and ",
                          words.size() - shown);
  }
  return result;
}

bool is_utf8(std::string_view text) { return utf8_prefix(text) == text.size(); }

std::size_t utf8_prefix(std::string_view text) {
  std::size_t valid = 0;
  while (valid < text.size()) {
    const std::size_t length = decode(text.substr(valid)).length;
    if (length == 0) break;
    valid += length;
  }
  return valid;
}

std::string_view did_you_mean(std::string_view word,
                              std::span<const std::string_view> candidates) {
  EditDistance distance(word);
  std::string_view best;
  std::size_t best_distance = word.size() + 1;  // above every limit below
  for (const std::string_view candidate : candidates) {
    const std::size_t near = std::max(word.size(), candidate.size()) / 3;
    if (best_distance == 0) break;
    const std::size_t limit = std::min(near, best_distance - 1);
    const std::size_t found = distance.to(candidate, limit);
    if (found > limit) continue;
    best = candidate;
    best_distance = found;
  }
  return best;
}

std::string suggestion(std::string_view word,
                       std::span<const std::string_view> candidates) {
  const std::string_view found = did_you_mean(word, candidates);
  return found.empty() ? "" : fmt::format(" (did you mean {}?)", quoted(found));
}

}  // namespace lockstep
