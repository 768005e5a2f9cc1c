// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/kernels/how.hpp>
#include <mattis/report/bench_file.hpp>

#include <string>
#include <vector>

namespace mattis::detail {

/// What bounds kernels, measured in the run that times them: again before each group of rows, the
/// largest counts, so that what else the machine did in one moment does not.
template <ExecutionSpace Exec>
class Ceilings {
 public:
  explicit Ceilings(Exec const& exec);

  /// Bytes that all threads read from memory in a second.
  void measure_memory();
  /// Operations in a second of multiply-adds on a target, two each.
  template <Real T>
  void measure_multiply_adds(How const& how);

  std::vector<report::Ceiling> const& all() const { return ceilings_; }
  /// 0 where it was not measured.
  double memory() const;
  double multiply_adds(std::string const& target, std::string const& precision) const;

 private:
  void note(report::Ceiling const& seen);
  double find(std::string const& kind, std::string const& target,
              std::string const& precision) const;

  Exec exec_;
  Array<double*, Exec> data_;
  std::vector<report::Ceiling> ceilings_;
};

}  // namespace mattis::detail
