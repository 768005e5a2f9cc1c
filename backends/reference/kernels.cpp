// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/kernels/reference.hpp>

#include <cmath>

namespace mattis::reference {
namespace {

constexpr std::int64_t row_block = 16;
constexpr std::int64_t word_bits = 32;

}  // namespace

double SignBits::operator()(std::int64_t row, std::int64_t column) const {
  std::int64_t const column_words = (columns + word_bits - 1) / word_bits;
  std::uint32_t const word =
      words[(row / row_block * column_words + column / word_bits) * row_block + row % row_block];
  return (word >> (column % word_bits)) & 1u ? 1.0 : -1.0;
}

std::vector<double> product(SignBits const& A, double scale, double const* v) {
  std::vector<double> y(static_cast<std::size_t>(A.rows));
  for (std::int64_t row = 0; row < A.rows; ++row) {
    double sum = 0;
    for (std::int64_t column = 0; column < A.columns; ++column) sum += A(row, column) * v[column];
    y[static_cast<std::size_t>(row)] = scale * sum;
  }
  return y;
}

Matrix covariance(Matrix const& phi) {
  Matrix C{phi.rows, phi.rows};
  for (int t = 0; t < phi.rows; ++t)
    for (int s = 0; s < phi.rows; ++s) {
      for (int i = 0; i < phi.columns; ++i) C(t, s) += phi(t, i) * phi(s, i);
      C(t, s) /= phi.columns;
    }
  return C;
}

Matrix response(Matrix const& slope, Matrix const& F, double dt, int samples) {
  int const T = slope.rows;
  Matrix S{T, T};
  for (int i = 0; i < samples; ++i) {
    Matrix S_x{T, T};
    for (int s = 0; s + 1 < T; ++s) {
      S_x(s + 1, s) = dt;
      for (int t = s + 1; t + 1 < T; ++t) {
        double coupling = 0;
        for (int k = s + 1; k <= t; ++k) coupling += F(t, k) * slope(k, i) * S_x(k, s);
        S_x(t + 1, s) = (1 - dt) * S_x(t, s) + dt * coupling;
      }
    }
    for (int t = 0; t < T; ++t)
      for (int s = 0; s < t; ++s) S(t, s) += slope(t, i) * S_x(t, s) / samples;
  }
  return S;
}

Rows::Rows(int steps, int samples)
    : eta{steps, samples}, x{steps, samples}, phi{steps, samples}, slope{steps, samples} {}

void colour_noise(Rows& rows, int t, Samples const& samples, Matrix const& L) {
  for (int i = 0; i < samples.z.columns; ++i) {
    rows.eta(t, i) = 0;
    for (int k = 0; k <= t; ++k) rows.eta(t, i) += L(t, k) * samples.z(k, i);
  }
}

void advance(Rows& rows, int t, Samples const& samples, Matrix const& L, Matrix const& F,
             Matrix const& drive, double dt) {
  int const before = t - 1;
  if (t > 0) colour_noise(rows, before, samples, L);
  for (int i = 0; i < rows.x.columns; ++i) {
    if (t == 0) {
      rows.x(t, i) = samples.x0[static_cast<std::size_t>(i)];
    } else {
      double field = rows.eta(before, i);
      for (int s = 0; s <= before; ++s) field += F(before, s) * rows.phi(s, i);
      for (int k = 0; k < drive.columns; ++k) field += samples.xi(i, k) * drive(before, k);
      rows.x(t, i) = (1 - dt) * rows.x(before, i) + dt * field;
    }
    rows.phi(t, i) = std::tanh(rows.x(t, i));
    rows.slope(t, i) = 1 - rows.phi(t, i) * rows.phi(t, i);
  }
}

Rows trajectories(Samples const& samples, Matrix const& L, Matrix const& F, Matrix const& drive,
                  double dt) {
  Rows rows(samples.z.rows, samples.z.columns);
  for (int t = 0; t < samples.z.rows; ++t) advance(rows, t, samples, L, F, drive, dt);
  colour_noise(rows, samples.z.rows - 1, samples, L);
  return rows;
}

double single_neuron_energy(double x, double phi) {
  double const log_cosh = std::abs(x) + std::log1p(std::exp(-2 * std::abs(x))) - std::log(2.0);
  return x * phi - log_cosh;
}

}  // namespace mattis::reference
