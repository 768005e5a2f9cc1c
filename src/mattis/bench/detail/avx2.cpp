// SPDX-License-Identifier: BSD-3-Clause
#include <xsimd/xsimd.hpp>

namespace mattis::detail {
namespace {
using Architecture = xsimd::fma3<xsimd::avx2>;
}
}  // namespace mattis::detail

#include <mattis/bench/detail/vector_functions.inl.hpp>

namespace mattis::detail {

VectorFunctionsOfSet vector_functions_avx2() {
  return {functions<float>(), functions<double>(), "f8_u10avx2", "d4_u10avx2"};
}

}  // namespace mattis::detail
