// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/detail/nested_scratch.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/kernels/covariance.hpp>
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

/// Samples of a block of the host, 4 KiB of a row as those of the covariance.
template <Real T>
constexpr int rows_samples = 4096 / sizeof(T);

/// A worker's signs, noise, start and amplitudes, a multiple of 64 bytes.
std::int64_t drawn_entries(int steps, int condensed) {
  return std::int64_t{lanes::block_samples} * (condensed + 2 * steps) +
         detail::round_up(condensed, 16);
}

/// .. the rows of its block ..
template <Real T>
std::int64_t row_entries(int steps, int condensed) {
  return std::int64_t{numbers(steps, condensed)} * rows_samples<T>;
}

/// .. and the panels that their products are made of.
template <Real T>
std::int64_t worker_entries(int steps, int condensed, How const& how) {
  return drawn_entries(steps, condensed) + row_entries<T>(steps, condensed) +
         static_cast<std::int64_t>(how.micro<T>().matrix.correlation_workspace(
             numbers(steps, condensed), rows_samples<T>));
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

/// The sums of a chunk from its means.
template <ExecutionSpace Exec>
struct SumOfMeans {
  double samples;
  double const* means;
  double* sums;

  KOKKOS_FUNCTION void operator()(std::int64_t i) const { sums[i] = samples * means[i]; }
};

/// Both triangles of the moments from the lower one of their sums.
template <ExecutionSpace Exec>
struct MeanOfSums {
  Array<double const*, Exec> sums;
  int numbers;
  double samples;
  Array<double**, Exec> moments;

  KOKKOS_FUNCTION void operator()(std::int64_t i) const {
    auto const row = static_cast<int>(i / numbers), column = static_cast<int>(i % numbers);
    if (column > row) return;
    moments(row, column) = moments(column, row) = sums(i) / samples;
  }
};

/// Blocks whose sums wait to be added: chunks are made one after the other.
template <ExecutionSpace Exec, Real T>
int wave_blocks(std::size_t square, std::int64_t samples, int concurrency, How const& how) {
  if (!runs_simd<Exec>(how)) return 1;
  auto const blocks = detail::ceil_div(samples, std::int64_t{rows_samples<T>});
  return static_cast<int>(
      std::min<std::int64_t>(blocks, detail::BlockSums<Exec>::buffers_for(square, concurrency)));
}

/// No fewer bytes than those come to, and not fewer for more numbers.
template <ExecutionSpace Exec, Real T>
std::size_t most_wave_bytes(std::size_t square, std::int64_t samples, int concurrency) {
  auto const blocks =
      static_cast<std::size_t>(detail::ceil_div(samples, std::int64_t{rows_samples<T>}));
  return std::min(square * sizeof(double) * blocks,
                  detail::BlockSums<Exec>::most_buffer_bytes(square, concurrency));
}

}  // namespace

template <ExecutionSpace Exec, Real T>
SampleMoments<Exec, T>::SampleMoments(Exec const& exec, int steps, int condensed,
                                      std::int64_t samples, How const& how,
                                      detail::Arena<Exec> const& arena)
    : how_(how), steps_(steps), condensed_(condensed), samples_(samples) {
  int const D = numbers(steps, condensed);
  expect(samples >= 1, "M", "at least 1", samples);
  if (runs_reference(how)) return;
  auto const square = static_cast<std::size_t>(D) * static_cast<std::size_t>(D);
  std::string const label = "mattis::sample_moments";
  int const buffers = wave_blocks<Exec, T>(square, samples, exec.concurrency(), how);
  sums_ = detail::BlockSums<Exec>(arena, label, square, buffers);
  if (runs_simd<Exec>(how)) {
    arena.reserve(most_wave_bytes<Exec, T>(square, samples, exec.concurrency()) -
                  static_cast<std::size_t>(buffers) * square * sizeof(double));
    scratch_ = arena.template take<Array<T**, Exec>>(label + "::blocks", exec.concurrency(),
                                                     worker_entries<T>(steps, condensed, how));
    return;
  }
  scratch_ =
      arena.template take<Array<T**, Exec>>(label + "::rows", D, std::min(samples, chunk_samples));
  of_chunk_ = arena.template take<Array<double**, Exec>>(label + "::of_chunk", D, D);
  no_cue_ = arena.template take<Array<double*, Exec>>(label + "::no_cue", condensed);
}

