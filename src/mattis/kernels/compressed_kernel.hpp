// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/kernels/how.hpp>
#include <mattis/lanes/kernel_panel.hpp>

#include <cstddef>

namespace mattis {

constexpr int kernel_panels(int steps) { return (steps + kernel_panel - 1) / kernel_panel; }

/// A self-coupling F (T, T) that is read through a state of `rank` numbers: for the times t of
/// panel p, from p0 = 24 p,
///
///     sum_{k<=t} F(t,k) d(k) = read(t,:) z_p + sum_{p0<=k<=t} F(t,k) d(k),
///     z_{p+1} = keep(p) z_p + sum_{k of panel p} write(k,:) d(k),   z_0 = 0,
///
/// so that only the blocks on the diagonal are summed entry by entry (a sequentially semiseparable
/// form). Entries beyond `rank` are not read.
template <ExecutionSpace Exec>
struct CompressedKernel {
  int rank = 0;                       ///< 0: not compressed, nothing below is read
  Array<double const**, Exec> read;   ///< (T, 48)
  Array<double const**, Exec> write;  ///< (T, 48)
  Array<double const***, Exec> keep;  ///< (panels, 48, 48)
};

/// Compresses self-couplings on the host, in O(T^2 rank). Owns all workspace.
///
/// The blocks F[p0:, :p0] are taken in turn: their rows, in the basis of the panels before, and the
/// columns of the new panel are orthogonalised with row pivoting until every row left over is
/// small; the basis is the new panel's state. Bases are orthonormal, so rounding errors do not grow
/// from panel to panel.
class KernelCompression {
 public:
  explicit KernelCompression(int steps, How const& how = {});
  static std::size_t bytes(int steps);

  /// Leaves rank 0 where F cannot be compressed to the tolerance, or where that would not make a
  /// sweep cheaper. \param F    (T, T), of which the lower triangle is read \param tol  largest
  /// error(); 0: no compression
  void compress(HostArray<double const**> const& F, double tol);

  int rank() const { return rank_; }
  /// max_t sum_s |F - F~|(t,s) / max_t sum_s |F(t,s)|, found by comparing entry by entry. As |phi|
  /// <= 1, no field of an effective neuron moves by more than this share of the largest that F can
  /// give. 0 where rank() is.
  double error() const { return error_; }

  HostArray<double**> const& read() const { return read_; }
  HostArray<double**> const& write() const { return write_; }
  HostArray<double***> const& keep() const { return keep_; }

 private:
  struct Outcome {
    int rank = 0;
    double error = 0;  // of the row that fares worst
  };
  Outcome try_compress(HostArray<double const**> const& F, double leave, int rank_limit);
  int orthogonalise(int height, int width, double leave, int limit) const;
  double row_error(double const* F, double const* coordinates, int rank, int columns) const;

  How how_;
  int steps_;
  int rank_ = 0;
  double error_ = 0;
  HostArray<double**> read_, write_;
  HostArray<double***> keep_;
  HostArray<double**> rows_;         // (T, 72) what is left over of the rows of a block
  HostArray<double**> basis_;        // (48, 72) of a block
  HostArray<double**> coordinates_;  // (T, 48) of its rows in it
  HostArray<double**> past_, next_;  // (48, T) what a panel's state is of d
  HostArray<double*> left_;          // (T)
};

}  // namespace mattis
