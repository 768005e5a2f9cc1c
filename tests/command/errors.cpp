// SPDX-License-Identifier: BSD-3-Clause
// Every bad input: exit code 2, one line on standard error that names it, nothing on standard
// output, no file.
#include <command/program.hpp>
#include <io/scratch_folder.hpp>
#include <io/small_files.hpp>
#include <mattis/io/hdf5.hpp>
#include <support/resource_limit.hpp>
#include <support/sanitizers.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <fstream>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::SmallFiles;
using mattis::testing::words;

namespace {

/// Runs in a folder that holds `before` entries and checks that it refuses.
void check_refusal(ScratchFolder const& folder, std::vector<std::string> const& arguments,
                   std::string const& starts, std::string const& contains = "") {
  auto const before = folder.entries();
  auto const outcome = run_program(arguments, {"OMP_PROC_BIND"});
  INFO("standard error: " << outcome.err);
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, StartsWith("mattis: " + starts));
  CHECK_THAT(outcome.err, ContainsSubstring(contains));
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
  CHECK(outcome.err.ends_with('\n'));
  CHECK(outcome.out.empty());
  CHECK(folder.entries() == before);
}

struct Case {
  std::string arguments;
  std::string starts;
  std::string contains = "";
};

void put(std::filesystem::path const& path, std::string const& content) {
  std::ofstream(path) << content;
}

}  // namespace

TEST_CASE("command: a bad number is refused by its name", "[command][errors]") {
  ScratchFolder const folder;
  auto const& [arguments, starts, contains] = GENERATE(values<Case>({
      {"--alpha 0 --g 1.2", "alpha: expected", "got 0"},
      {"--alpha -0.1 --g 1.2", "alpha: expected", "got -0.1"},
      {"--alpha nan --g 1.2", "alpha: expected", "got nan"},
      {"--alpha inf --g 1.2", "alpha: expected", "got inf"},
      {"--alpha 0.1x --g 1.2", "alpha: expected a number, got '0.1x'"},
      {"--alpha 0.1 --g 0", "g: expected", "got 0"},
      {"--alpha 0.1 --g nan", "g: expected", "got nan"},
      {"--alpha 0.1", "g: expected a value (--g G), got none"},
      {"--alpha 0.1 --ic-noise", "ic-noise: expected a number or auto, got '--out'"},
      {"--g 1.2", "alpha: expected a value (--alpha ALPHA), got none"},
      {"--alpha 0.1 --g 1.2 --a 1,nan", "a[1]: expected", "got nan"},
      {"--alpha 0.1 --g 1.2 --a 1,,2", "a: expected numbers separated by commas, got ''"},
      {"--alpha 0.1 --g 1.2 --ic-noise -1", "ic_noise: expected", "got -1"},
      {"--alpha 0.1 --g 1.2 --ic-noise automatic",
       "ic-noise: expected a number or auto, got 'automatic'"},
      {"--alpha 0.1 --g 1.2 --T 1", "T: expected", "got 1"},
      {"--alpha 0.1 --g 1.2 --T 1.5", "T: expected a whole number, got '1.5'"},
      {"--alpha 0.1 --g 1.2 --dt 0", "dt: expected", "got 0"},
      {"--alpha 0.1 --g 1.2 --dt 1.01", "dt: expected", "got 1.01"},
      {"--alpha 0.1 --g 1.2 --dt nan", "dt: expected", "got nan"},
      {"--alpha 0.1 --g 1.2 --seed -1", "seed: expected a whole number of at least 0, got '-1'"},
      {"--alpha 0.1 --g 1.2 --seed 1e20",
       "seed: expected a whole number of at most 18446744073709551615, digit by digit"},
      {"--alpha 0.1 --g 1.2 --T 1e10", "T: expected a whole number of at most 2147483647",
       "got '1e10'"},
      {"--alpha 0.1 --g 1.2 --a 1e40",
       "a[0]: expected a magnitude of at most 1e36 with precision float (1e150", "got 1e+40"},
      {"--alpha 0.1 --g 1.2 --a 6e35,6e35", "a: expected a magnitude of at most 1e36",
       "got 1.2e+36"},
      {"--alpha 0.1 --g 1.2 --a 1e160 --precision double",
       "a[0]: expected a magnitude of at most 1e150, got 1e+160"},
      {"--alpha 0.1 --g 1.2 --ic-noise 1e300", "ic_noise: expected a magnitude of at most 1e36",
       "got 1e+300"},
      {"--alpha 0.1 --g 1e200", "g: expected a magnitude of at most 1e36", "got 1e+200"},
      {"--alpha 0.1 --g 1.2 --threads -1", "threads: expected", "got -1"},
      {"--alpha 0.1 --g 1.2 --threads 100000", "threads: expected", "got 100000"},
      {"--alpha 0.1 --g 1.2 --precision half", "precision: expected float|double, got 'half'"},
      {"--alpha 0.1 --g", "g: expected a number, got '--out'"},
  }));
  auto const* command = GENERATE("simulate", "solve");
  auto line = words(std::string(command) + " hopfield " + arguments);
  line.insert(line.end(), {"--out", (folder / "result.h5").string()});
  CAPTURE(command, arguments);
  check_refusal(folder, line, starts, contains);
}

