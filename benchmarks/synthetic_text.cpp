// Estates as the files that users have: task_deps JSON, flat and nested, and a
// datasets YAML. Names hold no character that needs quoting.

#include <fmt/format.h>

#include <iterator>

#include "synthetic.hpp"

namespace lockstep::synthetic {
namespace {

class Writer {
 public:
  explicit Writer(const Estate& estate) : estate_(estate) {}

  /// A task of the first level with `levels` levels of children.
  void root(const Dataset& dataset, std::size_t levels) {
    text_ += text_.empty() ? "[" : ",\n";
    node(dataset, levels);
  }
  [[nodiscard]] std::size_t size() const { return text_.size(); }
  [[nodiscard]] std::string finish() {
    text_ += text_.empty() ? "[]\n" : "]\n";
    return std::move(text_);
  }

 private:
  /// Recursion is as deep as the estate: 15 levels.
  void node(const Dataset& dataset, std::size_t levels) {
    const bool is_task = !dataset.inputs.empty();
    data(dataset);
    if (is_task && levels > 0) {
      text_ += R"(,"children":[)";
      for (const std::uint32_t input : dataset.inputs) {
        if (text_.back() != '[') text_ += ',';
        node(estate_.datasets[input], levels - 1);
      }
      text_ += ']';
    }
    text_ += is_task ? R"(,"task":true})" : R"(,"task":false})";
  }

  void data(const Dataset& dataset) {
    const bool is_task = !dataset.inputs.empty();
    const auto out = std::back_inserter(text_);
    fmt::format_to(out, R"({{"data":{{"name":"{}","typ":"{}")", dataset.name,
                   is_task ? "task" : "table");
    if (is_task) {
      const Dataset& parent = estate_.datasets[dataset.inputs.front()];
      fmt::format_to(out, R"(,"parent":"{}","parentTyp":"{}","parentRef":"{}")",
                     parent.name, parent.inputs.empty() ? "table" : "task",
                     parent.name);
    } else {
      text_ += R"(,"parentTyp":"unknown")";
    }
    text_ += R"(,"writeStrategy":{"type":"OVERWRITE"})";
    if (is_task) fmt::format_to(out, R"(,"sink":"{}")", dataset.name);
    fmt::format_to(out, R"(,"cron":"{}"}})", cron(dataset));
  }

  [[nodiscard]] std::string_view cron(const Dataset& dataset) const {
    if (dataset.cron < 0) return "None";
    return estate_.crons[static_cast<std::size_t>(dataset.cron)];
  }

  const Estate& estate_;
  std::string text_;
};

}  // namespace

std::string flat_task_deps(const Estate& estate) {
  Writer writer(estate);
  for (const Dataset& dataset : estate.datasets) {
    if (!dataset.inputs.empty()) writer.root(dataset, 1);
  }
  return writer.finish();
}

std::string nested_task_deps(const Estate& estate, std::size_t bytes) {
  Writer writer(estate);
  for (const Dataset& dataset : estate.datasets) {
    if (writer.size() >= bytes) break;
    if (!dataset.inputs.empty()) writer.root(dataset, estate.datasets.size());
  }
  return writer.finish();
}

std::string datasets_yaml(const Estate& estate) {
  std::string text = "datasets:\n";
  for (const Dataset& dataset : estate.datasets) {
    if (dataset.cron < 0) continue;
    fmt::format_to(std::back_inserter(text), "  {}: {{cron: \"{}\"}}\n",
                   dataset.name,
                   estate.crons[static_cast<std::size_t>(dataset.cron)]);
  }
  return text;
}

}  // namespace lockstep::synthetic
