// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/kernels/stimulated_networks.hpp>

#include <vector>

namespace mattis::stimulus {

/// Energy per neuron of graded networks under the stimulus that is on (docs/models.md 4.3),
/// (trials), in double:
///
///     E = -(1/2) sum_mu gain_mu m_mu^2 + (1/2) W_ii q - sum_mu drive_mu m_mu - (1/N) b.z
///         + (1/(delta N)) sum_i (x_i z_i - log cosh x_i),   x = delta y, q = |z|^2 / N
///
/// b the noise of the input. It never increases without noise and with small dt.
template <ExecutionSpace Exec, Real T>
std::vector<double> energy(Exec const& exec, StimulatedNetworks<Exec, T> const& networks,
                           double delta);

}  // namespace mattis::stimulus
