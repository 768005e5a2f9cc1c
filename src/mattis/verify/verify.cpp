// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/verify/detail/comparison.hpp>

namespace mattis {
namespace {

template <Real T, ExecutionSpace Exec>
void verify_in(Exec const& exec, VerifyOptions const& options, std::vector<Verified>& results) {
  detail::Comparison<Exec, T> comparison(exec, options, results);
  detail::verify_kernels(comparison);
  detail::verify_statements(comparison);
  detail::verify_neurons(comparison);
  detail::verify_models(comparison);
}

}  // namespace

template <ExecutionSpace Exec>
std::vector<Verified> verify(Exec const& exec, VerifyOptions const& options) {
  expect(options.cases >= 1, "cases", "at least 1", options.cases);
  detail::StoppableCall const call(options.should_stop);
  std::vector<Verified> results;
  verify_in<float>(exec, options, results);
  verify_in<double>(exec, options, results);
  return results;
}

#define MATTIS_INSTANTIATE_VERIFY(EXEC) \
  template std::vector<Verified> verify<EXEC>(EXEC const&, VerifyOptions const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_VERIFY)

}  // namespace mattis
