/* SPDX-License-Identifier: BSD-3-Clause */
/* A C program without Kokkos: what it may call before, between and after. Prints what is wrong. */
#include <mattis/mattis.h>
#include <stdio.h>
#include <string.h>

static int failures = 0;

static void expect(char const* what, int status, int expected, char const* message) {
  if (status == expected && (message == NULL || strcmp(mattis_message(), message) == 0)) return;
  printf("%s: expected %s, got %s: %s\n", what, mattis_status_name(expected),
         mattis_status_name(status), mattis_message());
  ++failures;
}

static void expect_all_refused(mattis_patterns patterns, mattis_plan plan, char const* message) {
  float numbers[4] = {0, 0, 0, 0};
  double doubles[4] = {0, 0, 0, 0};
  int8_t signs[4] = {1, 1, 1, 1};
  int64_t P = 0, N = 0;
  size_t bytes = 0;
  mattis_model model = {sizeof model, 0, 0, 0.1, 1.2, 0, NULL, 0};
  mattis_simulation simulation = {0};
  mattis_solution solution = {0};
  int const none = MATTIS_NOT_INITIALIZED;
  simulation.size = sizeof simulation;
  solution.size = sizeof solution;
  expect("random", mattis_patterns_random(2, 2, 1, &patterns), none, message);
  expect("pack", mattis_patterns_pack(2, 2, signs, &patterns), none, message);
  expect("unpack", mattis_patterns_unpack(patterns, signs), none, message);
  expect("shape", mattis_patterns_shape(patterns, &P, &N), none, message);
  expect("free", mattis_patterns_free(patterns), none, message);
  expect("overlap plan", mattis_overlap_plan(patterns, NULL, &plan), none, message);
  expect("overlap", mattis_overlap_float(plan, numbers, numbers), none, message);
  expect("field plan", mattis_field_plan(patterns, NULL, &plan), none, message);
  expect("field", mattis_field_float(plan, numbers, numbers), none, message);
  expect("covariance plan", mattis_covariance_plan(2, 2, NULL, &plan), none, message);
  expect("covariance", mattis_covariance_float(plan, numbers, doubles), none, message);
  expect("response plan", mattis_response_plan(2, 2, NULL, &plan), none, message);
  expect("response", mattis_response_float(plan, numbers, doubles, 0.1, doubles), none, message);
  expect("rhs plan", mattis_rhs_plan(patterns, &model, NULL, &plan), none, message);
  expect("rhs", mattis_rhs_float(plan, numbers, numbers), none, message);
  expect("bytes", mattis_plan_workspace_bytes(plan, &bytes), none, message);
  expect("scratch", mattis_plan_use_scratch(plan, doubles, sizeof doubles), none, message);
  expect("plan free", mattis_plan_free(plan), none, message);
  expect("simulate", mattis_simulate(&model, NULL, &simulation), none, message);
  expect("solve", mattis_solve(&model, NULL, &solution), none, message);
  expect("finalize", mattis_finalize(), none, message);
}

int main(void) {
  mattis_patterns patterns = {0};
  mattis_plan plan = {0};
  float phi[2] = {1, 1}, m[2];
  if (strcmp(mattis_message(), "") != 0) ++failures;
  if (strlen(mattis_version()) == 0) ++failures;
  expect_all_refused(patterns, plan,
                     "mattis: expected mattis_initialize() before any other call, got none");
  expect("threads", mattis_initialize(-1), MATTIS_INVALID_ARGUMENT,
         "threads: expected at least 0, got -1");
  expect("initialize", mattis_initialize(2), MATTIS_SUCCESS, NULL);
  expect("initialize again", mattis_initialize(0), MATTIS_SUCCESS, NULL);
  expect("patterns", mattis_patterns_random(2, 2, 1, &patterns), MATTIS_SUCCESS, NULL);
  expect("plan", mattis_overlap_plan(patterns, NULL, &plan), MATTIS_SUCCESS, NULL);
  expect("overlap", mattis_overlap_float(plan, phi, m), MATTIS_SUCCESS, NULL);
  expect("finalize", mattis_finalize(), MATTIS_SUCCESS, NULL); /* with both still there */
  expect_all_refused(patterns, plan,
                     "mattis: expected calls before mattis_finalize(), got one after it");
  expect(
      "initialize after", mattis_initialize(0), MATTIS_NOT_INITIALIZED,
      "mattis_initialize: expected a program that has not ended Kokkos, which cannot start again, "
      "got one that has");
  return failures != 0;
}
