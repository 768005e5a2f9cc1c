// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Choices of a tool that is loaded into Kokkos (Kokkos::Tools::Experimental, where Kokkos was built
// with KOKKOS_ENABLE_TUNING). Each run of a kernel that has variants is a context: the kernel's
// sizes are its inputs, "mattis.sign_product float OpenMP avx2" its output, one of the variants.
#include <mattis/kernels/choices.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace mattis::detail {

/// Whether one listens.
bool tool_tunes();

/// One run, from before it to when it is done.
class ToolContext {
 public:
  /// \param variants  the first is what runs unmeasured, `standard` what would run without the tool
  ToolContext(ChoiceKey const& key, std::vector<std::string> const& variants, std::size_t standard);
  ~ToolContext();
  ToolContext(ToolContext const&) = delete;
  ToolContext& operator=(ToolContext const&) = delete;

  /// What the tool has chosen; `standard` where it named none that is there.
  std::size_t variant() const { return variant_; }

 private:
  std::size_t context_;
  std::size_t variant_;
};

}  // namespace mattis::detail
