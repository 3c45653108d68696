// Progress: rate and remaining time of something long, a few times a second, where stderr is a
// terminal.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>

namespace keystone::cli {

class Progress {
 public:
  // `total` in the unit in which Show counts what is done; 0: not known, so no remaining time.
  // Not `visible` while the terminal shows something else.
  explicit Progress(uint64_t total, bool visible = true)
      : visible_(visible && ::isatty(STDERR_FILENO) == 1), total_(total) {}

  void Show(size_t rows, uint64_t done) {
    const auto now = std::chrono::steady_clock::now();
    if (!visible_ || now - shown_ < std::chrono::milliseconds(200)) return;
    shown_ = now;
    ShowRate(rows);
    if (total_ != 0 && done != 0) {
      const double left = seconds() / static_cast<double>(done) *
                          static_cast<double>(total_ - std::min(done, total_));
      std::fprintf(stderr, ", %.0f s left ", left);
    }
    std::fputs("   ", stderr);
  }
  void Finish(size_t rows) {
    if (!visible_) return;
    ShowRate(rows);
    std::fputs("            \n", stderr);
  }
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

 private:
  void ShowRate(size_t rows) const {
    const double rate = static_cast<double>(rows) / std::max(seconds(), 1e-3);
    std::fprintf(stderr, "\r%zu rows, %.0f rows/s", rows, rate);
  }

  const bool visible_;
  const uint64_t total_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point shown_;
};

}  // namespace keystone::cli
