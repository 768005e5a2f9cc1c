// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/instantiate.hpp>
#include <mattis/models/detail/network_members.hpp>

namespace mattis {

#define MATTIS_INSTANTIATE_NETWORK_FLOAT(EXEC) template class Network<EXEC, float>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_NETWORK_FLOAT)

}  // namespace mattis
