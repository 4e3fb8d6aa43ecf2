// SARIF 2.1.0, the OASIS standard for results of static analysis: one run, the
// rules that have findings, one result a finding. Code scanning services match
// results between commits by `partialFingerprints`.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/rule.hpp"
#include "report/json_parts.hpp"
#include "report/places.hpp"

namespace lockstep {
namespace {

/// The rules that have findings, by id, with their index in the document.
using RuleIndex = std::map<std::string, std::size_t>;

RuleIndex index_rules(const std::vector<Diagnostic>& diagnostics) {
  RuleIndex index;
  for (const Diagnostic& diagnostic : diagnostics) {
    index.emplace(diagnostic.rule, 0);
  }
  std::size_t next = 0;
  for (auto& [id, number] : index) number = next++;
  return index;
}

std::string_view level(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Info:
      break;
  }
  return "note";
}

/// A path as a relative URI reference (RFC 3986): what is not unreserved is
/// escaped byte by byte, slashes stay.
std::string uri_of(std::string_view path) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    if (kPlain.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri;
}

/// Puts what SARIF has several of into one document.
class Sarif {
 public:
  explicit Sarif(const Findings& findings)
      : findings_(findings),
        places_(findings.diagnostics, findings.sources),
        rules_(index_rules(findings.diagnostics)) {}

  std::string write() {
    json_.begin_object();
    json_.key("$schema").string(
        "https://json.schemastore.org/sarif-2.1.0.json");
    json_.key("version").string("2.1.0");
    json_.key("runs").begin_array().begin_object();
    write_tool();
    json_.key("columnKind").string("unicodeCodePoints");
    json_.key("results").begin_array();
    for (const Diagnostic& diagnostic : findings_.diagnostics) {
      json_.line();
      write_result(diagnostic);
    }
    json_.end_array();
    json_.key("properties").begin_object();
    json_.key("scope").string(findings_.scope);
    json_.key("tzdata").string(findings_.tool.tzdata).end_object();
    json_.end_object().end_array().end_object();
    return json_.take() + "\n";
  }

 private:
  void write_tool() {
    json_.key("tool").begin_object().key("driver").begin_object();
    json_.key("name").string("lockstep");
    json_.key("semanticVersion").string(findings_.tool.version);
    json_.key("rules").begin_array();
    for (const auto& [id, index] : rules_) {
      json_.line();
      write_rule(id);
    }
    json_.end_array().end_object().end_object();
  }

  void write_rule(const std::string& id) {
    const Rule* const rule = find_rule(id);
    json_.begin_object().key("id").string(id);
    if (rule != nullptr) {
      json_.key("name").string(rule->name);
      write_text("shortDescription", rule->summary);
      json_.key("help").begin_object();
      json_.key("text").string(rule->summary);
      json_.key("markdown").string(rule_page(*rule)).end_object();
      json_.key("defaultConfiguration").begin_object();
      json_.key("level").string(level(rule->severity)).end_object();
      json_.key("properties").begin_object().key("tags");
      json_.strings({std::string(rule->family)}).end_object();
    }
    json_.end_object();
  }

  void write_text(std::string_view key, std::string_view text) {
    json_.key(key).begin_object().key("text").string(text).end_object();
  }

  void write_result(const Diagnostic& diagnostic) {
    json_.begin_object().key("ruleId").string(diagnostic.rule);
    json_.key("ruleIndex").number(rules_.at(diagnostic.rule));
    json_.key("level").string(level(diagnostic.severity));
    std::string message = diagnostic.message;
    if (!diagnostic.help.empty()) message += "\n" + diagnostic.help;
    write_text("message", message);
    if (diagnostic.where.valid()) {
      json_.key("locations").begin_array().begin_object();
      write_location(diagnostic.where);
      json_.end_object().end_array();
    }
    write_notes(diagnostic.notes);
    json_.key("partialFingerprints").begin_object();
    json_.key("lockstep/v1").string(fingerprint(diagnostic)).end_object();
    if (diagnostic.fix) write_fix(*diagnostic.fix);
    write_properties(diagnostic);
    json_.end_object();
  }

  void write_location(const Location& where) {
    json_.key("physicalLocation").begin_object();
    write_artifact(where);
    json_.key("region");
    write_region(where);
    json_.end_object();
  }

  void write_artifact(const Location& where) {
    const std::string& path = findings_.sources[where.source].path;
    json_.key("artifactLocation").begin_object();
    json_.key("uri").string(uri_of(path)).end_object();
  }

  void write_region(const Location& where) {
    const auto [begin, end] = places_.range(where);
    json_.begin_object().key("startLine").number(begin.line);
    json_.key("startColumn").number(begin.column);
    json_.key("endLine").number(end.line);
    json_.key("endColumn").number(end.column).end_object();
  }

  void write_notes(const std::vector<Note>& notes) {
    const auto placed = [](const Note& note) { return note.where.valid(); };
    if (std::ranges::none_of(notes, placed)) return;
    json_.key("relatedLocations").begin_array();
    for (const Note& note : notes) {
      if (!placed(note)) continue;
      json_.begin_object();
      write_location(note.where);
      write_text("message", note.message);
      json_.end_object();
    }
    json_.end_array();
  }

  void write_fix(const Fix& fix) {
    json_.key("fixes").begin_array().begin_object();
    json_.key("artifactChanges").begin_array();
    for (const Edit& edit : fix.edits) {
      json_.begin_object();
      write_artifact(edit.where);
      json_.key("replacements").begin_array().begin_object();
      json_.key("deletedRegion");
      write_region(edit.where);
      write_text("insertedContent", edit.text);
      json_.end_object().end_array().end_object();
    }
    json_.end_array();
    json_.key("properties").begin_object();
    json_.key("safe").boolean(fix.safe).end_object();
    json_.end_object().end_array();
  }

  void write_properties(const Diagnostic& diagnostic) {
    json_.key("properties").begin_object();
    json_.key("nodes").strings(diagnostic.nodes);
    if (diagnostic.witness) {
      json_.key("witness").instant(diagnostic.witness->at);
      json_.key("witnessLocal").string(diagnostic.witness->local);
      if (!diagnostic.witness->days.empty()) {
        json_.key("witnessDays").string(diagnostic.witness->days);
      }
    }
    if (diagnostic.share_of_runs) {
      json_.key("shareOfRuns").number(*diagnostic.share_of_runs);
    }
    if (!diagnostic.scope.empty()) json_.key("scope").string(diagnostic.scope);
    json_.end_object();
  }

  const Findings& findings_;
  Places places_;
  RuleIndex rules_;
  JsonWriter json_;
};

}  // namespace

std::string diagnostics_sarif(const Findings& findings) {
  return Sarif(findings).write();
}

}  // namespace lockstep
