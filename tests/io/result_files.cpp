// SPDX-License-Identifier: BSD-3-Clause
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>
#include <mattis/io/simulation_file.hpp>
#include <mattis/io/solution_file.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cstdint>
#include <string>
#include <vector>

using mattis::io::Extents;
using mattis::io::Hdf5File;
using mattis::testing::ScratchFolder;

namespace {

mattis::io::Provenance const provenance{.version = "1.2.3",
                                        .git_hash = "abc",
                                        .backend = "OpenMP avx2",
                                        .device = "a processor",
                                        .precision = "double",
                                        .threads = 3};

template <class View, class... Extent>
View numbered(double start, Extent... extents) {
  View const view("mattis::test::numbered", static_cast<std::size_t>(extents)...);
  for (std::size_t i = 0; i < view.size(); ++i) view.data()[i] = start + static_cast<double>(i);
  return view;
}

template <class View>
bool holds(Hdf5File const& file, std::string const& name, View const& view) {
  return file.read<double>(name) == std::vector<double>(view.data(), view.data() + view.size());
}

void check_provenance(Hdf5File const& file) {
  CHECK(file.attribute<std::string>("version") == "1.2.3");
  CHECK(file.attribute<std::string>("git_hash") == "abc");
  CHECK(file.attribute<std::string>("backend") == "OpenMP avx2");
  CHECK(file.attribute<std::string>("device") == "a processor");
  CHECK(file.attribute<std::string>("precision") == "double");
  CHECK(file.attribute<std::int64_t>("threads") == 3);
}

}  // namespace

TEST_CASE("simulation file: every array and every parameter reads back", "[io]") {
  ScratchFolder const folder;
  bool const states = GENERATE_COPY(false, true);
  mattis::Hopfield const model{.alpha = 0.1, .g = 1.3, .a = {1.2, 0.5}};
  mattis::SimulateOptions const options{.T = 4,
                                        .dt = 0.05,
                                        .N = 5,
                                        .trials = 2,
                                        .seed = 1ull << 63,
                                        .distinct_indices = true,
                                        .save_states = states};
  mattis::Simulation simulation;
  simulation.m = numbered<mattis::HostArray<double***>>(0.5, 2, 4, 2);
  simulation.E = numbered<mattis::HostArray<double***>>(-0.5, 2, 4, 2);
  if (states) {
    simulation.x = numbered<mattis::HostArray<double***>>(1, 2, 4, 5);
    simulation.phi = numbered<mattis::HostArray<double***>>(2, 2, 4, 5);
  }
  simulation.P = 17;
  simulation.wall_seconds = 0.25;
  mattis::io::write_simulation(folder / "s.h5", model, options, simulation, provenance);

  auto const file = Hdf5File::open(folder / "s.h5");
  CHECK(file.extents("m") == Extents{2, 4, 2});
  CHECK(file.extents("E") == Extents{2, 4, 2});
  CHECK(holds(file, "m", simulation.m));
  CHECK(holds(file, "E", simulation.E));
  if (states) {
    CHECK(holds(file, "x", simulation.x));
    CHECK(holds(file, "phi", simulation.phi));
  } else {
    CHECK_THROWS(file.extents("x"));
  }
  CHECK(file.attribute<std::string>("model") == "hopfield");
  CHECK(file.attribute<std::int64_t>("n") == 1);
  CHECK(file.attribute<double>("alpha") == 0.1);
  CHECK(file.attribute<double>("g") == 1.3);
  CHECK(file.attribute<std::vector<double>>("a") == model.a);
  CHECK(file.attribute<double>("ic_noise") == mattis::initial_noise(model));
  CHECK(file.attribute<std::int64_t>("T") == 4);
  CHECK(file.attribute<double>("dt") == 0.05);
  CHECK(file.attribute<std::int64_t>("N") == 5);
  CHECK(file.attribute<std::int64_t>("P") == 17);
  CHECK(file.attribute<std::int64_t>("trials") == 2);
  CHECK(file.attribute<std::uint64_t>("seed") == 1ull << 63);
  CHECK(file.attribute<bool>("distinct_indices"));
  CHECK(file.attribute<bool>("save_states") == states);
  CHECK(file.attribute<double>("wall_seconds") == 0.25);
  check_provenance(file);
}

