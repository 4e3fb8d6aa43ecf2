// The table of machine formats for findings.

#include <array>

#include "report/report.hpp"

namespace lockstep {
namespace {

constexpr std::array kFormats{
    FindingsFormat{"json", diagnostics_json},
    FindingsFormat{"sarif", diagnostics_sarif},
    FindingsFormat{"github", diagnostics_github},
    FindingsFormat{"gitlab", diagnostics_gitlab},
    FindingsFormat{"junit", diagnostics_junit},
    FindingsFormat{"checkstyle", diagnostics_checkstyle},
    FindingsFormat{"rdjson", diagnostics_rdjson}};

}  // namespace

std::span<const FindingsFormat> findings_formats() { return kFormats; }

}  // namespace lockstep
