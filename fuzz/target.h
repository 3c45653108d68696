// What a fuzz target is: one function that reads any bytes at all and checks, with KS_CHECK, what
// must hold of them. libFuzzer calls it with bytes it invents; without libFuzzer a test calls it
// with each file of the target's corpus (replay_main.cc).
//
// Inputs are independent of each other: what one leaves behind may not change what the next one
// finds.
#pragma once

#include "base/bytes.h"
#include "base/check.h"

namespace keystone::fuzz {

// Defined once, by each target. The bytes are in a buffer of exactly their size.
void Run(Bytes input);

}  // namespace keystone::fuzz
