// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/kernels/pattern_block.hpp>
#include <mattis/models/detail/graded_field.hpp>
#include <mattis/models/detail/initial_state.hpp>
#include <mattis/models/detail/planned.hpp>
#include <mattis/models/shared_network.hpp>

#include <algorithm>
#include <cmath>

namespace mattis {
namespace {

/// Patterns of a block: few enough that thousands share evenly, enough that adding N fields costs
/// little beside making them (N adds against 2 N times as many signs), a matter of P alone.
std::int64_t patterns_of_block(std::int64_t P) {
  constexpr std::int64_t least = 1024, most_blocks = 1024;
  return least * detail::ceil_div(P, least * most_blocks);
}

std::int64_t block_count_of(std::int64_t P) { return detail::ceil_div(P, patterns_of_block(P)); }

std::size_t sum_entries(NetworkShape const& shape) {
  return static_cast<std::size_t>(shape.N + 1 + shape.K);
}

std::int64_t condensed_patterns(NetworkShape const& shape) {
  return std::max<std::int64_t>(shape.K, 1);  // a set has one at least
}

std::int64_t saved_networks(NetworkShape const& shape) { return shape.save_states ? 1 : 0; }

/// The sums of a block, as they are added.
template <ExecutionSpace Exec, Real T>
struct PutSums {
  Array<T const**, Exec> h;
  Array<double const*, Exec> powers;
  Array<double const**, Exec> m;
  std::int64_t first;  // recorded overlap
  double* sums;

  KOKKOS_FUNCTION void operator()(std::int64_t i) const {
    auto const neurons = static_cast<std::int64_t>(h.extent(1));
    std::int64_t const k = i - neurons - 1 - first;
    double value = 0;
    if (i < neurons) {
      value = static_cast<double>(h(0, i));
    } else if (i == neurons) {
      value = powers(0);
    } else if (k >= 0 && k < static_cast<std::int64_t>(m.extent(1))) {
      value = m(0, k);
    }
    sums[i] = value;
  }
};

/// The fields and what a step records, from the sums.
template <ExecutionSpace Exec, Real T>
struct TakeSums {
  Array<double const*, Exec> sums, E1;
  Array<T**, Exec> h;
  Array<double***, Exec> m_path, E_path;
  double factor;
  int t;

