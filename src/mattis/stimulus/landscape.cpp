// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/host_copy.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/stimulus/landscape.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace mattis::stimulus {

namespace {

/// int_0^z artanh
double entropy_term(double z) {
  double const size = std::abs(z);
  if (size == 1) return std::log(2.0);
  return 0.5 * ((1 + size) * std::log1p(size) + (1 - size) * std::log1p(-size));
}

/// Sums over the two classes of neurons: those on which two memories agree, and the rest.
struct Classes {
  double agree = 0, differ = 0;

  void add(bool agrees, double value) { (agrees ? agree : differ) += value; }
  double at(double p, double q) const { return p * agree + q * differ; }
};

/// A network's energy on the plane.
class Plane {
 public:
  template <class Sign, class Input>
  Plane(std::int64_t N, std::int64_t P, std::int64_t first, std::int64_t second, double delta,
        Sign const& sign, Input const& input)
      : N_(static_cast<double>(N)), delta_(delta), of_pattern_(static_cast<std::size_t>(P)) {
    for (std::int64_t i = 0; i < N; ++i) {
      double const own = sign(first, i);
      bool const agrees = own == sign(second, i);
      count_.add(agrees, 1);
      input_.add(agrees, own * input(i));
      for (std::int64_t mu = 0; mu < P; ++mu)
        of_pattern_[static_cast<std::size_t>(mu)].add(agrees, own * sign(mu, i));
    }
  }

  /// \param gain, drive  (1, P)
  template <class Rows>
  double energy(double m_first, double m_second, Rows const& gain, Rows const& drive) const {
    double const p = activity(m_first + m_second, count_.agree);
    double const q = activity(m_first - m_second, count_.differ);
    if (!(std::abs(p) <= 1 && std::abs(q) <= 1)) return std::numeric_limits<double>::quiet_NaN();
    double of_patterns = 0, gains = 0;
    for (std::size_t mu = 0; mu < of_pattern_.size(); ++mu) {
      double const m = of_pattern_[mu].at(p, q) / N_;
      of_patterns += 0.5 * gain(0, mu) * m * m + drive(0, mu) * m;
      gains += gain(0, mu);
    }
    double const squares = (count_.agree * p * p + count_.differ * q * q) / N_;
    double const of_neurons =
        (count_.agree * entropy_term(p) + count_.differ * entropy_term(q)) / (delta_ * N_);
    return -of_patterns + 0.5 * gains / N_ * squares - input_.at(p, q) / N_ + of_neurons;
  }

 private:
  /// Of a class of `count` neurons, from 2 / N times the sum over it.
  double activity(double sum, double count) const {
    if (count == 0) return sum == 0 ? 0 : 2;
    return N_ * sum / (2 * count);
  }

  double N_, delta_;
  Classes count_, input_;
  std::vector<Classes> of_pattern_;
};

}  // namespace

void validate_landscape(RunOptions const& options, int points) {
  expect(points >= 2 && points <= 2000, "landscape", "from 2 to 2000 points", points);
  if (is_rate(options.dynamics.mode))
    throw_unexpected("landscape", "a mode of graded activity", "firing rates");
  expect(options.P >= 2, "P", "at least 2 memories for a landscape", options.P);
}

template <ExecutionSpace Exec>
Landscape landscape(Exec const& exec, RunOptions const& options, int points) {
  validate<double, Exec>(options);
  validate_landscape(options, points);
  auto const& shown = options.programme.presentations;
  Landscape result{};
  auto& [first, second] = result.memories;
  first = second = shown.front().target;
  for (auto const& one : shown)
    if (second == first) second = one.target;
  if (second == first) second = (first + 1) % options.P;
  auto const G = static_cast<std::size_t>(points);
  result.axis = HostArray<double*>("mattis::stimulus::axis", G);
  for (std::size_t g = 0; g < G; ++g)
    result.axis(g) = -1 + 2 * static_cast<double>(g) / static_cast<double>(G - 1);
  result.energy = HostArray<double***>("mattis::stimulus::landscape", shown.size(), G, G);

  PatternSet<Exec> const xi(exec, options.P, options.N, 1);
  fill_patterns(exec, xi, options.patterns(), 0.5, options.seed, options.first_trial, options.how);
  StimulatedNetworks<Exec, double> networks(exec, xi, options.dynamics, 1, options.how);
  networks.start(exec, options.seed, options.first_trial, 0.0);
  auto const here = [&](auto const& from) { return mattis::detail::host_copy(exec, from); };
  auto const words = here(xi.by_pattern().words);
  auto const sign = [&](std::int64_t mu, std::int64_t i) {
    auto const word = words(0, mu / lanes::row_block, i / 32, mu % lanes::row_block);
    return (word >> (i % 32)) & 1u ? 1.0 : -1.0;
  };
  for (std::size_t k = 0; k < shown.size(); ++k) {
    networks.present(
        exec, {shown[k].weights, options.programme.input_noise, static_cast<std::int64_t>(k)});
    auto const gain = here(networks.gain()), drive = here(networks.drive());
    auto const input = here(networks.input());
    exec.fence("mattis::stimulus::landscape");
    Plane const plane(options.N, options.P, first, second, options.dynamics.delta, sign,
                      [&](std::int64_t i) { return networks.noisy_input() ? input(0, i) : 0.0; });
    for (std::size_t a = 0; a < G; ++a)
      for (std::size_t b = 0; b < G; ++b)
        result.energy(k, a, b) = plane.energy(result.axis(a), result.axis(b), gain, drive);
  }
  return result;
}

#define MATTIS_INSTANTIATE_LANDSCAPE(EXEC) \
  template Landscape landscape(EXEC const&, RunOptions const&, int);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_LANDSCAPE)

}  // namespace mattis::stimulus
