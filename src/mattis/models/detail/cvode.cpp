// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/models/detail/cvode.hpp>
#include <mattis/models/integrator.hpp>

#ifdef MATTIS_SUNDIALS
#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>
#endif

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <string>
#include <type_traits>
#include <utility>

namespace mattis {

#ifdef MATTIS_SUNDIALS

bool has_cvode() { return true; }

namespace detail {
namespace {

static_assert(std::is_same_v<sunrealtype, double>, "SUNDIALS in double");

// A network whose couplings are strong for its step: more than CVODE's 500 between two records.
constexpr long most_steps = 1'000'000;

struct FreeContext {
  void operator()(SUNContext context) const { SUNContext_Free(&context); }
};
struct FreeVector {
  void operator()(N_Vector vector) const { N_VDestroy(vector); }
};
struct FreeIteration {
  void operator()(SUNNonlinearSolver iteration) const { SUNNonlinSolFree(iteration); }
};
struct FreeSolver {
  void operator()(void* memory) const { CVodeFree(&memory); }
};
template <class Pointer, class Free>
using Owned = std::unique_ptr<std::remove_pointer_t<Pointer>, Free>;

void expect_success(char const* call, int flag) {
  if (flag >= 0) return;
  std::unique_ptr<char, void (*)(void*)> const name(CVodeGetReturnFlagName(flag), std::free);
  throw Error(std::string("cvode: expected ") + call + " to succeed, got " + name.get());
}
template <class Pointer>
Pointer expect_made(char const* call, Pointer made) {
  if (made == nullptr)
    throw Error(std::string("cvode: expected memory for ") + call + ", got none");
  return made;
}

SUNContext make_context() {
  SUNContext context = nullptr;
#if SUNDIALS_VERSION_MAJOR >= 7
  SUNContext_Create(SUN_COMM_NULL, &context);
#else
  SUNContext_Create(nullptr, &context);
#endif
  return expect_made("SUNContext_Create", context);
}

// CVODE writes what goes wrong to standard error, which is the program's; the Error says it.
#if SUNDIALS_VERSION_MAJOR >= 7
void silence(SUNContext context, void*) { SUNContext_ClearErrHandlers(context); }
#else
void silence(SUNContext, void* solver) {
  CVodeSetErrHandlerFn(
      solver, [](int, char const*, char const*, char*, void*) {}, nullptr);
}
#endif

}  // namespace

struct Cvode::Parts {
  Function f;
  std::exception_ptr thrown;
  Owned<SUNContext, FreeContext> context;
  Owned<N_Vector, FreeVector> x;
  Owned<SUNNonlinearSolver, FreeIteration> iteration;
  Owned<void*, FreeSolver> solver;

  Parts(std::int64_t size, double rtol, Function given)
      : f(std::move(given)),
        context(make_context()),
        x(expect_made("N_VNew_Serial", N_VNew_Serial(size, context.get()))),
        iteration(expect_made("SUNNonlinSol_FixedPoint",
                              SUNNonlinSol_FixedPoint(x.get(), 0, context.get()))),
        solver(expect_made("CVodeCreate", CVodeCreate(CV_ADAMS, context.get()))) {
    N_VConst(0, x.get());
    silence(context.get(), solver.get());
    expect_success("CVodeInit", CVodeInit(solver.get(), &Parts::evaluate, 0, x.get()));
    expect_success("CVodeSStolerances", CVodeSStolerances(solver.get(), rtol, rtol));
    expect_success("CVodeSetNonlinearSolver",
                   CVodeSetNonlinearSolver(solver.get(), iteration.get()));
    expect_success("CVodeSetUserData", CVodeSetUserData(solver.get(), this));
    expect_success("CVodeSetMaxNumSteps", CVodeSetMaxNumSteps(solver.get(), most_steps));
  }

  // Called from C, which no exception may cross.
  static int evaluate(sunrealtype, N_Vector x, N_Vector dxdt, void* parts) {
    auto& self = *static_cast<Parts*>(parts);
    try {
      self.f(N_VGetArrayPointer(x), N_VGetArrayPointer(dxdt));
      return 0;
    } catch (...) {
      self.thrown = std::current_exception();
      return -1;
    }
  }
};

Cvode::Cvode(std::int64_t size, double rtol, Function f)
    : parts_(std::make_unique<Parts>(size, rtol, std::move(f))) {}

std::size_t Cvode::bytes(std::int64_t size) {
  // Its history of order 12, and six vectors more.
  return static_cast<std::size_t>(size) * sizeof(double) * 20;
}

void Cvode::start(double const* x0) {
  auto& parts = *parts_;
  std::copy_n(x0, N_VGetLength(parts.x.get()), N_VGetArrayPointer(parts.x.get()));
  expect_success("CVodeReInit", CVodeReInit(parts.solver.get(), 0, parts.x.get()));
}

void Cvode::advance(double time) {
  auto& parts = *parts_;
  double reached = 0;
  int const flag = CVode(parts.solver.get(), time, parts.x.get(), &reached, CV_NORMAL);
  if (auto const thrown = std::exchange(parts.thrown, nullptr)) std::rethrow_exception(thrown);
  expect_success(("CVode up to time " + to_text(time)).c_str(), flag);
}

double const* Cvode::state() const { return N_VGetArrayPointer(parts_->x.get()); }

std::int64_t Cvode::steps() const {
  long steps = 0;
  expect_success("CVodeGetNumSteps", CVodeGetNumSteps(parts_->solver.get(), &steps));
  return steps;
}

}  // namespace detail

#else

bool has_cvode() { return false; }

namespace detail {

struct Cvode::Parts {};

Cvode::Cvode(std::int64_t, double, Function) {
  throw_unexpected("integrator", "a build with SUNDIALS (MATTIS_SUNDIALS=ON) for cvode", "none");
}
std::size_t Cvode::bytes(std::int64_t) { return 0; }
void Cvode::start(double const*) {}
void Cvode::advance(double) {}
double const* Cvode::state() const { return nullptr; }
std::int64_t Cvode::steps() const { return 0; }

}  // namespace detail

#endif

namespace detail {

Cvode::~Cvode() = default;
Cvode::Cvode(Cvode&&) noexcept = default;
Cvode& Cvode::operator=(Cvode&&) noexcept = default;

}  // namespace detail
}  // namespace mattis
