// Commands about projects: which files count, includes, determinism, exit
// codes, thresholds, baselines, init.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/process.hpp"
#include "support/shell.hpp"

namespace lockstep::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOrders =
    R"([{"data":{"name":"kpi.orders","typ":"task"},)"
    R"("children":[{"data":{"name":"shop.orders","typ":"table"}}]}])";
constexpr const char* kCustomers =
    R"([{"data":{"name":"kpi.customers","typ":"task"},)"
    R"("children":[{"data":{"name":"shop.customers","typ":"table"}}]}])";
constexpr const char* kSchedules =
    "datasets:\n"
    "  shop.orders: {cron: \"0 * * * *\"}\n"
    "  shop.customers: {cron: \"0 3 * * *\"}\n";

/// lineage/{orders,customers}.json and schedules.yaml.
struct Shop : ScratchDirectory {
  Shop() {
    put("lineage/orders.json", kOrders);
    put("lineage/customers.json", kCustomers);
    put("schedules.yaml", kSchedules);
  }

  void put(const std::string& name, const std::string& text) const {
    write_file(path() / name, text);
  }
  [[nodiscard]] ProcessResult run(std::vector<std::string> arguments,
                                  const std::string& below = "") const {
    return lockstep(arguments, {.directory = path() / below});
  }
  /// The derivation, which shows every dataset that was loaded.
  [[nodiscard]] ProcessResult derive(std::vector<std::string> inputs,
                                     const std::string& below = "") const {
    inputs.insert(inputs.begin(), {"derive", "--format", "csv"});
    return run(inputs, below);
  }
};

TEST_CASE("the number of threads changes no byte") {
  const Shop shop;
  std::vector<std::string> inputs;
  for (int i = 0; i < 40; ++i) {
    const std::string name = "many/" + std::to_string(i) + ".json";
    // Every seventh file is broken, so that messages must keep their order.
    std::string text = kOrders;
    text.replace(text.find("kpi.orders"), 10, "kpi.n" + std::to_string(i));
    shop.put(name, i % 7 == 3 ? text.substr(0, text.size() - 1) : text);
    inputs.push_back(name);
  }
  inputs.insert(inputs.end(), {"schedules.yaml", "--jobs", "1"});
  const ProcessResult alone = shop.derive(inputs);
  CHECK(alone.code == 1);
  CHECK(alone.out.find("kpi.n39") != std::string::npos);
  CHECK(alone.err.find("many/10.json") != std::string::npos);
  for (const char* const jobs : {"2", "16"}) {
    inputs.back() = jobs;
    const ProcessResult together = shop.derive(inputs);
    CHECK(together.code == alone.code);
    CHECK(together.out == alone.out);
    CHECK(together.err == alone.err);
  }
}

TEST_CASE("a limit ends the run at the same file with any number of threads") {
  const Shop shop;
  const std::string deep = "[" + std::string(50, '[') + std::string(51, ']');
  shop.put("b.json", deep);
  shop.put("d.json", deep);
  const auto run = [&](const char* jobs) {
    return shop.derive({"lineage", "b.json", "d.json", "--input-format",
                        "task_deps", "--max-depth", "20", "--jobs", jobs});
  };
  const ProcessResult alone = run("1");
  CHECK(alone.code == 3);
  CHECK(alone.err.find("b.json") != std::string::npos);
  CHECK(alone.err.find("d.json") == std::string::npos);
  CHECK(run("4").err == alone.err);
}

TEST_CASE("the order of arguments and ways to name a file change no byte") {
  const Shop shop;
  std::vector<std::string> inputs = {"lineage/customers.json",
                                     "lineage/orders.json", "schedules.yaml"};
  const std::string expected = shop.derive(inputs).out;
  CHECK(expected.find("kpi.orders") != std::string::npos);
  for (const char* format : {"text", "json", "csv"}) {
    const auto derive = [&](std::vector<std::string> words) {
      words.insert(words.begin(), {"derive", "--format", format});
      return shop.run(words).out;
    };
    const std::string sorted = derive(inputs);
    std::vector<std::string> permuted = inputs;
    while (std::next_permutation(permuted.begin(), permuted.end())) {
      CHECK(derive(permuted) == sorted);
    }
  }
  CHECK(shop.derive({"."}).out == expected);
  CHECK(shop.derive({"./lineage", "schedules.yaml"}).out == expected);
  CHECK(shop.derive({shop.path().string()}).out == expected);
  CHECK(shop.derive({"../schedules.yaml", "."}, "lineage").out == expected);
  // Once, whatever its names.
  fs::create_symlink("schedules.yaml", shop.path() / "again.yaml");
  CHECK(shop.derive({".", "schedules.yaml", "lineage/../schedules.yaml",
                     ".//schedules.yaml", "lineage/orders.json"})
            .out == expected);
}

