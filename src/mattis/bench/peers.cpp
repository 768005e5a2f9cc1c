// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/bench/peers.hpp>
#include <mattis/bench/stopwatch.hpp>

#include <dlfcn.h>

#include <algorithm>
#include <memory>
#include <type_traits>
#include <utility>

namespace mattis::detail {

namespace {

// Values of CBLAS' enumerations.
constexpr int row_major = 101, no_trans = 111, trans = 112, lower = 122;

template <class T>
using Gemv = void (*)(int, int, int, int, T, T const*, int, T const*, int, T, T*, int);
template <class T>
using Syrk = void (*)(int, int, int, int, int, T, T const*, int, T, T*, int);

void* blas() {
  static void* const library = [] {
    for (char const* name : {"libopenblas.so.0", "libopenblas.so", "libcblas.so.3"})
      if (void* const found = ::dlopen(name, RTLD_NOW | RTLD_LOCAL)) return found;
    return static_cast<void*>(nullptr);
  }();
  return library;
}

std::string blas_name() {
  return ::dlsym(blas(), "openblas_get_config") != nullptr ? "OpenBLAS" : "CBLAS";
}

template <class Function>
Function symbol(char const* name) {
  return blas() == nullptr ? nullptr : reinterpret_cast<Function>(::dlsym(blas(), name));
}

/// Signs. Not touched before they are written: at 300 MB a third of the time.
template <Real T>
std::shared_ptr<T[]> numbers(std::int64_t count) {
  auto values = std::make_shared_for_overwrite<T[]>(static_cast<std::size_t>(count));
  std::int64_t const own = std::min<std::int64_t>(count, 4999);
  for (std::int64_t i = 0; i < own; ++i)
    values[i] = (static_cast<std::uint64_t>(i) * 2654435761u) >> 31 & 1u ? T(1) : T(-1);
  for (std::int64_t i = own; i < count; i += own)
    std::copy_n(values.get(), std::min(own, count - i), values.get() + i);
  return values;
}

template <Real T>
constexpr bool is_float = std::is_same_v<T, float>;

PeerCall call_of(std::string name, std::function<void()> run) {
  return {blas_name() + " " + std::move(name),
          [run = std::move(run)](int repeats) { return seconds_of(run, repeats); },
          {},
          true};
}

}  // namespace

template <Real T>
std::optional<PeerCall> blas_products(std::int64_t patterns, std::int64_t neurons) {
  auto const gemv = symbol<Gemv<T>>(is_float<T> ? "cblas_sgemv" : "cblas_dgemv");
  if (gemv == nullptr ||
      patterns * neurons * static_cast<std::int64_t>(sizeof(T)) > most_peer_bytes)
    return {};
  struct Data {
    std::shared_ptr<T[]> signs, phi, m, h;
  };
  auto const data = std::make_shared<Data>(Data{numbers<T>(patterns * neurons), numbers<T>(neurons),
                                                numbers<T>(patterns), numbers<T>(neurons)});
  auto const P = static_cast<int>(patterns), N = static_cast<int>(neurons);
  return call_of(is_float<T> ? "sgemv" : "dgemv", [=] {
    gemv(row_major, no_trans, P, N, T(1), data->signs.get(), N, data->phi.get(), 1, T(0),
         data->m.get(), 1);
    gemv(row_major, trans, P, N, T(1), data->signs.get(), N, data->m.get(), 1, T(0), data->h.get(),
         1);
  });
}

template <Real T>
std::optional<PeerCall> blas_covariance(std::int64_t steps, std::int64_t samples) {
  auto const syrk = symbol<Syrk<T>>(is_float<T> ? "cblas_ssyrk" : "cblas_dsyrk");
  if (syrk == nullptr || steps * samples * static_cast<std::int64_t>(sizeof(T)) > most_peer_bytes)
    return {};
  struct Data {
    std::shared_ptr<T[]> phi, C;
  };
  auto const data =
      std::make_shared<Data>(Data{numbers<T>(steps * samples), numbers<T>(steps * steps)});
  auto const rows = static_cast<int>(steps), columns = static_cast<int>(samples);
  return call_of(is_float<T> ? "ssyrk" : "dsyrk", [=] {
    syrk(row_major, lower, no_trans, rows, columns, T(1) / static_cast<T>(columns), data->phi.get(),
         columns, T(0), data->C.get(), rows);
  });
}

template std::optional<PeerCall> blas_products<float>(std::int64_t, std::int64_t);
template std::optional<PeerCall> blas_products<double>(std::int64_t, std::int64_t);
template std::optional<PeerCall> blas_covariance<float>(std::int64_t, std::int64_t);
template std::optional<PeerCall> blas_covariance<double>(std::int64_t, std::int64_t);

}  // namespace mattis::detail
