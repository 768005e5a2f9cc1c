// SPDX-License-Identifier: BSD-3-Clause
#include <Kokkos_Core.hpp>

#include <mpi.h>

#include <catch2/catch_session.hpp>

// Every process runs all tests, each of which is collective.
int main(int argc, char* argv[]) {
  int level = MPI_THREAD_SINGLE;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &level);
  int failed = 1;
  {
    Kokkos::ScopeGuard const kokkos;
    failed = Catch::Session().run(argc, argv);
  }
  if (failed != 0) MPI_Abort(MPI_COMM_WORLD, 1);  // others may wait for what never comes
  MPI_Finalize();
  return failed;
}
