// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The kernels once more, naive, serial, in double, on the host: Target::reference, which every
// other target is compared with. Formulas as docs/models.md 1.1 and 1.2 have them. Nothing of
// Kokkos, so that no device's compiler has a part in it; backends/reference has the code.
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mattis::reference {

/// A row-major matrix.
struct Matrix {
  int rows = 0;
  int columns = 0;
  std::vector<double> entries =
      std::vector<double>(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));

  double& operator()(int i, int j) {
    return entries[static_cast<std::size_t>(i) * static_cast<std::size_t>(columns) +
                   static_cast<std::size_t>(j)];
  }
  double operator()(int i, int j) const {
    return entries[static_cast<std::size_t>(i) * static_cast<std::size_t>(columns) +
                   static_cast<std::size_t>(j)];
  }
};

/// A matrix of signs, one bit each, as SignMatrix packs one of its sets.
struct SignBits {
  std::int64_t rows;
  std::int64_t columns;
  std::uint32_t const* words;

  double operator()(std::int64_t row, std::int64_t column) const;
};

/// y = scale A v
std::vector<double> product(SignBits const& A, double scale, double const* v);

/// C(t,s) = (1/M) sum_i phi(t,i) phi(s,i), phi (T, M).
Matrix covariance(Matrix const& phi);

/// S(t,s) = <phi'(t) S_x(t,s)> over the first `samples` columns of phi' (T, M), F (T, T).
Matrix response(Matrix const& slope, Matrix const& F, double dt, int samples);

/// What samples of an effective neuron start from: xi (M, K), x0 (M), z (T, M).
struct Samples {
  Matrix xi;
  std::vector<double> x0;
  Matrix z;
};

/// Their rows, (T, M) each.
struct Rows {
  Matrix eta, x, phi, slope;

  Rows(int steps, int samples);
};

/// eta(t) of all samples.
void colour_noise(Rows& rows, int t, Samples const& samples, Matrix const& L);

/// Step t of all samples, t = 0, 1, .. in order: x(t) by the couplings of step t - 1, then phi and
/// phi', and eta(t - 1). L and F (T, T), drive (T, K).
void advance(Rows& rows, int t, Samples const& samples, Matrix const& L, Matrix const& F,
             Matrix const& drive, double dt);

/// All steps, with the noise of the last.
Rows trajectories(Samples const& samples, Matrix const& L, Matrix const& F, Matrix const& drive,
                  double dt);

/// F(x, phi) = x phi - log cosh x
double single_neuron_energy(double x, double phi);

}  // namespace mattis::reference