TEST_CASE("a project file decides for its directory, here or above") {
  const Shop shop;
  shop.put("lockstep.yaml",
           "version: 1\ninclude: [lineage/orders.json, schedules.yaml]\n");
  const ProcessResult here = shop.derive({});
  CHECK(here.code == 0);
  CHECK(here.out.find("kpi.orders") != std::string::npos);
  CHECK(here.out.find("kpi.customers") == std::string::npos);
  CHECK(shop.derive({}, "lineage").out == here.out);
  CHECK(shop.derive({"."}).out == here.out);
  CHECK(shop.derive({"lockstep.yaml"}).out == here.out);
  // Found below the directory that is named.
  CHECK(shop.derive({shop.path().parent_path().string() + "/" +
                     shop.path().filename().string() + "/"})
            .out == here.out);
  // Other inputs are added.
  CHECK(
      shop.derive({"lineage/customers.json", "."}).out.find("kpi.customers") !=
      std::string::npos);
}

TEST_CASE("includes are patterns relative to the project file") {
  const Shop shop;
  shop.put("lineage/deep/er/more.json",
           R"([{"data":{"name":"deep.more","typ":"task"}}])");
  shop.put("lineage/.hidden/no.json",
           R"([{"data":{"name":"hidden.no","typ":"task"}}])");
  shop.put("lineage/a[1].json",
           R"([{"data":{"name":"odd.name","typ":"task"}}])");
  const auto included = [&](const std::string& pattern) {
    shop.put("lockstep.yaml", "version: 1\ninclude: ['" + pattern + "']\n");
    const ProcessResult result =
        shop.derive({shop.path().string() + "/lockstep.yaml"}, "lineage");
    std::string names;
    for (const char* name : {"kpi.orders", "kpi.customers", "deep.more",
                             "hidden.no", "odd.name"}) {
      if (result.out.find(name) != std::string::npos) {
        names += std::string(names.empty() ? "" : " ") + name;
      }
    }
    return names;
  };
  CHECK(included("lineage/*.json") == "kpi.orders kpi.customers odd.name");
  CHECK(included("./lineage//orders.json") == "kpi.orders");
  CHECK(included("lineage/o*s.json") == "kpi.orders");
  CHECK(included("lineage/?rders.json") == "kpi.orders");
  CHECK(included("lineage/[a-co]*.json") ==
        "kpi.orders kpi.customers odd.name");
  CHECK(included("lineage/[!o]*.json") == "kpi.customers odd.name");
  CHECK(included("lineage/a[1].json") == "odd.name");
  CHECK(included("**/*.json") == "kpi.orders kpi.customers deep.more odd.name");
  CHECK(included("lineage/**/more.json") == "deep.more");
  CHECK(included("lineage/**") ==
        "kpi.orders kpi.customers deep.more odd.name");
  CHECK(included("**/**/er/*") == "deep.more");
  CHECK(included("*/.hidden/*.json") == "hidden.no");
  CHECK(included(shop.path().string() + "/lineage/orders.*") == "kpi.orders");
  CHECK(included("lineage/orders.json/*") == "");
}

TEST_CASE("an include that finds nothing is an error at its place") {
  const Shop shop;
  shop.put("lockstep.yaml",
           "version: 1\n"
           "include:\n"
           "  - lineage/*.jsn\n"
           "  - lineage\n"
           "  - lineage/orders.json\n");
  const ProcessResult result = shop.derive({});
  CHECK(result.code == 1);
  CHECK(result.out.find("kpi.orders") != std::string::npos);
  CHECK(result.err ==
        "error[INP002]: no file matches \"lineage/*.jsn\"\n"
        " --> lockstep.yaml:3:5\n"
        "  |\n"
        "3 |   - lineage/*.jsn\n"
        "  |     ^^^^^^^^^^^^^\n"
        "  = help: paths are relative to the directory of lockstep.yaml\n"
        "\n"
        "error[INP002]: \"lineage\" is a directory\n"
        " --> lockstep.yaml:4:5\n"
        "  |\n"
        "4 |   - lineage\n"
        "  |     ^^^^^^^\n"
        "  = help: write \"lineage/**/*.json\" for all JSON files below it\n"
        "\n"
        "2 errors\n");
}

