// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/c/guarded.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/scratch.hpp>

#include <algorithm>
#include <cstring>
#include <new>
#include <string_view>

namespace mattis::c {
namespace {

/// Of a fixed size: nothing can fail where a failure is told.
thread_local char last_message[1024] = "";

int tell(int status, std::string_view text) noexcept {
  std::size_t const length = std::min(text.size(), sizeof last_message - 1);
  std::memcpy(last_message, text.data(), length);
  last_message[length] = '\0';
  return status;
}

int tell_of(std::exception const& error) noexcept {
  try {
    if (auto const exhausted = memory_exhausted(error))
      return tell(MATTIS_OUT_OF_MEMORY, *exhausted);
  } catch (...) {
    return tell(MATTIS_OUT_OF_MEMORY, "memory: expected some for this call, got none");
  }
  return tell(MATTIS_FAILED, error.what());
}

}  // namespace

int report() noexcept {
  try {
    throw;
  } catch (Refusal const& refusal) {
    return tell(refusal.status(), refusal.what());
  } catch (ShortScratch const& error) {
    return tell(MATTIS_SHORT_SCRATCH, error.what());
  } catch (Error const& error) {
    return tell(MATTIS_INVALID_ARGUMENT, error.what());
  } catch (std::bad_alloc const&) {
    return tell(MATTIS_OUT_OF_MEMORY, "memory: expected some for this call, got none");
  } catch (std::exception const& error) {
    return tell_of(error);
  } catch (...) {
    return tell(MATTIS_FAILED, "mattis: expected to succeed, got an unknown exception");
  }
}

char const* message() noexcept { return last_message; }

void expect_running() {
  if (Kokkos::is_initialized() && !Kokkos::is_finalized()) return;
  throw Refusal(MATTIS_NOT_INITIALIZED,
                Kokkos::is_finalized()
                    ? "mattis: expected calls before mattis_finalize(), got one after it"
                    : "mattis: expected mattis_initialize() before any other call, got none");
}

std::shared_mutex& lifetime() {
  static auto& mutex = *new std::shared_mutex;  // for calls from whatever runs at exit
  return mutex;
}

}  // namespace mattis::c
