# What is installed is complete, holds nothing private, may be moved, and serves a consumer in C++ and in C.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}: ${code}\n${output}")
  endif()
endfunction()

set(prefix ${SCRATCH}/moved)
file(REMOVE_RECURSE ${SCRATCH})
file(MAKE_DIRECTORY ${SCRATCH})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${SCRATCH}/installed)
file(RENAME ${SCRATCH}/installed ${prefix})

file(GLOB_RECURSE installed RELATIVE ${prefix}/include ${prefix}/include/*)
file(GLOB_RECURSE public RELATIVE ${ROOT}/include ${ROOT}/include/*)
if(NOT installed STREQUAL public)
  message(FATAL_ERROR "installed headers: ${installed}; public headers: ${public}")
endif()

file(GLOB_RECURSE package_files ${prefix}/*.cmake)
foreach(file IN LISTS package_files)
  file(STRINGS ${file} lines)
  foreach(folder ${ROOT}/ ${BUILD}/ ${SCRATCH}/)
    string(FIND "${lines}" "${folder}" at)
    if(NOT at EQUAL -1)
      message(FATAL_ERROR "${file} names ${folder}: it would not work on another machine")
    endif()
  endforeach()
endforeach()

run(${prefix}/bin/kstone --help)
run(${prefix}/bin/kstone-server --help)

run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${SCRATCH}/build -G ${GENERATOR}
    -DCMAKE_PREFIX_PATH=${prefix} -DCMAKE_C_COMPILER=${CC} -DCMAKE_CXX_COMPILER=${CXX}
    -DCMAKE_C_FLAGS=${FLAGS} -DCMAKE_CXX_FLAGS=${FLAGS} -DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF)
# Another version of KeystoneDB on this machine would prove nothing.
file(STRINGS ${SCRATCH}/build/CMakeCache.txt found REGEX "^keystone_DIR:")
string(FIND "${found}" "${prefix}/" at)
if(at EQUAL -1)
  message(FATAL_ERROR "the consumer found ${found}, not ${prefix}")
endif()
run(${CMAKE_COMMAND} --build ${SCRATCH}/build)
run(${SCRATCH}/build/use_cxx ${SCRATCH}/shop.keystone)
run(${SCRATCH}/build/use_c ${SCRATCH}/shop.keystone)
