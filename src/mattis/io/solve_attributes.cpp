// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/io/solve_attributes.hpp>

namespace mattis::io {

void write_solve_options(Hdf5File& file, SolveOptions const& options) {
  file.set_attribute("T", options.T);
  file.set_attribute("dt", options.dt);
  file.set_attribute("M", options.M);
  file.set_attribute("tol", options.tol);
  file.set_attribute("max_sweeps", options.max_sweeps);
  file.set_attribute("method", method_name(options.method));
  if (options.method == Method::damped) {
    file.set_attribute("update_stepsize", options.update_stepsize);
    file.set_attribute("iterations", options.iterations);
  }
  file.set_attribute("match_moments", options.match_moments);
  file.set_attribute("seed", options.seed);
}

}  // namespace mattis::io