TEST_CASE("an error in an input gives code 1 after what could be derived") {
  const Shop shop;
  shop.put("broken.json", R"([{"data":{"name":"kpi.more","typ":"task"}},)");
  for (const char* command : {"derive", "report"}) {
    const ProcessResult result =
        shop.run({command, "broken.json", "lineage", "--format", "json"});
    CHECK(result.code == 1);
    CHECK(nlohmann::json::accept(result.out));
    CHECK(result.out.find("kpi.orders") != std::string::npos);
    CHECK(result.err.starts_with("error[INP001]: "));
    CHECK(result.err.find(" --> broken.json:1:") != std::string::npos);
  }
}

TEST_CASE("machine formats are all that is on standard output") {
  const Shop shop;
  const std::vector<std::vector<std::string>> commands = {
      {"derive", "--format", "json"}, {"report", "--format", "json"},
      {"lint", "--format", "json"},   {"schema"},
      {"rules", "--format", "json"},  {"explain", "CRN001", "--format", "json"},
  };
  for (std::vector<std::string> words : commands) {
    CAPTURE(words[0]);
    if (words.back() == "json" && words.size() == 3) {
      words.emplace_back("--as-of");
      words.emplace_back("now");
      if (words[0] == "rules") words.resize(3);
      if (words[0] != "rules") words.emplace_back(".");
    }
    const ProcessResult result = shop.run(words);
    CHECK(result.code <= 1);
    CHECK(nlohmann::json::accept(result.out));
  }
}

TEST_CASE("--as-of now is printed, on standard error") {
  const Shop shop;
  const ProcessResult result = shop.run({"derive", ".", "--as-of", "now"});
  CHECK(result.code == 0);
  CHECK(result.err.starts_with("lockstep: as of 20"));
  CHECK(result.err.ends_with("Z\n"));
  CHECK(shop.run({"derive", ".", "--as-of", "now", "--quiet"}).err == "");
}

TEST_CASE("colours are asked for, not guessed, off a terminal") {
  const Shop shop;
  shop.put("bad.yaml", "datasets:\n  a.b: {cron: \"61 * * * *\"}\n");
  const auto has_color = [&](std::vector<std::string> more,
                             std::vector<std::string> variables) {
    more.insert(more.begin(), {"lint", "bad.yaml"});
    return lockstep(more, {.directory = shop.path(), .variables = variables})
               .out.find('\x1b') != std::string::npos;
  };
  CHECK_FALSE(has_color({}, {}));
  CHECK_FALSE(has_color({"--color", "never"}, {}));
  CHECK(has_color({"--color", "always"}, {}));
  CHECK(has_color({"--color", "always"}, {"NO_COLOR=1"}));
  CHECK_FALSE(has_color({"--format", "json", "--color", "always"}, {}));
}

TEST_CASE("lint fails at its threshold and shows from its severity on") {
  const Shop shop;
  // CRN003 is a warning, CRN006 an info.
  shop.put("some.yaml",
           "datasets:\n  a.b: {cron: \"0 0 13 * 5\"}\n"
           "  c.d: {cron: \"0 0 * * 1,2,3\"}\n");
  const auto code = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"lint", "some.yaml"});
    return shop.run(more).code;
  };
  CHECK(code({}) == 1);
  CHECK(code({"--fail-on", "error"}) == 0);
  CHECK(code({"--fail-on", "warning"}) == 1);
  CHECK(code({"--ignore", "CRN003"}) == 0);
  CHECK(code({"--ignore", "CRN003", "--fail-on", "info"}) == 1);
  CHECK(code({"--select", "CRN003,crn006"}) == 1);
  CHECK(code({"--select", "non-canonical"}) == 0);
  CHECK(code({"--select", "GRA", "--select", "SUP"}) == 0);

  const auto shown = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"lint", "some.yaml"});
    const std::string out = shop.run(more).out;
    return std::string(out.find("CRN003") != std::string::npos ? "W" : "") +
           (out.find("CRN006") != std::string::npos ? "I" : "");
  };
  CHECK(shown({}) == "W");
  CHECK(shown({"--severity", "error"}) == "");
  CHECK(shown({"--severity", "info"}) == "WI");
  CHECK(shown({"--format", "json"}) == "WI");
  CHECK(shown({"--format", "json", "--severity", "warning"}) == "W");
  CHECK(shown({"--format", "github"}) == "WI");
}

