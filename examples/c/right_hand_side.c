/* SPDX-License-Identifier: BSD-3-Clause */
/* A solver of one's own: the right-hand side of a network in the midpoint rule, its workspace in
 * the program's memory. */
#include <math.h>
#include <mattis/mattis.h>
#include <stdio.h>
#include <stdlib.h>

enum { P = 20, N = 1000 };

static void check(int status) {
  if (status == MATTIS_SUCCESS) return;
  fprintf(stderr, "%s: %s\n", mattis_status_name(status), mattis_message());
  exit(1);
}

int main(void) {
  static int8_t signs[P][N];
  static double x[N], half[N], dxdt[N];
  double const dt = 0.1;
  double m = 0;
  size_t bytes;
  mattis_patterns xi;
  mattis_plan network;
  mattis_model model = {sizeof model};
  mattis_plan_options options = {sizeof options};
  model.alpha = 0.02;
  model.g = 1.5;
  options.precision = MATTIS_DOUBLE;
  options.caller_scratch = 1;
  check(mattis_initialize(0));
  check(mattis_patterns_random(P, N, 1, &xi));
  check(mattis_patterns_unpack(xi, signs[0]));
  check(mattis_rhs_plan(xi, &model, &options, &network));
  check(mattis_plan_workspace_bytes(network, &bytes));
  void* scratch = malloc(bytes);
  check(mattis_plan_use_scratch(network, scratch, bytes));
  for (int i = 0; i < N; ++i) x[i] = 0.5 * signs[0][i] + sin(i);
  for (int step = 0; step < 100; ++step) {
    check(mattis_rhs_double(network, x, dxdt));
    for (int i = 0; i < N; ++i) half[i] = x[i] + dt / 2 * dxdt[i];
    check(mattis_rhs_double(network, half, dxdt));
    for (int i = 0; i < N; ++i) x[i] += dt * dxdt[i];
  }
  check(mattis_plan_free(network));
  free(scratch);
  for (int i = 0; i < N; ++i) m += signs[0][i] * tanh(x[i]) / N;
  printf("overlap with the pattern that it started near: %.2f\n", m);
  check(mattis_finalize());
  return m > 0.5 ? 0 : 1;
}
