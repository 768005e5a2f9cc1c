// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/cues.hpp>
#include <mattis/core/host_copy.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/philox.hpp>
#include <mattis/kernels/detail/spin_replicas.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace mattis::binary {

template <ExecutionSpace Exec>
PatternSet<Exec> stored_patterns(Exec const& exec, CuedOptions const& options) {
  if (options.given == nullptr)
    return random_patterns(exec, *std::max_element(options.loads.begin(), options.loads.end()),
                           options.N, options.spins.seed, options.sets, options.first_set,
                           options.how);
  auto const& given = *options.given;
  using Signs = Kokkos::View<std::int8_t const**, Kokkos::LayoutRight, Kokkos::HostSpace>;
  Signs const here(given.entries.data(), static_cast<std::size_t>(given.P),
                   static_cast<std::size_t>(given.N));
  Kokkos::View<std::int8_t**, typename Exec::memory_space> const there(
      "mattis::spins::given", here.extent(0), here.extent(1));
  auto const mirror = Kokkos::create_mirror_view(there);
  for (std::size_t mu = 0; mu < here.extent(0); ++mu)
    for (std::size_t i = 0; i < here.extent(1); ++i) mirror(mu, i) = here(mu, i);
  Kokkos::deep_copy(exec, there, mirror);
  return pack_patterns(exec, Kokkos::View<std::int8_t const**, typename Exec::memory_space>(there));
}

template <ExecutionSpace Exec>
HostArray<std::uint32_t***> pattern_rows(Exec const& exec, PatternSet<Exec> const& xi) {
  auto const& matrix = xi.by_pattern();
  auto const words = mattis::detail::host_copy(exec, matrix.words);
  exec.fence("mattis::spins::patterns");
  constexpr int block = SignMatrix<Exec>::row_block;
  HostArray<std::uint32_t***> rows("mattis::spins::patterns", matrix.words.extent(0),
                                   static_cast<std::size_t>(matrix.rows), matrix.words.extent(2));
  for (std::int64_t set = 0; set < matrix.sets(); ++set)
    for (std::int64_t mu = 0; mu < matrix.rows; ++mu)
      for (std::int64_t c = 0; c < matrix.column_words(); ++c)
        rows(set, mu, c) = words(set, mu / block, c, mu % block);
  return rows;
}

void add_mixture(HostArray<std::uint32_t***> const& patterns, std::int64_t set, int count,
                 std::int64_t N, std::uint32_t* row) {
  for (std::int64_t i = 0; i < N; ++i) {
    int up = 0;
    for (int mu = 0; mu < count; ++mu)
      up += static_cast<int>(patterns(set, mu, i / 32) >> (i % 32) & 1u);
    row[i / 32] |= std::uint32_t{2 * up > count} << (i % 32);
  }
}

namespace {

/// Inverts `count` different sites, each choice of them as likely as any (Fisher and Yates).
void invert(std::uint64_t seed, std::uint32_t stream, std::int64_t count,
            std::vector<std::int32_t>& sites, std::uint32_t* row) {
  std::iota(sites.begin(), sites.end(), 0);
  auto const N = static_cast<std::int64_t>(sites.size());
  RandomWords words{};
  for (std::int64_t k = 0; k < count; ++k) {
    if (k % 4 == 0)
      words = random_words(seed, Purpose::spin_start, stream, static_cast<std::uint64_t>(k / 4));
    auto const other = k + mattis::detail::drawn_below(words.word[k % 4], N - k);
    std::swap(sites[static_cast<std::size_t>(k)], sites[static_cast<std::size_t>(other)]);
    auto const site = sites[static_cast<std::size_t>(k)];
    row[site / 32] ^= std::uint32_t{1} << (site % 32);
  }
}

}  // namespace

HostArray<std::uint32_t***> starts(CuedOptions const& options,
                                   HostArray<std::uint32_t***> const& patterns,
                                   HostArray<std::int64_t**> const& cue) {
  auto const R = static_cast<std::int64_t>(options.spins.T.size());
  HostArray<std::uint32_t***> rows("mattis::spins::starts", cue.extent(0), cue.extent(1),
                                   patterns.extent(2));
  std::vector<std::int32_t> sites(static_cast<std::size_t>(options.N));
  for (std::size_t n = 0; n < cue.extent(0); ++n)
    for (std::int64_t r = 0; r < R; ++r) {
      auto const set = static_cast<std::int64_t>(n) % options.sets;
      auto* const row = &rows(n, r, 0);
      if (options.mixture > 0) {
        add_mixture(patterns, set, options.mixture, options.N, row);
      } else {
        auto const* const stored = &patterns(set, cue(n, r), 0);
        std::copy(stored, stored + patterns.extent(2), row);
      }
      auto const share = options.corruption[static_cast<std::size_t>(r)];
      auto const stream = static_cast<std::uint32_t>(
          (options.spins.first_network + static_cast<std::int64_t>(n)) * R + r);
      invert(options.spins.seed, stream, std::llround(share * static_cast<double>(options.N)),
             sites, row);
    }
  return rows;
}

#define MATTIS_INSTANTIATE_CUES(EXEC)                                               \
  template PatternSet<EXEC> stored_patterns<EXEC>(EXEC const&, CuedOptions const&); \
  template HostArray<std::uint32_t***> pattern_rows<EXEC>(EXEC const&, PatternSet<EXEC> const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_CUES)

}  // namespace mattis::binary
