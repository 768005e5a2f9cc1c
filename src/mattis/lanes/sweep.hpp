// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/lanes/samples.hpp>

namespace mattis::lanes {

/// A block of effective neurons through all steps of time (effective_neuron_tile.hpp).
template <class T>
struct SweepKernels {
  /// Entries of a packed lower triangular (T, T) matrix.
  std::size_t (*packed_triangle)(int steps);
  /// Packs scale * matrix, (T, T) row-major with the upper triangle not read, in the panels that
  /// the next three read.
  void (*pack_triangle)(double const* matrix, int steps, double scale, T* packed);
  /// noise <- L noise, L packed.
  void (*colour_noise)(T const* factor, SampleBlock<T> const& block);
  /// x(t+1) = (1-dt) x + dt [eta + sum_{s<=t} F(t,s) phi(s) + sum_k xi_k drive(t,k)], phi, slope;
  /// kernel is dt F packed, drive (T, K). Padding gets x = phi = slope = 0.
  void (*trajectories)(T const* kernel, T const* drive, T dt, SampleBlock<T> const& block);
  /// Adds the block's response sums, transposed: sums[s * T + t] += phi'(t) S_x(t, s), t > s, the
  /// strictly upper triangle of (T, T); kernel is dt F packed, of the block only slope is read.
  /// `workspace` has response_workspace(T) entries, aligned to 64 bytes. `tiles` of samples side by
  /// side: one of response_tiles, of which none changes a bit.
  void (*response)(T const* kernel, T dt, SampleBlock<T> const& block, T* workspace, double* sums,
                   int tiles);
  /// The first is taken unmeasured.
  int response_tiles[2];
  std::size_t (*response_workspace)(int steps);
  /// Entries of a packed CompressedKernel.
  std::size_t (*packed_state)(int steps, int rank);
  /// Packs one: read and write (T, 48), keep (panels, 48, 48), row-major; the kernel is scaled by
  /// `scale`.
  void (*pack_state)(double const* read, double const* write, double const* keep, int steps,
                     int rank, double scale, T* packed);
  /// The same as `trajectories` through the packed state of a compressed kernel. Of `kernel` only
  /// the blocks on the diagonal are read. `workspace` has compressed_response_workspace(T) entries,
  /// aligned to 64 bytes.
  void (*compressed_trajectories)(T const* kernel, T const* state, int rank, T const* drive, T dt,
                                  SampleBlock<T> const& block, T* workspace);
  /// The same as `response`, likewise.
  void (*compressed_response)(T const* kernel, T const* state, int rank, T dt,
                              SampleBlock<T> const& block, T* workspace, double* sums);
  std::size_t (*compressed_response_workspace)(int steps);
};

}  // namespace mattis::lanes
