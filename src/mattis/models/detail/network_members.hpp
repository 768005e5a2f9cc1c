// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The members of Network; included where it is instantiated, in a source for each precision: both
// in one took twice as long as any other.
#include <mattis/core/detail/launch.hpp>
#include <mattis/models/detail/graded_field.hpp>
#include <mattis/models/detail/initial_state.hpp>
#include <mattis/models/detail/planned.hpp>
#include <mattis/models/network.hpp>

#include <cmath>
#include <string>

namespace mattis {

namespace detail {

inline std::int64_t saved(NetworkShape const& shape) {
  return shape.save_states ? shape.networks() : 0;
}

}  // namespace detail

template <ExecutionSpace Exec, Real T>
Network<Exec, T>::Network(Exec const& exec, PatternSet<Exec> const& xi, NetworkShape const& shape,
                          NetworkCoupling const& coupling, How const& how,
                          detail::Arena<Exec> const& arena)
    : shape_(shape),
      coupling_(coupling),
      xi_(xi),
      x_(arena.template take<Array<T**, Exec>>("mattis::network::x", shape.networks(), shape.N)),
      phi_(
          arena.template take<Array<T**, Exec>>("mattis::network::phi", shape.networks(), shape.N)),
      h_(arena.template take<Array<T**, Exec>>("mattis::network::h", shape.networks(),
                                               distinct() ? shape.N : 0)),
      m_(arena.template take<Array<double**, Exec>>("mattis::network::m", shape.networks(),
                                                    shape.K)),
      powers_(
          arena.template take<Array<double*, Exec>>("mattis::network::powers", shape.networks())),
      E1_(arena.template take<Array<double*, Exec>>("mattis::network::E1", shape.networks())),
      squares_(
          arena.template take<Array<double*, Exec>>("mattis::network::squares", shape.networks())),
      m_path_(arena.template take<Array<double***, Exec>>("mattis::network::m_path",
                                                          shape.networks(), shape.T, shape.K)),
      E_path_(arena.template take<Array<double***, Exec>>("mattis::network::E_path",
                                                          shape.networks(), shape.T, 2)),
      x_path_(arena.template take<Array<T***, Exec>>("mattis::network::x_path",
                                                     detail::saved(shape), shape.T, shape.N)),
      phi_path_(arena.template take<Array<T***, Exec>>("mattis::network::phi_path",
                                                       detail::saved(shape), shape.T, shape.N)) {
  auto const x = lazy_rows(x_);
  auto const phi = lazy_rows(phi_);
  double const dt = coupling.dt;

  auto const energy = total(E1_) = mean(neuron_energy(x, phi));
  auto const square = total(squares_) = mean(phi * phi);
  activate_ = detail::planned(exec, together(phi = tanh(x), energy, square), how, arena);

  if (distinct()) {
    auto h = lazy_rows(h_);
    distinct_ = detail::DistinctField<Exec, T>(exec, xi, coupling.n, phi_, h_, m_, how, arena);
    auto const work = total(powers_) = mean(phi * h);
    double const gain = detail::field_gain(coupling);
    auto const advance = together(x = x + dt * (gain * h - x), phi = tanh(x), energy, square);
    auto const after_field = [&](Step const& rest) {
      return [different = distinct_, rest](Exec const& on, detail::RecordStep<Exec> const& tail) {
        different.contract(on);
        different.add_fields(on);
        rest(on, tail);
      };
    };
    record_ = after_field(detail::planned<detail::RecordStep<Exec>>(exec, work, how, arena));
    record_and_advance_ =
        after_field(detail::planned<detail::RecordStep<Exec>>(exec, work, advance, how, arena));
    return;
  }
  auto const m = overlap(xi, phi);
  auto const record =
      together(head(lazy_rows(m_)) = m, total(powers_) = sum(pow(m, coupling.n + 1)));
  auto const h = detail::graded_field(xi, m, phi, coupling);
  record_ = detail::planned<detail::RecordStep<Exec>>(exec, record, how, arena);
  // Not (1 - dt) x + dt h: in float 1 - dt is rounded, and both products are; states of 24 were off
  // by 1.3e-5 after 40 steps, and so are by less than 1e-5.
  record_and_advance_ = detail::planned<detail::RecordStep<Exec>>(
      exec, record, together(x = x + dt * (h - x), phi = tanh(x), energy, square), how, arena);
}

template <ExecutionSpace Exec, Real T>
std::size_t Network<Exec, T>::bytes(NetworkShape const& shape, NetworkCoupling const& coupling,
                                    How const& how) {
  using Product = SignProduct<Exec, T>;
  std::int64_t const tiles = Product::tiles(shape.P) + 2 * Product::tiles(shape.N);
  auto const states = static_cast<std::size_t>(shape.networks() * (3 * shape.N + shape.P) +
                                               2 * detail::saved(shape) * shape.T * shape.N);
  auto const records =
      static_cast<std::size_t>(shape.networks() * ((shape.T + 1) * shape.K + 2 * shape.T + 3));
  std::size_t const field = coupling.distinct_indices && coupling.n > 1
                                ? detail::DistinctField<Exec, T>::bytes(
                                      shape.P, shape.N, shape.networks(), coupling.n, how)
                                : Product::bytes(shape.P, shape.N, shape.networks(), how) +
                                      Product::bytes(shape.N, shape.P, shape.networks(), how);
  return field + sizeof(T) * states + sizeof(double) * records +
         sizeof(Sums<2>) * static_cast<std::size_t>(shape.networks() * tiles);
}

template <ExecutionSpace Exec, Real T>
void Network<Exec, T>::start(Exec const& exec, Array<double const*, Exec> a, double noise,
                             std::uint64_t seed, std::int64_t first_trial, std::int64_t first_cue) {
  detail::draw_states(exec, xi_.by_neuron(), a, noise, seed, {first_trial, first_cue, shape_.cues},
                      x_);
  if (distinct()) distinct_.patterns_changed(exec);
  activate_(exec);
  neurons_recorded_ = false;
}

template <ExecutionSpace Exec, Real T>
void Network<Exec, T>::start(Exec const& exec, Array<T const**, Exec> x0) {
  if (distinct()) distinct_.patterns_changed(exec);
  move_to(exec, x0);
}

template <ExecutionSpace Exec, Real T>
void Network<Exec, T>::move_to(Exec const& exec, Array<T const**, Exec> x0) {
  auto const x = x_;
  std::int64_t const neurons = shape_.N;
  detail::for_entries(
      exec, "mattis::network::given_state", {shape_.networks() * neurons, 2},
      KOKKOS_LAMBDA(std::int64_t i) {
        x(i / neurons, i % neurons) = x0(i / neurons, i % neurons);
      });
  activate_(exec);
  neurons_recorded_ = false;
}

template <ExecutionSpace Exec, Real T>
void Network<Exec, T>::take_step(Exec const& exec, int t, bool advances) {
  if (shape_.save_states) {
    detail::record(exec, "mattis::network::record_x", x_, x_path_, t);
    detail::record(exec, "mattis::network::record_phi", phi_, phi_path_, t);
  }
  auto const E1 = E1_;
  auto const squares = squares_;
  auto const E_path = E_path_;
  // n = 1: 2 e_2(y) / N^2 = m^2 - sum_j phi_j^2 / N^2 for every pattern.
  double const self = self_interaction();
  // E1 and the squares are those of a step only until the network advances.
  if (!neurons_recorded_) {
    detail::for_entries(
        exec, "mattis::network::record_neurons", {shape_.networks(), 4},
        KOKKOS_LAMBDA(std::int64_t network) {
          E_path(network, t, 0) = -self * squares(network);
          E_path(network, t, 1) = E1(network);
        });
  }
  double const factor = -coupling_.g / ((coupling_.n + 1) * std::sqrt(coupling_.alpha));
  (advances ? record_and_advance_ : record_)(
      exec, {m_, powers_, squares_, E1_, m_path_, E_path_, factor, self, t, advances});
  neurons_recorded_ = advances;
}

}  // namespace mattis
