// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/instantiate.hpp>
#include <mattis/kernels/detail/effective_neurons_plan.hpp>

namespace mattis {

#define MATTIS_INSTANTIATE_EFFECTIVE_NEURONS(EXEC) \
  template class EffectiveNeurons<EXEC, float>;    \
  template class EffectiveNeurons<EXEC, double>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_EFFECTIVE_NEURONS)

}  // namespace mattis
