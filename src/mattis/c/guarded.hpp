// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What every function of the C interface does around its work: no exception crosses it.
#include <mattis/mattis.h>
#include <mattis/core/error.hpp>
#include <mattis/core/execution.hpp>

#include <shared_mutex>
#include <stdexcept>
#include <string>

namespace mattis::c {

/// Callers' arrays are host memory.
using Exec = Kokkos::DefaultHostExecutionSpace;

/// A failure with the status that says what kind.
class Refusal : public std::runtime_error {
 public:
  Refusal(mattis_status status, std::string const& message)
      : std::runtime_error(message), status_(status) {}
  mattis_status status() const { return status_; }

 private:
  mattis_status status_;
};

/// The exception being handled as a status; mattis_message() then has its text.
int report() noexcept;

/// The text of the calling thread's last failure.
char const* message() noexcept;

/// \throws Refusal where Kokkos does not run
void expect_running();

/// Held by every call, and alone by mattis_finalize: it waits for those that run.
std::shared_mutex& lifetime();

/// Calls work() where Kokkos runs.
template <class Work>
int guarded(Work const& work) noexcept {
  try {
    std::shared_lock const alive(lifetime());
    expect_running();
    work();
    return MATTIS_SUCCESS;
  } catch (...) {
    return report();
  }
}

/// \throws Refusal for a null pointer
inline void expect_pointer(char const* name, void const* pointer) {
  if (pointer == nullptr)
    throw Refusal(MATTIS_INVALID_ARGUMENT,
                  std::string(name) + ": expected a pointer, got a null pointer");
}

}  // namespace mattis::c
