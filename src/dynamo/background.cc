#include "dynamo/background.h"

namespace keystone::dynamo {

Background::Background(Executor& executor)
    : executor_(executor), state_(std::make_shared<State>()) {
  state_->idle = executor.NewWaitQueue();
}

// None once it has stopped.
Background::Ticket Background::Begin(const std::shared_ptr<State>& state) {
  {
    MutexLock lock(state->mutex);
    if (state->stopping) return nullptr;
    ++state->running;
  }
  return {state.get(), [state](void*) {
            MutexLock lock(state->mutex);
            if (--state->running == 0) state->idle->NotifyAll();
          }};
}

void Background::Submit(int64_t micros, Task task) {
  const auto begin = [state = state_, task = std::move(task)] {
    if (Ticket ticket = Begin(state)) task(std::move(ticket));
  };
  if (micros == 0) return executor_.Submit(Priority::kBackground, begin);
  executor_.SubmitAfter(Priority::kBackground, micros, begin);
}

void Background::Stop() {
  MutexLock lock(state_->mutex);
  state_->stopping = true;
  while (state_->running > 0) state_->idle->Wait(lock);
}

}  // namespace keystone::dynamo
