// SPDX-License-Identifier: BSD-3-Clause
#include <support/kokkos_events.hpp>

namespace mattis::test {
namespace {

KokkosEvents* watched = nullptr;

void launch(char const* label, std::uint32_t device, std::uint64_t*) {
  // The instance is in the lower bits of Kokkos' device identifier.
  auto const identifier = Kokkos::Tools::Experimental::identifier_from_devid(device);
  watched->launches.push_back({label, identifier.instance_id});
}

void allocated(Kokkos_Profiling_SpaceHandle, char const* label, void const*, std::uint64_t) {
  watched->allocations.emplace_back(label);
}

void fenced(char const* label, std::uint32_t device, std::uint64_t*) {
  auto const identifier = Kokkos::Tools::Experimental::identifier_from_devid(device);
  bool const global =
      identifier.instance_id ==
      Kokkos::Tools::Experimental::int_for_synchronization_reason(
          Kokkos::Tools::Experimental::SpecialSynchronizationCases::GlobalDeviceSynchronization);
  watched->fences.push_back(std::string(label) + (global ? " (global)" : ""));
}

}  // namespace

WatchKokkos::WatchKokkos() : before_(Kokkos::Tools::Experimental::get_callbacks()) {
  watched = &events_;
  Kokkos::Tools::Experimental::set_begin_parallel_for_callback(launch);
  Kokkos::Tools::Experimental::set_begin_parallel_reduce_callback(launch);
  Kokkos::Tools::Experimental::set_begin_parallel_scan_callback(launch);
  Kokkos::Tools::Experimental::set_allocate_data_callback(allocated);
  Kokkos::Tools::Experimental::set_begin_fence_callback(fenced);
}

WatchKokkos::~WatchKokkos() {
  Kokkos::Tools::Experimental::set_callbacks(before_);
  watched = nullptr;
}

bool is_ours(std::string const& label) {
  return label.starts_with("mattis::") ||
         label.starts_with("Kokkos::View::initialization [mattis::");
}

// Of Kokkos 4.6 to 5.2: the spaces' team scratch, freeing a View, being watched.
bool is_kokkos_own(std::string const& label) {
  for (auto const* own :
       {"Kokkos::OpenMP::scratch_mem", "Kokkos::Serial::scratch_mem", "Kokkos::thread_scratch",
        "Kokkos::HostSpace::impl_deallocate before free", "HostSpace::impl_deallocate before free",
        "Kokkos::Tools::invoke_kokkosp_callback"})
    if (label.starts_with(own)) return true;
  return false;
}

}  // namespace mattis::test
