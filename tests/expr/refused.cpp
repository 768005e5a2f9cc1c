// SPDX-License-Identifier: BSD-3-Clause
// What must not compile. Each line that ends in `// refused: TEXT` gives one error, which says
// TEXT; nothing else gives any (check_refused.cmake).
#include <mattis/core/as_view.hpp>
#include <mattis/expr/explain.hpp>
#include <mattis/kernels/tanh.hpp>

#include <array>
#include <vector>

using namespace mattis;
using Exec = Kokkos::DefaultHostExecutionSpace;

/// Memory that no host reaches, as a device's: Views in it can only be had where there is a device.
struct Elsewhere {
  using memory_space = Elsewhere;
  using execution_space = Exec;
};

/// Arrays that as_view() is told nothing of, and too little.
struct Unheard {};
struct HalfHeard {};
template <>
struct mattis::ArrayAccess<HalfHeard> {
  using memory_space = Kokkos::HostSpace;
  static constexpr std::size_t rank = 1;
};

void refused(Kokkos::View<double*, Kokkos::HostSpace> const& x,
             Kokkos::View<double*, Kokkos::HostSpace> const& y,
             Kokkos::View<float*, Kokkos::HostSpace> const& f,
             Kokkos::View<int*, Kokkos::HostSpace> const& whole,
             Kokkos::View<double const*, Kokkos::HostSpace> const& fixed,
             std::vector<double> const& vector, std::array<float, 3> const& array,
             expr::Variable<double, Elsewhere> const& there) {
  static_cast<void>(x + vector);           // refused: of other arrays take a View of their memory
  static_cast<void>(mattis::tanh(array));  // refused: of other arrays take a View of their memory
  static_cast<void>(sum(whole));           // refused: is a Kokkos::View of float or double
  static_cast<void>(lazy(fixed));          // refused: a const View stands in an expression as it is
  static_cast<void>(head(vector));         // refused: what a statement assigns to is a Kokkos::View
  static_cast<void>(total(f));             // refused: sums and means go to a View of double
  static_cast<void>(pow(x, 0.5));          // refused: the exponent of pow(x, n) is a whole number
  lazy(y) = 2 * x;                         // refused: nothing runs until run(exec)
  static_cast<void>(plan(Exec{}, lazy(y) = -there));  // refused: that its execution space can reach
  static_cast<void>(as_view(Unheard{}));              // refused: as_view() takes a std::vector
  static_cast<void>(as_view(HalfHeard{}));            // refused: an ArrayAccess has memory_space
  static_cast<void>(as_view(std::vector<float>(3)));  // refused: would look at memory that is gone
  auto const step = plan(Exec{}, lazy(y) = 2 * x);
  auto const copy = step;  // refused: use of deleted function
  step.run(Exec{});
  copy.run(Exec{});
}
