# keystone_folder(NAME SOURCES... DEPENDS...): one static library a folder of src/. What a folder may
# include is what it links; tests/structure checks the same rule on the #include lines.
function(keystone_folder name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LIBRARIES" ${ARGN})
  add_library(keystone_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(keystone_${name} PUBLIC keystone_options)
  # No exception crosses a folder, so none is thrown: code in src/ is built without them.
  target_compile_options(keystone_${name} PRIVATE -fno-exceptions)
  foreach(dependency IN LISTS ARG_DEPENDS)
    target_link_libraries(keystone_${name} PUBLIC keystone_${dependency})
  endforeach()
  target_link_libraries(keystone_${name} PUBLIC ${ARG_LIBRARIES})
  set_property(GLOBAL APPEND PROPERTY KEYSTONE_FOLDERS keystone_${name})
endfunction()
