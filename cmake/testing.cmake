enable_testing()
find_package(GTest REQUIRED)
include(GoogleTest)

# keystone_test(NAME SOURCES... DEPENDS... [TIMEOUT seconds] [LABELS ...]): a GoogleTest program that
# is one CTest test. Sources lie beside the code they test.
function(keystone_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPENDS;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE keystone_options GTest::gtest GTest::gtest_main)
  foreach(dependency IN LISTS ARG_DEPENDS)
    target_link_libraries(${name} PRIVATE keystone_${dependency})
  endforeach()
  add_test(NAME ${name} COMMAND ${name})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
endfunction()
