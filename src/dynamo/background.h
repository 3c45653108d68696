// Background: work that an object does between calls, on the executor's background threads.
//
// A task may come when its object is gone, if it was to wait: then it does nothing. A task that has
// begun holds a ticket, and hands it on to whatever goes on for it; Stop returns when there is no
// ticket left.
#pragma once

#include <functional>
#include <memory>

#include "env/executor.h"
#include "env/mutex.h"

namespace keystone::dynamo {

class Background {
 public:
  using Ticket = std::shared_ptr<void>;
  using Task = std::function<void(Ticket)>;

  explicit Background(Executor& executor);
  ~Background() { Stop(); }

  // Not before `micros` from now; never, once Stop was called.
  void Submit(int64_t micros, Task task);
  // Any thread that holds no ticket.
  void Stop();

 private:
  struct State {
    Mutex mutex;
    std::unique_ptr<WaitQueue> idle;
    int64_t running = 0;    // by mutex
    bool stopping = false;  // by mutex
  };

  static Ticket Begin(const std::shared_ptr<State>& state);

  Executor& executor_;
  const std::shared_ptr<State> state_;
};

}  // namespace keystone::dynamo
