// SPDX-License-Identifier: BSD-3-Clause
// Kernels on arrays of the caller's, in place.
#include "arrays.hpp"
#include "calling.hpp"
#include "parts.hpp"
#include "patterns.hpp"

#include <mattis/kernels/covariance.hpp>
#include <mattis/kernels/field.hpp>
#include <mattis/kernels/overlap.hpp>
#include <mattis/kernels/response.hpp>
#include <mattis/kernels/tanh.hpp>

#include <string>
#include <variant>

namespace nb = nanobind;
using namespace nb::literals;

namespace mattis::python {
namespace {

template <class T>
using Vector = Kokkos::View<T*, Kokkos::LayoutRight, Host::memory_space, Kokkos::MemoryUnmanaged>;
template <class T>
using Rows = Kokkos::View<T**, Kokkos::LayoutRight, Host::memory_space, Kokkos::MemoryUnmanaged>;

template <class T>
auto rows_of(nb::ndarray<T, nb::c_contig, nb::device::cpu> const& array) {
  return Rows<T>(array.data(), array.shape(0), array.shape(1));
}

/// run(exec, how) on the host without the interpreter's lock; what it launches is done then.
template <class Run>
void launch(int threads, Run const& run) {
  Watch watch;
  without_lock(watch, [&] {
    auto const exec = host(threads);
    run(exec, command::TunedChoices(Host{}).how());
    exec.fence("mattis::python::launch");
    return 0;
  });
}

/// overlap() or field(), `from` (n) or (n, B), the result (m) or (m, B).
template <class Multiply>
nb::object pattern_product(char const* name, char const* shape, nb::handle from, std::int64_t n,
                           std::int64_t m, nb::handle out, int threads, Multiply const& multiply) {
  return std::visit(
      [&]<class T>(Readable<T> const& in) -> nb::object {
        auto extents = extents_of(in);
        expect_rank(name, extents, 1, 2, shape);
        if (extents[0] != static_cast<std::size_t>(n))
          throw_unexpected(name, std::string(shape) + ", " + to_text(n) + " of them",
                           "shape " + shape_text(extents));
        extents[0] = static_cast<std::size_t>(m);
        auto const to = result<T>(out, extents);
        launch(threads, [&](auto const& exec, How const& how) {
          if (extents.size() == 1)
            multiply(exec, Vector<T const>(in.data(), in.size()),
                     Vector<T>(to.array.data(), to.array.size()), how);
          else
            multiply(exec, rows_of(in), rows_of(to.array), how);
        });
        return to.object;
      },
      readable(name, from));
}

nb::object overlaps(Patterns const& xi, nb::handle phi, nb::handle out, int threads) {
  return pattern_product("phi", "activations (N,) or (N, B)", phi, xi.N(), xi.P(), out, threads,
                         [&](auto const& exec, auto const& from, auto const& to, How const& how) {
    overlap(exec, xi.set(), from, to, how);
  });
}

nb::object fields(Patterns const& xi, nb::handle f, nb::handle out, int threads) {
  return pattern_product("f", "coefficients (P,) or (P, B)", f, xi.P(), xi.N(), out, threads,
                         [&](auto const& exec, auto const& from, auto const& to, How const& how) {
    field(exec, xi.set(), from, to, how);
  });
}

nb::object covariances(nb::handle phi, nb::handle out, int threads) {
  return std::visit(
      [&]<class T>(Readable<T> const& in) -> nb::object {
        auto const extents = extents_of(in);
        expect_rank("phi", extents, 2, 2, "activations (T, M)");
        auto const to = result<double>(out, {extents[0], extents[0]});
        launch(threads, [&](auto const& exec, How const& how) {
          covariance(exec, rows_of(in), Array<double**, Host>(rows_of(to.array)), how);
        });
        return to.object;
      },
      readable("phi", phi));
}

nb::object responses(nb::handle slope, nb::handle kernel, nb::handle step, nb::handle out,
                     int threads) {
  double dt = 0;
  read("dt", step, dt);
  auto const F = readable_double("kernel", kernel);
  return std::visit(
      [&]<class T>(Readable<T> const& in) -> nb::object {
        auto const extents = extents_of(in);
        expect_rank("slope", extents, 2, 2, "slopes (T, M)");
        if (extents_of(F) != Extents{extents[0], extents[0]})
          throw_unexpected("kernel", "shape " + shape_text({extents[0], extents[0]}),
                           "shape " + shape_text(extents_of(F)));
        auto const to = result<double>(out, {extents[0], extents[0]});
        launch(threads, [&](auto const& exec, How const& how) {
          response(exec, rows_of(in), Array<double const**, Host>(rows_of(F)), dt,
                   Array<double**, Host>(rows_of(to.array)), how);
        });
        return to.object;
      },
      readable("slope", slope));
}

nb::object activations(nb::handle x, nb::handle out, int threads) {
  return std::visit(
      [&]<class T>(Readable<T> const& in) -> nb::object {
        auto const to = result<T>(out, extents_of(in));
        launch(threads, [&](auto const& exec, How const& how) {
          tanh(exec, Vector<T const>(in.data(), in.size()),
               Vector<T>(to.array.data(), to.array.size()), how);
        });
        return to.object;
      },
      readable("x", x));
}

}  // namespace

void add_kernels(nb::module_& module) {
  module.def("overlap", &overlaps, "xi"_a, "phi"_a.none(), "out"_a.none(), "threads"_a,
             "Overlaps xi phi / N.");
  module.def("field", &fields, "xi"_a, "f"_a.none(), "out"_a.none(), "threads"_a, "Fields xi^T f.");
  module.def("covariance", &covariances, "phi"_a.none(), "out"_a.none(), "threads"_a,
             "phi phi^T / M.");
  module.def("response", &responses, "slope"_a.none(), "kernel"_a.none(), "dt"_a.none(),
             "out"_a.none(), "threads"_a, "Response of the effective neuron.");
  module.def("activation", &activations, "x"_a.none(), "out"_a.none(), "threads"_a, "tanh x.");
}

}  // namespace mattis::python
