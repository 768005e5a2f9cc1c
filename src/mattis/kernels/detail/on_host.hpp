// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What Target::reference reads and writes: numbers of any space, as doubles on the host. Each call
// waits for its own copy, on its own instance.
#include <mattis/core/allocate.hpp>
#include <mattis/core/detail/launch.hpp>
#include <mattis/kernels/detail/strided_entries.hpp>
#include <mattis/kernels/patterns.hpp>
#include <mattis/kernels/reference.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mattis::detail {

using HostVector = Kokkos::View<double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;

/// entries(i) as a double, for every i: `Entries` is a functor that devices can call.
template <ExecutionSpace Exec, class Entries>
struct ReadEntries {
  Entries entries;
  Array<double*, Exec> to;

  KOKKOS_FUNCTION void operator()(std::int64_t i) const { to(i) = static_cast<double>(entries(i)); }
};
template <ExecutionSpace Exec, class Entries>
std::vector<double> on_host(Exec const& exec, std::int64_t count, Entries const& entries) {
  std::vector<double> values(static_cast<std::size_t>(count));
  auto const there = allocate<Array<double*, Exec>>(exec, "mattis::reference::read", count);
  for_entries(exec, "mattis::reference::read", {count, 1},
              ReadEntries<Exec, Entries>{entries, there});
  Kokkos::deep_copy(exec, HostVector(values.data(), values.size()), there);
  exec.fence("mattis::reference::read");
  return values;
}

/// entries(i) = values[i], rounded; `Entries` gives references.
template <ExecutionSpace Exec, class Entries>
struct WriteEntries {
  Entries entries;
  Array<double const*, Exec> from;

  KOKKOS_FUNCTION void operator()(std::int64_t i) const {
    auto& entry = entries(i);
    entry = static_cast<std::remove_reference_t<decltype(entry)>>(from(i));
  }
};
template <ExecutionSpace Exec, class Entries>
void from_host(Exec const& exec, std::vector<double> const& values, Entries const& entries) {
  auto const there = allocate<Array<double*, Exec>>(exec, "mattis::reference::write",
                                                    static_cast<std::int64_t>(values.size()));
  Kokkos::View<double const*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> const here(values.data(),
                                                                                     values.size());
  Kokkos::deep_copy(exec, there, here);
  for_entries(exec, "mattis::reference::write", {static_cast<std::int64_t>(values.size()), 1},
              WriteEntries<Exec, Entries>{entries, there});
  exec.fence("mattis::reference::write");
}

/// A View of rank 1 or 2, row-major.
template <ExecutionSpace Exec, class View>
reference::Matrix matrix_on_host(Exec const& exec, View const& view) {
  using Entry = typename View::value_type;
  reference::Matrix matrix;
  if constexpr (View::rank() == 1) {
    matrix.rows = 1;
    matrix.columns = static_cast<int>(view.extent(0));
  } else {
    matrix.rows = static_cast<int>(view.extent(0));
    matrix.columns = static_cast<int>(view.extent(1));
  }
  matrix.entries =
      on_host(exec, static_cast<std::int64_t>(view.size()), StridedEntries<Entry>::of(view));
  return matrix;
}

/// A row-major array, from the host.
template <ExecutionSpace Exec, class View>
void matrix_from_host(Exec const& exec, reference::Matrix const& matrix, View const& view) {
  from_host(exec, matrix.entries, StridedEntries<typename View::value_type>::of(view));
}

/// The words of a matrix of signs, and each of its sets.
template <ExecutionSpace Exec>
class SignsOnHost {
 public:
  SignsOnHost(Exec const& exec, SignMatrix<Exec> const& matrix)
      : rows_(matrix.rows),
        columns_(matrix.columns),
        sets_(matrix.sets()),
        words_(matrix.words.size()) {
    Kokkos::View<std::uint32_t*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> const here(
        words_.data(), words_.size());
    Kokkos::View<std::uint32_t const*, typename Exec::memory_space, Kokkos::MemoryUnmanaged> const
        there(matrix.words.data(), matrix.words.size());
    Kokkos::deep_copy(exec, here, there);
    exec.fence("mattis::reference::signs");
  }

  /// Of an instance: its own set, or the one there is.
  reference::SignBits of(std::int64_t instance) const {
    std::int64_t const set = sets_ == 1 ? 0 : instance;
    return {rows_, columns_,
            words_.data() + static_cast<std::size_t>(set) * (words_.size() / sets())};
  }

 private:
  std::size_t sets() const { return static_cast<std::size_t>(sets_); }

  std::int64_t rows_, columns_, sets_;
  std::vector<std::uint32_t> words_;
};

}  // namespace mattis::detail
