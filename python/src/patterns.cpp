// SPDX-License-Identifier: BSD-3-Clause
#include "patterns.hpp"

#include "arrays.hpp"
#include "calling.hpp"
#include "parts.hpp"

#include <mattis/core/memory.hpp>

#include <nanobind/ndarray.h>
#include <nanobind/stl/unique_ptr.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

namespace nb = nanobind;
using namespace nb::literals;

namespace mattis::python {
namespace {

using Signs = nb::ndarray<std::int8_t const, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

std::unique_ptr<Patterns> pack(Signs const& signs, int threads) {
  expect(signs.shape(0) > 0 && signs.shape(1) > 0, "xi", "at least one pattern of one neuron",
         static_cast<std::int64_t>(signs.size()));
  Watch watch;
  return without_lock(watch, [&] {
    Kokkos::View<std::int8_t const**, Host::memory_space> const view(signs.data(), signs.shape(0),
                                                                     signs.shape(1));
    return std::make_unique<Patterns>(pack_patterns(host(threads), view));
  });
}

std::unique_ptr<Patterns> random(nb::handle patterns, nb::handle neurons, nb::handle from,
                                 int threads) {
  std::int64_t P = 0, N = 0;
  std::uint64_t seed = 0;
  read("P", patterns, P);
  read("N", neurons, N);
  read("seed", from, seed);
  expect(P > 0, "P", "at least 1", P);
  expect(N > 0, "N", "at least 1", N);
  Watch watch;
  return without_lock(watch, [&] {
    expect_fits_in_memory("N", static_cast<double>(P) * static_cast<double>(N) / 4);
    return std::make_unique<Patterns>(random_patterns(host(threads), P, N, seed));
  });
}

nb::object unpack(Patterns const& patterns) {
  auto const P = static_cast<std::size_t>(patterns.P()), N = static_cast<std::size_t>(patterns.N());
  Watch watch;
  std::unique_ptr<std::int8_t[]> signs;
  without_lock(watch, [&] {
    auto const view = unpack_patterns(host(0), patterns.set());
    signs = std::make_unique_for_overwrite<std::int8_t[]>(P * N);
    std::copy(view.data(), view.data() + P * N, signs.get());
    return 0;
  });
  auto* const data = signs.release();
  nb::capsule const owner(data, [](void* it) noexcept { delete[] static_cast<std::int8_t*>(it); });
  return nb::cast(nb::ndarray<nb::numpy, std::int8_t, nb::ndim<2>>(data, {P, N}, owner));
}

}  // namespace

void add_patterns(nb::module_& module) {
  nb::class_<Patterns>(module, "PackedPatterns", "One set of patterns, a bit for each entry.")
      .def_prop_ro("P", &Patterns::P)
      .def_prop_ro("N", &Patterns::N)
      .def_prop_ro("nbytes",
                   [](Patterns const& one) { return PatternSet<Host>::bytes(one.P(), one.N()); })
      .def("unpack", &unpack, "Signs (P, N) of int8.");
  module.def("pack_patterns", &pack, "signs"_a.noconvert(), "threads"_a,
             "Bits of signs (P, N), int8 in C order.");
  module.def("random_patterns", &random, "P"_a.none(), "N"_a.none(), "seed"_a.none(), "threads"_a,
             "Independent fair signs.");
}

}  // namespace mattis::python