TEST_CASE("command: a size that cannot be is refused by its name", "[command][errors]") {
  ScratchFolder const folder;
  auto const& [arguments, starts, contains] = GENERATE(values<Case>({
      {"simulate hopfield --alpha 0.001 --g 1.2 --N 200", "alpha: expected at least one pattern",
       "got 0.2"},
      {"simulate hopfield --alpha 0.01 --g 1.2 --N 200 --a 1,1,1", "a: expected", "got 3"},
      {"simulate hopfield --alpha 0.1 --g 1.2 --N 0", "N: expected", "got 0"},
      {"simulate dense --alpha 0.1 --g 1.2 --n 0", "n: expected an interaction order of at least 1",
       "got 0"},
      {"simulate hopfield --alpha 0.1 --g 1.2 --N -7", "N: expected", "got -7"},
      {"simulate hopfield --alpha 0.1 --g 1.2 --trials 0", "trials: expected", "got 0"},
      {"simulate hopfield --alpha 0.1 --g 1.2 --trials -2", "trials: expected", "got -2"},
      {"simulate hopfield --alpha 0.1 --g 1.2 --cues 0", "cues: expected", "got 0"},
      {"solve hopfield --alpha 0.1 --g 1.2 --M 0", "M: expected", "got 0"},
      {"solve hopfield --alpha 0.1 --g 1.2 --M -5", "M: expected", "got -5"},
      {"solve hopfield --alpha 0.1 --g 1.2 --tol 0", "tol: expected", "got 0"},
      {"solve hopfield --alpha 0.1 --g 1.2 --tol nan", "tol: expected", "got nan"},
      {"solve hopfield --alpha 0.1 --g 1.2 --max-sweeps -1", "max_sweeps: expected", "got -1"},
      {"solve hopfield --alpha 0.1 --g 1.2 --jitter -1", "jitter: expected", "got -1"},
      {"solve hopfield --alpha 0.1 --g 1.2 --kernel-tol -1", "kernel_tol: expected at least 0",
       "got -1"},
      {"solve hopfield --alpha 0.1 --g 1.2 --kernel-tol nan", "kernel_tol: expected at least 0",
       "got nan"},
      {"solve dense --alpha 0.1 --g 1.2 --n 3", "n: expected 1 or an even order",
       "diverges with N), got 3"},
      {"solve dense --alpha 0.1 --g 1.2 --n 0", "n: expected an interaction order of at least 1",
       "got 0"},
      {"solve dense --alpha 0.1 --g 1.2 --n 2000000000", "n: expected 1 or an even order",
       "got 2000000000"},
      {"solve hopfield --alpha 0.1 --g 1.2 --update-stepsize 0", "update_stepsize: expected",
       "got 0"},
      {"solve hopfield --alpha 0.1 --g 1.2 --iterations 0", "iterations: expected", "got 0"},
      {"solve hopfield --alpha 0.1 --g 1.2 --method newton", "method: expected", "got 'newton'"},
  }));
  auto line = words(arguments);
  line.insert(line.end(), {"--out", (folder / "result.h5").string()});
  CAPTURE(arguments);
  check_refusal(folder, line, starts, contains);
}

