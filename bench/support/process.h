// What the operating system knows about this process and its files.
#pragma once

#include <cstdint>
#include <string>

namespace keystone::bench {

// Ends the run: whatever a benchmark measured before a failure is worth nothing.
[[noreturn]] void Fail(const std::string& message);

int64_t SteadyNanos();
// User and system time of all threads (getrusage).
int64_t CpuMicros();
// write_bytes of /proc/self/io: bytes of pages that this process made dirty in the page cache, and
// of direct writes. A page written twice before it went to disk counts once, as the disk has it.
uint64_t BytesWritten();
// Blocks that the files below `folder` hold; holes do not count.
uint64_t BytesOnDisk(const std::string& folder);
// Waits until no other thread of this process has run, or waited for the disk, for a second; the
// steady time at which the last one was seen. So every system is settled by the same measure.
int64_t WaitUntilQuiet();

}  // namespace keystone::bench
