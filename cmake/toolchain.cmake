# One language level and one set of warnings for every target.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_library(keystone_options INTERFACE)
target_compile_options(keystone_options INTERFACE -Wall -Wextra -Wshadow
                       "$<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor;-Woverloaded-virtual>")
target_include_directories(keystone_options INTERFACE ${PROJECT_SOURCE_DIR}/src
                           ${PROJECT_SOURCE_DIR}/include)
if(KEYSTONE_DEVELOPER)
  target_compile_options(keystone_options INTERFACE -Werror)
  # base/planted.h: developers' builds alone can be told to make known mistakes.
  target_compile_definitions(keystone_options INTERFACE KEYSTONE_PLANTED_BUGS)
endif()

if(KEYSTONE_SANITIZE)
  add_compile_options(-fsanitize=${KEYSTONE_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${KEYSTONE_SANITIZE})
endif()
if(KEYSTONE_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate)
endif()
if(KEYSTONE_FUZZ)
  # Counts edges everywhere; only the targets in fuzz/ are linked with libFuzzer's main function.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
