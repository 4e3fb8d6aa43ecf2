// Quoting: what a text becomes in Python, in a Jinja template, in a shell.

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "base/sha256.hpp"
#include "emit/python_layout.hpp"
#include "emit/writer.hpp"

namespace lockstep {
namespace {

struct Row {
  std::string_view text, expected;
};

TEST_CASE("python strings") {
  const Row rows[] = {
      {"plain", R"("plain")"},
      {"", R"("")"},
      {"it's", R"("it's")"},
      {R"(say "hi")", R"('say "hi"')"},
      {R"(it's "so")", R"('it\'s "so"')"},
      {R"("")", R"('""')"},
      {R"(a"b'c)", R"("a\"b'c")"},
      {R"(""")", R"('"""')"},
      {"a\\b", R"("a\\b")"},
      {"a\nb\tc\rd", R"("a\nb\tc\rd")"},
      {"\x01\x7f", R"("\x01\x7f")"},
      {"caf\u00e9", "\"caf\u00e9\""},
      {"a\u202eb", R"("a\u202eb")"},
      {"a\u2028b", R"("a\u2028b")"},
      {"${x} #{y} {{z}}", R"("${x} #{y} {{z}}")"},
      {"\xff", R"("\ufffd")"},
  };
  for (const Row& row : rows) CHECK(python_string(row.text) == row.expected);
}

TEST_CASE("jinja texts") {
  const Row rows[] = {
      {"plain", "plain"},
      {"{a}", "{a}"},
      {"{{ x }}", "{{ '{' }}{ x }}"},
      {"{% raw %}", "{{ '{' }}% raw %}"},
      {"{# note #}", "{{ '{' }}# note #}"},
      {"a{", "a{{ '{' }}"},
      {"{{{", "{{ '{' }}{{ '{' }}{{ '{' }}"},
      {"}}", "}}"},
      {"a\nb\n", "a\nb{{ '\\n' }}"},  // Jinja drops the last one
      {"a\r\nb", "a{{ '\\r' }}\nb"},  // and makes all of them "\n"
  };
  for (const Row& row : rows) CHECK(jinja_text(row.text) == row.expected);
}

TEST_CASE("shell words") {
  const Row rows[] = {
      {"plain-1.2/x_y:z=,@%+", "plain-1.2/x_y:z=,@%+"},
      {"", "''"},
      {"a b", "'a b'"},
      {"$(rm -rf x)", "'$(rm -rf x)'"},
      {"it's", R"('it'\''s')"},
      {"a\nb", "'a\nb'"},
      {"~", "'~'"},
      {"caf\u00e9", "'caf\u00e9'"},
  };
  for (const Row& row : rows) CHECK(shell_word(row.text) == row.expected);
}

TEST_CASE("python names") {
  const Row rows[] = {
      {"kpi.order", "kpi_order"},
      {"1a", "_1a"},
      {"class", "class_"},
      {"None", "None_"},
      {"match", "match_"},
      {"", "_"},
      {"a-b", "a_b"},
      {"dag", "dag_"},
  };
  for (const Row& row : rows) CHECK(python_name(row.text) == row.expected);
}

// Vectors of FIPS 180-4 and of NIST's examples.
TEST_CASE("sha256") {
  CHECK(sha256("") ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256(std::string(1'000'000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

std::string laid_out(const Python& value, int depth = 0) {
  Writer writer;
  for (int i = 0; i < depth; ++i) writer.indent();
  statement(writer, "x = ", value);
  return writer.take();
}

TEST_CASE("what fits stays on one line") {
  Python call = Python::call("f");
  call.item(Python("1"));
  call.argument("b", Python::text("two"));
  CHECK(laid_out(call) == "x = f(1, b=\"two\")\n");
  CHECK(laid_out(Python::list()) == "x = []\n");
  Python one = Python::tuple();
  one.item(Python("1"));
  CHECK(laid_out(one) == "x = (1,)\n");
}

TEST_CASE("88 columns fit, 89 do not") {
  for (const int length : {78, 79}) {
    Python list = Python::list();
    list.item(
        Python::text(std::string(static_cast<std::size_t>(length), 'a') + ""));
    const std::string text = laid_out(list);
    // "x = [" and "]" and two quotes are 8 columns.
    const bool one_line = text.find('\n') == text.size() - 1;
    CHECK(one_line == (length + 8 <= 88));
  }
  Python list = Python::list();
  list.item(Python::text(std::string(80, 'a')));
  CHECK(laid_out(list).find('\n') == 88);
  Python longer = Python::list();
  longer.item(Python::text(std::string(81, 'a')));
  CHECK(laid_out(longer) ==
        "x = [\n    \"" + std::string(81, 'a') + "\",\n]\n");
}

TEST_CASE("long texts break before blanks, never inside an expression") {
  Python call = Python::call("f");
  call.argument("command", Python::text(std::string(60, 'a') + " {{ b() }}" +
                                        std::string(20, 'c') + " " +
                                        std::string(30, 'd')));
  CHECK(laid_out(call) ==
        "x = f(\n"
        "    command=(\n"
        "        \"" +
            std::string(60, 'a') +
            "\"\n"
            "        \" {{ b() }}" +
            std::string(20, 'c') + " " + std::string(30, 'd') +
            "\"\n"
            "    ),\n"
            ")\n");
}

TEST_CASE("operators") {
  Python chain = Python::operation("|", Python::Parentheses::Always);
  chain.item(Python("A"));
  chain.item(Python("B"));
  CHECK(laid_out(chain) == "x = (A | B)\n");
  Python wide = Python::operation(">>", Python::Parentheses::WhereNeeded);
  wide.item(Python(std::string(50, 'a')));
  wide.item(Python(std::string(50, 'b')));
  CHECK(laid_out(wide, 1) == "    x = (\n        " + std::string(50, 'a') +
                                 "\n        >> " + std::string(50, 'b') +
                                 "\n    )\n");
}

}  // namespace
}  // namespace lockstep
