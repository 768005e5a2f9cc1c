// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The functions an expression can be written with. Any other: map(functor, operands..).
#include <mattis/expr/function.hpp>

#include <concepts>
#include <utility>

namespace mattis {
namespace expr {

struct Add {
  static constexpr char const* name = "add";
  template <class T>
  KOKKOS_FUNCTION T operator()(T a, T b) const {
    return a + b;
  }
};
struct Subtract {
  static constexpr char const* name = "subtract";
  template <class T>
  KOKKOS_FUNCTION T operator()(T a, T b) const {
    return a - b;
  }
};
struct Multiply {
  static constexpr char const* name = "multiply";
  template <class T>
  KOKKOS_FUNCTION T operator()(T a, T b) const {
    return a * b;
  }
};
struct Divide {
  static constexpr char const* name = "divide";
  template <class T>
  KOKKOS_FUNCTION T operator()(T a, T b) const {
    return a / b;
  }
};
struct Negate {
  static constexpr char const* name = "negate";
  template <class T>
  KOKKOS_FUNCTION T operator()(T a) const {
    return -a;
  }
};

template <int Exponent>
struct Power {
  static_assert(Exponent >= 1);
  static constexpr char const* name = "pow";
  template <class T>
  KOKKOS_FUNCTION T operator()(T a) const {
    T power = a;
    for (int k = 1; k < Exponent; ++k) power *= a;
    return power;
  }
};

/// Blocks on the host: one multiplication of all entries after the other, which the compiler makes
/// vectors of.
struct IntegerPower {
  static constexpr char const* name = "pow";
  int exponent;
  template <class T>
  KOKKOS_FUNCTION T operator()(T a) const {
    T power = 1;
    for (int k = 0; k < exponent; ++k) power *= a;
    return power;
  }
  template <class T>
  void block(T const* a, T* out, int count) const {
    for (int r = 0; r < count; ++r) out[r] = exponent > 0 ? a[r] : T(1);
    for (int k = 1; k < exponent; ++k)
      for (int r = 0; r < count; ++r) out[r] *= a[r];
  }
};

/// Blocks go to the SIMD micro-kernel on the host.
struct Tanh {
  static constexpr char const* name = "tanh";
  template <class T>
  KOKKOS_FUNCTION T operator()(T a) const {
    return Kokkos::tanh(a);
  }
  template <class T>
  void block(lanes::MicroKernels<T> const& kernels, T const* x, T* out, int count) const {
    kernels.elementwise.tanh(x, out, static_cast<std::size_t>(count));
  }
};

/// F(x, phi) = x phi - log cosh x as |x| (phi sign x - 1) - log1p(e^{-2|x|}) + log 2: where tanh
/// saturates nothing large cancels, and nothing overflows. Blocks go to the SIMD micro-kernel on
/// the host.
struct NeuronEnergy {
  static constexpr char const* name = "neuron_energy";
  template <class T>
  KOKKOS_FUNCTION T operator()(T x, T phi) const {
    T const magnitude = Kokkos::abs(x);
    T const aligned = x < 0 ? -phi : phi;
    return magnitude * (aligned - T(1)) - Kokkos::log1p(Kokkos::exp(T(-2) * magnitude)) +
           T(0.69314718055994530942);
  }
  template <class T>
  void block(lanes::MicroKernels<T> const& kernels, T const* x, T const* phi, T* out,
             int count) const {
    kernels.elementwise.energy(x, phi, out, static_cast<std::size_t>(count));
  }
};

/// Blocks go to the SIMD micro-kernel on the host.
struct Exp {
  static constexpr char const* name = "exp";
  template <class T>
  KOKKOS_FUNCTION T operator()(T a) const {
    return Kokkos::exp(a);
  }
  template <class T>
  void block(lanes::MicroKernels<T> const& kernels, T const* x, T* out, int count) const {
    kernels.elementwise.exp(x, out, static_cast<std::size_t>(count));
  }
};

/// log cosh x = |x| + log1p(e^{-2|x|}) - log 2, which never overflows. Blocks go to the SIMD
/// micro-kernel on the host.
struct LogCosh {
  static constexpr char const* name = "log_cosh";
  template <class T>
  KOKKOS_FUNCTION T operator()(T x) const {
    T const magnitude = Kokkos::abs(x);
    return magnitude + Kokkos::log1p(Kokkos::exp(T(-2) * magnitude)) - T(0.69314718055994530942);
  }
  template <class T>
  void block(lanes::MicroKernels<T> const& kernels, T const* x, T* out, int count) const {
    kernels.elementwise.log_cosh(x, out, static_cast<std::size_t>(count));
  }
};

}  // namespace expr

template <expr::OperandArgument A, expr::OperandArgument B>
requires(expr::Lazy<A> || expr::Lazy<B>) auto operator+(A const& a, B const& b) {
  return map(expr::Add{}, a, b);
}
template <expr::OperandArgument A, expr::OperandArgument B>
requires(expr::Lazy<A> || expr::Lazy<B>) auto operator-(A const& a, B const& b) {
  return map(expr::Subtract{}, a, b);
}
template <expr::OperandArgument A, expr::OperandArgument B>
requires(expr::Lazy<A> || expr::Lazy<B>) auto operator*(A const& a, B const& b) {
  return map(expr::Multiply{}, a, b);
}
template <expr::OperandArgument A, expr::OperandArgument B>
requires(expr::Lazy<A> || expr::Lazy<B>) auto operator/(A const& a, B const& b) {
  return map(expr::Divide{}, a, b);
}
template <expr::Lazy A>
auto operator-(A const& a) {
  return map(expr::Negate{}, a);
}

/// x^n for a whole number n, of at least 1 where it is known when compiling and of at least 0 where
/// it is when running. Other exponents: map(functor, x). \throws Error when n is negative, which 1
/// / pow(x, -n) would be
template <int Exponent, expr::Argument A>
auto pow(A const& a) {
  return map(expr::Power<Exponent>{}, a);
}
template <expr::Argument A, class Exponent>
requires(std::is_arithmetic_v<Exponent>) auto pow(A const& a, Exponent exponent) {
  static_assert(
      std::integral<Exponent>,
      "the exponent of pow(x, n) is a whole number; map(functor, x) takes any other function");
  if constexpr (std::integral<Exponent>)
    expect(std::cmp_greater_equal(exponent, 0) && std::in_range<int>(exponent), "exponent",
           "a whole number from 0 to 2147483647", static_cast<std::int64_t>(exponent));
  return map(expr::IntegerPower{static_cast<int>(exponent)}, a);
}

/// The SIMD tanh on a host (kernels/tanh.hpp states its error), Kokkos::tanh on a device.
template <expr::Argument A>
auto tanh(A const& a) {
  return map(expr::Tanh{}, a);
}
/// Single-neuron energy F(x, phi) = x phi - log cosh x of a state and its activation
/// (docs/models.md 1.1). Range: finite x. Float: at most 2 max(1, |x|) ulp of 1 where phi is tanh
/// x.
template <expr::Argument X, expr::Argument Phi>
auto neuron_energy(X const& x, Phi const& phi) {
  return map(expr::NeuronEnergy{}, x, phi);
}

/// SIMD on a host, at most 1 ulp, Kokkos::exp on a device. Range: all of T, subnormal results
/// included.
template <expr::Argument A>
auto exp(A const& a) {
  return map(expr::Exp{}, a);
}
/// SIMD on a host, where the error is at most max(1, |x|) ulp of 1; on a device as large where
/// Kokkos::exp and log1p are the C library's. Range: all of T, nothing overflows.
template <expr::Argument A>
auto log_cosh(A const& a) {
  return map(expr::LogCosh{}, a);
}

namespace expr {

// Found for nodes by argument-dependent lookup, in programs without `using namespace mattis`.
using mattis::operator+;
using mattis::operator-;
using mattis::operator*;
using mattis::operator/;

}  // namespace expr
}  // namespace mattis