TEST_CASE("command: a sweep that cannot be is refused by its name", "[command][recovery][errors]") {
  ScratchFolder const folder;
  auto const& [arguments, starts, contains] = GENERATE(values<Case>({
      {"--g 1.5 --a 1",
       "alpha: expected a value (--alpha A1[,A2..] or --alpha-range FROM:TO:COUNT), got none"},
      {"--alpha 0.1 --alpha-range 0.1:0.2:3 --g 1.5 --a 1",
       "alpha-range: expected it instead of alpha, got both"},
      {"--alpha-range 0.1:0.2 --g 1.5 --a 1", "alpha-range: expected FROM:TO:COUNT, FROM below TO",
       "got '0.1:0.2'"},
      {"--alpha-range 0.2:0.1:3 --g 1.5 --a 1", "alpha-range: expected FROM:TO:COUNT",
       "got '0.2:0.1:3'"},
      {"--alpha-range 0.1:0.2:1 --g 1.5 --a 1", "alpha-range: expected FROM:TO:COUNT",
       "got '0.1:0.2:1'"},
      {"--alpha-range 0.1:inf:3 --g 1.5 --a 1", "alpha-range: expected FROM:TO:COUNT",
       "got '0.1:inf:3'"},
      {"--alpha-range 0.1:0.2:2000000000 --g 1.5 --a 1", "alpha-range: expected",
       "COUNT from 2 to 1000000"},
      {"--alpha-range 0:0.2:3 --g 1.5 --a 1", "alpha[0]: expected a load above 0, got 0"},
      {"--alpha 0.1,0.1 --g 1.5 --a 1", "alpha[1]: expected each load once, got 0.1"},
      {"--alpha 0.1,x --g 1.5 --a 1", "alpha: expected numbers separated by commas, got 'x'"},
      {"--alpha 0.1 --g 1.5", "a: expected a value (--a A1[,A2..]), got none"},
      {"--alpha 0.1 --a 1", "g: expected a value (--g G), got none"},
      {"--alpha 0.1 --g nan --a 1", "g: expected a gain above 0, got nan"},
      {"--alpha 0.1 --g 1.5 --a 1,-1", "a[1]: expected an amplitude above 0, got -1"},
      {"--alpha 0.1 --g 1.5 --a 1 --n 2,3", "n: expected 1 or an even order", "got 3"},
      {"--alpha 0.1 --g 1.5 --a 1 --n 2,2", "n[1]: expected each order once, got 2"},
      {"--alpha 0.1 --g 1.5 --a 1 --n 2.5", "n: expected a whole number", "got '2.5'"},
      {"--alpha 0.1 --g 1.5 --a 1 --threshold 1.5",
       "threshold: expected an overlap in (0, 1), got 1.5"},
      {"--alpha 0.1 --g 1.5 --a 1 --capacity-tol -1", "capacity_tol: expected", "got -1"},
      {"--alpha 0.1 --g 1.5 --a 1 --T 1", "T: expected at least 2 steps, got 1"},
      {"--alpha 0.1 --g 1.5 --a 1 --M 0", "M: expected", "got 0"},
      {"--alpha 0.1 --g 1.5 --a 1 --M 1000000000000", "memory for method causal",
       "what this machine has free"},
  }));
  auto line = words("recovery dense " + arguments);
  line.insert(line.end(), {"--out", (folder / "result.h5").string()});
  CAPTURE(arguments);
  check_refusal(folder, line, starts, contains);
}

TEST_CASE("command: a disk that fills up during a sweep is an error and leaves no file",
          "[command][recovery][errors]") {
  ScratchFolder const folder;
  SmallFiles const limit;
  auto line = words("recovery hopfield --alpha 0.1,0.2 --g 1.2 --a 1 --T 20 --M 200");
  line.insert(line.end(), {"--out", (folder / "result.h5").string()});
  check_refusal(folder, line, (folder / "result.h5.part").string(),
                "expected to be written, got File too large");
}

TEST_CASE("command: a disk that fills up during a sweep keeps the rows before",
          "[command][recovery][errors]") {
  ScratchFolder const folder;
  SmallFiles const limit(200000);  // a second chunk of m and m_se, 41 rows of T = 200, does not fit
  auto line = words(
      "recovery hopfield --alpha-range 0.01:0.2:1000 --g 1.2 --a 1 --T 200 --M 50 --capacity-tol "
      "0");
  line.insert(line.end(), {"--out", (folder / "result.h5").string()});
  auto const outcome = run_program(line);
  CHECK(outcome.exit_code == 2);
  auto const part = folder / "result.h5.part";
  CHECK(folder.entries() == 1);
  auto const rows = mattis::io::Hdf5File::open(part).read<double>("m_final").size();
  CHECK(rows >= 2);
  CHECK(outcome.err == "mattis: " + part.string() +
                           ": expected to be written, got File too large; " + std::to_string(rows) +
                           " finished rows kept in " + part.string() + "\n");
}

