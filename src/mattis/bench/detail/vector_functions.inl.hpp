// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// For the units, which have named their Architecture.
#include <mattis/bench/detail/vector_functions.hpp>

#include <xsimd/xsimd.hpp>

namespace mattis::detail {
namespace {

template <class T>
using Vector = xsimd::batch<T, Architecture>;

template <class T, class Function>
void each_vector(T const* x, T* out, std::size_t n, Function const& function) {
  for (std::size_t i = 0; i < n; i += Vector<T>::size)
    function(Vector<T>::load_unaligned(x + i)).store_unaligned(out + i);
}

template <class T, class Exp, class Log1p>
Vector<T> log_cosh(Vector<T> x, Exp const& exp, Log1p const& log1p) {
  auto const magnitude = xsimd::abs(x);
  return magnitude + log1p(exp(Vector<T>(T(-2)) * magnitude)) -
         Vector<T>(T(0.69314718055994530942));
}

template <class T>
auto function_at(void* address) {
  using Register = typename Vector<T>::register_type;
  return [function = reinterpret_cast<Register (*)(Register)>(address)](Vector<T> x) {
    return Vector<T>(function(x));
  };
}

template <class T>
constexpr VectorFunctions<T> functions() {
  return {Vector<T>::size,
          [](T const* x, T* out, std::size_t n) {
    each_vector(x, out, n, [](Vector<T> v) { return xsimd::tanh(v); });
          },
          [](T const* x, T* out, std::size_t n) {
    each_vector(x, out, n, [](Vector<T> v) { return xsimd::exp(v); });
  },
      [](T const* x, T* out, std::size_t n) {
    each_vector(x, out, n, [](Vector<T> v) {
      return log_cosh<T>(
          v, [](Vector<T> u) { return xsimd::exp(u); },
          [](Vector<T> u) { return xsimd::log1p(u); });
    });
      },
      [](void* function, T const* x, T* out, std::size_t n) {
    each_vector(x, out, n, function_at<T>(function));
      }, [](void* exp, void* log1p, T const* x, T* out, std::size_t n) {
        each_vector(x, out, n, [=](Vector<T> v) {
          return log_cosh<T>(v, function_at<T>(exp), function_at<T>(log1p));
        });
      }};
}

}  // namespace
}  // namespace mattis::detail
