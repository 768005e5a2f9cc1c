// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/mattis.hpp>
#include <mattis/version.hpp>

#ifdef WITH_AUDIO
#include <mattis/audio/mean_spectrum.hpp>
#endif

#include <cstdio>
#include <vector>

/// Whether what the library throws is caught here by its type, also where the library is shared and
/// this program's symbols are hidden.
static bool catches_errors(Kokkos::DefaultExecutionSpace const& exec) {
  try {
    mattis::simulate(exec, {.alpha = -1}, {});
  } catch (mattis::Error const&) {
    return true;
  }
  return false;
}

int main(int argc, char* argv[]) {
  Kokkos::ScopeGuard const kokkos(argc, argv);
  Kokkos::DefaultExecutionSpace const exec;
  mattis::Hopfield const model{.alpha = 0.1, .g = 1.2, .a = {1.08}};
  auto const result =
      mattis::simulate(exec, model, {.T = 10, .dt = 0.02, .N = 500, .trials = 2, .seed = 1});
  double const overlap = result.m(0, 0, 0);
  std::printf("mattis %s: P = %lld, m(0) = %.3f\n", mattis::version(),
              static_cast<long long>(result.P), overlap);
#ifdef WITH_AUDIO
  if (mattis::audio::mean_spectrum(std::vector<float>(100, 0.5F)).size() != 513) return 2;
#endif
  if (!catches_errors(exec)) return 3;
  // x(0) = 1.08 xi + 0.52 z gives m(0) = <tanh(1.08 + 0.52 z)>, 0.72, to 1/sqrt(N) = 0.02 or so
  return result.P == 50 && result.m.extent(1) == 10 && overlap > 0.6 && overlap < 0.85 ? 0 : 1;
}