  KOKKOS_FUNCTION void operator()(std::int64_t i) const {
    auto const neurons = static_cast<std::int64_t>(h.extent(1));
    if (i < neurons) {
      h(0, i) = static_cast<T>(sums(i));
    } else if (i == neurons) {
      E_path(0, t, 0) = factor * sums(i);
      E_path(0, t, 1) = E1(0);
    } else {
      m_path(0, t, i - neurons - 1) = sums(i);
    }
  }
};

}  // namespace

template <ExecutionSpace Exec, Real T>
SharedNetwork<Exec, T>::SharedNetwork(Exec const& exec, NetworkShape const& shape,
                                      NetworkCoupling const& coupling, How const& how,
                                      Team const* team, detail::Arena<Exec> const& arena)
    : shape_(shape),
      coupling_(coupling),
      how_(how),
      team_(team),
      sums_(arena, "mattis::shared_network", sum_entries(shape), 1),
      condensed_(arena, condensed_patterns(shape), shape.N, 1),
      x_(arena.template take<Array<T**, Exec>>("mattis::shared_network::x", 1, shape.N)),
      phi_(arena.template take<Array<T**, Exec>>("mattis::shared_network::phi", 1, shape.N)),
      h_(arena.template take<Array<T**, Exec>>("mattis::shared_network::h", 1, shape.N)),
      powers_(arena.template take<Array<double*, Exec>>("mattis::shared_network::powers", 1)),
      E1_(arena.template take<Array<double*, Exec>>("mattis::shared_network::E1", 1)),
      m_path_(arena.template take<Array<double***, Exec>>("mattis::shared_network::m_path", 1,
                                                          shape.T, shape.K)),
      E_path_(arena.template take<Array<double***, Exec>>("mattis::shared_network::E_path", 1,
                                                          shape.T, 2)),
      x_path_(arena.template take<Array<T***, Exec>>("mattis::shared_network::x_path",
                                                     saved_networks(shape), shape.T, shape.N)),
      phi_path_(arena.template take<Array<T***, Exec>>("mattis::shared_network::phi_path",
                                                       saved_networks(shape), shape.T, shape.N)) {
  auto const x = lazy_rows(x_);
  auto const phi = lazy_rows(phi_);
  auto const h = lazy_rows(h_);
  auto const energy = total(E1_) = mean(neuron_energy(x, phi));
  activate_ = detail::planned(exec, together(phi = tanh(x), energy), how, arena);
  double const dt = coupling.dt;
  advance_ =
      detail::planned(exec, together(x = x + dt * (h - x), phi = tanh(x), energy), how, arena);

  std::int64_t const each = patterns_of_block(shape.P);
  auto const own =
      detail::BlockSums<Exec>::share(sum_entries(shape), block_count_of(shape.P), team);
  for (std::int64_t b = own.first(); b < own.end(); ++b) {
    std::int64_t const first = b * each, count = std::min(each, shape.P - first);
    std::int64_t const recorded = std::clamp<std::int64_t>(shape.K - first, 0, count);
    Block block{
        first,
        PatternSet<Exec>(arena, count, shape.N, 1),
        arena.template take<Array<double**, Exec>>("mattis::shared_network::m", 1, recorded),
        {}};
    auto const m = overlap(block.xi, phi);
    block.work = detail::planned(
        exec, together(head(lazy_rows(block.m)) = m, total(powers_) = sum(pow(m, coupling.n + 1))),
        together(h = detail::graded_field(block.xi, m, phi, coupling)), how, arena);
    blocks_.push_back(std::move(block));
  }
}

template <ExecutionSpace Exec, Real T>
std::size_t SharedNetwork<Exec, T>::bytes(NetworkShape const& shape,
                                          NetworkCoupling const& coupling, How const& how,
                                          Team const* team) {
  auto const own =
      detail::BlockSums<Exec>::share(sum_entries(shape), block_count_of(shape.P), team);
  auto of_block = shape;
  of_block.P = std::min(shape.P, patterns_of_block(shape.P));
  of_block.T = 1;
  of_block.save_states = false;
  std::size_t const block = PatternSet<Exec>::bytes(of_block.P, shape.N) +
                            Network<Exec, T>::bytes(of_block, coupling, how);
  auto const N = static_cast<std::size_t>(shape.N), steps = static_cast<std::size_t>(shape.T);
  return static_cast<std::size_t>(own.count()) * block +
         PatternSet<Exec>::bytes(condensed_patterns(shape), shape.N) +
         detail::BlockSums<Exec>::bytes(sum_entries(shape), 1) + 3 * sizeof(T) * N +
         sizeof(double) * (steps * static_cast<std::size_t>(shape.K + 2) + 2) +
         static_cast<std::size_t>(saved_networks(shape)) * 2 * sizeof(T) * N * steps;
}

template <ExecutionSpace Exec, Real T>
void SharedNetwork<Exec, T>::draw(Exec const& exec, std::uint64_t seed, std::int64_t trial) {
  fill_random_patterns(exec, condensed_, seed, trial, how_);
  for (auto const& block : blocks_)
    fill_pattern_block(exec, block.xi, seed, trial, block.first, how_);
}

template <ExecutionSpace Exec, Real T>
void SharedNetwork<Exec, T>::start(Exec const& exec, Array<double const*, Exec> a, double noise,
                                   std::uint64_t seed, std::int64_t trial, std::int64_t cue) {
  detail::draw_states(exec, condensed_.by_neuron(), a, noise, seed, {trial, cue, 1}, x_);
  activate_(exec);
}

template <ExecutionSpace Exec, Real T>
void SharedNetwork<Exec, T>::start(Exec const& exec, Array<T const**, Exec> x0) {
  Kokkos::deep_copy(exec, x_, x0);
  activate_(exec);
}

template <ExecutionSpace Exec, Real T>
void SharedNetwork<Exec, T>::step(Exec const& exec, int t) {
  if (shape_.save_states) {
    detail::record(exec, "mattis::shared_network::record_x", x_, x_path_, t);
    detail::record(exec, "mattis::shared_network::record_phi", phi_, phi_path_, t);
  }
  auto const entries = static_cast<std::int64_t>(sum_entries(shape_));
  auto block = blocks_.begin();
  sums_.run_waves(exec, block_count_of(shape_.P), team_, [&](std::int64_t, int) {
    block->work(exec);
    detail::for_entries(
        exec, "mattis::shared_network::put_sums", {entries, 1},
        PutSums<Exec, T>{h_, powers_, block->m, block->first, sums_.wave_buffers().data()});
    ++block;
  });
  double const factor = -coupling_.g / ((coupling_.n + 1) * std::sqrt(coupling_.alpha));
  detail::for_entries(exec, "mattis::shared_network::take_sums", {entries, 1},
                      TakeSums<Exec, T>{sums_.totals(), E1_, h_, m_path_, E_path_, factor, t});
  if (t + 1 < shape_.T) advance_(exec);
}

#define MATTIS_INSTANTIATE_SHARED_NETWORK(EXEC) \
  template class SharedNetwork<EXEC, float>;    \
  template class SharedNetwork<EXEC, double>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_SHARED_NETWORK)

}  // namespace mattis
