// task_deps files of any bytes: nothing fails, every place lies in the text,
// and the text counts as broken exactly if nlohmann's own parser refuses it.

#include <algorithm>
#include <cstdint>

#include <nlohmann/json.hpp>

#include "loaded.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace lockstep;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const fuzz::Loaded loaded = fuzz::load_and_check(text, "task_deps");
  const bool broken =
      std::any_of(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                  [](const Diagnostic& d) { return d.rule == "INP001"; });
  const bool stopped =
      loaded.over_limit ||
      std::any_of(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                  [](const Diagnostic& d) {
                    return d.message.starts_with("the top level is");
                  });
  const bool accepted = nlohmann::json::accept(text.begin(), text.end()) &&
                        text.find('\0') == std::string_view::npos;
  fuzz::require(stopped || broken != accepted,
                "a text is broken if and only if it is no JSON");
  return 0;
}
