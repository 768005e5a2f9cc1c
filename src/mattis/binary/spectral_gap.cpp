// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/stationary_law.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/stop.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

namespace mattis::binary {

namespace {

constexpr int most_steps = 600, steps_between_checks = 6;
constexpr double machine_epsilon = std::numeric_limits<double>::epsilon();

double dot(std::vector<double> const& a, std::vector<double> const& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// y += factor x
void add(double factor, std::vector<double> const& x, std::vector<double>& y) {
  for (std::size_t i = 0; i < x.size(); ++i) y[i] += factor * x[i];
}

double normalize(std::vector<double>& x) {
  double const norm = std::sqrt(dot(x, x));
  if (norm > 0)
    for (auto& value : x) value /= norm;
  return norm;
}

/// An eigenvalue of a symmetric tridiagonal matrix and the last entry of its unit vector.
struct RitzValue {
  double value;
  double last;
};

/// All of them, by implicit QL steps (Bowdler, Martin, Reinsch and Wilkinson 1968) that carry the
/// last row of the vectors along. \param off  below the diagonal, one fewer
std::vector<RitzValue> ritz_values(std::vector<double> diagonal, std::vector<double> off) {
  std::size_t const n = diagonal.size();
  off.resize(n, 0.0);
  std::vector<double> last(n, 0.0);
  last[n - 1] = 1;
  for (std::size_t l = 0; l < n; ++l) {
    for (int sweep = 0;; ++sweep) {
      std::size_t m = l;
      while (m + 1 < n && std::abs(off[m]) >
                              machine_epsilon * (std::abs(diagonal[m]) + std::abs(diagonal[m + 1])))
        ++m;
      if (m == l) break;
      if (sweep == 60) throw_unexpected("spectral gap", "convergence", "none of a small matrix");
      double g = (diagonal[l + 1] - diagonal[l]) / (2 * off[l]);
      double r = std::hypot(g, 1.0);
      g = diagonal[m] - diagonal[l] + off[l] / (g + std::copysign(r, g));
      double s = 1, c = 1, p = 0;
      bool split = false;
      for (std::size_t i = m; i-- > l;) {
        double const f = s * off[i], b = c * off[i];
        off[i + 1] = r = std::hypot(f, g);
        if (r == 0) {
          diagonal[i + 1] -= p;
          off[m] = 0;
          split = true;
          break;
        }
        s = f / r;
        c = g / r;
        g = diagonal[i + 1] - p;
        r = (diagonal[i] - g) * s + 2 * c * b;
        p = s * r;
        diagonal[i + 1] = g + p;
        g = c * r - b;
        double const carried = last[i + 1];
        last[i + 1] = s * last[i] + c * carried;
        last[i] = c * last[i] - s * carried;
      }
      if (split) continue;
      diagonal[l] -= p;
      off[l] = g;
      off[m] = 0;
    }
  }
  std::vector<RitzValue> values;
  for (std::size_t i = 0; i < n; ++i) values.push_back({diagonal[i], last[i]});
  return values;
}

/// W of a chain in the symmetric form D^1/2 W D^-1/2, D the stationary law, or the mean of that and
/// its transpose.
class SymmetricForm {
 public:
  SymmetricForm(ExactChain const& chain, std::span<double const> law, double least, bool reversible)
      : chain_(chain), reversible_(reversible), root_(law.size()), scaled_(law.size()) {
    std::transform(law.begin(), law.end(), root_.begin(),
                   [&](double p) { return p < least ? 0 : std::sqrt(p); });
  }

  std::vector<double> const& root() const { return root_; }

  void apply(std::vector<double> const& x, std::vector<double>& y) {
    for (std::size_t a = 0; a < x.size(); ++a) scaled_[a] = root_[a] * x[a];
    chain_.step_law(scaled_, y);
    for (std::size_t a = 0; a < x.size(); ++a) y[a] = root_[a] > 0 ? y[a] / root_[a] : 0;
    if (reversible_) return;  // the transpose is the same
    for (std::size_t a = 0; a < x.size(); ++a) scaled_[a] = root_[a] > 0 ? x[a] / root_[a] : 0;
    transposed_.resize(x.size());
    chain_.step_observable(scaled_, transposed_);
    for (std::size_t a = 0; a < x.size(); ++a) y[a] = 0.5 * (y[a] + root_[a] * transposed_[a]);
  }

 private:
  ExactChain const& chain_;
  bool reversible_;
  std::vector<double> root_, scaled_, transposed_;
};

}  // namespace

double SpectralGap::relaxation_steps() const {
  return gap > error ? 1 / gap : std::numeric_limits<double>::infinity();
}

SpectralGap spectral_gap(ExactChain const& chain, std::span<double const> stationary,
                         double least) {
  auto const size = static_cast<std::size_t>(chain.states());
  expect(stationary.size() == size, "law", "one of 2^N states",
         static_cast<std::int64_t>(stationary.size()));
  bool const reversible = balance_residual(chain, stationary) < 1e-12;
  SymmetricForm form(chain, stationary, least, reversible);
  std::vector<std::vector<double>> basis;
  std::vector<double> diagonal, off, next(size);
  auto kept = form.root();
  normalize(kept);
  // Nothing random, and of no symmetry: fractions of multiples of the golden ratio.
  std::vector<double> start(size);
  for (std::size_t a = 0; a < size; ++a)
    start[a] =
        form.root()[a] > 0 ? std::fmod(0.618033988749895 * static_cast<double>(a), 1) - 0.5 : 0;
  auto const orthogonalize = [&](std::vector<double>& x) {
    for (int pass = 0; pass < 2; ++pass) {
      add(-dot(kept, x), kept, x);
      for (auto const& vector : basis) add(-dot(vector, x), vector, x);
    }
  };
  orthogonalize(start);
  if (normalize(start) < 1e-8) return {.gap = 1, .error = machine_epsilon, .steps = 0};
  auto const dimension = static_cast<std::size_t>(
      std::count_if(form.root().begin(), form.root().end(), [](double p) { return p > 0; }));
  basis.push_back(std::move(start));
  for (;;) {
    mattis::detail::throw_if_stopped();
    form.apply(basis.back(), next);
    diagonal.push_back(dot(basis.back(), next));
    orthogonalize(next);
    double const rest = normalize(next);
    auto const steps = static_cast<int>(basis.size());
    bool const whole = basis.size() + 1 >= dimension || rest < 1e-14;
    if (whole || steps % steps_between_checks == 0) {
      auto const values = ritz_values(diagonal, off);
      auto const largest = std::max_element(values.begin(), values.end(), [](auto& a, auto& b) {
        return std::abs(a.value) < std::abs(b.value);
      });
      SpectralGap const result{.gap = std::max(0.0, 1 - std::abs(largest->value)),
                               .error = std::abs(rest * largest->last) + 16 * machine_epsilon,
                               .steps = steps};
      if (whole || result.error < 1e-10 * result.gap + 20 * machine_epsilon) return result;
      if (steps >= most_steps)
        throw_unexpected("spectral gap", "an error of at most 1e-10 of it in 600 steps",
                         to_text(result.error) + " of " + to_text(result.gap));
    }
    off.push_back(rest);
    basis.push_back(next);
  }
}

}  // namespace mattis::binary
