// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/instantiate.hpp>
#include <mattis/core/philox.hpp>
#include <mattis/models/detail/network_epilogues.hpp>
#include <mattis/models/network.hpp>

#include <cmath>
#include <string>

namespace mattis {
namespace {

template <class View, ExecutionSpace Exec, class... Extents>
View allocate(Exec const& exec, std::string const& label, Extents... extents) {
  return View(Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, label), static_cast<std::size_t>(extents)...);
}

template <ExecutionSpace Exec>
using Range = Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::int64_t>>;

std::int64_t saved(NetworkShape const& shape) { return shape.save_states ? shape.trials : 0; }

}  // namespace

template <ExecutionSpace Exec, Real T>
Network<Exec, T>::Network(Exec const& exec, NetworkShape const& shape, NetworkCoupling const& coupling, Target target)
    : shape_(shape),
      coupling_(coupling),
      target_(target),
      overlaps_(exec, shape.P, shape.N, shape.trials, target),
      fields_(exec, shape.N, shape.P, shape.trials, target),
      x_(allocate<Array<T**, Exec>>(exec, "mattis::network::x", shape.trials, shape.N)),
      phi_(allocate<Array<T**, Exec>>(exec, "mattis::network::phi", shape.trials, shape.N)),
      f_(allocate<Array<T**, Exec>>(exec, "mattis::network::f", shape.trials, shape.P)),
      pattern_sums_(allocate<StepSums>(exec, "mattis::network::pattern_sums", shape.T, shape.trials,
                                       SignProduct<Exec, T>::tiles(shape.P))),
      neuron_sums_(allocate<StepSums>(exec, "mattis::network::neuron_sums", shape.T, shape.trials,
                                      SignProduct<Exec, T>::tiles(shape.N))),
      m_(allocate<Array<double***, Exec>>(exec, "mattis::network::m", shape.trials, shape.T, shape.K)),
      E_(allocate<Array<double***, Exec>>(exec, "mattis::network::E", shape.trials, shape.T, 2)),
      x_path_(allocate<Array<T***, Exec>>(exec, "mattis::network::x_path", saved(shape), shape.T, shape.N)),
      phi_path_(allocate<Array<T***, Exec>>(exec, "mattis::network::phi_path", saved(shape), shape.T, shape.N)) {}

template <ExecutionSpace Exec, Real T>
std::size_t Network<Exec, T>::bytes(NetworkShape const& shape) {
  using Product = SignProduct<Exec, T>;
  std::int64_t const tiles = Product::tiles(shape.P) + Product::tiles(shape.N);
  auto const states = static_cast<std::size_t>(shape.trials * (2 * shape.N + shape.P) + 2 * saved(shape) * shape.T * shape.N);
  auto const records = static_cast<std::size_t>(shape.T * shape.trials * (shape.K + 2));
  return Product::bytes(shape.P, shape.N, shape.trials) + Product::bytes(shape.N, shape.P, shape.trials) +
         sizeof(T) * states + sizeof(double) * records +
         sizeof(RowSums) * static_cast<std::size_t>(shape.T * shape.trials * tiles);
}

template <ExecutionSpace Exec, Real T>
void Network<Exec, T>::start(Exec const& exec, PatternSet<Exec> const& xi, Array<double const*, Exec> a, double noise,
                             std::uint64_t seed, std::int64_t first_trial) {
  auto const signs = xi.by_neuron();
  auto const x = x_;
  std::int64_t const neurons = shape_.N;
  std::int64_t const quads = (neurons + 3) / 4;
  auto const condensed = static_cast<std::int64_t>(a.extent(0));
  Kokkos::parallel_for(
      "mattis::network::initial_state", Range<Exec>(exec, 0, shape_.trials * quads), KOKKOS_LAMBDA(std::int64_t item) {
        std::int64_t const trial = item / quads;
        std::int64_t const quad = item % quads;
        double normal[4];
        standard_normals(random_words(seed, Purpose::initial_state, static_cast<std::uint32_t>(first_trial + trial),
                                      static_cast<std::uint64_t>(quad)),
                         normal);
        for (std::int64_t i = 4 * quad; i < Kokkos::min(4 * quad + 4, neurons); ++i) {
          double sum = noise * normal[i % 4];
          for (std::int64_t k = 0; k < condensed; ++k) sum += signs.sign(trial, i, k) ? a(k) : -a(k);
          x(trial, i) = static_cast<T>(sum);
        }
      });
  activate(exec);
}