TEST_CASE("command: a size beyond the memory says how much it needs", "[command][errors]") {
  ScratchFolder const folder;
  auto const* arguments = GENERATE(
      "simulate hopfield --alpha 1 --g 1.2 --N 10000000",
      "simulate hopfield --alpha 0.1 --g 1.2 --N 100000 --T 10000000 --save-states",
      "simulate hopfield --alpha 0.1 --g 1.2 --N 200 --trials 2000000000",
      "simulate hopfield --alpha 0.1 --g 1.2 --N 200 --trials 2000000000 --cues 2000000000",
      "simulate hopfield --alpha 0.1 --g 1.2 --N 4000000000000000",
      "simulate dense --alpha 0.1 --g 1.2 --N 2000 --n 4",
      "simulate dense --alpha 0.1 --g 1.2 --n 1000",
      "solve hopfield --alpha 0.1 --g 1.2 --M 1000000000000 --method causal",
      "solve hopfield --alpha 0.1 --g 1.2 --T 2000000",
      "solve hopfield --alpha 0.1 --g 1.2 --T 2147483647");
  CAPTURE(arguments);
  auto line = words(arguments);
  line.insert(line.end(), {"--out", (folder / "result.h5").string()});
  check_refusal(folder, line, "",
                "what this machine has free");  // within its control group, if that is less
}

TEST_CASE("command: a limit on address space is read before any work", "[command][errors]") {
  if (mattis::test::under_sanitizer) return;  // its shadow memory is larger than any limit
  ScratchFolder const folder;
  auto line = words("simulate hopfield --alpha 0.2 --g 1.2 --N 100000 --T 3 --dt 0.1");
  line.insert(line.end(), {"--out", (folder / "result.h5").string()});
  mattis::test::ResourceLimit const limit(
      RLIMIT_AS, mattis::test::OwnMemory().address_space + (std::size_t{300} << 20));
  check_refusal(folder, line, "memory", "within its limit on address space (ulimit -v), got ");
}

TEST_CASE("command: an unknown name is refused with those known", "[command][errors]") {
  ScratchFolder const folder;
  auto const& [arguments, starts, contains] = GENERATE(values<Case>({
      {"", "command: expected simulate, solve, recovery, binary retrieve, ",
       "tune, bench, run, help or version (mattis --help tells more), got none"},
      {"simlate hopfield", "command: expected", "(the nearest is simulate), got 'simlate'"},
      {"simulate", "model: expected one of hopfield, dense, got none"},
      {"simulate hopfield --alpha 0.1 --g 1.2 --n 2",
       "n: expected 1 with hopfield (dense takes other orders), got 2"},
      {"simulate dense --alpha 0.1 --g 1.2 --n 1.5", "n: expected a whole number", "got '1.5'"},
      {"solve hopfeild --alpha 0.1 --g 1.2",
       "model: expected one of hopfield, dense, got the unknown model 'hopfeild'"},
      {"solve hopfield --alpha 0.1 --g 1.2 --n 2",
       "n: expected 1 with hopfield (dense takes other orders), got 2"},
      {"recovery hopfield --alpha 0.1 --g 1.2 --a 1 --n 1,2", "n: expected 1 with hopfield",
       "got 2"},
      {"solve hopfield --alhpa 0.1 --g 1.2",
       "--alhpa: expected a known option (the nearest is --alpha), got an unknown one"},
      {"solve hopfield --alpha 0.1 --g 1.2 --maxsweeps=3",
       "--maxsweeps: expected a known option (the nearest is --max-sweeps)"},
      {"solve hopfield --alpha 0.1 --g 1.2 more", "arguments: expected options only, got 'more'"},
      {"run", "run: expected a TOML file, got none"},
      {"run --seed 2", "run: expected a TOML file before options, got '--seed'"},
      {"--trials 20 simulate hopfield --alpha 0.1 --g 1.2", "command: expected",
       "before its options, got '--trials'"},
      {"junk simulate hopfield --alpha 0.1 --g 1.2", "command: expected", "got 'junk'"},
      {"simulate hopfield --alpha 0.1 --g 1.2 -- --trials 20",
       "arguments: expected options only, got '--'"},
      {"simulate hopfield --alpha 0.1 --g 1.2 info",
       "arguments: expected options only, got 'info'"},
      {"simulate --trials 20 junk --alpha 0.1 --g 1.2", "model: expected one of hopfield, dense",
       "'junk'"},
      {"simulate hopfield --alpha 0.1 --g 1.2 --save-states=maybe",
       "save-states: expected no value, true or false, got 'maybe'"},
      {"simulate hopfield --alpha 0.1 --g 1.2 --save-states=",
       "save-states: expected no value, true or false, got ''"},
      {"simulate hopfield --alpha 0.1 --g 1.2 --save-states maybe",
       "arguments: expected options only, got 'maybe'"},
      {"simulate hopfield --alpha 0.1 --g 1.2 --resume=xyz",
       "resume: expected no value, true or false, got 'xyz'"},
      {"simulate hopfield --alpha 0.1 --g 1.2 --no-progress=1",
       "no-progress: expected no value, true or false, got '1'"},
      {"info --json=yes", "json: expected no value, true or false, got 'yes'"},
      {"info --out F.h5", "--out: expected a known option", "got an unknown one"},
      {"info info", "arguments: expected options only, got 'info'"},
      {"version --json", "version: expected nothing behind it, got '--json'"},
      {"help simlate", "command: expected", "(the nearest is simulate), got 'simlate'"},
      {"help solve hopfield", "help: expected one command, got 'hopfield' too"},
      {"info --jsno", "--jsno: expected a known option (the nearest is --json)"},
  }));
  CAPTURE(arguments);
  check_refusal(folder, words(arguments), starts, contains);
}

