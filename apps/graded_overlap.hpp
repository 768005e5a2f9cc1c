// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/estimates.hpp>
#include <mattis/core/stop.hpp>

#include <Kokkos_Core.hpp>

#include <cstdint>

namespace mattis::command {

/// Overlap at t = 20 of the graded Hopfield network's mean-field theory from a stored pattern, at
/// the gain sqrt(alpha) / T that corresponds to a temperature (docs/models.md 2.6), and its
/// standard error. \param M  samples of the effective neuron  \throws Error  naming alpha, T or M
binary::Estimate graded_overlap(Kokkos::DefaultExecutionSpace const& exec, double alpha, double T,
                                std::int64_t M, std::uint64_t seed, StopCallback should_stop);

/// Before any work. \throws Error  as graded_overlap
void validate_graded(Kokkos::DefaultExecutionSpace const& exec, double alpha, double T,
                     std::int64_t M);

}  // namespace mattis::command
