// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/instantiate.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/dmft/causal_pass.hpp>

#include <limits>

namespace mattis {

template <ExecutionSpace Exec, Real T>
CausalPass<Exec, T>::CausalPass(Exec const& exec, Dense const& model, SolveOptions const& options,
                                std::int64_t samples, detail::Arena<Exec> const& arena)
    : exec_(exec),
      closure_(model, options.T, options.how),
      factor_(options.T, options.jitter, static_cast<double>(std::numeric_limits<T>::epsilon()),
              options.how),
      matching_(exec, model, options, arena),
      options_(options),
      start_(arena, model, options_),
      input_(start_.input(model, options)),
      neurons_(exec, options.T, static_cast<int>(model.a.size()), samples, options.how, arena,
               options.team),
      means_(arena, options.T, static_cast<int>(model.a.size())),
      single_neuron_energy_("mattis::dmft::E1", static_cast<std::size_t>(options.T)),
      phi_eta_("mattis::dmft::phi_eta", static_cast<std::size_t>(options.T)),
      factor_there_(detail::mirror(arena, matching_.factor())),
      kernel_there_(detail::mirror(arena, closure_.F)),
      drive_there_(detail::mirror(arena, closure_.drive)) {
  input_.factor = factor_there_;
  input_.kernel = kernel_there_;
  input_.drive = drive_there_;
  input_.samples = samples;
}

template <ExecutionSpace Exec, Real T>
double CausalPass<Exec, T>::bytes(Dense const& model, SolveOptions const& options,
                                  std::int64_t samples, int concurrency) {
  auto const condensed = static_cast<int>(model.a.size());
  std::size_t const matrices = Closure::bytes(model, options.T) +
                               CovarianceFactor::bytes(options.T) +
                               MomentMatching<Exec, T>::bytes(model, options, concurrency) +
                               OrderParameters::bytes(options.T, condensed);
  return static_cast<double>(matrices) + ForwardNeurons<Exec, T>::bytes(options.T, condensed,
                                                                        samples, concurrency,
                                                                        options.how, options.team);
}

template <ExecutionSpace Exec, Real T>
double CausalPass<Exec, T>::run(std::int64_t first, OrderParameters const& order,
                                ProgressCallback const& progress) {
  int const steps = order.steps();
  start_.send(exec_);
  matching_.start(exec_, first, input_.samples, input_);
  neurons_.start(exec_, input_, means_);
  for (int t = 0; t <= steps; ++t) {
    detail::throw_if_stopped();
    neurons_.step(exec_, input_, t, means_);
    if (t == steps) break;
    fetch_row(order, t);
    closure_.update_row(order, t);
    factor_.add_row(closure_.C_eta, t);
    matching_.colour_row(factor_.L(), t);
    detail::transfer_row(exec_, factor_there_, matching_.factor(), t);
    detail::transfer_row(exec_, kernel_there_, closure_.F, t);
    detail::transfer_row(exec_, drive_there_, closure_.drive, t);
    if (progress) progress({.stage = "step", .fraction = static_cast<double>(t) / steps});
  }
  Kokkos::deep_copy(exec_, single_neuron_energy_, means_.E1);
  Kokkos::deep_copy(exec_, phi_eta_, means_.phi_eta);
  exec_.fence("mattis::dmft::pass");
  return factor_.jitter();
}

/// Row t of the order parameters from the device, and of the symmetric C column t.
template <ExecutionSpace Exec, Real T>
void CausalPass<Exec, T>::fetch_row(OrderParameters const& order, int t) {
  detail::transfer_row(exec_, order.S, means_.S, t);
  detail::transfer_row(exec_, order.m, means_.m, t);
  auto const row = Kokkos::pair<int, int>(0, t + 1);
  Kokkos::deep_copy(exec_, Kokkos::subview(order.C, t, row), Kokkos::subview(means_.C, t, row));
  exec_.fence("mattis::dmft::step");
  for (int s = 0; s < t; ++s) order.C(s, t) = order.C(t, s);
}

template <ExecutionSpace Exec, Real T>
void CausalPass<Exec, T>::energies(OrderParameters const& order,
                                   HostArray<double**> const& E) const {
  closure_.energies(order, phi_eta_, single_neuron_energy_, E);
}

#define MATTIS_INSTANTIATE_CAUSAL_PASS(EXEC) \
  template class CausalPass<EXEC, float>;    \
  template class CausalPass<EXEC, double>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_CAUSAL_PASS)

}  // namespace mattis
