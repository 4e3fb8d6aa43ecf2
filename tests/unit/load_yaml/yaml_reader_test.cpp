// The tree of a YAML text with the bytes of every node, and what is said about
// texts that are no YAML.
#include "load/yaml_reader.hpp"

#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "show.hpp"

namespace lockstep {
namespace {

/// `{key@bytes: ...}`: each node with the bytes that it is said to cover.
std::string show_tree(const Value& value, const Sources& sources) {
  const std::string_view bytes = sources.text(value.where());
  std::string text;
  switch (value.kind()) {
    case ValueKind::Null:
      return fmt::format("null<{}>", bytes);
    case ValueKind::Scalar:
      return fmt::format("{}{}<{}>", value.quoted() ? "'" : "", value.text(),
                         bytes);
    case ValueKind::List:
      for (std::size_t i = 0; i < value.size(); ++i) {
        text += (i > 0 ? ", " : "") + show_tree(value.item(i), sources);
      }
      return fmt::format("[{}]<{}>", text, bytes);
    case ValueKind::Map:
      for (std::size_t i = 0; i < value.size(); ++i) {
        text += (i > 0 ? ", " : "") + show_tree(value.key(i), sources) + ": " +
                show_tree(value.value(i), sources);
      }
      return fmt::format("{{{}}}<{}>", text, bytes);
  }
  return text;
}

std::string tree_of(std::string_view text) {
  Sources sources;
  const SourceId source = sources.add({"a.yaml", text, "", {}});
  const Limits limits;
  std::vector<Diagnostic> diagnostics;
  LoadContext context{sources, limits, diagnostics};
  const Document document = read_yaml(source, context);
  return show_tree(document.root(), sources);
}

struct TreeRow {
  std::string_view text, tree;
};
constexpr TreeRow kTrees[] = {
    {"a: 1\n", "{a<a>: 1<1>}<a: 1>"},
    // Places are bytes, also behind what takes two or four of them.
    {"é: \"ü😀\" # x\nb: c\n",
     "{é<é>: 'ü😀<\"ü😀\">, b<b>: c<c>}<é: \"ü😀\" # x\nb: c>"},
    {"\xEF\xBB\xBF"
     "a: b\r\nc: 'd'\r\n",
     "{a<a>: b<b>, c<c>: 'd<'d'>}<a: b\r\nc: 'd'>"},
    {"[a, {b: c}, 'it''s', \"\\\"\"]",
     "[a<a>, {b<b>: c<c>}<{b: c}>, 'it's<'it''s'>, '\"<\"\\\"\">]"
     "<[a, {b: c}, 'it''s', \"\\\"\"]>"},
    {"- x y # z\n-\n- ~\n- null\n- {}\n- []\n",
     "[x y<x y>, null<>, null<~>, null<null>, {}<{}>, []<[]>]"
     "<- x y # z\n-\n- ~\n- null\n- {}\n- []>"},
    {"a: |\n  b\n  c\nd: e\n",
     "{a<a>: 'b\nc\n<|>, d<d>: e<e>}<a: |\n  b\n  c\nd: e>"},
    {"a: b\n  c\nd: 0 * * * *\n",
     "{a<a>: b c<b>, d<d>: 0 * * * *<0 * * * *>}<a: b\n  c\nd: 0 * * * *>"},
    {"a: &x [b] # ]\nc: *x\n",
     "{a<a>: [b<b>]<[b]>, c<c>: [b<b>]<[b]>}<a: &x [b] # ]\nc: *x>"},
    {"a: &x !!str 5\nb: !!str\n",
     "{a<a>: '5<5>, b<b>: '<>}<a: &x !!str 5\nb: !!str\n>"},
    {"{b: !{}, c: !\"d\"}",
     "{b<b>: {}<{}>, c<c>: 'd<\"d\">}<{b: !{}, c: !\"d\"}>"},
    {"[a: b, c]", "[{a<a>: b<b>}<a: b>, c<c>]<[a: b, c]>"},
    {"{[a]: b}: c\nd: {}", "{d<d>: {}<{}>}<{[a]: b}: c\nd: {}>"},
    // Own keys win over merged ones, earlier maps over later ones.
    {"<<: [{a: 1, b: 2}, {b: 3, c: 4}]\nc: 5\n",
     "{c<c>: 5<5>, a<a>: 1<1>, b<b>: 2<2>}<<<: [{a: 1, b: 2}, {b: 3, c: "
     "4}]\nc: 5>"},
    {"? [a]\n: b\nc: d\n", "{c<c>: d<d>}<? [a]\n: b\nc: d>"},
    {"a: 1\nb: {c: [d\n",
     "{a<a>: 1<1>, b<b>: {c<c>: [{d<d>: null<>}<d>]<[d\n>}<{c: [d\n>}<a: "
     "1\nb: {c: "
     "[d\n>"},
    {"", "null<>"},
};

TEST_CASE("every node knows its bytes") {
  for (const TreeRow& row : kTrees) {
    CAPTURE(row.text);
    CHECK(tree_of(row.text) == row.tree);
  }
}

struct BadRow {
  std::string_view text, findings;
};
constexpr BadRow kBad[] = {
    {"datasets:\n  a: {cron: */5 * * * *}\n",
     "INP001 2:13 an unquoted value cannot start with \"*\" "
     "[quote it: \"*/5 * * * *\"]\n"},
    {"datasets:\n  é:\n    cron: * * * * *  # always\n",
     "INP001 3:11 an unquoted value cannot start with \"*\" "
     "[quote it: \"* * * * *\"]\n"},
    {"datasets:\n  a: {crons: [*/10 1,2 * * *, \"0 * * * *\"]}\n",
     "INP001 2:15 an unquoted value cannot start with \"*\" "
     "[quote it: \"*/10 1,2 * * *\"]\n"},
    {"datasets:\n  a: *base\n",
     "INP001 2:6 unknown alias \"*base\" [no value before it carries &base; "
     "quote a text that starts with \"*\"]\n"},
    {"datasets:\n  a: {cron: @hourly}\n",
     "INP001 2:13 an unquoted value cannot start with \"@\" "
     "[quote it: \"@hourly\"]\n"},
    {"datasets:\n  a: {cron: `x`}\n",
     "INP001 2:13 an unquoted value cannot start with \"`\" "
     "[quote it: \"`x`\"]\n"},
    {"datasets:\n  a: {cron: \"0 * * * *}\n",
     "INP001 2:13 a quote is never closed [close it with \" on the same "
     "line]\n"},
    {"datasets:\n  a: {cron: '0 * * * *}\n",
     "INP001 2:13 a quote is never closed [close it with ' on the same "
     "line]\n"},
    {"datasets:\n\ta: {}\n",
     "INP001 2:1 a tab in the indentation [YAML is indented with blanks]\n"},
    {"datasets:\n  a:\n  \tcron: x\n",
     "INP001 3:3 a tab in the indentation [YAML is indented with blanks]\n"},
    {"datasets:\n  a: {tags: [x\n  b: {}\n",
     "INP001 2:13 \"[\" is never closed [or a comma is missing in it]\n"},
    {"datasets:\n  a: {cron: None\n",
     "INP001 2:6 \"{\" is never closed [or a comma is missing in it]\n"},
    {"datasets: {a: {}}}\n",
     "INP001 1:18 a bracket closes nothing [remove it]\n"},
    {"datasets:\n  a: b: c\n",
     "INP001 2:7 a colon does not fit here [quote a text that holds \": \", or "
     "check the indentation]\n"},
    {"datasets:\n  a: {}\n b: {}\n",
     "INP001 3:2 the indentation fits no mapping above [fields of one mapping "
     "begin in one column, with blanks]\n"},
    {"datasets:\n- name: a\n b: {}\n",
     "INP001 3:2 the indentation fits no list above [fields of one mapping "
     "begin in one column, with blanks]\n"},
    {"datasets:\n  a: {tags: \"\\d\"}\n",
     "INP001 2:14 unknown escape in a quoted text [write \\\\ for a backslash, "
     "or use single quotes]\n"},
    {"datasets:\n  a: {tags: \"\\xzz\"}\n",
     "INP001 2:14 bad escape in a quoted text [write \\x, \\u or \\U with 2, 4 "
     "or 8 hexadecimal digits]\n"},
    {"datasets: {}\n---\ndatasets: {}\n",
     "INP001 2:1 a second document starts here [one file holds one document; "
     "move this one to a file of its own]\n"},
    {"datasets:\n  a: &a &b {}\n",
     "INP001 2:9 two anchors or tags for one value [keep one]\n"},
    {"datasets:\n  a: {tags: & x}\n",
     "INP001 2:13 \"&\" names no anchor [quote a text that starts with "
     "\"&\"]\n"},
    {"datasets:\n  a: &x {tags: *x}\n",
     "INP001 2:16 alias \"*x\" stands inside of what it names [a value cannot "
     "contain itself]\n"},
    {"datasets:\n  a: !include b.yaml\n",
     "INP002 2:6 tag \"!include\" means nothing here [remove it; nothing is "
     "computed or included by tags]\n"
     "INP002 2:15 datasets: \"b.yaml\" is not a mapping such as {cron: \"0 * * "
     "* *\"}\n"},
    {"datasets:\n  [a]: {}\n",
     "INP002 2:3 a key must be a text [lists, mappings and nothing cannot name "
     "a field]\n"},
    {"datasets:\n  ~: {}\n",
     "INP002 2:3 a key must be a text [lists, mappings and nothing cannot name "
     "a field]\n"},
    {"datasets:\n  a: {cron: x}\n  b: {}\n  a: {}\n",
     "INP004 4:3 duplicate key \"a\" [keep one of the two; the first is used] "
     "(note 2:3 first given here)\n"},
    {"datasets: {a: {cron: 0 1 * * *, cron: 0 2 * * *}}\n",
     "INP004 1:33 duplicate key \"cron\" [keep one of the two; the first is "
     "used] (note 1:16 first given here)\n"},
    {"%YAML 3.0\n---\ndatasets: {}\n",
     "INP001 1:1 not valid YAML [the parser says: YAML major version too "
     "large]\n"},
    {"datasets: \"a\xFF\"\n",
     "INP001 1:13 byte 0xff is no valid UTF-8 [save the file as UTF-8]\n"},
    {"datasets: \xC0\x80\n",
     "INP001 1:11 byte 0xc0 is no valid UTF-8 [save the file as UTF-8]\n"},
    {"datasets: a\x01\n",
     "INP001 1:12 control character 0x01 in a text file [remove it, or write "
     "it as an escape in quotes]\n"},
    {std::string_view("datasets: \0", 11),
     "INP001 1:11 control character 0x00 in a text file [is it a binary "
     "file?]\n"},
    {std::string_view("\xFF\xFE"
                      "d\0",
                      4),
     "INP001 1:1 the file is UTF-16 [save it as UTF-8]\n"},
    {"# nothing\n",
     "INP001 1:1 the file is empty [begin with \"datasets:\", or with "
     "\"version: 1\"]\n"},
    {"- a\n",
     "INP002 1:1 a list where a mapping belongs [begin with \"datasets:\", or "
     "with \"version: 1\"]\n"},
    {"just a text\n",
     "INP002 1:1 \"just a text\" where a mapping belongs [begin with "
     "\"datasets:\", or with \"version: 1\"]\n"},
};

TEST_CASE("what is no YAML is said in our words, with the place") {
  for (const BadRow& row : kBad) {
    CAPTURE(row.text);
    CHECK(load_text(row.text, "a.yaml").findings == row.findings);
  }
}

}  // namespace
}  // namespace lockstep
