// JSON into the tree that YAML also fills, so that field tables read both.
#include "load/json_diagnostic.hpp"
#include "load/json_reader.hpp"
#include "load/load.hpp"
#include "load/text_map.hpp"
#include "load/value.hpp"

namespace lockstep {
namespace {

/// Hands every event on to the builder of the tree.
class TreeHandler final : public JsonHandler {
 public:
  TreeHandler(SourceId source, std::string_view text) : builder(source, text) {}

  bool begin_object(std::size_t offset) override {
    builder.begin_map(offset);
    return true;
  }
  bool begin_array(std::size_t offset) override {
    builder.begin_list(offset);
    return true;
  }
  bool end_object(std::size_t end) override {
    builder.end(end);
    return true;
  }
  bool end_array(std::size_t end) override {
    builder.end(end);
    return true;
  }
  bool key(std::string_view key, std::size_t offset,
           std::size_t length) override {
    builder.scalar(key, /*quoted=*/true, offset, length);
    return true;
  }
  bool scalar(const JsonScalar& value) override {
    if (value.kind == JsonScalar::Kind::Null) {
      builder.null(value.offset, value.length);
    } else {
      builder.scalar(value.text, value.kind == JsonScalar::Kind::String,
                     value.offset, value.length);
    }
    return true;
  }

  DocumentBuilder builder;
};

}  // namespace

Document read_json_document(SourceId source, LoadContext& context) {
  const Source& input = context.sources[source];
  TreeHandler handler(source, input.text);
  const auto error = read_json(
      input.text,
      {.max_depth = context.limits.depth, .on_progress = &input.on_progress},
      handler);
  if (error) report(*error, TextMap(source), context);
  return handler.builder.finish(context.diagnostics);
}

}  // namespace lockstep
