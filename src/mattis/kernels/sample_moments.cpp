// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/detail/nested_scratch.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/kernels/detail/effective_neurons_simd.hpp>
#include <mattis/kernels/detail/sample_draw.hpp>
#include <mattis/kernels/detail/samples_on_host.hpp>
#include <mattis/kernels/sample_moments.hpp>

#include <algorithm>

namespace mattis {
namespace {

/// Samples whose rows are kept at once where they are not made block by block.
constexpr std::int64_t chunk_samples = 16384;

int numbers(int steps, int condensed) {
  expect(steps >= 1, "T", "at least 1", steps);
  expect(condensed >= 0, "K", "at least 0", condensed);
  return condensed + 1 + steps;
}

/// A worker's signs, noise, start and amplitudes, a multiple of 64 bytes.
std::int64_t block_entries(int steps, int condensed) {
  return std::int64_t{lanes::block_samples} * (condensed + 2 * steps) +
         detail::round_up(condensed, 16);
}

/// Rows of `count` drawn samples by the host's micro-kernels.
template <ExecutionSpace Exec, Real T>
struct DrawRows {
  int steps, condensed;
  std::uint64_t seed;
  std::int64_t first_sample;
  Array<T**, Exec> scratch;
  lanes::MicroKernels<T> const& kernels;

  void operator()(int worker, std::int64_t first, int count, T* rows, std::ptrdiff_t stride) const {
    T* const signs = &scratch(static_cast<std::size_t>(worker), 0);
    T* const noise = signs + std::ptrdiff_t{lanes::block_samples} * condensed;
    T* const start = noise + std::ptrdiff_t{lanes::block_samples} * steps;
    T* const amplitudes = start + std::ptrdiff_t{lanes::block_samples} * steps;
    std::fill_n(amplitudes, condensed, T(0));  // with a noise of 1 the start is nu
    for (int done = 0; done < count; done += lanes::block_samples) {
      int const live = std::min(lanes::block_samples, count - done);
      lanes::SampleSource source;
      source.seed = seed;
      source.first_sample = first_sample + first + done;
      kernels.draw.samples(source, {amplitudes, T(1), nullptr},
                           {steps, condensed, live, signs, noise, start, nullptr, nullptr});
      for (int tile = 0; tile * kernels.lanes < live; ++tile) {
        int const lanes = std::min(kernels.lanes, live - tile * kernels.lanes);
        T* out = rows + done + tile * kernels.lanes;
        auto const copy_rows = [&](T const* array, int array_rows, int wanted) {
          T const* const from = array + std::ptrdiff_t{tile} * array_rows * kernels.lanes;
          for (int r = 0; r < wanted; ++r, out += stride)
            std::copy_n(from + r * kernels.lanes, lanes, out);
        };
        copy_rows(signs, condensed, condensed);
        copy_rows(start, steps, 1);
        copy_rows(noise, steps, steps);
      }
    }
  }
};

/// The same of one sample, in Kokkos alone.
template <ExecutionSpace Exec, Real T>
struct DrawColumn {
  detail::SampleDraw<Exec, T> draw;
  Array<T**, Exec> rows;
  int samples;

  KOKKOS_FUNCTION void operator()(std::int64_t item) const {
    auto const sample = static_cast<int>(item);
    T* const signs = rows.data();
    T* const nu = signs + static_cast<std::ptrdiff_t>(draw.condensed) * samples;
    draw(sample, sample, samples, signs, nu + samples, nu);
  }
};

struct NoCue {
  double* a;

  KOKKOS_FUNCTION void operator()(std::int64_t k) const { a[k] = 0; }
};

template <ExecutionSpace Exec>
struct AddShare {
  bool first;
  double share;
  double const* from;
  double* to;

