// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/detail/nested_scratch.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/dmft/detail/host_blocks.hpp>
#include <mattis/dmft/ensemble.hpp>
#include <mattis/expr/sweep.hpp>

#include <algorithm>
#include <limits>

namespace mattis {
namespace {

/// The means of docs/models.md 1.2 over the samples of the effective neuron.
template <Real T, ExecutionSpace Exec>
auto plan_sweep(Exec const& exec, SweepInput<Exec> const& input, SampleMeans<Exec> const& means,
                How const& how) {
  auto const neuron = effective_neuron<T>(input);
  return plan(exec,
              together(lazy(means.C) = covariance(neuron.phi),            //
                       lazy(means.S) = response(neuron.phi, neuron.eta),  //
                       lazy(means.m) = mean(neuron.phi * neuron.xi),      //
                       lazy(means.E1) = mean(neuron_energy(neuron.x, neuron.phi)),
                       lazy(means.phi_eta) = mean(neuron.phi * neuron.eta)),
              how, Scratch<Exec>::later());
}
template <Real T, ExecutionSpace Exec>
using SweepOf = decltype(plan_sweep<T>(std::declval<Exec const&>(), {}, {}, {}));

}  // namespace

template <ExecutionSpace Exec, Real T>
struct Ensemble<Exec, T>::Sweep {
  SweepOf<T, Exec> plan;
};

template <ExecutionSpace Exec, Real T>
Ensemble<Exec, T>::~Ensemble() = default;

template <ExecutionSpace Exec, Real T>
Ensemble<Exec, T>::Ensemble(Exec const& exec, Dense const& model, SolveOptions const& options,
                            detail::Arena<Exec> const& arena)
    : exec_(exec),
      model_(model),
      options_(options),
      closure_(model, options.T, options.how),
      // C is a mean of products of T: its rounding errors are of T's size.
      factor_(options.T, options.jitter, static_cast<double>(std::numeric_limits<T>::epsilon()),
              options.how),
      matching_(exec, model, options, arena),
      compression_(options.T, options.how),
      single_neuron_energy_("mattis::dmft::E1", static_cast<std::size_t>(options.T)),
      phi_eta_("mattis::dmft::phi_eta", static_cast<std::size_t>(options.T)),
      factor_there_(detail::mirror(arena, matching_.factor())),
      kernel_there_(detail::mirror(arena, closure_.F)),
      drive_there_(detail::mirror(arena, closure_.drive)),
      read_there_(detail::mirror(arena, compression_.read())),
      write_there_(detail::mirror(arena, compression_.write())),
      keep_there_(detail::mirror(arena, compression_.keep())),
      start_(arena, model, options_),
      input_(start_.input(model, options)),
      means_(arena, options.T, static_cast<int>(model.a.size())) {
  input_.factor = factor_there_;
  input_.kernel = kernel_there_;
  input_.drive = drive_there_;
  input_.compressed = {0, read_there_, write_there_, keep_there_};
  sweep_.reset(new Sweep{plan_sweep<T>(exec, input_, means_, options.how)});
  detail::use_nested(exec, arena, sweep_->plan);
}

template <ExecutionSpace Exec, Real T>
std::size_t Ensemble<Exec, T>::bytes(Dense const& model, SolveOptions const& options,
                                     int concurrency) {
  auto const condensed = static_cast<int>(model.a.size());
  auto const steps = static_cast<std::size_t>(options.T);
  std::size_t const means =
      OrderParameters::bytes(options.T, condensed) + 2 * sizeof(double) * steps;
  return Closure::bytes(model, options.T) + CovarianceFactor::bytes(options.T) +
         KernelCompression::bytes(options.T) +
         MomentMatching<Exec, T>::bytes(model, options, concurrency) + 2 * sizeof(double) * steps +
         means + SweepOf<T, Exec>::bytes(options.T, condensed, concurrency, options.how);
}

template <ExecutionSpace Exec, Real T>
double Ensemble<Exec, T>::map(OrderParameters const& order, std::int64_t first, std::int64_t count,
                              OrderParameters const& next, double kernel_tol) {
  detail::throw_if_stopped();
  start_.send(exec_);
  matching_.start(exec_, first, count, input_);
  closure_.update(detail::host_side(exec_), order);
  factor_.factor(detail::host_side(exec_), closure_.C_eta);
  matching_.colour(detail::host_side(exec_), factor_.L());
  detail::transfer(exec_, factor_there_, matching_.factor());
  detail::transfer(exec_, kernel_there_, closure_.F);
  detail::transfer(exec_, drive_there_, closure_.drive);
  compress_kernel(kernel_tol);
  sweep_->plan.run(exec_, input_);
  Kokkos::deep_copy(exec_, next.C, means_.C);
  Kokkos::deep_copy(exec_, next.S, means_.S);
  Kokkos::deep_copy(exec_, next.m, means_.m);
  Kokkos::deep_copy(exec_, single_neuron_energy_, means_.E1);
  Kokkos::deep_copy(exec_, phi_eta_, means_.phi_eta);
  exec_.fence("mattis::dmft::sweep");
  return factor_.jitter();
}

template <ExecutionSpace Exec, Real T>
void Ensemble<Exec, T>::compress_kernel(double tol) {
  if (!EffectiveNeurons<Exec, T>::takes_compressed(options_.T, options_.how)) return;
  double const of_options = kernel_tolerance<T>(options_);
  compression_.compress(closure_.F, of_options > 0 ? std::max(of_options, tol) : 0);
  if (tol == 0) {
    kernel_rank_ = std::max(kernel_rank_, compression_.rank());
    kernel_error_ = std::max(kernel_error_, compression_.error());
  }
  input_.compressed.rank = compression_.rank();
  if (compression_.rank() == 0) return;
  detail::transfer(exec_, read_there_, compression_.read());
  detail::transfer(exec_, write_there_, compression_.write());
  detail::transfer(exec_, keep_there_, compression_.keep());
}

template <ExecutionSpace Exec, Real T>
void Ensemble<Exec, T>::energies(OrderParameters const& order, HostArray<double**> const& E) {
  closure_.update(detail::host_side(exec_), order);
  closure_.energies(order, phi_eta_, single_neuron_energy_, E);
}

#define MATTIS_INSTANTIATE_ENSEMBLE(EXEC) \
  template class Ensemble<EXEC, float>;   \
  template class Ensemble<EXEC, double>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_ENSEMBLE)

}  // namespace mattis
