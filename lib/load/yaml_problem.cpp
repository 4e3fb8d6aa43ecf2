// What yaml-cpp must not see, and a table from its messages to ours, after a
// look at the text for the mistakes that people make: an unquoted cron that
// starts with a star, a tab in the indentation, a bracket that is never closed.
#include "load/yaml_problem.hpp"

#include <algorithm>
#include <climits>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lockstep {
namespace {

struct Wording {
  std::string_view theirs;  ///< yaml-cpp/exceptions.h; a prefix is enough
  std::string_view ours;
  std::string_view help;
  char begins_with = '\0';  ///< of a problem that is noticed behind its start
};

constexpr std::string_view kCheckIndentation =
    "fields of one mapping begin in one column, with blanks";

constexpr Wording kWordings[] = {
    {"illegal map value", "a colon does not fit here",
     "quote a text that holds \": \", or check the indentation"},
    {"illegal map key", "a key does not fit here", kCheckIndentation},
    {"illegal block entry", "a list item does not fit here", kCheckIndentation},
    {"end of map not found", "the indentation fits no mapping above",
     kCheckIndentation},
    {"end of sequence not found", "the indentation fits no list above",
     kCheckIndentation},
    {"illegal flow end", "a bracket closes nothing", "remove it"},
    {"unknown escape character", "unknown escape in a quoted text",
     "write \\\\ for a backslash, or use single quotes", '\\'},
    {"bad character found while scanning hex", "bad escape in a quoted text",
     "write \\x, \\u or \\U with 2, 4 or 8 hexadecimal digits", '\\'},
    {"invalid unicode", "bad escape in a quoted text",
     "the escape names no Unicode character", '\\'},
    {"illegal document indicator in scalar", "a document ends inside a text",
     "close the quote before it"},
    {"illegal EOF in scalar", "a quote is never closed",
     "close it on the same line"},
    {"cannot assign multiple", "two anchors or tags for one value", "keep one"},
    {"anchor not found after &", "\"&\" names no anchor",
     "quote a text that starts with \"&\"", '&'},
    {"illegal character found while scanning anchor", "\"&\" names no anchor",
     "quote a text that starts with \"&\"", '&'},
};

Diagnostic at(const YamlPlace& place, std::size_t offset, std::size_t length,
              std::string message, std::string help) {
  Diagnostic diagnostic;
  diagnostic.rule = "INP001";
  diagnostic.message = std::move(message);
  diagnostic.where = {place.source, offset,
                      std::min(length, place.text.size() - offset)};
  diagnostic.help = std::move(help);
  return diagnostic;
}

std::string_view line_from(std::string_view text, std::size_t offset) {
  const std::size_t end = text.find_first_of("\r\n", offset);
  return text.substr(offset, std::min(end, text.size()) - offset);
}

// Up to five words of cron characters: what an unquoted cron seems to be.
std::string_view cron_words(std::string_view line) {
  constexpr std::string_view kCronCharacters =
      "0123456789*/,-?#ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::size_t end = 0;
  for (int words = 0; words < 5 && end < line.size(); ++words) {
    std::size_t start = line.find_first_not_of(' ', end);
    if (start == std::string_view::npos || line[start] == '#') break;
    const std::size_t stop =
        std::min(line.find_first_not_of(kCronCharacters, start), line.size());
    if (stop == start) break;
    end = stop;
  }
  std::string_view words = line.substr(0, end);
  while (words.ends_with(',')) words.remove_suffix(1);
  return words;
}

Diagnostic star_problem(const YamlPlace& place) {
  // "alias not found after *" is raised behind the star.
  const std::size_t star =
      place.offset > 0 && (place.offset >= place.text.size() ||
                           place.text[place.offset] != '*')
          ? place.offset - 1
          : place.offset;
  const std::string_view words = cron_words(line_from(place.text, star));
  const bool is_name = words.size() > 1 &&
                       words.find_first_of(" */,", 1) == std::string_view::npos;
  if (is_name) {
    return at(place, star, words.size(),
              fmt::format("unknown alias {}", quoted(words)),
              fmt::format("no value before it carries &{}; quote a text that "
                          "starts with \"*\"",
                          words.substr(1)));
  }
  return at(place, star, words.size(),
            "an unquoted value cannot start with \"*\"",
            fmt::format("quote it: {}", quoted(words)));
}

Diagnostic unknown_token(const YamlPlace& place) {
  const std::string_view rest = trim(line_from(place.text, place.offset));
  const std::string_view word = rest.substr(0, rest.find_first_of(" ,]}"));
  return at(place, place.offset, word.size(),
            fmt::format("an unquoted value cannot start with {}",
                        quoted(word.substr(0, 1))),
            fmt::format("quote it: {}", quoted(word)));
}

// A tab between the start of the line of `offset` and its first other byte.
std::optional<std::size_t> tab_in_indentation(const YamlPlace& place) {
  const std::size_t before = place.text.substr(0, place.offset).rfind('\n');
  const std::size_t start = before == std::string_view::npos ? 0 : before + 1;
  const std::size_t content =
      std::min(place.text.find_first_not_of(" \t", start), place.text.size());
  const std::size_t tab = place.text.find('\t', start);
  if (tab >= content) return std::nullopt;
  return tab;
}

}  // namespace

