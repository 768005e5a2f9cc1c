// SPDX-License-Identifier: BSD-3-Clause
#include <xsimd/xsimd.hpp>

namespace mattis::detail {
namespace {
using Architecture = xsimd::avx512bw;
}
}  // namespace mattis::detail

#include <mattis/bench/detail/vector_functions.inl.hpp>

namespace mattis::detail {

VectorFunctionsOfSet vector_functions_avx512() {
  return {functions<float>(), functions<double>(), "f16_u10avx512f", "d8_u10avx512f"};
}

}  // namespace mattis::detail
