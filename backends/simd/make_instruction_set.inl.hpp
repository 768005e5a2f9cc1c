// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// All that a unit gives: its instruction set.
#include <backends/simd/ceiling.inl.hpp>
#include <backends/simd/compressed_response.inl.hpp>
#include <backends/simd/correlation.inl.hpp>
#include <backends/simd/draw.inl.hpp>
#include <backends/simd/effective_neuron.inl.hpp>
#include <backends/simd/elementwise.inl.hpp>
#include <backends/simd/forward.inl.hpp>
#include <backends/simd/matrix.inl.hpp>
#include <backends/simd/random_rows.inl.hpp>
#include <backends/simd/response.inl.hpp>
#include <backends/simd/sign_product.inl.hpp>
#include <backends/simd/stimulus.inl.hpp>
#include <backends/simd/transpose_signs.inl.hpp>
#include <mattis/lanes/instruction_set.hpp>

namespace mattis::simd {

template <class T, class Arch>
consteval lanes::SignKernels<T> make_sign_kernels() {
  auto const& at_once = SignProduct<T, Arch>::blocks_at_once;
  return {.tables = &sign_tables<T, Arch>,
          .product = &sign_product<T, Arch>,
          .scaled_product = &scaled_sign_product<T, Arch>,
          .blocks_at_once = {at_once[0], at_once[1], at_once[2], at_once[3]},
          .word_entries = SignProduct<T, Arch>::word_entries,
          .transpose = &transpose_signs<Arch>};
}

template <class T, class Arch>
consteval lanes::MicroKernels<T> make_micro_kernels() {
  return {.lanes = static_cast<int>(xsimd::batch<T, Arch>::size),
          .elementwise = {.tanh = &tanh_array<T, Arch>,
                          .exp = &exp_array<T, Arch>,
                          .log_cosh = &log_cosh_array<T, Arch>,
                          .tanh_and_slope = &tanh_and_slope_array<T, Arch>,
                          .energy = &energy_array<T, Arch>,
                          .euler_tanh = &euler_tanh_array<T, Arch>},
          .signs = make_sign_kernels<T, Arch>(),
          .matrix = {.multiply_add = &multiply_add<T, Arch>,
                     .correlation = &correlation<T, Arch>,
                     .correlation_workspace = &correlation_workspace<T, Arch>},
          .draw = {.words = &random_rows<Arch>, .samples = &draw_samples<T, Arch>},
          .sweep = {.packed_triangle = &packed_triangle<T, Arch>,
                    .pack_triangle = &pack_triangle<T, Arch>,
                    .colour_noise = &colour_noise<T, Arch>,
                    .trajectories = &trajectories<T, Arch>,
                    .response = &response<T, Arch>,
                    .response_tiles = {RegisterTile<Arch>::tiles, RegisterTile<Arch>::tiles / 2},
                    .response_workspace = &response_workspace<T, Arch>,
                    .packed_state = &packed_state<T, Arch>,
                    .pack_state = &pack_state<T, Arch>,
                    .compressed_trajectories = &compressed_trajectories<T, Arch>,
                    .compressed_response = &compressed_response<T, Arch>,
                    .compressed_response_workspace = &compressed_response_workspace<T, Arch>},
          .forward = {.kernel_columns = &kernel_columns<T, Arch>,
                      .append_kernel_row = &append_kernel_row<T, Arch>,
                      .advance = &forward_advance<T, Arch>,
                      .observe = &forward_observe<T, Arch>,
                      .workspace = &forward_workspace<T, Arch>},
          .stimulus = {.advance = &advance_neurons<T, Arch>,
                       .activate = &activate_neurons<T, Arch>,
                       .normals = &scaled_normals<T, Arch>},
          .ceiling = {.multiply_adds = &multiply_adds<T, Arch>}};
}

template <class Arch>
consteval lanes::InstructionSet make_instruction_set(char const* name, uint32_t needs) {
  return {.name = name,
          .bytes = Traits<Arch>::bytes,
          .registers = Traits<Arch>::registers,
          .fused = Traits<Arch>::fused,
          .needs = needs,
          .in_float = make_micro_kernels<float, Arch>(),
          .in_double = make_micro_kernels<double, Arch>()};
}

}  // namespace mattis::simd
