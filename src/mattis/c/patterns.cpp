// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/c/tables.hpp>

#include <algorithm>

namespace mattis::c {
namespace {

using Signs = Kokkos::View<std::int8_t const**, Kokkos::LayoutRight, Kokkos::HostSpace,
                           Kokkos::MemoryUnmanaged>;

void expect_shape(std::int64_t P, std::int64_t N) {
  expect(P >= 1, "P", "at least 1", P);
  expect(N >= 1, "N", "at least 1", N);
}

void keep(PatternSet<Exec> const& set, mattis_patterns* handle) {
  handle->id = patterns().add(std::make_shared<PatternSet<Exec>>(set));
}

}  // namespace
}  // namespace mattis::c

extern "C" {

int mattis_patterns_random(int64_t P, int64_t N, uint64_t seed, mattis_patterns* patterns) {
  using namespace mattis::c;
  return guarded([&] {
    expect_pointer("patterns", patterns);
    expect_shape(P, N);
    Exec const exec;
    auto const set = mattis::random_patterns(exec, P, N, seed);
    exec.fence("mattis::c::patterns");
    keep(set, patterns);
  });
}

int mattis_patterns_pack(int64_t P, int64_t N, int8_t const* signs, mattis_patterns* patterns) {
  using namespace mattis::c;
  return guarded([&] {
    expect_pointer("patterns", patterns);
    expect_pointer("signs", signs);
    expect_shape(P, N);
    Exec const exec;
    auto const set = mattis::pack_patterns(
        exec, Kokkos::View<int8_t const**, Exec::memory_space>(
                  Signs(signs, static_cast<std::size_t>(P), static_cast<std::size_t>(N))));
    exec.fence("mattis::c::patterns");
    keep(set, patterns);
  });
}

int mattis_patterns_unpack(mattis_patterns patterns, int8_t* signs) {
  using namespace mattis::c;
  return guarded([&] {
    expect_pointer("signs", signs);
    auto const set = mattis::c::patterns().find(patterns.id);
    auto const unpacked = mattis::unpack_patterns(Exec{}, *set);
    std::copy_n(unpacked.data(), unpacked.size(), signs);
  });
}

int mattis_patterns_shape(mattis_patterns patterns, int64_t* P, int64_t* N) {
  using namespace mattis::c;
  return guarded([&] {
    expect_pointer("P", P);
    expect_pointer("N", N);
    auto const set = mattis::c::patterns().find(patterns.id);
    *P = set->patterns();
    *N = set->neurons();
  });
}

int mattis_patterns_free(mattis_patterns patterns) {
  using namespace mattis::c;
  return guarded([&] { mattis::c::patterns().free(patterns.id); });
}

}  // extern "C"