template <ExecutionSpace Exec, Real T>
void Network<Exec, T>::start(Exec const& exec, Array<T const**, Exec> x0) {
  auto const x = x_;
  std::int64_t const neurons = shape_.N;
  Kokkos::parallel_for(
      "mattis::network::given_state", Range<Exec>(exec, 0, shape_.trials * neurons),
      KOKKOS_LAMBDA(std::int64_t i) { x(i / neurons, i % neurons) = x0(i / neurons, i % neurons); });
  activate(exec);
}

template <ExecutionSpace Exec, Real T>
void Network<Exec, T>::activate(Exec const& exec) {
  detail::NeuronUpdate<Exec, T> const update(coupling_, shape_, x_, phi_, target_);
  auto const sums = sums_of(neuron_sums_, 0);
  std::int64_t const tiles = SignProduct<Exec, T>::tiles(shape_.N);
  std::int64_t const neurons = shape_.N;
  Kokkos::parallel_for(
      "mattis::network::activate", Range<Exec>(exec, 0, shape_.trials * tiles), KOKKOS_LAMBDA(std::int64_t item) {
        std::int64_t const first = item % tiles * detail::SignProductShape::tile_rows;
        std::int64_t const left = neurons - first;
        int const count = static_cast<int>(Kokkos::min<std::int64_t>(left, detail::SignProductShape::tile_rows));
        sums(item / tiles, item % tiles) = update.activate(item / tiles, first, count);
      });
}

template <ExecutionSpace Exec, Real T>
detail::TileSums<Exec> Network<Exec, T>::sums_of(StepSums const& sums, int t) const {
  return Kokkos::subview(sums, t, Kokkos::ALL, Kokkos::ALL);
}

template <ExecutionSpace Exec, Real T>
void Network<Exec, T>::save_states(Exec const& exec, int t) {
  auto const x = x_;
  auto const phi = phi_;
  auto const x_path = x_path_;
  auto const phi_path = phi_path_;
  std::int64_t const neurons = shape_.N;
  Kokkos::parallel_for(
      "mattis::network::save_states", Range<Exec>(exec, 0, shape_.trials * neurons), KOKKOS_LAMBDA(std::int64_t i) {
        x_path(i / neurons, t, i % neurons) = x(i / neurons, i % neurons);
        phi_path(i / neurons, t, i % neurons) = phi(i / neurons, i % neurons);
      });
}

template <ExecutionSpace Exec, Real T>
void Network<Exec, T>::step(Exec const& exec, PatternSet<Exec> const& xi, int t) {
  if (shape_.save_states) save_states(exec, t);
  overlaps_.run(exec, xi.by_pattern(), detail::ReadRows<Exec, T>{phi_},
                detail::OverlapRecord<Exec, T>{f_, m_, 1.0 / static_cast<double>(shape_.N), t, coupling_.n},
                sums_of(pattern_sums_, t));
  if (t + 1 == shape_.T) return;
  fields_.run(exec, xi.by_neuron(), detail::ReadRows<Exec, T>{f_},
              detail::NeuronUpdate<Exec, T>(coupling_, shape_, x_, phi_, target_), sums_of(neuron_sums_, t + 1));
}

template <ExecutionSpace Exec, Real T>
void Network<Exec, T>::finish(Exec const& exec) {
  auto const patterns = pattern_sums_;
  auto const neurons = neuron_sums_;
  auto const energy = E_;
  auto const N = static_cast<double>(shape_.N);
  auto const P = static_cast<double>(shape_.P);
  double const factor = -coupling_.g / ((coupling_.n + 1) * std::sqrt(coupling_.alpha));
  bool const distinct = coupling_.distinct_indices;
  int const steps = shape_.T;
  Kokkos::parallel_for(
      "mattis::network::energies", Range<Exec>(exec, 0, shape_.trials * steps), KOKKOS_LAMBDA(std::int64_t item) {
        std::int64_t const trial = item / steps;
        std::int64_t const t = item % steps;
        RowSums pattern, neuron;
        for (std::size_t tile = 0; tile < patterns.extent(2); ++tile) pattern += patterns(t, trial, tile);
        for (std::size_t tile = 0; tile < neurons.extent(2); ++tile) neuron += neurons(t, trial, tile);
        // Distinct indices, n = 1: 2 e_2(y) / N^2 = m^2 - sum_j phi_j^2 / N^2 for every pattern.
        double const self = distinct ? P * neuron.second / (N * N) : 0.0;
        energy(trial, t, 0) = factor * (pattern.first - self);
        energy(trial, t, 1) = neuron.first / N;
      });
}

#define MATTIS_INSTANTIATE_NETWORK(EXEC) \
  template class Network<EXEC, float>;   \
  template class Network<EXEC, double>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_NETWORK)

}  // namespace mattis
