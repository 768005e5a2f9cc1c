// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The table of one instruction set and precision.
#include <backends/simd/correlation.inl.hpp>
#include <backends/simd/draw.inl.hpp>
#include <backends/simd/effective_neuron.inl.hpp>
#include <backends/simd/elementwise.inl.hpp>
#include <backends/simd/forward.inl.hpp>
#include <backends/simd/instruction_sets.hpp>
#include <backends/simd/matrix.inl.hpp>
#include <backends/simd/random_rows.inl.hpp>
#include <backends/simd/response.inl.hpp>
#include <backends/simd/sign_product.inl.hpp>
#include <backends/simd/transpose_signs.inl.hpp>

namespace mattis::simd {

template <class T, class Arch>
consteval MicroKernels<T> make_micro_kernels(char const* name) {
  return {.name = name,
          .lanes = static_cast<int>(xsimd::batch<T, Arch>::size),
          .tanh = &tanh_array<T, Arch>,
          .tanh_and_slope = &tanh_and_slope_array<T, Arch>,
          .energy = &energy_array<T, Arch>,
          .euler_tanh = &euler_tanh_array<T, Arch>,
          .nibble_tables = &nibble_tables<T, Arch>,
          .sign_product = &sign_product<T, Arch>,
          .transpose_signs = &transpose_signs<Arch>,
          .multiply_add = &multiply_add<T, Arch>,
          .random_rows = &random_rows<Arch>,
          .draw_samples = &draw_samples<T, Arch>,
          .packed_triangle = &packed_triangle<T, Arch>,
          .pack_triangle = &pack_triangle<T, Arch>,
          .colour_noise = &colour_noise<T, Arch>,
          .trajectories = &trajectories<T, Arch>,
          .correlation = &correlation<T, Arch>,
          .correlation_workspace = &correlation_workspace<T, Arch>,
          .response = &response<T, Arch>,
          .packed_state = &packed_state<T, Arch>,
          .pack_state = &pack_state<T, Arch>,
          .compressed_response = &compressed_response<T, Arch>,
          .response_workspace = &response_workspace<T, Arch>,
          .kernel_columns = &kernel_columns<T, Arch>,
          .append_kernel_row = &append_kernel_row<T, Arch>,
          .forward_advance = &forward_advance<T, Arch>,
          .forward_observe = &forward_observe<T, Arch>,
          .forward_workspace = &forward_workspace<T, Arch>};
}

}  // namespace mattis::simd
