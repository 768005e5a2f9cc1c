! SPDX-License-Identifier: BSD-3-Clause
! Made of mattis.h, which says what everything means, by scripts/make-fortran-module: change it there.
! Arrays are row-major there: (N, states) in C is (states, N) here.
module mattis
  use, intrinsic :: iso_c_binding
  implicit none
  private :: text_of

  integer(c_int), parameter :: MATTIS_SUCCESS = 0
  integer(c_int), parameter :: MATTIS_INVALID_ARGUMENT = 1
  integer(c_int), parameter :: MATTIS_INVALID_HANDLE = 2
  integer(c_int), parameter :: MATTIS_NOT_INITIALIZED = 3
  integer(c_int), parameter :: MATTIS_SHORT_SCRATCH = 4
  integer(c_int), parameter :: MATTIS_BUSY = 5
  integer(c_int), parameter :: MATTIS_OUT_OF_MEMORY = 6
  integer(c_int), parameter :: MATTIS_FAILED = 7

  integer(c_int), parameter :: MATTIS_FLOAT = 0
  integer(c_int), parameter :: MATTIS_DOUBLE = 1

  integer(c_int), parameter :: MATTIS_PICARD = 0
  integer(c_int), parameter :: MATTIS_CAUSAL = 1
  integer(c_int), parameter :: MATTIS_DAMPED = 2

  type, bind(C) :: mattis_patterns
    integer(c_int64_t) :: id = 0
  end type mattis_patterns

  type, bind(C) :: mattis_plan
    integer(c_int64_t) :: id = 0
  end type mattis_plan

  type, bind(C) :: mattis_plan_options
    integer(c_size_t) :: size = 32
    integer(c_int32_t) :: precision = 0
    integer(c_int32_t) :: caller_scratch = 0
    integer(c_int32_t) :: distinct_indices = 0
    integer(c_int32_t) :: reserved = 0
    integer(c_int64_t) :: states = 0
  end type mattis_plan_options

  type, bind(C) :: mattis_model
    integer(c_size_t) :: size = 56
    integer(c_int32_t) :: n = 0
    integer(c_int32_t) :: ic_noise_given = 0
    real(c_double) :: alpha = 0
    real(c_double) :: g = 0
    integer(c_int64_t) :: condensed = 0
    type(c_ptr) :: a = c_null_ptr
    real(c_double) :: ic_noise = 0
  end type mattis_model

  type, bind(C) :: mattis_simulate_options
    integer(c_size_t) :: size = 72
    integer(c_int32_t) :: precision = 0
    integer(c_int32_t) :: distinct_indices = 0
    integer(c_int32_t) :: T = 0
    integer(c_int32_t) :: trials = 0
    integer(c_int32_t) :: cues = 0
    integer(c_int32_t) :: reserved = 0
    real(c_double) :: dt = 0
    integer(c_int64_t) :: N = 0
    integer(c_int64_t) :: seed = 0
    type(c_ptr) :: scratch = c_null_ptr
    integer(c_size_t) :: scratch_bytes = 0
  end type mattis_simulate_options

  type, bind(C) :: mattis_simulation
    integer(c_size_t) :: size = 88
    integer(c_int64_t) :: rows = 0
    integer(c_int64_t) :: T = 0
    integer(c_int64_t) :: K = 0
    integer(c_int64_t) :: N = 0
    type(c_ptr) :: m = c_null_ptr
    type(c_ptr) :: E = c_null_ptr
    type(c_ptr) :: x = c_null_ptr
    type(c_ptr) :: phi = c_null_ptr
    integer(c_int64_t) :: P = 0
    real(c_double) :: wall_seconds = 0
  end type mattis_simulation

  type, bind(C) :: mattis_solve_options
    integer(c_size_t) :: size = 88
    integer(c_int32_t) :: precision = 0
    integer(c_int32_t) :: method = 0
    integer(c_int32_t) :: T = 0
    integer(c_int32_t) :: max_sweeps = 0
    integer(c_int32_t) :: iterations = 0
    integer(c_int32_t) :: no_standard_errors = 0
    real(c_double) :: dt = 0
    real(c_double) :: tol = 0
    real(c_double) :: update_stepsize = 0
    integer(c_int64_t) :: M = 0
    integer(c_int64_t) :: seed = 0
    type(c_ptr) :: scratch = c_null_ptr
    integer(c_size_t) :: scratch_bytes = 0
  end type mattis_solve_options

  type, bind(C) :: mattis_solution
    integer(c_size_t) :: size = 112
    integer(c_int64_t) :: T = 0
    integer(c_int64_t) :: K = 0
    type(c_ptr) :: m = c_null_ptr
    type(c_ptr) :: m_se = c_null_ptr
    type(c_ptr) :: C_phi = c_null_ptr
    type(c_ptr) :: C_phi_se = c_null_ptr
    type(c_ptr) :: S_phi = c_null_ptr
    type(c_ptr) :: S_phi_se = c_null_ptr
    type(c_ptr) :: E = c_null_ptr
    type(c_ptr) :: E_se = c_null_ptr
    integer(c_int64_t) :: sweeps = 0
    real(c_double) :: residual = 0
    real(c_double) :: wall_seconds = 0
  end type mattis_solution

  interface
    type(c_ptr) function mattis_message_c() bind(C, name='mattis_message')
      import
    end function mattis_message_c
    type(c_ptr) function mattis_status_name_c(status) bind(C, name='mattis_status_name')
      import
      integer(c_int), value :: status
    end function mattis_status_name_c
    type(c_ptr) function mattis_version_c() bind(C, name='mattis_version')
      import
    end function mattis_version_c
    integer(c_int) function mattis_initialize(threads) &
        bind(C, name='mattis_initialize')
      import
      integer(c_int), value :: threads
    end function mattis_initialize
    integer(c_int) function mattis_finalize() &
        bind(C, name='mattis_finalize')
      import
    end function mattis_finalize
    integer(c_int) function mattis_patterns_random(P, N, seed, patterns) &
        bind(C, name='mattis_patterns_random')
      import
      integer(c_int64_t), value :: P
      integer(c_int64_t), value :: N
      integer(c_int64_t), value :: seed
      type(mattis_patterns), intent(out) :: patterns
    end function mattis_patterns_random
    integer(c_int) function mattis_patterns_pack(P, N, signs, patterns) &
        bind(C, name='mattis_patterns_pack')
      import
      integer(c_int64_t), value :: P
      integer(c_int64_t), value :: N
      integer(c_int8_t), intent(in) :: signs(*)
      type(mattis_patterns), intent(out) :: patterns
    end function mattis_patterns_pack
    integer(c_int) function mattis_patterns_unpack(patterns, signs) &
        bind(C, name='mattis_patterns_unpack')
      import
      type(mattis_patterns), value :: patterns
      integer(c_int8_t), intent(inout) :: signs(*)
    end function mattis_patterns_unpack
    integer(c_int) function mattis_patterns_shape(patterns, P, N) &
        bind(C, name='mattis_patterns_shape')
      import
      type(mattis_patterns), value :: patterns
      integer(c_int64_t), intent(out) :: P
      integer(c_int64_t), intent(out) :: N
    end function mattis_patterns_shape
    integer(c_int) function mattis_patterns_free(patterns) &
        bind(C, name='mattis_patterns_free')
      import
      type(mattis_patterns), value :: patterns
    end function mattis_patterns_free
    integer(c_int) function mattis_overlap_plan(patterns, options, plan) &
        bind(C, name='mattis_overlap_plan')
      import
      type(mattis_patterns), value :: patterns
      type(mattis_plan_options), intent(in), optional :: options
      type(mattis_plan), intent(out) :: plan
    end function mattis_overlap_plan
    integer(c_int) function mattis_overlap_float(plan, phi, m) &
        bind(C, name='mattis_overlap_float')
      import
      type(mattis_plan), value :: plan
      real(c_float), intent(in) :: phi(*)
      real(c_float), intent(inout) :: m(*)
    end function mattis_overlap_float
    integer(c_int) function mattis_overlap_double(plan, phi, m) &
        bind(C, name='mattis_overlap_double')
      import
      type(mattis_plan), value :: plan
      real(c_double), intent(in) :: phi(*)
      real(c_double), intent(inout) :: m(*)
    end function mattis_overlap_double
    integer(c_int) function mattis_field_plan(patterns, options, plan) &
        bind(C, name='mattis_field_plan')
      import
      type(mattis_patterns), value :: patterns
      type(mattis_plan_options), intent(in), optional :: options
      type(mattis_plan), intent(out) :: plan
    end function mattis_field_plan
    integer(c_int) function mattis_field_float(plan, f, h) &
        bind(C, name='mattis_field_float')
      import
      type(mattis_plan), value :: plan
      real(c_float), intent(in) :: f(*)
      real(c_float), intent(inout) :: h(*)
    end function mattis_field_float
    integer(c_int) function mattis_field_double(plan, f, h) &
        bind(C, name='mattis_field_double')
      import
      type(mattis_plan), value :: plan
      real(c_double), intent(in) :: f(*)
      real(c_double), intent(inout) :: h(*)
    end function mattis_field_double
    integer(c_int) function mattis_covariance_plan(T, M, options, plan) &
        bind(C, name='mattis_covariance_plan')
      import
      integer(c_int64_t), value :: T
      integer(c_int64_t), value :: M
      type(mattis_plan_options), intent(in), optional :: options
      type(mattis_plan), intent(out) :: plan
    end function mattis_covariance_plan
    integer(c_int) function mattis_covariance_float(plan, phi, C) &
        bind(C, name='mattis_covariance_float')
      import
      type(mattis_plan), value :: plan
      real(c_float), intent(in) :: phi(*)
      real(c_double), intent(inout) :: C(*)
    end function mattis_covariance_float
    integer(c_int) function mattis_covariance_double(plan, phi, C) &
        bind(C, name='mattis_covariance_double')
      import
      type(mattis_plan), value :: plan
      real(c_double), intent(in) :: phi(*)
      real(c_double), intent(inout) :: C(*)
    end function mattis_covariance_double
    integer(c_int) function mattis_response_plan(T, M, options, plan) &
        bind(C, name='mattis_response_plan')
      import
      integer(c_int64_t), value :: T
      integer(c_int64_t), value :: M
      type(mattis_plan_options), intent(in), optional :: options
      type(mattis_plan), intent(out) :: plan
    end function mattis_response_plan
    integer(c_int) function mattis_response_float(plan, slope, kernel, dt, S) &
        bind(C, name='mattis_response_float')
      import
      type(mattis_plan), value :: plan
      real(c_float), intent(in) :: slope(*)
      real(c_double), intent(in) :: kernel(*)
      real(c_double), value :: dt
      real(c_double), intent(inout) :: S(*)
    end function mattis_response_float
    integer(c_int) function mattis_response_double(plan, slope, kernel, dt, S) &
        bind(C, name='mattis_response_double')
      import
      type(mattis_plan), value :: plan
      real(c_double), intent(in) :: slope(*)
      real(c_double), intent(in) :: kernel(*)
      real(c_double), value :: dt
      real(c_double), intent(inout) :: S(*)
    end function mattis_response_double
    integer(c_int) function mattis_rhs_plan(patterns, model, options, plan) &
        bind(C, name='mattis_rhs_plan')
      import
      type(mattis_patterns), value :: patterns
      type(mattis_model), intent(in) :: model
      type(mattis_plan_options), intent(in), optional :: options
      type(mattis_plan), intent(out) :: plan
    end function mattis_rhs_plan
    integer(c_int) function mattis_rhs_float(plan, x, dxdt) &
        bind(C, name='mattis_rhs_float')
      import
      type(mattis_plan), value :: plan
      real(c_float), intent(in) :: x(*)
      real(c_float), intent(inout) :: dxdt(*)
    end function mattis_rhs_float
    integer(c_int) function mattis_rhs_double(plan, x, dxdt) &
        bind(C, name='mattis_rhs_double')
      import
      type(mattis_plan), value :: plan
      real(c_double), intent(in) :: x(*)
      real(c_double), intent(inout) :: dxdt(*)
    end function mattis_rhs_double
    integer(c_int) function mattis_plan_workspace_bytes(plan, bytes) &
        bind(C, name='mattis_plan_workspace_bytes')
      import
      type(mattis_plan), value :: plan
      integer(c_size_t), intent(out) :: bytes
    end function mattis_plan_workspace_bytes
    integer(c_int) function mattis_plan_use_scratch(plan, scratch, bytes) &
        bind(C, name='mattis_plan_use_scratch')
      import
      type(mattis_plan), value :: plan
      type(c_ptr), value :: scratch
      integer(c_size_t), value :: bytes
    end function mattis_plan_use_scratch
    integer(c_int) function mattis_plan_free(plan) &
        bind(C, name='mattis_plan_free')
      import
      type(mattis_plan), value :: plan
    end function mattis_plan_free
    integer(c_int) function mattis_simulate(model, options, simulation) &
        bind(C, name='mattis_simulate')
      import
      type(mattis_model), intent(in) :: model
      type(mattis_simulate_options), intent(in), optional :: options
      type(mattis_simulation), intent(inout) :: simulation
    end function mattis_simulate
    integer(c_int) function mattis_simulate_workspace_bytes(model, options, save_states, bytes) &
        bind(C, name='mattis_simulate_workspace_bytes')
      import
      type(mattis_model), intent(in) :: model
      type(mattis_simulate_options), intent(in), optional :: options
      integer(c_int), value :: save_states
      integer(c_size_t), intent(out) :: bytes
    end function mattis_simulate_workspace_bytes
    integer(c_int) function mattis_solve(model, options, solution) &
        bind(C, name='mattis_solve')
      import
      type(mattis_model), intent(in) :: model
      type(mattis_solve_options), intent(in), optional :: options
      type(mattis_solution), intent(inout) :: solution
    end function mattis_solve
    integer(c_int) function mattis_solve_workspace_bytes(model, options, bytes) &
        bind(C, name='mattis_solve_workspace_bytes')
      import
      type(mattis_model), intent(in) :: model
      type(mattis_solve_options), intent(in), optional :: options
      integer(c_size_t), intent(out) :: bytes
    end function mattis_solve_workspace_bytes
  end interface

contains

  function mattis_message() result(text)
    character(len=:), allocatable :: text
    text = text_of(mattis_message_c())
  end function mattis_message

  function mattis_status_name(status) result(text)
    integer(c_int), value :: status
    character(len=:), allocatable :: text
    text = text_of(mattis_status_name_c(status))
  end function mattis_status_name

  function mattis_version() result(text)
    character(len=:), allocatable :: text
    text = text_of(mattis_version_c())
  end function mattis_version

  function text_of(address) result(text)
    type(c_ptr), intent(in) :: address
    character(len=:), allocatable :: text
    character(kind=c_char), pointer :: characters(:)
    integer :: length
    call c_f_pointer(address, characters, [4096])
    length = 0
    do while (characters(length + 1) /= c_null_char)
      length = length + 1
    end do
    allocate(character(len=length) :: text)
    text = transfer(characters(1:length), text)
  end function text_of
end module mattis
