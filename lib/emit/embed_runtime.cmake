# Writes OUTPUT, a C++ file with the Python modules of runtime/ as raw strings,
# so that `lockstep emit` needs no files beside the executable.
set(text "// Made from lib/emit/runtime/*.py by emit/embed_runtime.cmake.\n")
string(APPEND text "#include \"emit/runtime.hpp\"\n\nnamespace lockstep {\n\n")
foreach(module ticks runtime airflow dagster fargate)
  file(READ ${FOLDER}/lockstep_${module}.py body)
  string(APPEND text "std::string_view ${module}_module() {\n")
  string(APPEND text "  return R\"PYTHON(${body})PYTHON\";\n}\n\n")
endforeach()
string(APPEND text "}  // namespace lockstep\n")
file(WRITE ${OUTPUT} "${text}")
