// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/equilibrium/curie_weiss.hpp>
#include <mattis/equilibrium/detail/gaussian_nodes.hpp>
#include <mattis/equilibrium/detail/roots.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace mattis::equilibrium {

namespace {

using detail::infinity;

void check(double J, double h, double T) {
  constexpr double most = 1e300;
  expect(std::abs(J) <= most, "J", "a finite coupling, at most 1e300", J);
  expect(std::abs(h) <= most, "h", "a finite field, at most 1e300", h);
  expect(T >= 0, "T", "a temperature of at least 0", T);
}

/// The field u = J m + h at a finite temperature above 0: zeros of F(u) = u - J tanh(u/T) - h.
class Field {
 public:
  Field(double J, double h, double T) : J_(J), h_(h), T_(T) {
    if (J > T) bend_ = T * std::acosh(std::sqrt(J / T));
  }

  double operator()(double u) const { return u - J_ * std::tanh(u / T_) - h_; }
  /// Where F' = 0, and -u: there are none where J <= T.
  double bend() const { return bend_; }

  CurieWeissState state(double low, double high) const {
    double u = detail::bracketed_root(*this, low, high);
    for (int i = 0; i < 3; ++i) {  // to the digits of a root near 0
      double const next = u - (*this)(u) / slope(u);
      if (next >= std::min(low, high) && next <= std::max(low, high) && std::isfinite(next))
        u = next;
    }
    return at(u);
  }
  CurieWeissState at(double u) const {
    auto const x = detail::spin_functions(u / T_);
    double const residual =
        std::abs((*this)(u)) + 2 * unit_roundoff * (std::abs(u) + std::abs(J_) + std::abs(h_));
    double distance = 1.5 * residual / std::abs(slope(u));
    if (J_ > 0 && J_ >= T_ / 2 && J_ <= T_)  // where F' vanishes F is a cubic
      distance = std::fmin(distance, 2 * T_ * std::cbrt(12 * residual / J_));
    if (u == 0 && h_ == 0) distance = 0;
    double const from_bend = std::abs(std::abs(u) - bend_);
    if (bend_ > 0 && distance > 0.1 * from_bend) {  // F is a parabola here
      double const curvature = 2 * J_ / (T_ * T_) * x.sech2 * std::abs(x.tanh);
      distance = 2 * from_bend + 2 * std::sqrt(2 * residual / curvature);
    }
    CurieWeissState s;
    // as the tangent hyperbolic of u, or as the magnetisation that makes u: what moves less with u
    double const steep = x.sech2 / T_;
    if (steep * std::abs(J_) <= 1) {
      s.m = rounded(x.tanh, steep * distance + 4 * unit_roundoff * std::abs(x.tanh));
    } else {
      s.m = rounded((u - h_) / J_, (distance + unit_roundoff * std::abs(u - h_)) / std::abs(J_));
    }
    s.slope = {steep, 2 * std::abs(x.tanh) * steep / T_ * distance +
                          8 * unit_roundoff * steep * (1 + std::abs(x.x))};
    double const entropy = detail::entropy(x);
    s.entropy = rounded(
        entropy, std::abs(x.x) * steep * distance +
                     4 * unit_roundoff * (entropy + std::abs(x.x) * std::abs(x.x) * x.sech2));
    auto const m = exactly(s.m.value);
    s.f = -(J_ / 2 * m * m) - h_ * m - T_ * exactly(s.entropy.value);
    s.f.error += 2 * residual * s.m.error + 4 * unit_roundoff * T_ * entropy;
    s.f.value += 0.0;  // no -0
    bool const meets = slope(u) == 0 || (bend_ > 0 && distance > from_bend);
    s.stability = meets          ? Stability::marginal
                  : slope(u) > 0 ? Stability::stable
                                 : Stability::unstable;
    return s;
  }

 private:
  double slope(double u) const { return 1 - J_ / T_ * detail::spin_functions(u / T_).sech2; }

