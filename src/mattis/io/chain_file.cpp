// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/device_name.hpp>
#include <mattis/io/chain_file.hpp>
#include <mattis/io/detail/estimates.hpp>

#include <cmath>
#include <cstdint>

namespace mattis::io {

namespace {

char const* name_of(binary::ChainDynamics dynamics) {
  switch (dynamics) {
    case binary::ChainDynamics::glauber:
      return "glauber";
    case binary::ChainDynamics::metropolis:
      return "metropolis";
    case binary::ChainDynamics::little:
      return "little";
  }
  return "";
}

std::vector<double> energies(binary::ExactChain const& chain) {
  std::vector<std::int8_t> sigma(static_cast<std::size_t>(chain.system().N));
  std::vector<double> all;
  for (std::uint32_t state = 0; state < chain.states(); ++state) {
    binary::state_of(state, sigma);
    all.push_back(chain.dynamics() == binary::ChainDynamics::little
                      ? binary::parallel_energy(chain.system(), sigma, chain.T())
                      : binary::energy(chain.system(), sigma));
  }
  return all;
}

}  // namespace

void write_chain(std::filesystem::path const& path, ChainResult const& result) {
  auto const& chain = result.chain;
  auto const& summary = result.summary;
  auto const& system = chain.system();
  auto file = Hdf5File::create(path);
  detail::write_column(file, "law", summary.stationary.law);
  detail::write_column(file, "boltzmann", summary.reversible);
  detail::write_column(file, "energy", energies(chain));
  std::size_t const states = chain.states(), N = static_cast<std::size_t>(system.N);
  if (result.matrix) file.write<double>("matrix", {states, states}, chain.matrix());
  file.write<double>("J", {N, N}, system.J);
  auto h = system.h;
  h.resize(N, 0);
  detail::write_column(file, "h", h);
  file.set_attribute("command", "binary chain");
  file.set_attribute("N", system.N);
  file.set_attribute("T", chain.T());
  file.set_attribute("dynamics", name_of(chain.dynamics()));
  file.set_attribute("symmetric", system.symmetric());
  for (auto const& [name, value] : result.origin) file.set_attribute(name, value);
  file.set_attribute("stationary_residual", summary.stationary.residual);
  file.set_attribute("closed_classes", summary.stationary.closed_classes);
  file.set_attribute("balance_residual", summary.balance_residual);
  file.set_attribute("boltzmann_distance", summary.distance);
  auto const gap = summary.gap.value_or(binary::SpectralGap{.gap = NAN, .error = NAN});
  file.set_attribute("gap", gap.gap);
  file.set_attribute("gap_error", gap.error);
  detail::finish(file, summary.wall_seconds,
                 make_provenance("host", "scalar", host_device_name(), "double", 1));
}

}  // namespace mattis::io