std::optional<Diagnostic> unreadable(SourceId source, std::string_view text) {
  const YamlPlace place{source, text, 0, std::nullopt};
  if (text.size() > INT_MAX) {
    Diagnostic too_long = at(place, 0, 1, "a YAML file over 2 GiB",
                             "split the file, or write it as JSON");
    too_long.rule = "INP006";
    return too_long;
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return at(place, 0, 1, "the file is UTF-16", "save it as UTF-8");
  }
  const std::size_t valid = utf8_prefix(text);
  if (valid < text.size()) {
    const auto byte = static_cast<unsigned char>(text[valid]);
    return at(place, valid, 1,
              fmt::format("byte 0x{:02x} is no valid UTF-8", byte),
              "save the file as UTF-8");
  }
  const auto* control = std::ranges::find_if(text, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' &&
           c != '\r';
  });
  if (control == text.end()) return std::nullopt;
  return at(place, static_cast<std::size_t>(control - text.begin()), 1,
            fmt::format("control character 0x{:02x} in a text file",
                        static_cast<unsigned char>(*control)),
            *control == '\0' ? "is it a binary file?"
                             : "remove it, or write it as an escape in quotes");
}

Diagnostic yaml_problem(std::string_view message, YamlPlace place) {
  place.offset = std::min(place.offset, place.text.size());
  if (message.find("flow not found") != std::string_view::npos &&
      place.innermost) {
    return at(place, *place.innermost, 1,
              fmt::format("{} is never closed",
                          quoted(place.text.substr(*place.innermost, 1))),
              "or a comma is missing in it");
  }
  if (message.find("alias") != std::string_view::npos ||
      message.find("referenced anchor") != std::string_view::npos) {
    return star_problem(place);
  }
  if (const auto tab = tab_in_indentation(place)) {
    return at(place, *tab, 1, "a tab in the indentation",
              "YAML is indented with blanks");
  }
  if (message == "unknown token") return unknown_token(place);
  const auto* wording = std::ranges::find_if(kWordings, [&](const Wording& w) {
    return message.starts_with(w.theirs);
  });
  if (wording != std::end(kWordings)) {
    if (wording->begins_with != '\0') {
      place.offset = std::min(
          place.offset,
          place.text.substr(0, place.offset).rfind(wording->begins_with));
    }
    return at(place, place.offset, 1, std::string(wording->ours),
              std::string(wording->help));
  }
  return at(place, place.offset, 1, "not valid YAML",
            "the parser says: " + std::string(message));
}

Diagnostic too_deep(const YamlPlace& place) {
  Diagnostic diagnostic =
      at(place, place.innermost.value_or(0), 1,
         "nested too deep to be read as YAML",
         "the YAML reader stops at 500 levels; JSON is read up to --max-depth");
  diagnostic.rule = "INP006";
  return diagnostic;
}

}  // namespace lockstep
