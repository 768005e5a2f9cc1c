// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/c/tables.hpp>
#include <mattis/version.hpp>

#include <mutex>

namespace mattis::c {
namespace {

bool started_here = false;  // under lifetime()

void initialize(int threads) {
  expect(threads >= 0, "threads", "at least 0", threads);
  if (Kokkos::is_finalized())
    throw Refusal(MATTIS_NOT_INITIALIZED,
                  "mattis_initialize: expected a program that has not ended Kokkos, which cannot "
                  "start again, got one that has");
  if (Kokkos::is_initialized()) return;
  Kokkos::InitializationSettings settings;
  settings.set_disable_warnings(true);
  if (threads > 0) settings.set_num_threads(threads);
  Kokkos::initialize(settings);
  started_here = true;
}

void finalize() {
  expect_running();
  plans().clear();
  patterns().clear();
  if (started_here) Kokkos::finalize();
  started_here = false;
}

template <class Work>
int alone(Work const& work) noexcept {
  try {
    std::unique_lock const lock(lifetime());
    work();
    return MATTIS_SUCCESS;
  } catch (...) {
    return report();
  }
}

}  // namespace
}  // namespace mattis::c

extern "C" {

char const* mattis_message(void) { return mattis::c::message(); }

char const* mattis_status_name(int status) {
  switch (status) {
    case MATTIS_SUCCESS:
      return "success";
    case MATTIS_INVALID_ARGUMENT:
      return "invalid argument";
    case MATTIS_INVALID_HANDLE:
      return "invalid handle";
    case MATTIS_NOT_INITIALIZED:
      return "not initialized";
    case MATTIS_SHORT_SCRATCH:
      return "short scratch";
    case MATTIS_BUSY:
      return "busy";
    case MATTIS_OUT_OF_MEMORY:
      return "out of memory";
    case MATTIS_FAILED:
      return "failed";
    default:
      return "unknown status";
  }
}

char const* mattis_version(void) { return mattis::version(); }

int mattis_initialize(int threads) {
  return mattis::c::alone([threads] { mattis::c::initialize(threads); });
}

int mattis_finalize(void) {
  return mattis::c::alone([] { mattis::c::finalize(); });
}

}  // extern "C"
