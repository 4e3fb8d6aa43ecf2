# Debian's libcctz-dev has no CMake package: makes the target cctz::cctz from
# the header and the library. Used by the build and by the installed package.
find_path(CCTZ_INCLUDE_DIR cctz/time_zone.h)
find_library(CCTZ_LIBRARY cctz)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(cctz DEFAULT_MSG CCTZ_LIBRARY CCTZ_INCLUDE_DIR)
if(cctz_FOUND AND NOT TARGET cctz::cctz)
  add_library(cctz::cctz UNKNOWN IMPORTED)
  set_target_properties(cctz::cctz PROPERTIES
    IMPORTED_LOCATION ${CCTZ_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${CCTZ_INCLUDE_DIR})
endif()
mark_as_advanced(CCTZ_INCLUDE_DIR CCTZ_LIBRARY)