  double J_, h_, T_, bend_ = 0;
};

CurieWeissState without_temperature(double J, double h, double m, Stability stability) {
  CurieWeissState s;
  bool const inside = std::abs(m) < 1;
  s.m = inside ? rounded(m, 0) : exactly(m);
  s.f = -(J / 2 * s.m * s.m) - h * s.m;
  s.f.value += 0.0;  // no -0
  // an m inside is that of a field which vanishes as T does, with u / T = atanh m
  s.entropy = inside ? curie_weiss_free_energy(0, 0, 1, m) : exactly(0);
  s.entropy.value = -s.entropy.value + 0.0;
  s.slope = exactly(inside ? infinity : 0);
  s.stability = stability;
  return s;
}

std::vector<CurieWeissState> ground_states(double J, double h) {
  std::vector<CurieWeissState> states;
  double const inner = J == 0 ? 0 : -h / J + 0.0;
  auto const edge = [&](double field) {
    return field == 0 ? Stability::marginal : Stability::stable;
  };
  if (J != 0 && -J + h <= 0 && J - h >= 0 && (J > 0 || -J <= -h))
    states.push_back(without_temperature(J, h, -1, edge(J - h)));
  if (J == 0 && h < 0) states.push_back(without_temperature(J, h, -1, Stability::stable));
  if (J == 0 ? h == 0 : std::abs(inner) < 1)
    states.push_back(
        without_temperature(J, h, inner, J > 0 ? Stability::unstable : Stability::stable));
  if (J == 0 ? h > 0 : J + h >= 0 && (J > 0 || h >= -J))
    states.push_back(without_temperature(J, h, 1, J == 0 ? Stability::stable : edge(J + h)));
  return states;
}

}  // namespace

std::string_view stability_name(Stability stability) {
  switch (stability) {
    case Stability::stable:
      return "stable";
    case Stability::unstable:
      return "unstable";
    case Stability::marginal:
      return "marginal";
  }
  return "";
}

Bounded curie_weiss_free_energy(double J, double h, double T, double m) {
  check(J, h, T);
  expect(std::abs(m) <= 1, "m", "a magnetisation from -1 to 1", m);
  auto const part = [](double p) {  // p ln p
    return p > 0 ? Bounded{p * std::log(p), 4 * unit_roundoff * (p * std::abs(std::log(p)) + p)}
                 : Bounded{};
  };
  auto const entropy = -(part((1 + m) / 2) + part((1 - m) / 2));
  auto const energy = -(J / 2 * exactly(m) * exactly(m)) - h * exactly(m);
  if (std::isinf(T)) return {entropy.value > 0 ? -T : energy.value, energy.error};
  return energy - T * entropy;
}

CurieWeiss curie_weiss(double J, double h, double T) {
  check(J, h, T);
  CurieWeiss all{.J = J, .h = h, .T = T};
  auto& states = all.states;
  if (T == 0) {
    states = ground_states(J, h);
  } else if (std::isinf(T)) {
    CurieWeissState none;
    none.f = {-infinity, 0};
    none.entropy = rounded(0.69314718055994531, 0);
    states.push_back(none);
  } else {
    Field const field(J, h, T);
    double const low = h - std::abs(J), high = h + std::abs(J), bend = field.bend();
    if (J <= T) {
      states.push_back(h == 0 || J == 0 ? field.at(h) : field.state(low, high));
    } else {
      // |h| up to which there are three: F(-bend) at no field
      double const most = (h + field(-bend)) * (1 + 4 * unit_roundoff);
      if (h <= most) states.push_back(field.state(std::min(low, -bend), -bend));
      if (std::abs(h) < most) states.push_back(h == 0 ? field.at(0) : field.state(-bend, bend));
      if (-h <= most) states.push_back(field.state(bend, std::max(high, bend)));
    }
  }
  for (std::size_t i = 0; i < states.size(); ++i)
    if (states[i].f.value <= states[all.equilibrium].f.value) all.equilibrium = i;
  return all;
}

}  // namespace mattis::equilibrium
