// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/bench/spin_cases.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/kernels/hebb_spins.hpp>
#include <mattis/kernels/patterns.hpp>

#include <cstdint>
#include <memory>

namespace mattis::detail {

namespace {

constexpr double temperature = 0.3;
constexpr int settling_sweeps = 5;

/// Replicas at patterns of which a tenth is inverted.
template <ExecutionSpace Exec>
HostArray<std::uint32_t***> starts_near(Exec const& exec, PatternSet<Exec> const& xi,
                                        std::int64_t replicas) {
  auto const signs =
      Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), unpack_patterns(exec, xi));
  auto const N = xi.neurons();
  HostArray<std::uint32_t***> up("mattis::bench::spins", 1, static_cast<std::size_t>(replicas),
                                 static_cast<std::size_t>((N + 31) / 32));
  for (std::int64_t r = 0; r < replicas; ++r)
    for (std::int64_t i = 0; i < N; ++i) {
      bool const inverted = (i + r) % 10 == 0;
      bool const plus = (signs(r % xi.patterns(), i) > 0) != inverted;
      up(0, r, i / 32) |= std::uint32_t{plus} << (i % 32);
    }
  return up;
}

template <ExecutionSpace Exec>
std::shared_ptr<HebbSpins<Exec>> settled(Exec const& exec, sizes::SpinSize const& size,
                                         How const& how) {
  auto const xi = random_patterns(exec, size.P, size.N, 1);
  SpinSetup const setup{
      .rule = SpinRule::metropolis,
      .order = SpinOrder::random,
      .T = std::vector<double>(static_cast<std::size_t>(size.replicas), temperature),
      .seed = 1};
  auto const spins = std::make_shared<HebbSpins<Exec>>(
      exec, xi, std::vector<HebbNetwork>{{0, size.P}}, setup, std::vector<std::int32_t>{}, how);
  spins->set_states(exec, starts_near(exec, xi, size.replicas));
  spins->run(exec, settling_sweeps);
  return spins;
}

template <ExecutionSpace Exec>
Case spin_case(Exec const& exec, sizes::SpinSize const& size) {
  Case one;
  one.precision = precision_name<float>;
  one.sizes = {{"N", size.N}, {"P", size.P}, {"replicas", size.replicas}};
  one.words = static_cast<double>(size.N) * static_cast<double>(size.replicas);
  one.verified = "binary spins";
  one.make = [exec, size](How const& how) {
    auto const spins = settled(exec, size, how);
    exec.fence("mattis::bench");
    return [spins, exec] {
      spins->run(exec, 1);
      exec.fence("mattis::bench");
    };
  };
  return one;
}

/// Flips of a sweep, the mean over some: the same on every target.
template <ExecutionSpace Exec>
double flips_of_sweep(Exec const& exec, sizes::SpinSize const& size) {
  constexpr int sweeps = 10;
  auto const spins = settled(exec, size, {});
  auto const sum = [&] {
    auto const flips = spins->flips(exec);
    double all = 0;
    for (std::size_t r = 0; r < flips.size(); ++r) all += static_cast<double>(flips.data()[r]);
    return all;
  };
  auto const before = sum();
  spins->run(exec, sweeps);
  return (sum() - before) / sweeps;
}

}  // namespace

template <ExecutionSpace Exec>
std::vector<Case> spin_cases(Exec const& exec, std::function<bool(sizes::When)> const& wanted) {
  std::vector<Case> list;
  for (auto const& size : sizes::spins) {
    if (!wanted(size.when)) continue;
    auto attempts = spin_case(exec, size), flips = attempts;
    attempts.kernel = "spin attempts";
    attempts.unit = "attempts/s";
    attempts.work = attempts.words;
    list.push_back(attempts);
    flips.kernel = "spin flips";
    flips.unit = "flips/s";
    flips.count_work = [exec, size] { return flips_of_sweep(exec, size); };
    list.push_back(flips);
  }
  return list;
}

#define MATTIS_INSTANTIATE_SPIN_CASES(EXEC) \
  template std::vector<Case> spin_cases(EXEC const&, std::function<bool(sizes::When)> const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_SPIN_CASES)

}  // namespace mattis::detail
