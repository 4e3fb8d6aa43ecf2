// Edits of findings: which are taken, what they leave, how they look as a
// patch. The patch is tried on patch(1)'s rules by a small reader of its own.

#include <doctest/doctest.h>

#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "lint/fix.hpp"

namespace lockstep {
namespace {

struct Texts {
  Sources sources;
  explicit Texts(std::string_view text) {
    sources.add({"a.yaml", text, "", {}});
  }
};

Diagnostic mend(std::vector<Edit> edits, bool safe = true) {
  Diagnostic d;
  d.rule = "CRN006";
  d.fix = Fix{safe, std::move(edits)};
  return d;
}

Edit edit(std::size_t offset, std::size_t length, std::string text) {
  return {{SourceId(0), offset, length}, std::move(text)};
}

FixPlan plan(const Texts& texts, const std::vector<Diagnostic>& all,
             bool with_unsafe = false) {
  return plan_fixes(all, texts.sources,
                    {with_unsafe, [](SourceId) { return true; }});
}

/// Applies a patch to `text`, hunk by hunk; "" if a line does not fit.
std::string patched(std::string_view text, const std::string& patch) {
  std::istringstream old_lines{std::string(text)}, lines{patch};
  std::string out, line;
  int at = 1;
  char mark = ' ';
  const auto copy = [&] {
    std::string kept;
    if (!std::getline(old_lines, kept)) return std::string("?missing");
    ++at;
    if (!old_lines.eof()) kept += '\n';
    return kept;
  };
  std::getline(lines, line);
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    if (line.starts_with("@@ -")) {
      const int first = std::stoi(line.substr(4));
      while (at < first) out += copy();
      continue;
    }
    if (line.front() == '\\') {
      if (mark == '+') out.pop_back();
      continue;
    }
    mark = line.front();
    const std::string body = line.substr(1);
    if (line.front() == '+') {
      out += body + '\n';
      continue;
    }
    const std::string old = copy();
    if (old.substr(0, old.find('\n')) != body) return "";
    if (line.front() == ' ') out += old;
  }
  std::string rest;
  std::getline(old_lines, rest, '\0');
  return out + rest;
}

TEST_CASE("edits that touch wait for the next pass") {
  const Texts texts("0123456789");
  const std::vector<Diagnostic> all = {
      mend({edit(2, 2, "ab")}),
      mend({edit(2, 2, "ab")}),  // equal: once
      mend({edit(3, 2, "x")}),   // overlaps
      mend({edit(4, 1, "x")}),   // adjoins
      mend({edit(6, 0, "+"), edit(8, 1, "")}),
      mend({edit(0, 1, ""), edit(9, 1, "y")}),  // its second adjoins
      mend({edit(10, 1, "x")}),                 // behind the end
      mend({edit(0, 1, "unsafe")}, false)};
  const FixPlan found = plan(texts, all);
  CHECK(found.fixes == 3);
  CHECK(found.unsafe == 1);
  REQUIRE(found.sources.size() == 1);
  CHECK(apply_edits("0123456789", found.sources[0].edits) == "01ab45+679");
  const FixPlan daring = plan(texts, all, true);
  CHECK(daring.fixes == 4);
  CHECK(apply_edits("0123456789", daring.sources[0].edits) ==
        "unsafe1ab45+679");
}

TEST_CASE("sources that must not change keep their fixes for others") {
  const Texts texts("0123456789");
  const FixPlan found = plan_fixes({mend({edit(2, 2, "ab")})}, texts.sources,
                                   {true, [](SourceId) { return false; }});
  CHECK(found.fixes == 0);
  CHECK(found.generated == 1);
  CHECK(found.sources.empty());
}

TEST_CASE("a patch has hunks with three lines around") {
  std::string text;
  for (int i = 1; i <= 20; ++i) text += "line " + std::to_string(i) + "\n";
  const std::size_t second = text.find("line 2\n");
  const std::size_t last = text.find("line 20");
  const std::vector<Edit> edits = {edit(second + 5, 1, "two"),
                                   edit(last, 8, "end")};
  CHECK(unified_diff("a b.yaml", text, edits) ==
        R"(--- a b.yaml
+++ a b.yaml
@@ -1,5 +1,5 @@
 line 1
-line 2
+line two
 line 3
 line 4
 line 5
@@ -17,4 +17,4 @@
 line 17
 line 18
 line 19
-line 20
+end
\ No newline at end of file
)");
  CHECK(unified_diff("x", text, {}) == "");
}

TEST_CASE("patches of random edits give the text with the edits") {
  std::mt19937 random(7);
  const auto below = [&](std::size_t end) { return random() % end; };
  for (int round = 0; round < 4'000; ++round) {
    std::string text;
    for (std::size_t i = below(30); i > 0; --i) {
      text += std::string(below(6), 'x') + "\n";
    }
    if (below(3) == 0) text += "tail";
    const Texts texts(text);
    std::vector<Diagnostic> all;
    for (std::size_t i = 1 + below(5); i > 0; --i) {
      const std::size_t offset = below(text.size() + 1);
      const std::size_t length = below(text.size() - offset + 1) % 9;
      const char* const inserts[] = {"", "new", "a\nb", "\n", "line\n"};
      all.push_back(mend({edit(offset, length, inserts[below(5)])}));
    }
    const FixPlan found = plan(texts, all);
    REQUIRE(found.sources.size() == 1);
    const std::vector<Edit>& edits = found.sources[0].edits;
    const std::string wanted = apply_edits(text, edits);
    const std::string patch = unified_diff("f", text, edits);
    CAPTURE(text);
    CAPTURE(patch);
    REQUIRE(patched(text, patch) == wanted);
  }
}

}  // namespace
}  // namespace lockstep
