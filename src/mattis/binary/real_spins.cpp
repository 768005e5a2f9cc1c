// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/real_spins.hpp>
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/detail/stream_words.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/stop.hpp>

#include <algorithm>
#include <cmath>

namespace mattis::binary {

RealSpins::RealSpins(RealMatrix couplings, SpinSetup const& setup, std::int64_t refresh,
                     How const& how)
    : N_(couplings.N), setup_(setup), refresh_(refresh), how_(how), sweeps_(setup.first_sweep) {
  mattis::detail::validate(setup, 1);
  expect(N_ >= 1, "N", "at least 1", N_);
  expect(refresh >= 1, "refresh", "at least 1 sweep", refresh);
  auto const size = static_cast<std::size_t>(N_);
  expect(couplings.J.size() == size * size, "J", "N x N couplings, " + to_text(N_ * N_),
         static_cast<std::int64_t>(couplings.J.size()));
  expect(couplings.field.empty() || couplings.field.size() == size, "field",
         "an entry for each neuron, " + to_text(N_),
         static_cast<std::int64_t>(couplings.field.size()));
  expect_fits_in_memory(
      "N", 8.0 * static_cast<double>(N_) *
               (2 * static_cast<double>(N_) + 3 * static_cast<double>(setup.T.size())));
  auto const odd = std::find_if_not(couplings.J.begin(), couplings.J.end(),
                                    [](double J) { return std::isfinite(J); });
  if (odd != couplings.J.end()) {
    auto const at = static_cast<std::size_t>(odd - couplings.J.begin());
    throw_unexpected("J(" + std::to_string(at / size) + ", " + std::to_string(at % size) + ")",
                     "a finite number", to_text(*odd));
  }
  for (double const h : couplings.field) expect(std::isfinite(h), "field", "finite numbers", h);
  columns_.resize(size * size);
  for (std::size_t i = 0; i < size; ++i) {
    mattis::detail::throw_if_stopped();
    for (std::size_t j = 0; j < size; ++j) columns_[j * size + i] = couplings.J[i * size + j];
  }
  external_ = couplings.field.empty() ? std::vector<double>(size) : std::move(couplings.field);
  spins_ = HostArray<double**>("mattis::spins::real", setup.T.size(), size);
  fields_ = HostArray<double**>("mattis::spins::fields", setup.T.size(), size);
  next_ = HostArray<double**>("mattis::spins::next", setup.T.size(), size);
  flips_ = HostArray<std::int64_t**>("mattis::spins::flips", 1, setup.T.size());
  drift_.resize(setup.T.size());
  Kokkos::deep_copy(spins_, -1.0);
  for (std::int64_t r = 0; r < replicas(); ++r) {
    mattis::detail::throw_if_stopped();
    compute_fields(r, &fields_(r, 0));
  }
}

void RealSpins::compute_fields(std::int64_t r, double* fields) const {
  std::copy(external_.begin(), external_.end(), fields);
  auto const N = static_cast<int>(N_);
  how_.micro<double>().matrix.multiply_add(1, N, N, 1.0, &spins_(r, 0), N, columns_.data(), N,
                                           fields, N);
}

void RealSpins::set_states(HostArray<std::uint32_t const***> const& up) {
  for (std::int64_t r = 0; r < replicas(); ++r) {
    for (std::int64_t i = 0; i < N_; ++i)
      spins_(r, i) = (up(0, r, i / 32) >> (i % 32) & 1u) != 0 ? 1 : -1;
    compute_fields(r, &fields_(r, 0));
    flips_(0, r) = 0;
  }
}

HostArray<std::uint32_t***> RealSpins::states() const {
  HostArray<std::uint32_t***> up("mattis::spins::states", 1, setup_.T.size(),
                                 static_cast<std::size_t>((N_ + 31) / 32));
  for (std::int64_t r = 0; r < replicas(); ++r)
    for (std::int64_t i = 0; i < N_; ++i)
      up(0, r, i / 32) |= std::uint32_t{spins_(r, i) > 0} << (i % 32);
  return up;
}

void RealSpins::sweep_replica(std::int64_t r) {
  auto const at = static_cast<std::size_t>(r);
  auto const stream =
      setup_.first_network * static_cast<std::uint32_t>(replicas()) + static_cast<std::uint32_t>(r);
  mattis::detail::StreamWords order(setup_.seed, Purpose::spin_order, stream);
  mattis::detail::StreamWords words(setup_.seed, Purpose::spin_flips, stream);
  bool const parallel = setup_.order == SpinOrder::parallel;
  double* const fields = &fields_(r, 0);
  double* const next = parallel ? &next_(r, 0) : fields;
  if (parallel) std::copy(fields, fields + N_, next);
  std::vector<std::int32_t> sites(static_cast<std::size_t>(N_));
  auto const first = static_cast<std::uint64_t>(sweeps_ * N_);
  for (std::int64_t t = 0; t < N_; ++t) sites[static_cast<std::size_t>(t)] = static_cast<int>(t);
  if (setup_.order == SpinOrder::permuted)
    for (std::int64_t t = N_ - 1; t > 0; --t)
      std::swap(sites[static_cast<std::size_t>(t)],
                sites[static_cast<std::size_t>(mattis::detail::drawn_below(
                    order(first + static_cast<std::uint64_t>(t)), t + 1))]);
  auto const& multiply_add = how_.micro<double>().matrix.multiply_add;
  auto const N = static_cast<int>(N_);
  double const T = setup_.T[at];
  for (std::int64_t t = 0; t < N_; ++t) {
    auto const index = first + static_cast<std::uint64_t>(t);
    std::int64_t const i = setup_.order == SpinOrder::random
                               ? mattis::detail::drawn_below(order(index), N_)
                               : sites[static_cast<std::size_t>(t)];
    double const s = spins_(r, i);
    auto const threshold =
        mattis::detail::flip_threshold(flip_probability(setup_.rule, 2 * s * fields[i], T));
    if (std::min(words(index), lanes::most_spin_word) >= threshold) continue;
    spins_(r, i) = -s;
    ++flips_(0, r);
    double const step = -2 * s;
    multiply_add(1, N, 1, 1.0, &step, 1, &columns_[static_cast<std::size_t>(i * N_)], N, next, N);
  }
  if (parallel) std::copy(next, next + N_, fields);
  if ((sweeps_ + 1) % refresh_ != 0) return;
  std::vector<double> fresh(static_cast<std::size_t>(N_));
  compute_fields(r, fresh.data());
  for (std::int64_t i = 0; i < N_; ++i)
    drift_[at] = std::max(drift_[at], std::abs(fields[i] - fresh[static_cast<std::size_t>(i)]));
  std::copy(fresh.begin(), fresh.end(), fields);
}

void RealSpins::run(Kokkos::DefaultHostExecutionSpace const& exec, std::int64_t sweeps) {
  for (std::int64_t sweep = 0; sweep < sweeps; ++sweep) {
    mattis::detail::for_items(
        exec, "mattis::spins::real",
        {replicas(), static_cast<double>(N_) * (20 + 0.1 * static_cast<double>(N_))},
        [&](std::int64_t r) { sweep_replica(r); });
    mattis::detail::throw_if_stopped();
    ++sweeps_;
  }
}

double RealSpins::drift() const { return *std::max_element(drift_.begin(), drift_.end()); }

std::vector<double> RealSpins::energies() const {
  std::vector<double> energies;
  for (std::int64_t r = 0; r < replicas(); ++r) {
    double sum = 0;
    for (std::int64_t i = 0; i < N_; ++i)
      sum -= spins_(r, i) * (fields_(r, i) + external_[static_cast<std::size_t>(i)]) / 2;
    energies.push_back(sum / static_cast<double>(N_));
  }
  return energies;
}

}  // namespace mattis::binary
