// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace mattis::detail {

/// CVODE of SUNDIALS on dx/dt = f(x) of N equations in double: Adams' methods of order 1 to 12,
/// whose implicit steps are solved by iteration, since the networks' decay is no faster than their
/// couplings. Its vectors lie on the host, and its sums are of one thread: the same bits for any
/// number of them.
class Cvode {
 public:
  /// dxdt(N) of x(N), both on the host; what it throws comes out of advance().
  using Function = std::function<void(double const* x, double* dxdt)>;

  /// \param rtol  error of a step in the root mean square of x_i / (|x_i| + 1)
  /// \throws Error where the library was built without SUNDIALS
  Cvode(std::int64_t size, double rtol, Function f);
  ~Cvode();
  Cvode(Cvode&&) noexcept;
  Cvode& operator=(Cvode&&) noexcept;

  /// Bytes of one.
  static std::size_t bytes(std::int64_t size);

  /// x(0).
  void start(double const* x0);
  /// From where it stands to that time, later than 0 and than the last. \throws Error where CVODE
  /// does not get there
  void advance(double time);

  double const* state() const;  ///< (N)
  std::int64_t steps() const;   ///< since start()

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace mattis::detail
