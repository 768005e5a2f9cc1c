// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/io/model_attributes.hpp>

namespace mattis::io {

void write_model(Hdf5File& file, Dense const& model) {
  file.set_attribute("model", model_name(model));
  file.set_attribute("n", model.n);
  file.set_attribute("alpha", model.alpha);
  file.set_attribute("g", model.g);
  file.set_attribute("a", model.a);
  file.set_attribute("ic_noise", initial_noise(model));
}

}  // namespace mattis::io