TEST_CASE("provenance: names what ran", "[io]") {
  auto const set = [](mattis::How const& how) {
    return mattis::io::provenance<float>(Kokkos::DefaultHostExecutionSpace(), how).backend;
  };
  std::string const space = Kokkos::DefaultHostExecutionSpace::name();
  CHECK(set({}) == space + " " + mattis::io::simd_set());
  CHECK(set(mattis::Target::portable) == space + " portable");
  CHECK(set(mattis::Target::reference) == space + " reference");
}

TEST_CASE("solution file: every array and every parameter reads back", "[io]") {
  using Matrix = mattis::HostArray<double**>;
  ScratchFolder const folder;
  mattis::Hopfield const model{.alpha = 0.1, .g = 1.3, .a = {}, .ic_noise = 0.7};
  mattis::SolveOptions options;
  options.T = 3;
  options.dt = 0.1;
  options.M = 64;
  options.tol = 1e-6;
  options.max_sweeps = 40;
  options.seed = 9;
  mattis::Solution solution;
  solution.m = numbered<Matrix>(1, 3, 0);
  solution.m_se = numbered<Matrix>(2, 3, 0);
  solution.C_phi = numbered<Matrix>(3, 3, 3);
  solution.C_phi_se = numbered<Matrix>(4, 3, 3);
  solution.S_phi = numbered<Matrix>(5, 3, 3);
  solution.S_phi_se = numbered<Matrix>(6, 3, 3);
  solution.E = numbered<Matrix>(7, 3, 2);
  solution.E_se = numbered<Matrix>(8, 3, 2);
  solution.sweeps = 11;
  solution.residual = 3e-7;
  solution.jitter = 1e-9;
  solution.residuals = {0.5, 0.1, 3e-7};
  solution.diagnosis = {.noise_condition = 1e4,
                        .effective_samples = 700,
                        .bimodality = {0.4, 0.5},
                        .warnings = {"one", "two"}};
  solution.wall_seconds = 0.5;
  mattis::io::write_solution(folder / "s.h5", model, options, solution, "in.h5", provenance);

  auto const file = Hdf5File::open(folder / "s.h5");
  CHECK(file.extents("m") == Extents{3, 0});
  CHECK(file.extents("m_se") == Extents{3, 0});
  CHECK(holds(file, "C_phi", solution.C_phi));
  CHECK(holds(file, "C_phi_se", solution.C_phi_se));
  CHECK(holds(file, "S_phi", solution.S_phi));
  CHECK(holds(file, "S_phi_se", solution.S_phi_se));
  CHECK(holds(file, "E", solution.E));
  CHECK(holds(file, "E_se", solution.E_se));
  CHECK(file.extents("E") == Extents{3, 2});
  CHECK(file.attribute<std::string>("model") == "hopfield");
  CHECK(file.attribute<std::int64_t>("n") == 1);
  CHECK(file.attribute<double>("alpha") == 0.1);
  CHECK(file.attribute<double>("g") == 1.3);
  CHECK(file.attribute<std::vector<double>>("a").empty());
  CHECK(file.attribute<double>("ic_noise") == 0.7);
  CHECK(file.attribute<std::int64_t>("T") == 3);
  CHECK(file.attribute<double>("dt") == 0.1);
  CHECK(file.attribute<std::int64_t>("M") == 64);
  CHECK(file.attribute<double>("tol") == 1e-6);
  CHECK(file.attribute<std::int64_t>("max_sweeps") == 40);
  CHECK(file.attribute<std::string>("method") == "picard");
  CHECK(file.attribute<std::uint64_t>("seed") == 9);
  CHECK(file.attribute<std::string>("samples") == "in.h5");
  CHECK(file.attribute<std::int64_t>("sweeps") == 11);
  CHECK(file.attribute<double>("residual") == 3e-7);
  CHECK(file.read<double>("residuals") == solution.residuals);
  CHECK(file.attribute<double>("noise_condition") == 1e4);
  CHECK(file.attribute<double>("effective_samples") == 700);
  CHECK(file.attribute<std::vector<double>>("bimodality") == std::vector<double>{0.4, 0.5});
  CHECK(file.attribute<std::string>("warnings") == "one; two");
  CHECK(file.attribute<double>("jitter") == 1e-9);
  CHECK(file.attribute<double>("wall_seconds") == 0.5);
  check_provenance(file);
}
