// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The host's explicit-SIMD micro-kernels: one table of plain function pointers per instruction set and precision.
// Only plain pointers cross this boundary, because each table is filled by a translation unit compiled for its own
// instruction set: no inline function may be shared between such a unit and the rest of the program.
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mattis::simd {

/// How the samples of a block start; `signs`, `start` and `noise` are null where they are drawn (Philox) instead of
/// given.
struct SampleSource {
  std::uint64_t seed = 0;
  std::int64_t first_sample = 0;       ///< global index of the block's first sample
  std::int8_t const* signs = nullptr;  ///< (M, K) given xi
  double const* start = nullptr;       ///< (M) given x(0)
  double const* noise = nullptr;       ///< (T, M) given z
  std::int64_t samples = 0;            ///< M, the row length of `noise`
};

/// What drawn samples are made of, beside their random numbers.
template <class T>
struct SampleStart {
  T const* a;  ///< (K) amplitudes
  T ic_noise;
  T const* regression;  ///< (T, K + 1) or null: z(t) -= sum_k regression(t,k) xi_k + regression(t,K) nu
};

/// Samples of a full block, whatever the number of lanes. Arrays always have room for all of them.
inline constexpr int block_samples = 256;

/// One block of effective neurons, tiles of `lanes` samples; the arrays of a block are [tile][row][lane], aligned to 64
/// bytes. Samples from `live` on are padding and contribute nothing.
template <class T>
struct SampleBlock {
  int steps;      ///< T
  int condensed;  ///< K
  int live;
  T* signs;  ///< [tile][K][lane] xi_k
  T* noise;  ///< [tile][T][lane] z, overwritten by eta = L z
  T* x;      ///< [tile][T][lane]
  T* phi;    ///< [tile][T][lane] tanh x
  T* slope;  ///< [tile][T][lane] 1 - phi^2
};

/// One block of effective neurons whose histories are kept from step to step; layout as SampleBlock, x [tile][lane].
template <class T>
struct ForwardBlock {
  int steps;      ///< T
  int condensed;  ///< K
  int live;
  T* signs;  ///< [tile][K][lane] xi_k
  T* noise;  ///< [tile][T][lane] z
  T* phi;    ///< [tile][T][lane] tanh x, rows 0 .. t
  T* x;      ///< [tile][lane] x(t)
};

/// Where a step adds its sums over samples.
struct ForwardSums {
  double* correlation;  ///< (T) phi(t) phi(s), s <= t
  double* response;     ///< (T) d phi(t) / d eta(s), s < t
  double* overlap;      ///< (K) phi(t) xi_k
  double* energy;       ///< (1) F(x(t), phi(t))
};

template <class T>
struct MicroKernels {
  char const* name;  ///< "avx512", "avx2", "sse2", "neon"
  int lanes;         ///< samples of one vector

  // Elementwise over n contiguous entries; in place is allowed.
  void (*tanh)(T const* x, T* phi, std::size_t n);
  void (*tanh_and_slope)(T const* x, T* phi, T* slope, std::size_t n);
  /// F(x_i, phi_i) = x phi - log cosh x
  void (*energy)(T const* x, T const* phi, T* energy, std::size_t n);
  /// x <- (1 - dt) x + dt h, then phi <- tanh x
  void (*euler_tanh)(T* x, T const* h, T dt, T* phi, std::size_t n);

  // Products with signs, by tables of partial sums of v whose format is the set's own.
  /// v (4 groups) -> tables, at most 16 groups entries; groups is a multiple of 8, columns that v lacks are 0.
  void (*nibble_tables)(T const* v, int groups, T* tables);
  /// y[16 blocks] = sum over columns of sign(row, column) v(column), from the tables of 8 * bytes columns.
  /// block b's words are at bits + b * block_stride, (words, 16): 32 columns of row 16 b + lane. A set may fetch into
  /// the cache what lies `ahead` words after a word it reads; nothing need be there.
  void (*sign_product)(std::uint32_t const* bits, std::size_t block_stride, int blocks, int bytes, T const* tables,
                       T* y, std::size_t ahead);
  /// The other orientation: column 32 w + b of rows 32 c .. 32 c + 31 becomes the word of row 16 j + lane, with
  /// 16 j + lane = 32 w + b, at to + j * to_stride + 16 c + lane, for w < words, j < to_blocks; of `bits`, laid out as
  /// for sign_product, missing rows of the last c count as 0.
  void (*transpose_signs)(std::uint32_t const* bits, std::size_t block_stride, int blocks, int words, std::uint32_t* to,
                          std::size_t to_stride, int to_blocks);

  /// c(i,j) += scale sum_{k<depth} a(i,k) b(k,j), i < rows, j < columns; row-major, neighbouring rows a stride apart.
  /// Every sum in the order of k: an entry has the same bits whatever rows and columns are asked for with it.
  void (*multiply_add)(int rows, int columns, int depth, T scale, T const* a, std::ptrdiff_t a_stride, T const* b,
                       std::ptrdiff_t b_stride, T* c, std::ptrdiff_t c_stride);

  // Random numbers.
  /// words (4, 16): the four words of Philox at (seed, purpose, stream, first + r distance) for rows r = 0 .. 15.
  void (*random_rows)(std::uint64_t seed, std::uint32_t purpose, std::uint32_t stream, std::uint64_t first,
                      std::uint64_t distance, std::uint32_t* words);

  // Effective neurons (docs/models.md 1.2), one sample per lane.
  /// Fills signs, noise and x(0) = a.xi + ic_noise nu of the block, nu standard normal.
  void (*draw_samples)(SampleSource const& source, SampleStart<T> const& from, SampleBlock<T> const& block);
  /// Entries of a packed lower triangular (T, T) matrix.
  std::size_t (*packed_triangle)(int steps);
  /// Packs scale * matrix, (T, T) row-major with the upper triangle not read, in the panels that the next three read.
  void (*pack_triangle)(double const* matrix, int steps, double scale, T* packed);
  /// noise <- L noise, L packed.
  void (*colour_noise)(T const* factor, SampleBlock<T> const& block);
  /// x(t+1) = (1-dt) x + dt [eta + sum_{s<=t} F(t,s) phi(s) + sum_k xi_k drive(t,k)], phi, slope;
  /// kernel is dt F packed, drive (T, K). Padding gets x = phi = slope = 0.
  void (*trajectories)(T const* kernel, T const* drive, T dt, SampleBlock<T> const& block);
  /// Adds rows rows^T of `samples` columns to the lower triangle of sums (T, T). Lane l of tile j of row t is at
  /// rows[t * row_stride + j * tile_stride + l]. `workspace` has correlation_workspace(T, samples) entries, aligned to
  /// 64 bytes.
  void (*correlation)(T const* rows, std::ptrdiff_t row_stride, std::ptrdiff_t tile_stride, int steps, int samples,
                      T* workspace, double* sums);
  std::size_t (*correlation_workspace)(int steps, int samples);
  /// Adds the block's response sums, transposed: sums[s * T + t] += phi'(t) S_x(t, s), t > s, the strictly upper
  /// triangle of (T, T); kernel is dt F packed, of the block only slope is read. `workspace` has response_workspace(T)
  /// entries, aligned to 64 bytes.
  void (*response)(T const* kernel, T dt, SampleBlock<T> const& block, T* workspace, double* sums);
  /// Entries of a packed CompressedKernel.
  std::size_t (*packed_state)(int steps, int rank);
  /// Packs one: read and write (T, 48), keep (panels, 48, 48), row-major; the kernel is scaled by `scale`.
  void (*pack_state)(double const* read, double const* write, double const* keep, int steps, int rank, double scale,
                     T* packed);
  /// The same as `response` through the packed state of a compressed kernel. Of `kernel` only the blocks on the
  /// diagonal are read.
  void (*compressed_response)(T const* kernel, T const* state, int rank, T dt, SampleBlock<T> const& block,
                              T* workspace, double* sums);
  std::size_t (*response_workspace)(int steps);

  // The same neurons one step of time after the other (detail/forward_tile.hpp).
  /// Entries of F packed by columns.
  std::size_t (*kernel_columns)(int steps);
  /// Packs row t of scale * F, (T) of which 0 .. t are read.
  void (*append_kernel_row)(double const* row, int t, int steps, double scale, T* columns);
  /// eta = L(t,:) z, x <- (1-dt) x + dt [eta + sum_k xi_k drive(k)] + sum_{s<=t} dt F(t,s) phi(s), from rows of L and
  /// of dt F; adds phi(t) eta to noise_work.
  void (*forward_advance)(T const* factor_row, T const* kernel_row, T const* drive, T dt, int t,
                          ForwardBlock<T> const& block, double* noise_work);
  /// phi(t) = tanh x, and adds the sums of step t. `columns` is dt F packed, rows 0 .. t-1; `workspace` has
  /// forward_workspace(T) entries, aligned to 64 bytes.
  void (*forward_observe)(T const* columns, T dt, int t, ForwardBlock<T> const& block, T* workspace,
                          ForwardSums const& sums);
  std::size_t (*forward_workspace)(int steps);
};

/// The best table this machine runs, or the one named by the environment variable MATTIS_SIMD.
/// \throws Error when MATTIS_SIMD names a set this machine or build does not have
template <class T>
MicroKernels<T> const& micro_kernels();

/// Bytes of a vector of the instruction set that micro_kernels() takes.
inline int vector_bytes() { return micro_kernels<float>().lanes * static_cast<int>(sizeof(float)); }

/// All tables this machine runs, the best first.
template <class T>
std::vector<MicroKernels<T> const*> available_micro_kernels();

}  // namespace mattis::simd
