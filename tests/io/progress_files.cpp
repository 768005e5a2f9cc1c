// SPDX-License-Identifier: BSD-3-Clause
// What is refused of checkpoints and of the rows of a sweep that are to be gone on with.
#include <io/scratch_folder.hpp>
#include <mattis/core/error.hpp>
#include <mattis/dmft/solution_checkpoint.hpp>
#include <mattis/io/recovery_file.hpp>
#include <mattis/io/solution_checkpoint_file.hpp>
#include <mattis/models/hopfield.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <filesystem>
#include <string>
#include <vector>

using namespace mattis;
using Catch::Matchers::ContainsSubstring;
using testing::ScratchFolder;

namespace {

io::Provenance const provenance{.version = "1.2.3",
                                .git_hash = "abc",
                                .backend = "OpenMP avx2",
                                .device = "a processor",
                                .precision = "float",
                                .threads = 1};

RecoveryRow row_of(double alpha, int T) {
  auto const steps = static_cast<std::size_t>(T);
  return {.n = 1,
          .alpha = alpha,
          .a = 1,
          .m = std::vector<double>(steps, 0.5),
          .m_se = std::vector<double>(steps, 0.1)};
}

RecoveryOptions small_sweep() {
  return {
      .n = {1}, .alpha = {0.1, 0.2}, .g = 1.2, .a = {1}, .solve = {.T = 4, .dt = 0.5, .M = 100}};
}

/// The rows so far of small_sweep() in <folder>/out.h5.part.
void leave_rows(ScratchFolder const& folder) {
  io::RecoveryFile file(folder / "out.h5", small_sweep(), provenance);
  file.append(row_of(0.1, 4));
}

}  // namespace

TEST_CASE("checkpoint file: one that says nothing of a parameter is of no computation",
          "[io][errors]") {
  ScratchFolder const folder;
  auto const path = folder / "checkpoint";
  Hopfield const model{.alpha = 0.1, .g = 1.2, .a = {1}};
  SolveOptions const options{.T = 4, .dt = 0.5, .M = 100};
  auto const parameters = io::solution_parameters(model, options, provenance);
  io::replace_checkpoint(path, {}, [](io::Hdf5File&) {});
  CHECK_THROWS_WITH(io::read_solution_checkpoint(path, parameters),
                    "checkpoint: expected one of this computation, got " + path.string() +
                        " (it has no " + parameters[0].first + ")");
  io::replace_checkpoint(path, parameters,
                         [](io::Hdf5File& file) { file.set_attribute("stage", "lunch"); });
  CHECK_THROWS_WITH(io::read_solution_checkpoint(path, parameters),
                    "checkpoint: stage: expected one that this program knows, got lunch");
}

TEST_CASE("recovery file: rows come back as they were", "[io]") {
  ScratchFolder const folder;
  CHECK(io::read_finished_rows(folder / "out.h5", small_sweep(), provenance).empty());
  leave_rows(folder);
  auto const rows = io::read_finished_rows(folder / "out.h5", small_sweep(), provenance);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].alpha == 0.1);
  CHECK(rows[0].m == std::vector<double>(4, 0.5));
}

TEST_CASE("recovery file: rows of another sweep are refused, naming what differs", "[io][errors]") {
  ScratchFolder const folder;
  leave_rows(folder);
  auto const part = (folder / "out.h5.part").string();
  auto const refused = [&](auto change, std::string const& expected, std::string const& got) {
    auto options = small_sweep();
    change(options);
    CHECK_THROWS_WITH(io::read_finished_rows(folder / "out.h5", options, provenance),
                      "resume: expected rows of " + expected + ", got " + part + " (" + got + ")");
  };
  refused([](auto& o) { o.g = 1.5; }, "g = 1.5", "g = 1.2");
  refused([](auto& o) { o.threshold = 0.75; }, "threshold = 0.75",
          "threshold = " + to_text(small_sweep().threshold));
  refused([](auto& o) { o.solve.T = 5; }, "T = 5", "T = 4");
  refused([](auto& o) { o.solve.method = Method::causal; }, "method = causal", "method = picard");
  refused([](auto& o) { o.solve.match_moments = false; }, "match_moments = false",
          "match_moments = true");
  refused([](auto& o) { o.solve.seed = 7; }, "seed = 7", "seed = 0");
  refused([](auto& o) { o.solve.kernel_tol = 1e-3; }, "kernel_tol = 0.001", "kernel_tol = none");
  CHECK_THROWS_WITH(
      io::RecoveryFile(folder / "out.h5", small_sweep(), provenance),
      "out: expected no rows of an earlier run, or --resume to go on from them, got " + part);
}

TEST_CASE("recovery file: datasets of different lengths are refused", "[io][errors]") {
  ScratchFolder const folder;
  leave_rows(folder);
  auto const part = folder / "out.h5.part";
  auto const whole = io::Hdf5File::open(part);
  auto const damaged = folder / "damaged.h5.part";
  auto file = io::Hdf5File::create(damaged);
  for (auto const* name : {"version", "git_hash", "backend", "precision", "method"})
    file.set_attribute(name, whole.attribute<std::string>(name));
  for (auto const* name : {"g", "threshold", "capacity_tol", "dt", "tol"})
    file.set_attribute(name, whole.attribute<double>(name));
  for (auto const* name : {"T", "M", "max_sweeps"})
    file.set_attribute(name, whole.attribute<std::int64_t>(name));
  file.set_attribute("match_moments", whole.attribute<bool>("match_moments"));
  file.set_attribute("seed", whole.attribute<std::uint64_t>("seed"));
  std::vector<double> const m(4, 0.5);
  file.append<double>("m", {4}, m);
  file.append<std::int64_t>("n", 1);
  file.append<double>("alpha", 0.1);
  file.append<double>("alpha", 0.2);
  file.close();
  CHECK_THROWS_WITH(io::read_finished_rows(folder / "damaged.h5", small_sweep(), provenance),
                    damaged.string() + ": alpha: expected shape (1), got (2)");
}

TEST_CASE("recovery file: where its name is taken by a folder the rows stay", "[io][errors]") {
  ScratchFolder const folder;
  io::RecoveryFile file(folder / "out.h5", small_sweep(), provenance);
  file.append(row_of(0.1, 4));
  std::filesystem::create_directories(folder / "out.h5" / "in the way");
  CHECK_THROWS_WITH(file.finish({}),
                    ContainsSubstring("out: expected ") && ContainsSubstring("out.h5 ("));
  CHECK(io::Hdf5File::open(folder / "out.h5.part").read<double>("alpha") ==
        std::vector<double>{0.1});
}