TEST_CASE("command: an output path that cannot be written is refused", "[command][errors]") {
  ScratchFolder const folder;
  std::filesystem::create_directory(folder / "taken");
  auto const name =
      GENERATE(values<std::string>({"taken", "missing/result.h5", "/proc/result.h5", "/dev/null"}));
  auto const path = (folder / name).string();  // absolute names stay what they are
  auto const* command = GENERATE("simulate hopfield --alpha 0.1 --g 1.2 --N 20 --T 4",
                                 "solve hopfield --alpha 0.1 --g 1.2 --T 4");
  auto line = words(command);
  line.push_back("--out=" + path);
  CAPTURE(line);
  check_refusal(folder, line, "out: expected a file", path);
}

TEST_CASE("command: a disk that fills up is an error and leaves no file", "[command][errors]") {
  ScratchFolder const folder;
  SmallFiles const limit;
  auto line = words("simulate hopfield --alpha 0.1 --g 1.2 --N 500 --T 20 --save-states");
  line.insert(line.end(), {"--out", (folder / "result.h5").string()});
  check_refusal(folder, line, (folder / "result.h5").string(),
                "expected to be written, got a failed write (is the disk full?)");
}

TEST_CASE("command: samples that do not fit are refused, file and dataset named",
          "[command][errors]") {
  ScratchFolder const folder;
  auto const samples = (folder / "samples.h5").string();
  std::string const known = MATTIS_TEST_DATA "/fixed_points/hopfield.h5";
  auto const check =
      [&](std::string const& file, std::string const& arguments, std::string const& starts) {
    auto line = words("solve hopfield --alpha 0.1 --g 1.2 --dt 0.1 " + arguments);
    line.insert(line.end(), {"--samples", file, "--out", (folder / "result.h5").string()});
    CAPTURE(line);
    check_refusal(folder, line, starts);
  };
  check(samples, "--T 24", samples + ": expected a readable HDF5 file, got no such file");
  check(folder.path().string(), "--T 24",
        folder.path().string() + ": expected a readable HDF5 file, got a folder");
  put(samples, "not HDF5 at all");
  check(samples, "--T 24", samples + ": expected a readable HDF5 file, got one that is damaged");
  std::filesystem::copy_file(known, samples, std::filesystem::copy_options::overwrite_existing);
  std::filesystem::resize_file(samples, std::filesystem::file_size(samples) / 2);
  check(samples, "--T 24 --a 1.08",
        samples + ": expected a readable HDF5 file, got one that is damaged");
  check(known, "--T 25 --a 1.08", known + ": z: expected shape (T, M) = (25, 64), got (24, 64)");
  check(known, "--T 24", known + ": xi: expected shape (M, K) = (64, 0), got (64, 1)");
  check(known, "--T 24 --a 1.08,1", known + ": xi: expected shape (M, K) = (64, 2), got (64, 1)");
  check(known, "--T 24 --a 1.08 --M 65", "M: expected 64 as in " + known + ", got 65");
  std::string const wrong = MATTIS_TEST_DATA "/dmft/hopfield_readme.h5";
  check(wrong, "--T 24 --a 1.08", wrong + ": x0: expected a dataset, got none of that name");
}

