// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Others' functions of arrays in the vectors of one instruction set: a unit for each set, compiled
// with its flags. It includes xsimd and plain headers only, as those of backends/simd.
#include <cstddef>

namespace mattis::detail {

/// n is a multiple of `lanes`.
template <class T>
struct VectorFunctions {
  using Map = void (*)(T const* x, T* out, std::size_t n);

  std::size_t lanes;
  Map tanh, exp, log_cosh;  ///< xsimd's; log_cosh made of its exp and log1p
  /// A function of one vector, as SLEEF has them, by its address.
  void (*map)(void* function, T const* x, T* out, std::size_t n);
  void (*log_cosh_of)(void* exp, void* log1p, T const* x, T* out, std::size_t n);
};

struct VectorFunctionsOfSet {
  VectorFunctions<float> in_float;
  VectorFunctions<double> in_double;
  char const* sleef_float;  ///< how SLEEF ends the names of its functions of 1 ulp, "f8_u10avx2"
  char const* sleef_double;
};

VectorFunctionsOfSet vector_functions_avx2();
VectorFunctionsOfSet vector_functions_avx512();

}  // namespace mattis::detail
