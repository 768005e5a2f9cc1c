// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/core/scratch.hpp>
#include <mattis/core/team.hpp>
#include <mattis/kernels/compressed_kernel.hpp>
#include <mattis/kernels/how.hpp>
#include <mattis/lanes/matrix_products.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace mattis {

/// Samples of the effective neuron that are given instead of drawn. Row i belongs to sample i of
/// the sweep's numbering.
template <ExecutionSpace Exec>
struct GivenSamples {
  Array<std::int8_t const**, Exec> xi;  ///< (M, K) signs of the condensed patterns
  Array<double const*, Exec> x0;        ///< (M) initial states; replaces a.xi + ic_noise N(0,1)
  Array<double const**, Exec> z;        ///< (T, M) standard normals: eta = L z
};

/// What one sweep over samples of the effective neuron needs (docs/models.md 1.2). Views are
/// row-major, in double.
template <ExecutionSpace Exec>
struct SweepInput {
  Array<double const**, Exec>
      factor;  ///< (T, T) L, lower triangular: C_eta = L L^T; the upper triangle is not read
  Array<double const**, Exec>
      kernel;  ///< (T, T) F, lower triangular with diagonal; the upper triangle is not read
  CompressedKernel<Exec> compressed = {};  ///< of `kernel`; rank 0: every sum is over all of it
  Array<double const**, Exec> drive;       ///< (T, K) (g / sqrt(alpha)) m_k(t)^n
  Array<double const*, Exec> a;  ///< (K) amplitudes of x(0) = a.xi + ic_noise nu, nu ~ N(0,1)
  double ic_noise = 0;           ///< standard deviation of the initial noise
  /// (T, K+1) or empty: drawn z(t) -= sum_k regression(t,k) xi_k + regression(t,K) nu
  Array<double const**, Exec> regression;
  double dt = 0;                  ///< Euler step
  std::uint64_t seed = 0;         ///< samples are drawn from Philox at (seed, purpose, sample)
  std::int64_t first_sample = 0;  ///< number of the first sample
  std::int64_t samples = 0;       ///< M
  std::optional<std::int64_t> response_samples =
      {};  ///< S from the first this many samples only; none: from all
  std::optional<GivenSamples<Exec>> given = {};
  Team const* team = nullptr;  ///< each takes a share of the samples; all get the means of all
};

/// Means over the samples of one sweep, all overwritten.
template <ExecutionSpace Exec>
struct SampleMeans {
  Array<double**, Exec> C;       ///< (T, T) <phi(t) phi(s)>, both triangles
  Array<double**, Exec> S;       ///< (T, T) <phi'(t) S_x(t,s)>, zero on and above the diagonal
  Array<double**, Exec> m;       ///< (T, K) <phi(t) xi_k>
  Array<double*, Exec> E1;       ///< (T) <F(x, phi)>, F = x phi - log cosh x
  Array<double*, Exec> phi_eta;  ///< (T) <phi(t) eta(t)>

  SampleMeans() = default;
  SampleMeans(Exec const& exec, int steps, int condensed)
      : C(Kokkos::view_alloc(exec, "mattis::effective_neurons::C"), steps, steps),
        S(Kokkos::view_alloc(exec, "mattis::effective_neurons::S"), steps, steps),
        m(Kokkos::view_alloc(exec, "mattis::effective_neurons::m"), steps, condensed),
        E1(Kokkos::view_alloc(exec, "mattis::effective_neurons::E1"), steps),
        phi_eta(Kokkos::view_alloc(exec, "mattis::effective_neurons::phi_eta"), steps) {}
  /// In memory that is taken from `arena`, not filled.
  SampleMeans(detail::Arena<Exec> const& arena, int steps, int condensed)
      : C(arena.template take<Array<double**, Exec>>("mattis::effective_neurons::C", steps, steps)),
        S(arena.template take<Array<double**, Exec>>("mattis::effective_neurons::S", steps, steps)),
        m(arena.template take<Array<double**, Exec>>("mattis::effective_neurons::m", steps,
                                                     condensed)),
        E1(arena.template take<Array<double*, Exec>>("mattis::effective_neurons::E1", steps)),
        phi_eta(arena.template take<Array<double*, Exec>>("mattis::effective_neurons::phi_eta",
                                                          steps)) {}
};

/// Largest error of a mean of one sweep over `steps` Euler steps, for |F| dt T of order one:
/// rounding accumulates along the trajectory at worst linearly.
template <Real T>
constexpr double sweep_error_bound(int steps) {
  return 4.0 * steps * static_cast<double>(std::numeric_limits<T>::epsilon());
}

/// The rows of a sample: eta(t), x(t) and phi(t) for every step, xi_k for every condensed pattern.
enum class NeuronRow { eta, x, phi, xi };

/// What a sweep sums over its samples.
struct SweepSums {
  bool covariance_of[3] = {};  ///< of eta, of x, of phi
  bool response = false;       ///< d phi(t) / d eta(s)
  std::size_t means = 0;       ///< entries that the caller adds to, see BlockMeans
};

/// Where the sums lie: for each covariance a (T, T) square of which the lower triangle is used, the
/// response transposed above the diagonal of the first square, then the caller's means.
struct SweepLayout {
  int steps;
  int condensed;
  SweepSums wanted;

