// The door libFuzzer knocks at; its own library has the main function.
#include <cstddef>
#include <cstdint>

#include "fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  keystone::fuzz::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