TEST_CASE("a baseline leaves out what it lists and nothing else") {
  const Shop shop;
  shop.put("some.yaml", "datasets:\n  a.b: {cron: \"0 0 13 * 5\"}\n");
  shop.put("lockstep.yaml",
           "version: 1\ninclude: [some.yaml]\n"
           "lint: {baseline: base/line.json}\n");
  fs::create_directory(shop.path() / "base");
  const ProcessResult missing = shop.run({"lint"});
  CHECK(missing.code == 3);
  CHECK(missing.err ==
        "lockstep: cannot read \"base/line.json\": no such file or "
        "directory\n");
  const ProcessResult written =
      shop.run({"lint", "--write-baseline", "base/line.json"});
  CHECK(written.code == 0);
  CHECK(written.out == "");
  CHECK(written.err == "lockstep: wrote 1 finding to \"base/line.json\"\n");
  const ProcessResult clean = shop.run({"lint"}, "base");
  CHECK(clean.code == 0);
  CHECK(clean.err == "lockstep: 1 left out by the baseline\n");
  shop.put("some.yaml",
           "datasets:\n  a.b: {cron: \"0 0 13 * 5\"}\n"
           "  c.d: {cron: \"0 0 14 * 5\"}\n");
  CHECK(shop.run({"lint"}).code == 1);

  for (const char* text :
       {"[]", "{", "{\"version\":1,\"findings\":[{}]}", "{\"version\":1}",
        "{\"version\":2,\"findings\":[]}", "{\"findings\":[]}", ""}) {
    shop.put("base/line.json", text);
    const ProcessResult broken = shop.run({"lint"});
    CHECK(broken.code == 3);
    CHECK(broken.err.starts_with(
        "lockstep: \"base/line.json\" is no baseline: "));
  }
}

TEST_CASE("--today decides whether a suppression is still in force") {
  const Shop shop;
  shop.put("some.yaml", "datasets:\n  a.b: {cron: \"0 0 13 * 5\"}\n");
  shop.put("lockstep.yaml",
           "version: 1\ninclude: [some.yaml]\nsuppress:\n"
           "  - {rule: CRN003, dataset: a.b, reason: \"for now\", until: "
           "2026-01-01}\n");
  CHECK(shop.run({"lint", "--today", "2025-12-31"}).code == 0);
  CHECK(shop.run({"lint", "--today", "2026-01-01"}).code == 1);
}

TEST_CASE("init writes a project file that loads cleanly") {
  const Shop shop;
  shop.put("lineage/it's \"odd\".json",
           R"([{"data":{"name":"odd.name","typ":"task"}}])");
  shop.put("lineage/yes", "not an input");
  shop.put("lineage/data.json", R"({"some": "other JSON"})");
  const ProcessResult made = shop.run({"init"});
  CHECK(made.code == 0);
  CHECK(made.out == "");
  CHECK(made.err == "lockstep: wrote \"lockstep.yaml\" with 4 inputs\n");
  const std::string text = read_file(shop.path() / "lockstep.yaml");
  CHECK(text.find("-01-01\ninclude:\n"
                  "  - lineage/customers.json\n"
                  "  - \"lineage/it's \\\"odd\\\".json\"\n"
                  "  - lineage/orders.json\n"
                  "  - schedules.yaml\n") != std::string::npos);
  const ProcessResult lint = shop.run({"lint", "--fail-on", "error"});
  CHECK(lint.code == 0);
  CHECK(lint.out.find("INP") == std::string::npos);
  CHECK(shop.derive({}).out.find("odd.name") != std::string::npos);

  const ProcessResult again = shop.run({"init", "."});
  CHECK(again.code == 3);
  CHECK(again.err ==
        "lockstep: \"lockstep.yaml\" is there already; --force replaces it\n");
  CHECK(shop.run({"init", "--force"}).code == 0);
  CHECK(read_file(shop.path() / "lockstep.yaml") == text);
  fs::create_directory(shop.path() / "nothing");
  CHECK(shop.run({"init", "nothing"}).err ==
        "lockstep: no input of a known format in \"nothing\"\n");
}

TEST_CASE("a big input is given back while it is read") {
  const Shop shop;
  // One subtree, repeated as generated files repeat it; written piece by
  // piece, because the program's peak memory counts from ours.
  {
    std::ofstream big(shop.path() / "big.json");
    for (int i = 0; i < 200'000; ++i) {
      big << (i == 0 ? "[" : ",") << R"({"data":{"name":"kpi.n)" << i % 100
          << R"(","typ":"task"},"children":[{"data":{"name":"shop.orders",)"
          << R"("typ":"table","cron":"0 * * * *"}}]})";
    }
    big << "]";
  }
  const ProcessResult result = shop.derive({"big.json"});
  CHECK(result.code == 0);
  CHECK(std::count(result.out.begin(), result.out.end(), '\n') == 102);
  CHECK(fs::file_size(shop.path() / "big.json") > 20'000'000);
  CHECK(result.peak_kilobytes < 20'000);
}

}  // namespace
}  // namespace lockstep::test
