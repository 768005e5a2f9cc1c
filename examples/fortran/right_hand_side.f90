! SPDX-License-Identifier: BSD-3-Clause
! A solver of one's own: the right-hand side of a network in the midpoint rule, its workspace in the
! program's memory.
program right_hand_side
  use mattis
  implicit none
  integer, parameter :: P = 20, N = 1000
  integer(c_int8_t) :: signs(N, P)  ! row-major in C: signs(i, mu) is sign i of pattern mu
  real(c_double) :: x(N), half(N), dxdt(N), m
  real(c_double), parameter :: dt = 0.1_c_double
  integer(c_int8_t), allocatable, target :: scratch(:)
  integer(c_size_t) :: bytes
  type(mattis_patterns) :: xi
  type(mattis_plan) :: network
  type(mattis_model) :: model
  type(mattis_plan_options) :: options
  integer :: i, step

  model%alpha = 0.02_c_double
  model%g = 1.5_c_double
  options%precision = MATTIS_DOUBLE
  options%caller_scratch = 1
  call check(mattis_initialize(0))
  call check(mattis_patterns_random(int(P, c_int64_t), int(N, c_int64_t), 1_c_int64_t, xi))
  call check(mattis_patterns_unpack(xi, signs))
  call check(mattis_rhs_plan(xi, model, options, network))
  call check(mattis_plan_workspace_bytes(network, bytes))
  allocate(scratch(bytes))
  call check(mattis_plan_use_scratch(network, c_loc(scratch), bytes))
  x = [(0.5_c_double * signs(i, 1) + sin(real(i - 1, c_double)), i = 1, N)]
  do step = 1, 100
    call check(mattis_rhs_double(network, x, dxdt))
    half = x + dt / 2 * dxdt
    call check(mattis_rhs_double(network, half, dxdt))
    x = x + dt * dxdt
  end do
  call check(mattis_plan_free(network))
  deallocate (scratch)  ! arrays of a main program live on at its end
  m = sum(signs(:, 1) * tanh(x)) / N
  print '(a, f5.2)', 'overlap with the pattern that it started near:', m
  call check(mattis_finalize())
  if (m < 0.5_c_double) error stop 'expected an overlap above 0.5'

contains

  subroutine check(status)
    integer(c_int), intent(in) :: status
    if (status /= MATTIS_SUCCESS) error stop mattis_message()
  end subroutine check
end program right_hand_side
