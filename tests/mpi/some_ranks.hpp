// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/mpi/communicator.hpp>

#include <optional>

namespace mattis::test {

/// Calls with_ranks(communicator) on the first 2, 3 and 4 processes, one number after the other.
template <class WithRanks>
void for_numbers_of_ranks(WithRanks const& with_ranks) {
  int rank = 0, size = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  for (int ranks = 2; ranks <= size; ++ranks) {
    MPI_Comm some = MPI_COMM_NULL;
    MPI_Comm_split(MPI_COMM_WORLD, rank < ranks ? 0 : MPI_UNDEFINED, rank, &some);
    if (some == MPI_COMM_NULL) continue;
    {
      mpi::Communicator const communicator(some);
      with_ranks(communicator);
    }
    MPI_Comm_free(&some);
  }
}

}  // namespace mattis::test