  KOKKOS_INLINE_FUNCTION std::size_t square() const {
    return static_cast<std::size_t>(steps) * static_cast<std::size_t>(steps);
  }
  KOKKOS_INLINE_FUNCTION std::size_t covariance(int row) const {
    std::size_t before = 0;
    for (int r = 0; r < row; ++r) before += wanted.covariance_of[r] ? square() : 0;
    return before;
  }
  KOKKOS_INLINE_FUNCTION std::size_t means() const {
    std::size_t const covariances = covariance(3);
    return covariances == 0 && wanted.response ? square() : covariances;
  }
  /// One at least, as BlockSums needs: there is nothing to sum where only overlaps are wanted and K
  /// is 0.
  KOKKOS_INLINE_FUNCTION std::size_t entries() const {
    std::size_t const sums = means() + wanted.means;
    return sums > 0 ? sums : 1;
  }
};

/// Blocks of samples that lie in a device's memory together.
template <ExecutionSpace Exec, Real T>
struct SampleWave {
  static constexpr int block_samples = lanes::block_samples;

  Array<T const**, Exec>
      blocks;  ///< of each block, rows of 256 samples: xi (K), eta (T), x (T), phi (T)
  Array<double**, Exec> sums;  ///< of each block, as SweepLayout has them
  SweepLayout layout;
  std::int64_t first;    ///< number of the first block
  int count;             ///< blocks
  std::int64_t samples;  ///< M, of the whole sweep

  /// Samples of block b of the wave.
  KOKKOS_INLINE_FUNCTION int live(int b) const {
    std::int64_t const left = samples - (first + b) * block_samples;
    return left < block_samples ? static_cast<int>(left) : block_samples;
  }
  KOKKOS_INLINE_FUNCTION T const* row(int b, NeuronRow kind, int index) const {
    int const ahead =
        kind == NeuronRow::xi ? 0 : layout.condensed + static_cast<int>(kind) * layout.steps;
    return &blocks(b, 0) + static_cast<std::ptrdiff_t>(ahead + index) * block_samples;
  }
};

/// Sums of the caller's over the samples of a block, added while the block is in the cache. It must
/// live until the execution space is done with the sweep.
template <ExecutionSpace Exec, Real T>
class BlockMeans {
 public:
  virtual ~BlockMeans() = default;
  /// One block on a host, by the thread that made it; `sums` has SweepSums::means entries.
  virtual void add(lanes::SampleBlock<T> const& block, int lanes, double* sums) const = 0;
  /// All blocks of a wave on a device, asynchronously.
  virtual void add(Exec const& exec, SampleWave<Exec, T> const& wave) const = 0;
};

/// How the host's sweep runs: matters of speed, none of which decides a bit but the last.
struct SweepLaunch {
  int buffers = 16;  ///< most blocks of a thread whose sums wait to be added
  std::ptrdiff_t kept = lanes::correlation_kept;  ///< bytes of rows, see lanes/matrix_products.hpp
  int threads = 0;                                ///< most that take part; 0: all
  bool half = false;  ///< half as many tiles of a response side by side as the set likes
  bool full = false;  ///< sums over all of a kernel that is there compressed
};

/// Sweeps over samples of the effective neuron (docs/models.md 1.2, 1.3), the engine of the
/// expressions over its samples (expr/effective_neuron.hpp): it owns all workspace.
///
/// Samples are taken in blocks of 256, whose sums are added in a tree that the number of blocks
/// decides: a sweep has the same bits for any number of threads and of processes. Memory is O(T^2)
/// per thread, whatever the number of samples. Cost: T^3 M / 6 multiply-adds for the response,
/// about 1.5 T^2 M for the rest. With a kernel compressed to rank r the response takes (r + 1 + (r
/// + 1)^2 / 24) T^2 M / 2 and some T M, trajectories on a host T M instead of T^2 M / 2, and
/// errors are of the kernel's, too. Against exact arithmetic on the same samples every mean of
/// values of order one is within sweep_error_bound<T>(steps), asserted by the test.
template <ExecutionSpace Exec, Real T>
class EffectiveNeurons {
 public:
  static constexpr int block_samples = lanes::block_samples;

  /// How such sweeps can run; the first is what does unmeasured.
  static std::vector<Variant<SweepLaunch>> variants(int steps, int concurrency, How const& how);

  /// Whether sweeps of so many steps make use of a compressed kernel; else they take the kernel as
  /// it is.
  static bool takes_compressed(int steps, How const& how = {});

  /// For T = `steps` >= 2 and K = `condensed` >= 0.
  /// \throws Error naming the parameter, or where the scratch is too small
  EffectiveNeurons(Exec const& exec, int steps, int condensed, SweepSums const& wanted,
                   How const& how = {}, Scratch<Exec> const& scratch = {});
  ~EffectiveNeurons();
  EffectiveNeurons(EffectiveNeurons&&) noexcept;
  EffectiveNeurons& operator=(EffectiveNeurons&&) noexcept;

  /// Bytes of the workspace with `concurrency` threads.
  static std::size_t bytes(int steps, int condensed, SweepSums const& wanted, int concurrency,
                           How const& how = {});

  /// Bytes of scratch: not less for more steps, patterns or sums.
  std::size_t workspace_bytes() const;
  /// Takes the workspace from there from now on. \throws Error when it is too small
  void use(Exec const& exec, Scratch<Exec> const& scratch);

  /// One sweep, asynchronous on `exec`; sums() then are those over its samples.
  /// \throws Error naming the argument, when a shape does not fit or a count is out of range
  void sweep(Exec const& exec, SweepInput<Exec> const& input,
             BlockMeans<Exec, T> const& means) const;

  /// What sweep() throws for an input.
  void expect_input(SweepInput<Exec> const& input) const;

  SweepLayout const& layout() const;
  Array<double*, Exec> sums() const;

 private:
  struct Workspace;
  std::unique_ptr<Workspace> workspace_;
};

}  // namespace mattis
