// One table of modules (may include, third-party headers) and one table of
// words that lib/ must not use; everything else is string comparison.

#include "checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <regex>
#include <set>
#include <span>

namespace lockstep::tidy {
namespace {

/// The layers of the design: a module includes its own headers and those of
/// the modules to its right. Words are separated by blanks.
struct Module {
  std::string_view name;
  std::string_view modules;
  std::string_view third_party;  // first folders of <...> includes
};
constexpr Module kModules[] = {
    {"tools",
     "cli analyze emit pipeline report load lint align model lineage cron base",
     "fmt CLI nlohmann sys"},
    {"analyze", "load lint align model lineage cron base", "fmt"},
    {"emit", "pipeline cron base", "fmt nlohmann"},
    {"pipeline", "align model lineage cron base", "fmt"},
    {"report", "lint align model lineage cron base", "fmt nlohmann"},
    {"lint", "align model lineage cron base", "fmt"},
    {"align", "model lineage cron base", "fmt"},
    {"load", "model lineage cron base", "fmt yaml-cpp nlohmann"},
    {"model", "lineage cron base", "fmt"},
    {"lineage", "base", "fmt"},
    {"cron", "base", "fmt"},
    {"base", "", "fmt"},
};

/// Libraries that belong to one file.
struct Exception {
  std::string_view path, third_party;
};
constexpr Exception kExceptions[] = {{"lib/lineage/graph.cpp", "boost"},
                                     {"lib/cron/zone.cpp", "cctz"}};

/// How lib/ would reach the world: streams, files, clocks, environment,
/// locale, chance, threads.
constexpr std::string_view kWorldHeaders[] = {
    "iostream", "fstream", "filesystem", "thread",
    "mutex",    "future",  "random",     "locale",
    "ctime",    "cstdio",  "atomic",     "condition_variable"};
constexpr std::string_view kWorldWords[] = {
    "getenv",    "setenv",        "setlocale",    "system_clock",
    "std::rand", "random_device", "steady_clock", "fopen"};
/// What returns a std::ranges::subrange: clang 14 cannot compile libstdc++'s.
constexpr std::string_view kSubranges[] = {
    "ranges::unique",    "ranges::rotate",           "ranges::remove",
    "ranges::remove_if", "ranges::stable_partition", "ranges::partition",
    "ranges::search",    "ranges::equal_range",      "ranges::find_end"};

// In two parts: this text is checked too.
constexpr std::string_view kUnfinished[] = {
    "TO"
    "DO",
    "FIX"
    "ME",
    "X"
    "XX",
    "HA"
    "CK"};

constexpr std::size_t kMaxLines = 400;

bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::size_t size = std::min(words.find(' '), words.size());
    if (words.substr(0, size) == word) return true;
    words.remove_prefix(std::min(size + 1, words.size()));
  }
  return false;
}

bool is_word_char(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z');
}

bool contains_word(std::string_view line, std::string_view word) {
  for (std::size_t at = line.find(word); at != std::string_view::npos;
       at = line.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool starts = at == 0 || !is_word_char(line[at - 1]);
    const bool ends = end == line.size() || !is_word_char(line[end]);
    if (starts && ends) return true;
  }
  return false;
}

/// `lib/cron/zone.cpp` -> `cron`, `lib/analyze.hpp` -> `analyze`,
/// `tools/cli/run.cpp` -> `tools`, others -> "".
std::string_view module_of(std::string_view path) {
  if (path.starts_with("tools/")) return "tools";
  if (!path.starts_with("lib/")) return {};
  path.remove_prefix(4);
  return path.substr(0, path.find_first_of("/."));
}

class Checker {
 public:
  Checker(std::string_view path, std::string_view text)
      : path_(path), text_(text) {}

  std::vector<std::string> run() {
    const bool is_code = path_.ends_with(".hpp") || path_.ends_with(".cpp");
    check_whole(is_code);
    for (std::string_view rest = text_; !rest.empty();) {
      const std::size_t size = std::min(rest.find('\n'), rest.size());
      ++line_;
      check_line(rest.substr(0, size), is_code);
      rest.remove_prefix(std::min(size + 1, rest.size()));
    }
    if (in_lib_or_tools() && line_ > kMaxLines) {
      problem(fmt::format("over {} lines; look for the seam", kMaxLines));
    }
    return std::move(problems_);
  }

 private:
  [[nodiscard]] bool in_lib_or_tools() const {
    return path_.starts_with("lib/") || path_.starts_with("tools/");
  }

  void problem(std::string_view what) {
    problems_.push_back(fmt::format("{}:{}: {}", path_, line_, what));
  }

