# Writes OUTPUT, a C++ file with every page of PAGES as a raw string, sorted by
# file name, so that `lockstep explain` needs no files beside the executable.
set(text "// Made from lib/lint/docs/*.md by lint/embed_pages.cmake.\n")
string(APPEND text "#include \"lint/pages.hpp\"\n\nnamespace lockstep {\n\nstatic constexpr RulePage kPages[] = {\n")
list(SORT PAGES)
foreach(page ${PAGES})
  get_filename_component(id ${page} NAME_WE)
  file(READ ${page} body)
  string(APPEND text "    {\"${id}\", R\"PAGE(${body})PAGE\"},\n")
endforeach()
string(APPEND text "    {{}, {}},\n};\n\n")
string(APPEND text "std::span<const RulePage> rule_pages() {\n")
string(APPEND text "  return std::span(kPages).first(std::size(kPages) - 1);\n}\n\n}  // namespace lockstep\n")
file(WRITE ${OUTPUT} "${text}")
