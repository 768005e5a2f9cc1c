// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// NumPy and PyTorch of the user's Python, in a process of its own.
#include <mattis/bench/peers.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace mattis {

/// A Python that times what it is told (python_peers.py), with its own clock: nothing of the way
/// between the processes is in its times.
class PythonPeers {
 public:
  /// Starts it. Before Kokkos is started: it inherits what processors this thread may run on.
  /// \throws Error "peer-python: .." where there is no such program, or none that imports NumPy
  explicit PythonPeers(std::string const& python);
  ~PythonPeers();
  PythonPeers(PythonPeers const&) = delete;
  PythonPeers& operator=(PythonPeers const&) = delete;

  /// "NumPy 2.1.0", and "PyTorch 2.5.1" where it has that too.
  std::vector<std::string> const& libraries() const;

  /// An operation in all libraries, on memory that is theirs until the next make(). Names and sizes
  /// are those of python_peers.py. \throws Error  where Python ends, or says what it should not
  std::vector<detail::PeerCall> make(std::string const& operation, std::string const& precision,
                                     std::vector<std::int64_t> const& sizes);

 private:
  class Child;
  std::shared_ptr<Child> child_;
};

}  // namespace mattis
