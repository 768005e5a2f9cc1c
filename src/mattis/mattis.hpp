// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Everything an embedding program needs; link mattis::mattis.
#include <mattis/core/as_view.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/core/scratch.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/dmft/recovery.hpp>
#include <mattis/dmft/solve.hpp>
#include <mattis/dmft/solve_plan.hpp>
#include <mattis/expr/covariance.hpp>
#include <mattis/expr/explain.hpp>
#include <mattis/expr/plan.hpp>
#include <mattis/expr/sweep.hpp>
#include <mattis/kernels/covariance.hpp>
#include <mattis/kernels/euler_step.hpp>
#include <mattis/kernels/field.hpp>
#include <mattis/kernels/overlap.hpp>
#include <mattis/kernels/patterns.hpp>
#include <mattis/kernels/response.hpp>
#include <mattis/kernels/tanh.hpp>
#include <mattis/models/hopfield.hpp>
#include <mattis/models/right_hand_side.hpp>
#include <mattis/models/simulate.hpp>
#include <mattis/models/simulate_plan.hpp>