  KOKKOS_FUNCTION void operator()(std::int64_t i) const {
    to[i] = (first ? 0.0 : to[i]) + share * from[i];
  }
};

}  // namespace

template <ExecutionSpace Exec, Real T>
SampleMoments<Exec, T>::SampleMoments(Exec const& exec, int steps, int condensed,
                                      std::int64_t samples, How const& how,
                                      detail::Arena<Exec> const& arena)
    : how_(how),
      steps_(steps),
      condensed_(condensed),
      samples_(samples),
      covariance_(exec, numbers(steps, condensed), samples, how, true, Scratch<Exec>::later()) {
  detail::use_nested(exec, arena, covariance_);
  int const D = numbers(steps, condensed);
  if (covariance_.takes_source()) {
    scratch_ = arena.template take<Array<T**, Exec>>(
        "mattis::sample_moments::blocks", exec.concurrency(), block_entries(steps, condensed));
  } else {
    scratch_ = arena.template take<Array<T**, Exec>>("mattis::sample_moments::rows", D,
                                                     std::min(samples, chunk_samples));
    of_chunk_ =
        arena.template take<Array<double**, Exec>>("mattis::sample_moments::of_chunk", D, D);
    no_cue_ =
        arena.template take<Array<double*, Exec>>("mattis::sample_moments::no_cue", condensed);
  }
}

template <ExecutionSpace Exec, Real T>
std::size_t SampleMoments<Exec, T>::bytes(int steps, int condensed, std::int64_t samples,
                                          int concurrency, How const& how) {
  auto const D = static_cast<std::size_t>(numbers(steps, condensed));
  std::size_t const covariance =
      CovariancePlan<Exec, T>::bytes(static_cast<std::int64_t>(D), samples, concurrency, how, true);
  if (runs_simd<Exec>(how))
    return covariance +
           sizeof(T) * static_cast<std::size_t>(concurrency * block_entries(steps, condensed));
  return covariance + sizeof(T) * D * static_cast<std::size_t>(std::min(samples, chunk_samples)) +
         sizeof(double) * (D * D + static_cast<std::size_t>(condensed));
}

template <ExecutionSpace Exec, Real T>
void SampleMoments<Exec, T>::run(Exec const& exec, std::uint64_t seed, std::int64_t first_sample,
                                 Array<double**, Exec> const& moments) {
  auto const D = static_cast<std::size_t>(numbers(steps_, condensed_));
  expect_shape("moments", moments, {D, D});
  if (runs_reference(how_)) {
    auto const drawn = detail::drawn_on_host<T>(steps_, condensed_, seed, first_sample, samples_);
    reference::Matrix u{static_cast<int>(D), drawn.z.columns};
    for (int i = 0; i < u.columns; ++i) {
      for (int k = 0; k < condensed_; ++k) u(k, i) = drawn.xi(i, k);
      u(condensed_, i) = drawn.nu[static_cast<std::size_t>(i)];
      for (int t = 0; t < steps_; ++t) u(condensed_ + 1 + t, i) = drawn.z(t, i);
    }
    detail::matrix_from_host(exec, reference::covariance(u), moments);
    return;
  }
  if constexpr (is_host_execution_space<Exec>) {
    if (covariance_.takes_source()) {
      source_ =
          DrawRows<Exec, T>{steps_, condensed_, seed, first_sample, scratch_, how_.micro<T>()};
      covariance_.run(exec, source_, moments);
      return;
    }
  }
  run_chunks(exec, seed, first_sample, moments);
}

template <ExecutionSpace Exec, Real T>
void SampleMoments<Exec, T>::run_chunks(Exec const& exec, std::uint64_t seed,
                                        std::int64_t first_sample,
                                        Array<double**, Exec> const& moments) const {
  detail::for_entries(exec, "mattis::sample_moments::no_cue", {condensed_, 1},
                      NoCue{no_cue_.data()});
  SweepInput<Exec> input;
  input.a = no_cue_;
  input.ic_noise = 1;
  input.seed = seed;
  for (std::int64_t first = 0; first < samples_; first += chunk_samples) {
    auto const count = static_cast<int>(std::min(chunk_samples, samples_ - first));
    input.first_sample = first_sample + first;
    // Rows of this chunk's own length, without gaps.
    Array<T**, Exec> const rows(scratch_.data(), scratch_.extent(0),
                                static_cast<std::size_t>(count));
    detail::for_entries(
        exec, "mattis::sample_moments::draw", {count, 20.0 * steps_},
        DrawColumn<Exec, T>{detail::SampleDraw<Exec, T>(input, steps_, condensed_), rows, count});
    covariance(exec, rows, of_chunk_, Target::portable);
    detail::for_entries(
        exec, "mattis::sample_moments::add", {static_cast<std::int64_t>(moments.size()), 1},
        AddShare<Exec>{first == 0, static_cast<double>(count) / static_cast<double>(samples_),
                       of_chunk_.data(), moments.data()});
  }
}

#define MATTIS_INSTANTIATE_SAMPLE_MOMENTS(EXEC) \
  template class SampleMoments<EXEC, float>;    \
  template class SampleMoments<EXEC, double>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_SAMPLE_MOMENTS)

}  // namespace mattis
