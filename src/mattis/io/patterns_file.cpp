// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/io/hdf5.hpp>
#include <mattis/io/patterns_file.hpp>
#include <mattis/version.hpp>

#include <span>

namespace mattis::io {

void write_patterns(std::filesystem::path const& path, NamedPatterns const& patterns,
                    PatternOrigin const& origin) {
  auto file = Hdf5File::create(path);
  file.set_attribute("command", "binary patterns");
  file.write("patterns",
             {static_cast<std::size_t>(patterns.P()), static_cast<std::size_t>(patterns.N)},
             std::span<std::int8_t const>(patterns.entries));
  for (auto const& name : patterns.names) file.append_text("names", name);
  file.set_attribute("source_kind", origin.kind);
  file.set_attribute("source", origin.source);
  if (!origin.rate.empty()) file.set_attribute("rate", origin.rate);
  file.set_attribute("version", version());
  file.set_attribute("git_hash", git_hash());
  file.close();
}

}  // namespace mattis::io
