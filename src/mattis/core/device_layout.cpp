// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/device_layout.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>

#include <cstdint>
#include <string>

namespace mattis::detail {
namespace {

#if defined(KOKKOS_ENABLE_CUDA) && defined(__NVCC__)

// nvcc 12.9 and 13.0 count a member that is [[no_unique_address]] and empty in sizeof() and leave
// it out of the arguments of kernels (sm_90, C++20). Kokkos' Views had such members before 5.0:
// with 4.6 every functor that holds one is read 8 bytes early, and runs to its end without an
// error.
struct Behind {
  Array<double*, Kokkos::Cuda> view;
  std::int64_t mark;
};
struct FurtherBehind {
  Behind behind;
  Array<double**, Kokkos::Cuda> view;
  std::int64_t mark;
};

__global__ void read_marks(std::int64_t* found, FurtherBehind const argument) {
  found[0] = argument.behind.mark;
  found[1] = argument.mark;
}

bool one_layout(Kokkos::Cuda const& exec) {
  FurtherBehind const argument{{{}, 0x1234567}, {}, 0x89abcde};
  Kokkos::View<std::int64_t[2], Kokkos::CudaSpace> const found("mattis::device_layout");
  read_marks<<<1, 1, 0, exec.cuda_stream()>>>(found.data(), argument);
  auto const here = Kokkos::create_mirror_view(found);
  Kokkos::deep_copy(exec, here, found);
  exec.fence("mattis::device_layout");
  return here(0) == argument.behind.mark && here(1) == argument.mark;
}

std::string compiler() {
  return std::to_string(__CUDACC_VER_MAJOR__) + "." + std::to_string(__CUDACC_VER_MINOR__);
}

void expect_one_layout_of_cuda(Kokkos::Cuda const& exec) {
  static bool const one = one_layout(exec);
  if (!one)
    throw_unexpected("Kokkos",
                     "a release whose Views nvcc " + compiler() +
                         " passes to kernels as they are (5.0 or later)",
                     std::to_string(KOKKOS_VERSION / 10000) + "." +
                         std::to_string(KOKKOS_VERSION / 100 % 100) + "." +
                         std::to_string(KOKKOS_VERSION % 100));
}

#endif

}  // namespace

template <ExecutionSpace Exec>
void expect_one_layout([[maybe_unused]] Exec const& exec) {
#if defined(KOKKOS_ENABLE_CUDA) && defined(__NVCC__)
  if constexpr (std::same_as<Exec, Kokkos::Cuda>) expect_one_layout_of_cuda(exec);
#endif
}

#define MATTIS_INSTANTIATE_EXPECT_ONE_LAYOUT(EXEC) \
  template void expect_one_layout<EXEC>(EXEC const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_EXPECT_ONE_LAYOUT)

}  // namespace mattis::detail