  void check_whole(bool is_code) {
    line_ = 1;
    if (!text_.ends_with('\n')) problem("no line end at the end of the file");
    if (text_.ends_with("\n\n")) problem("blank lines at the end of the file");
    std::string_view rest = text_;
    if (path_.ends_with(".hpp")) {
      constexpr std::string_view kOnce = "#pragma once\n";
      if (!rest.starts_with(kOnce)) problem("does not start with #pragma once");
      rest.remove_prefix(std::min(kOnce.size(), rest.size()));
    }
    if (is_code && !rest.starts_with("//") && !starts_with_own_header()) {
      problem("does not open with a comment that says what it is");
    }
    line_ = 0;
  }

  /// Then the header says what the two files are. Its path starts at lib/ or
  /// tools/; tests name it alone.
  [[nodiscard]] bool starts_with_own_header() const {
    const std::size_t stem = path_.rfind('.');
    if (path_.substr(stem) != ".cpp") return false;
    const auto starts_with_header_from = [&](std::size_t begin) {
      return text_.starts_with(fmt::format("#include \"{}.hpp\"\n",
                                           path_.substr(begin, stem - begin)));
    };
    return starts_with_header_from(path_.find('/') + 1) ||
           starts_with_header_from(path_.rfind('/') + 1);
  }

  void check_line(std::string_view line, bool is_code) {
    const bool is_markdown = path_.ends_with(".md");  // two blanks: line break
    if (line.ends_with('\r')) problem("carriage return");
    if (line.ends_with('\t') || (line.ends_with(' ') && !is_markdown)) {
      problem("trailing blank");
    }
    for (const std::string_view word : kUnfinished) {
      if (contains_word(line, word))
        problem(fmt::format("unfinished: {}", word));
    }
    if (!is_code) return;
    if (line.starts_with("#include ")) {
      check_include(line.substr(9));
    } else if (path_.starts_with("lib/")) {
      check_words(line.substr(0, line.find("//")));
    }
  }

  void check_words(std::string_view code) {
    for (const std::string_view word : kWorldWords) {
      if (contains_word(code, word)) {
        problem(fmt::format("lib/ may not use {}", word));
      }
    }
    for (const std::string_view word : kSubranges) {
      if (contains_word(code, word)) {
        problem(fmt::format("std::{} does not compile with clang 14", word));
      }
    }
  }

  void check_include(std::string_view target) {
    const std::string_view name = module_of(path_);
    if (name.empty() || target.size() < 2) return;
    const auto* module = std::ranges::find(kModules, name, &Module::name);
    if (module == std::end(kModules)) {
      problem(fmt::format("\"{}\" is no module of the layers", name));
      return;
    }
    const std::string_view header = target.substr(1, target.size() - 2);
    const std::string_view folder =
        header.substr(0, header.find_first_of("/."));
    if (target[0] == '"') {
      check_own_include(*module, header, folder);
    } else if (header.find_first_of("/.") != std::string_view::npos) {
      check_third_party(*module, header, folder);
    } else if (path_.starts_with("lib/") &&
               std::ranges::count(kWorldHeaders, header) > 0) {
      problem(fmt::format("lib/ may not include <{}>", header));
    }
  }

  void check_own_include(const Module& module, std::string_view header,
                         std::string_view folder) {
    if (folder == module.name || has_word(module.modules, folder)) return;
    problem(fmt::format("{} may not include \"{}\"", module.name, header));
  }

  void check_third_party(const Module& module, std::string_view header,
                         std::string_view folder) {
    const bool is_exception =
        std::ranges::any_of(kExceptions, [&](const Exception& e) {
          return e.path == path_ && e.third_party == folder;
        });
    if (is_exception) return;
    const bool is_posix = path_.starts_with("tools/") &&
                          header.ends_with(".h") &&
                          header.find('/') == std::string_view::npos;
    if (!is_posix && !has_word(module.third_party, folder)) {
      problem(fmt::format("{} may not include <{}>", module.name, header));
    } else if (path_.starts_with("lib/") && path_.ends_with(".hpp") &&
               folder != "fmt") {
      problem(fmt::format("<{}> in a header; keep it in a .cpp", header));
    }
  }

  std::string_view path_, text_;
  std::size_t line_ = 0;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> check_file(std::string_view path,
                                    std::string_view text) {
  return Checker(path, text).run();
}

std::vector<std::string> rule_ids(std::string_view text) {
  static const std::regex kId("\\{\"([A-Z]{3}[0-9]{3})\"");
  std::set<std::string> ids;
  const std::string copy(text);
  for (std::sregex_iterator it(copy.begin(), copy.end(), kId), end; it != end;
       ++it) {
    ids.insert((*it)[1]);
  }
  return {ids.begin(), ids.end()};
}

}  // namespace lockstep::tidy
