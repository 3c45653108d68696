# What `cmake --install` puts down: the public headers, libkeystone.a with its CMake package, the programs.
include(CMakePackageConfigHelpers)

# One archive made of the folders' objects: to users the folders do not exist.
get_property(folders GLOBAL PROPERTY KEYSTONE_FOLDERS)
add_library(keystone STATIC)
add_library(keystone::keystone ALIAS keystone)
foreach(folder IN LISTS folders)
  target_sources(keystone PRIVATE $<TARGET_OBJECTS:${folder}>)
endforeach()
set_target_properties(keystone PROPERTIES LINKER_LANGUAGE CXX)
target_compile_features(keystone INTERFACE cxx_std_20)
target_include_directories(keystone INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                           $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
# As in keystone-config.cmake.in, which finds them for users.
target_link_libraries(keystone PRIVATE simdjson::simdjson PkgConfig::LZ4 PkgConfig::XXHASH PkgConfig::ZSTD Threads::Threads)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/keystone)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/keystone-config.cmake.in
  ${PROJECT_BINARY_DIR}/keystone-config.cmake INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/keystone-config-version.cmake
  COMPATIBILITY SameMinorVersion)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/keystone TYPE INCLUDE FILES_MATCHING PATTERN *.h)
install(TARGETS keystone EXPORT keystone-targets)
install(EXPORT keystone-targets NAMESPACE keystone:: DESTINATION ${package_folder})
install(FILES ${PROJECT_BINARY_DIR}/keystone-config.cmake
              ${PROJECT_BINARY_DIR}/keystone-config-version.cmake
        DESTINATION ${package_folder})
install(TARGETS kstone kstone-server)