template <ExecutionSpace Exec, Real T>
std::size_t SampleMoments<Exec, T>::bytes(int steps, int condensed, std::int64_t samples,
                                          int concurrency, How const& how) {
  if (runs_reference(how)) return 0;
  auto const D = static_cast<std::size_t>(numbers(steps, condensed));
  std::size_t const sums =
      detail::BlockSums<Exec>::bytes(D * D, wave_blocks<Exec, T>(D * D, samples, concurrency, how));
  if (runs_simd<Exec>(how))
    return sums + sizeof(T) * static_cast<std::size_t>(concurrency *
                                                       worker_entries<T>(steps, condensed, how));
  return sums + sizeof(T) * D * static_cast<std::size_t>(std::min(samples, chunk_samples)) +
         sizeof(double) * (D * D + static_cast<std::size_t>(condensed));
}

template <ExecutionSpace Exec, Real T>
void SampleMoments<Exec, T>::run(Exec const& exec, std::uint64_t seed, std::int64_t first_sample,
                                 Array<double**, Exec> const& moments, Team const* team) {
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
  runs_simd<Exec>(how_) ? run_blocks(exec, seed, first_sample, team)
                        : run_chunks(exec, seed, first_sample, team);
  detail::for_entries(exec, "mattis::sample_moments::mean",
                      {static_cast<std::int64_t>(moments.size()), 1},
                      MeanOfSums<Exec>{sums_.totals(), static_cast<int>(D),
                                       static_cast<double>(samples_), moments});
}

template <ExecutionSpace Exec, Real T>
void SampleMoments<Exec, T>::run_blocks(Exec const& exec, std::uint64_t seed,
                                        std::int64_t first_sample, Team const* team) const {
  if constexpr (is_host_execution_space<Exec>) {
    int const D = numbers(steps_, condensed_);
    auto const& kernels = how_.micro<T>();
    constexpr std::int64_t most = rows_samples<T>;
    DrawRows<Exec, T> const draw{steps_, condensed_, seed, first_sample, scratch_, kernels};
    std::int64_t const before_rows = drawn_entries(steps_, condensed_);
    std::int64_t const before_panels = before_rows + row_entries<T>(steps_, condensed_);
    // Of a sample half of the squares, at 20e9 multiply-adds a second, and its entries (Zen 1,
    // AVX2, float).
    sums_.run_workers(
        exec, detail::ceil_div(samples_, most), (0.025 * D + 2) * D * static_cast<double>(most),
        static_cast<int>(scratch_.extent(0)),
        [&](int worker, std::int64_t block, double* sums) {
      std::int64_t const first = block * most;
      auto const count = static_cast<int>(std::min(most, samples_ - first));
      T* const own = &scratch_(static_cast<std::size_t>(worker), 0);
      draw(worker, first, count, own + before_rows, most);
      kernels.matrix.correlation(own + before_rows, most, kernels.lanes, D, count,
                                 own + before_panels, sums, lanes::correlation_kept);
        },
        team);
  }
}

template <ExecutionSpace Exec, Real T>
void SampleMoments<Exec, T>::run_chunks(Exec const& exec, std::uint64_t seed,
                                        std::int64_t first_sample, Team const* team) const {
  detail::for_entries(exec, "mattis::sample_moments::no_cue", {condensed_, 1},
                      NoCue{no_cue_.data()});
  SweepInput<Exec> input;
  input.a = no_cue_;
  input.ic_noise = 1;
  input.seed = seed;
  auto const draw_and_sum = [&](std::int64_t chunk, int) {
    std::int64_t const first = chunk * chunk_samples;
    auto const count = static_cast<int>(std::min(chunk_samples, samples_ - first));
    input.first_sample = first_sample + first;
    // Rows of this chunk's own length, without gaps.
    Array<T**, Exec> const rows(scratch_.data(), scratch_.extent(0),
                                static_cast<std::size_t>(count));
    detail::for_entries(
        exec, "mattis::sample_moments::draw", {count, 20.0 * steps_},
        DrawColumn<Exec, T>{detail::SampleDraw<Exec, T>(input, steps_, condensed_), rows, count});
    covariance(exec, rows, of_chunk_, Target::portable);
    detail::for_entries(exec, "mattis::sample_moments::sum",
                        {static_cast<std::int64_t>(of_chunk_.size()), 1},
                        SumOfMeans<Exec>{static_cast<double>(count), of_chunk_.data(),
                                         sums_.wave_buffers().data()});
  };
  sums_.run_waves(exec, detail::ceil_div(samples_, chunk_samples), team, draw_and_sum);
}

#define MATTIS_INSTANTIATE_SAMPLE_MOMENTS(EXEC) \
  template class SampleMoments<EXEC, float>;    \
  template class SampleMoments<EXEC, double>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_SAMPLE_MOMENTS)

}  // namespace mattis
