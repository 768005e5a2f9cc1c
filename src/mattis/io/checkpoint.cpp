// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/checkpoint.hpp>
#include <mattis/io/output_file.hpp>

namespace mattis::io {

Parameters identity(Provenance const& provenance) {
  return {{"version", provenance.version},
          {"git_hash", provenance.git_hash},
          {"backend", provenance.backend},
          {"precision", provenance.precision}};
}

Parameters parameters(Dense const& model) {
  std::string amplitudes;
  for (double const a : model.a)
    amplitudes.append(amplitudes.empty() ? "" : ",").append(to_text(a));
  return {{"model", model_name(model)},
          {"n", to_text(model.n)},
          {"alpha", to_text(model.alpha)},
          {"g", to_text(model.g)},
          {"a", amplitudes},
          {"ic_noise", to_text(initial_noise(model))}};
}

void replace_checkpoint(std::filesystem::path const& path, Parameters const& parameters,
                        std::function<void(Hdf5File&)> const& write) {
  OutputFile out(path, "checkpoint");
  out.fill([&](auto const& temporary) {
    auto file = Hdf5File::create(temporary);
    for (auto const& [name, value] : parameters) file.set_attribute(name, value);
    write(file);
    file.close();
  });
  out.commit();
}

Hdf5File open_checkpoint(std::filesystem::path const& path, Parameters const& parameters) {
  auto file = Hdf5File::open(path);
  for (auto const& [name, value] : parameters) {
    if (!file.has_attribute(name)) {
      throw_unexpected("checkpoint", "one of this computation",
                       path.string() + " (it has no " + name + ")");
    }
    auto const found = file.attribute<std::string>(name);
    if (found != value) {
      throw_unexpected("checkpoint", "one with " + name + " = " + value,
                       path.string() + " (" + name + " = " + found + ")");
    }
  }
  return file;
}

}  // namespace mattis::io
