// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/c/plan_of.hpp>

extern "C" {

int mattis_plan_workspace_bytes(mattis_plan plan, size_t* bytes) {
  using namespace mattis::c;
  return guarded([&] {
    expect_pointer("bytes", bytes);
    *bytes = plans().find(plan.id)->workspace_bytes();
  });
}

int mattis_plan_use_scratch(mattis_plan plan, void* scratch, size_t bytes) {
  using namespace mattis::c;
  return guarded([&] {
    auto const held = plans().find(plan.id);
    std::unique_lock const alone(held->running, std::try_to_lock);
    if (!alone)
      throw Refusal(MATTIS_BUSY,
                    "plan: expected one that runs nowhere, got one that runs in another thread");
    held->use(mattis::Scratch<Exec>(scratch, bytes));
  });
}

int mattis_plan_free(mattis_plan plan) {
  using namespace mattis::c;
  return guarded([&] { plans().free(plan.id); });
}

}  // extern "C"
