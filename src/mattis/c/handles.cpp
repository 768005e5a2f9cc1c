// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/c/tables.hpp>

#include <atomic>

namespace mattis::c {

std::uint64_t next_id() {
  static std::atomic<std::uint64_t> last{0x6d61'7474'0000'0000};
  return ++last;
}

void free_all_with_kokkos() {
  static std::once_flag once;
  std::call_once(once, [] {
    Kokkos::push_finalize_hook([] {
      plans().clear();
      patterns().clear();
    });
  });
}

// Never destroyed: threads may call until the program is gone.
Handles<PatternSet<Exec>>& patterns() {
  static auto& table = *new Handles<PatternSet<Exec>>("patterns");
  return table;
}
Handles<AnyPlan>& plans() {
  static auto& table = *new Handles<AnyPlan>("plan");
  return table;
}

}  // namespace mattis::c
