// SPDX-License-Identifier: BSD-3-Clause
// CVODE and ARKODE of SUNDIALS take a network through time. Their vectors stay what they are: the
// right-hand side works on Views of the entries.
//
// Compared: CVODE at a relative tolerance of 1e-6, and Euler's rule as dt -> 0, with ARKODE at
// 1e-13; ARKODE's fixed steps show the order of the method that they are of.
#include <mattis/mattis.hpp>

#include <arkode/arkode_erkstep.h>
#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

namespace {

using Exec = Kokkos::DefaultHostExecutionSpace;
using State = std::vector<double>;

constexpr int P = 30, N = 400;
constexpr double end = 2;  // time

struct Network {
  Exec exec;
  mattis::RightHandSide<Exec, double> plan;
};

/// What SUNDIALS calls: dxdt of x. An exception must not cross it.
int network_slope(sunrealtype, N_Vector x, N_Vector dxdt, void* given) try {
  auto const& network = *static_cast<Network const*>(given);
  mattis::rhs(network.plan, network.exec, mattis::as_view(N_VGetArrayPointer(x), N),
              mattis::as_view(N_VGetArrayPointer(dxdt), N));
  network.exec.fence();
  return 0;
} catch (...) {
  return -1;
}

void check(int flag, char const* call) {
  if (flag >= 0) return;
  std::fprintf(stderr, "%s: %d\n", call, flag);
  std::exit(EXIT_FAILURE);
}

class Sundials {
 public:
  explicit Sundials(Network& network) : network_(network) {
#if SUNDIALS_VERSION_MAJOR >= 7
    check(SUNContext_Create(SUN_COMM_NULL, &context_), "SUNContext_Create");
#else
    check(SUNContext_Create(nullptr, &context_), "SUNContext_Create");
#endif
  }
  Sundials(Sundials const&) = delete;
  Sundials& operator=(Sundials const&) = delete;
  ~Sundials() { SUNContext_Free(&context_); }

  State cvode(State x, double rtol, long& steps) {
    N_Vector const y = N_VMake_Serial(N, x.data(), context_);
    void* solver = CVodeCreate(CV_ADAMS, context_);
    SUNNonlinearSolver const iteration = SUNNonlinSol_FixedPoint(y, 0, context_);
    check(CVodeInit(solver, network_slope, 0, y), "CVodeInit");
    check(CVodeSStolerances(solver, rtol, rtol), "CVodeSStolerances");
    check(CVodeSetNonlinearSolver(solver, iteration), "CVodeSetNonlinearSolver");
    check(CVodeSetUserData(solver, &network_), "CVodeSetUserData");
    double reached = 0;
    check(CVode(solver, end, y, &reached, CV_NORMAL), "CVode");
    check(CVodeGetNumSteps(solver, &steps), "CVodeGetNumSteps");
    SUNNonlinSolFree(iteration);
    CVodeFree(&solver);
    N_VDestroy(y);
    return x;
  }

  /// `set` chooses tolerance, or step and order.
  State arkode(State x, std::function<void(void*)> const& set) {
    N_Vector const y = N_VMake_Serial(N, x.data(), context_);
    void* solver = ERKStepCreate(network_slope, 0, y, context_);
    check(ERKStepSetUserData(solver, &network_), "ERKStepSetUserData");
    check(ERKStepSetMaxNumSteps(solver, 100000), "ERKStepSetMaxNumSteps");
    check(ERKStepSetStopTime(solver, end), "ERKStepSetStopTime");
    set(solver);
    double reached = 0;
    check(ERKStepEvolve(solver, end, y, &reached, ARK_NORMAL), "ERKStepEvolve");
    ERKStepFree(&solver);
    N_VDestroy(y);
    return x;
  }

 private:
  Network& network_;
  SUNContext context_ = nullptr;
};

State euler(Network const& network, State x, int steps) {
  State slope(N);
  for (int step = 0; step < steps; ++step) {
    mattis::rhs(network.plan, network.exec, mattis::as_view(x), mattis::as_view(slope));
    network.exec.fence();
    for (std::size_t i = 0; i < N; ++i) x[i] += end / steps * slope[i];
  }
  return x;
}

double gap(State const& a, State const& b) {
  double largest = 0;
  for (std::size_t i = 0; i < N; ++i) largest = std::fmax(largest, std::abs(a[i] - b[i]));
  return largest;
}

}  // namespace

int main(int argc, char* argv[]) {
  Kokkos::ScopeGuard const kokkos(argc, argv);
  Exec const exec;
  auto const xi = mattis::random_patterns(exec, P, N, 1);
  Network network{exec, {exec, xi, mattis::Hopfield{.alpha = 0.075, .g = 1.3}}};
  Sundials sundials(network);
  State start(N);
  for (std::size_t i = 0; i < N; ++i) start[i] = std::sin(static_cast<double>(i));

  State const exact = sundials.arkode(start, [](void* solver) {
    check(ERKStepSStolerances(solver, 1e-13, 1e-13), "ERKStepSStolerances");
    check(ERKStepSetOrder(solver, 8), "ERKStepSetOrder");
  });
  bool good = true;

  long steps = 0;
  double const of_cvode = gap(sundials.cvode(start, 1e-6, steps), exact);
  std::printf("CVODE, rtol 1e-6: %ld steps, error %.1e\n", steps, of_cvode);
  good = good && of_cvode < 1e-4;

  double before = 0;
  for (int const count : {400, 800, 1600}) {
    double const error = gap(euler(network, start, count), exact);
    std::printf("Euler, dt %.5f: error %.1e", end / count, error);
    if (before > 0) {
      std::printf(", order %.2f", std::log2(before / error));
      good = good && std::abs(std::log2(before / error) - 1) < 0.1;
    }
    std::printf("\n");
    before = error;
  }

  for (int const order : {2, 3, 4, 5}) {
    auto const fixed = [&](int count) {
      return gap(sundials.arkode(
                     start,
                     [&](void* solver) {
        check(ERKStepSetOrder(solver, order), "ERKStepSetOrder");
        check(ERKStepSetFixedStep(solver, end / count), "ERKStepSetFixedStep");
                     }),
                 exact);
    };
    double const coarse = fixed(80), fine = fixed(160), found = std::log2(coarse / fine);
    std::printf("ARKODE, h %.4f: error %.1e, order %.2f of a method of order %d\n", end / 160, fine,
                found, order);
    good = good && std::abs(found - order) < 0.3;
  }
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
