// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/detail/stream_words.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/stimulus/patterns.hpp>

#include <bit>
#include <numeric>
#include <vector>

namespace mattis::stimulus {

namespace {

using mattis::detail::StreamWords;

/// P different numbers below N, by words N, N + 1, ...
std::vector<std::uint64_t> choose(StreamWords& words, std::uint64_t P, std::uint64_t N) {
  std::vector<std::uint64_t> numbers(N);
  std::iota(numbers.begin(), numbers.end(), std::uint64_t{0});
  for (std::uint64_t k = 0; k < P; ++k)
    std::swap(numbers[k], numbers[k + ((words(N + k) * (N - k)) >> 32)]);
  numbers.resize(P);
  return numbers;
}

/// Signs of one trial, by sign(mu, i), into both orientations.
template <class Matrix, class Sign>
void pack(Matrix const& by_pattern, Matrix const& by_neuron, std::size_t set, std::size_t P,
          std::size_t N, Sign const& sign) {
  constexpr std::size_t block = lanes::row_block;
  for (std::size_t mu = 0; mu < P; ++mu)
    for (std::size_t i = 0; i < N; ++i) {
      if (!sign(mu, i)) continue;
      by_pattern(set, mu / block, i / 32, mu % block) |= std::uint32_t{1} << (i % 32);
      by_neuron(set, i / block, mu / 32, i % block) |= std::uint32_t{1} << (mu % 32);
    }
}

}  // namespace

void validate_patterns(PatternKind kind, std::int64_t P, std::int64_t N) {
  expect(N >= 1 && N < std::int64_t{1} << 30, "N", "from 1 to 2^30 neurons", N);
  expect(P >= 1 && P < std::int64_t{1} << 20, "P", "from 1 to 2^20 patterns", P);
  if (kind != PatternKind::orthogonal) return;
  expect(std::has_single_bit(static_cast<std::uint64_t>(N)), "N",
         "a power of two for orthogonal patterns (Hadamard)", N);
  expect(P <= N, "P", "at most N = " + to_text(N) + " orthogonal patterns", P);
}

template <ExecutionSpace Exec>
void fill_patterns(Exec const& exec, PatternSet<Exec> const& xi, PatternKind kind, double activity,
                   std::uint64_t seed, std::int64_t first_trial, How const& how) {
  if (kind == PatternKind::random) {
    fill_random_patterns(exec, xi, seed, first_trial, how);
    return;
  }
  auto const by_pattern = Kokkos::create_mirror_view(Kokkos::HostSpace{}, xi.by_pattern().words);
  auto const by_neuron = Kokkos::create_mirror_view(Kokkos::HostSpace{}, xi.by_neuron().words);
  std::fill_n(by_pattern.data(), by_pattern.size(), 0u);
  std::fill_n(by_neuron.data(), by_neuron.size(), 0u);
  auto const P = static_cast<std::size_t>(xi.patterns());
  auto const N = static_cast<std::size_t>(xi.neurons());
  for (std::int64_t set = 0; set < xi.trials(); ++set) {
    StreamWords words(seed, Purpose::stimulus_patterns,
                      static_cast<std::uint32_t>(first_trial + set));
    auto const at = static_cast<std::size_t>(set);
    if (kind == PatternKind::sparse) {
      double const below = activity * 0x1p32;
      pack(by_pattern, by_neuron, at, P, N, [&](std::size_t mu, std::size_t i) {
        return mu + 1 == P || static_cast<double>(words(mu * N + i)) < below;
      });
    } else {
      auto const row = choose(words, P, N);
      pack(by_pattern, by_neuron, at, P, N, [&](std::size_t mu, std::size_t i) {
        return ((static_cast<std::uint32_t>(std::popcount(row[mu] & i)) ^ words(i)) & 1u) == 0;
      });
    }
  }
  if constexpr (!is_host_execution_space<Exec>) {
    Kokkos::deep_copy(exec, xi.by_pattern().words, by_pattern);
    Kokkos::deep_copy(exec, xi.by_neuron().words, by_neuron);
    exec.fence("mattis::stimulus::patterns");
  }
}

#define MATTIS_INSTANTIATE_FILL_PATTERNS(EXEC)                                           \
  template void fill_patterns(EXEC const&, PatternSet<EXEC> const&, PatternKind, double, \
                              std::uint64_t, std::int64_t, How const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_FILL_PATTERNS)

}  // namespace mattis::stimulus
