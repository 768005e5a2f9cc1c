// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/team.hpp>
#include <mattis/kernels/detail/block_sums.hpp>
#include <mattis/models/network.hpp>

#include <cstdint>
#include <functional>
#include <vector>

namespace mattis {

/// Plan of the graded dynamics of one network (models/network.hpp) whose patterns no process need
/// hold all of. They are in blocks, at most 1024, of which each process of a team draws and keeps
/// its share; states (N) are everyone's. In a step each process reads its patterns, and the fields
/// (N), sum_mu m_mu^{n+1} and the K recorded overlaps are summed over blocks in the fixed tree of
/// detail/block_sums.hpp: same bits for any number of threads and of processes.
template <ExecutionSpace Exec, Real T>
class SharedNetwork {
 public:
  /// One network of shape.P patterns, shape.trials = shape.cues = 1, with its arrays from `arena`.
  SharedNetwork(Exec const& exec, NetworkShape const& shape, NetworkCoupling const& coupling,
                How const& how = {}, Team const* team = nullptr)
      : SharedNetwork(exec, shape, coupling, how, team, detail::Arena<Exec>(exec)) {}
  SharedNetwork(Exec const& exec, NetworkShape const& shape, NetworkCoupling const& coupling,
                How const& how, Team const* team, detail::Arena<Exec> const& arena);
  SharedNetwork(SharedNetwork const&) = delete;  // which would share states and workspace unseen
  SharedNetwork& operator=(SharedNetwork const&) = delete;

  /// Bytes of such a plan, this process's patterns included.
  static std::size_t bytes(NetworkShape const& shape, NetworkCoupling const& coupling,
                           How const& how = {}, Team const* team = nullptr);

  /// Draws the patterns of a trial.
  void draw(Exec const& exec, std::uint64_t seed, std::int64_t trial);

  // As Network has them.
  void start(Exec const& exec, Array<double const*, Exec> a, double noise, std::uint64_t seed,
             std::int64_t trial, std::int64_t cue);
  void start(Exec const& exec, Array<T const**, Exec> x0);
  void step(Exec const& exec, int t);
  Array<T const**, Exec> state() const { return x_; }
  Array<double const***, Exec> m() const { return m_path_; }
  Array<double const***, Exec> E() const { return E_path_; }
  Array<T const***, Exec> x() const { return x_path_; }
  Array<T const***, Exec> phi() const { return phi_path_; }

 private:
  struct Block {
    std::int64_t first;  // pattern
    PatternSet<Exec> xi;
    Array<double**, Exec> m;                // (1, recorded ones)
    std::function<void(Exec const&)> work;  // m, powers_ and h_ of the block
  };

  NetworkShape shape_;
  NetworkCoupling coupling_;
  How how_;
  Team const* team_;
  detail::BlockSums<Exec> sums_;  // (N + 1 + K) fields, powers, overlaps
  PatternSet<Exec> condensed_;    // of which states are made
  Array<T**, Exec> x_, phi_, h_;  // (1, N)
  Array<double*, Exec> powers_, E1_;
  std::vector<Block> blocks_;  // this process's
  std::function<void(Exec const&)> activate_, advance_;
  Array<double***, Exec> m_path_, E_path_;
  Array<T***, Exec> x_path_, phi_path_;
};

}  // namespace mattis
