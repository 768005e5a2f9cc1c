! SPDX-License-Identifier: BSD-3-Clause
program smallest
  use mattis
  implicit none
  type(mattis_patterns) :: xi
  type(mattis_plan) :: plan
  real(c_float) :: phi(100) = 1, m(5)
  integer(c_int) :: status, mu
  status = mattis_initialize(0)
  status = mattis_patterns_random(5_c_int64_t, 100_c_int64_t, 1_c_int64_t, xi)
  status = mattis_overlap_plan(xi, plan=plan)
  if (mattis_overlap_float(plan, phi, m) /= MATTIS_SUCCESS) error stop mattis_message()
  do mu = 1, 5
    print '(a, i0, a, f5.2)', 'm_', mu - 1, ' = ', m(mu)
  end do
  status = mattis_finalize()
end program smallest