TEST_CASE("command: a TOML file that is wrong is refused, its key named", "[command][errors]") {
  ScratchFolder const folder;
  auto const file = (folder / "setting.toml").string();
  auto const& [content, starts, contains] = GENERATE(values<Case>({
      {"model = 'hopfield'\nalpha = 0.1", ": command: expected a string, got none"},
      {"command = 'slove'",
       ":1: command: expected one of simulate, solve, recovery, binary retrieve, "},
      {"command = 'solve'", ": model: expected a string, got none"},
      {"command = 3", ":1: command: expected a string, got another type"},
      {"command = 'solve'\nmodel = 'hopfield'\nalhpa = 0.1\ng = 1.2",
       ":3: alhpa: expected a known key (the nearest is alpha), got an unknown one"},
      {"command = 'solve'\nmodel = 'hopfield'\nalpha = 0.1\ng = 1.2\nic_niose = 1",
       ":5: ic_niose: expected a known key (the nearest is ic-noise), got an unknown one"},
      {"command = 'solve'\nmodel = 'hopfield'\nic-noise = 1\nic_noise = 1", "",
       "expected each key once"},
      {"command = 'solve'\nmodel = 'hopfield'\nalpha = true",
       ":3: alpha: expected a number, a string or an array"},
      {"command = 'solve'\nmodel = 'hopfield'\nalpha = 'much'",
       ":3: alpha: expected a number, got 'much'"},
      {"command = 'solve'\nmodel = 'hopfeild'",
       ":2: model: expected one of hopfield, dense, got the unknown model"},
      {"command = 'solve'\nmodel = 'hopfield'\n\nseed = 18446744073709551615",
       ":4: expected TOML, got ", "(in quotes it is taken as it is)"},
      {"command = 'solve'\nmodel = 'hopfield'\njson = 1", ":3: json: expected true or false"},
      {"command = 'solve'\nmodel = 'hopfield'\n[alpha]\nx = 1",
       ":3: alpha: expected a number, a string or an array"},
      {"command = 'solve'\nmodel = 'hopfield'\nalpha = 0.1\nalpha = 0.2",
       ":4: expected TOML, got "},
      {"command = ", ":1: expected TOML, got "},
  }));
  put(file, content);
  CAPTURE(content);
  check_refusal(folder, {"run", file}, file + starts, contains);
}

TEST_CASE("command: values of a TOML file are checked as those of the command line",
          "[command][errors]") {
  ScratchFolder const folder;
  auto const file = (folder / "setting.toml").string();
  put(file, "command = 'solve'\nmodel = 'hopfield'\nalpha = -0.1\ng = 1.2");
  check_refusal(folder, {"run", file}, file + ":3: alpha: expected", "got -0.1");
  check_refusal(folder, {"run", file, "--alpha", "-0.2"}, "alpha: expected", "got -0.2");
  check_refusal(folder, {"run", file, "--", "--alpha", "0.1"},
                "arguments: expected options only, got '--'");
  check_refusal(folder, {"run", file, "dense"}, "arguments: expected options only, got 'dense'");
  put(file, "command = 'solve'\nmodel = 'hopfield'\nalpha = 0.1\ng = 1.2\na = [1, 1e40]");
  check_refusal(folder, {"run", file}, file + ":5: a[1]: expected", "got 1e+40");
  put(file, "command = 'solve'\nmodel = 'dens'\nalpha = 0.1\ng = 1.2");
  check_refusal(folder, {"run", file}, file + ":2: model: expected one of ",
                ", got the unknown model 'dens'");
  check_refusal(folder, {"run", (folder / "none.toml").string()}, (folder / "none.toml").string(),
                "got no such file");
  check_refusal(folder, {"run", folder.path().string()}, folder.path().string(), "got a folder");
}
