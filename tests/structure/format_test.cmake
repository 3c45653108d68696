# Fails, naming the places, where a C or C++ file is not as .clang-format says.
file(GLOB_RECURSE sources
  ${ROOT}/include/*.h ${ROOT}/src/*.h ${ROOT}/src/*.cc ${ROOT}/src/*.c)
foreach(folder server cli tests fuzz bench examples bindings)
  file(GLOB_RECURSE more ${ROOT}/${folder}/*.h ${ROOT}/${folder}/*.cc ${ROOT}/${folder}/*.c)
  list(APPEND sources ${more})
endforeach()
list(LENGTH sources count)
if(count EQUAL 0)
  message(FATAL_ERROR "no sources under ${ROOT}")
endif()

# The check must see a violation: one is planted.
set(planted ${SCRATCH}/planted.cc)
file(WRITE ${planted} "int  a ;\n")
execute_process(COMMAND ${CLANG_FORMAT} --style=file:${ROOT}/.clang-format --dry-run -Werror ${planted}
                RESULT_VARIABLE code ERROR_QUIET)
if(code EQUAL 0)
  message(FATAL_ERROR "clang-format let a planted violation pass")
endif()

execute_process(COMMAND ${CLANG_FORMAT} --style=file:${ROOT}/.clang-format --dry-run -Werror ${sources}
                RESULT_VARIABLE code)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "clang-format -i mends what is named above")
endif()
message(STATUS "${count} files are formatted")
