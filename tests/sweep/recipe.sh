#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Runs a recipe of examples/cluster with the built command, and compares its rows with those of one run.
#
#     recipe.sh slurm|slurm_cluster|parallel|snakemake MATTIS     exit status 77: what it needs is not here
#
# slurm imitates what Slurm gives a task; slurm_cluster is Slurm itself, of this one machine (Debian's slurm-wlm, as root).
set -euo pipefail
recipe=$1
mattis=$(realpath "$2")
cluster=$(realpath "$(dirname "$0")/../../examples/cluster")
folder=$(mktemp -d)
cleanup() {
  local daemon
  for daemon in slurmd slurmctld munged; do
    if [ -s "$folder/$daemon.pid" ]; then kill "$(cat "$folder/$daemon.pid")" || true; fi
  done
  for _ in {1..50}; do  # they remove what is theirs
    compgen -G "$folder/*.pid" >/dev/null || break
    sleep 0.1
  done
  rm -rf "$folder"
}
trap cleanup EXIT
mkdir "$folder/bin"
ln -s "$mattis" "$folder/bin/mattis"
export PATH="$folder/bin:$PATH"
unset SLURM_ARRAY_TASK_ID SLURM_ARRAY_TASK_COUNT SLURM_ARRAY_TASK_MIN SLURM_ARRAY_TASK_STEP
cd "$folder"

cat >sweep.toml <<'FILE'
command = "binary retrieve"
[fixed]
N = 100
replicas = 4
sweeps = 5
[grid]
P = [5, 10]
T = { from = 0.1, to = 0.9, count = 6 }
FILE

fail() { echo "recipe.sh: $*" >&2 && exit 1; }

# Slurm's own programs as far as the script calls them: a step is a process, and a task that is put back is noted.
imitate_slurm() {
  printf '#!/bin/sh\nexec "$@"\n' >bin/srun
  printf '#!/bin/sh\necho "$@" >>requeued\n' >bin/scontrol
  chmod +x bin/srun bin/scontrol
}
task() {  # task <number> <count> [shards]
  SLURM_ARRAY_JOB_ID=4711 SLURM_ARRAY_TASK_ID=$1 SLURM_ARRAY_TASK_COUNT=$2 SLURM_ARRAY_TASK_MIN=${first:-1} \
    SLURM_CPUS_PER_TASK=1 "$cluster/sweep.sbatch" sweep.toml swept ${3:+"$3"}
}

run_slurm() {
  imitate_slurm
  for i in 1 2 3; do task "$i" 3; done
  rm swept/rows-2-of-3.journal  # lost, and started again alone
  first=2 task 2 1 3
  mattis sweep merge swept
  # A step that is told to stop puts its task back.
  printf '#!/bin/sh\nexit %s\n' $((128 + $(kill -l USR1))) >bin/srun
  task 1 3
  [ "$(cat requeued)" = "requeue 4711_1" ] || fail "expected the task to be requeued, got $(cat requeued)"
}

start_cluster() {
  local host authentication=$folder/munge
  host=$(hostname -s)
  mkdir state spool log
  head -c 1024 /dev/urandom >munge.key
  chmod 400 munge.key
  chmod 755 .
  munged --force --key-file="$authentication.key" --socket="$authentication.socket" --pid-file="$folder/munged.pid" \
    --log-file="$folder/log/munged" --seed-file="$authentication.seed" --num-threads=1
  cat >slurm.conf <<CONF
ClusterName=recipe
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket=$authentication.socket
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/log/slurmctld
SlurmdLogFile=$folder/log/slurmd
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SwitchType=switch/none
MpiDefault=none
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES State=UP
CONF
  export SLURM_CONF=$folder/slurm.conf
  slurmctld -f "$SLURM_CONF"
  slurmd -f "$SLURM_CONF"
  for _ in {1..100}; do
    if [[ "$(timeout 5 sinfo --noheader --format=%t 2>/dev/null)" == idle ]]; then return; fi
    sleep 0.1
  done
  fail "expected a node that is idle, got $(timeout 5 sinfo 2>&1)"
}

run_slurm_cluster() {
  local daemon
  for daemon in munged slurmctld slurmd sbatch; do
    if [ "$(id -u)" != 0 ] || ! command -v "$daemon" >/dev/null; then echo "recipe.sh: no $daemon here" && exit 77; fi
  done
  start_cluster
  sbatch --wait --cpus-per-task=1 --array=1-3 --output=log/%a "$cluster/sweep.sbatch" sweep.toml swept
  rm swept/rows-2-of-3.journal  # lost, and started again alone
  sbatch --wait --cpus-per-task=1 --array=2 --output=log/again "$cluster/sweep.sbatch" sweep.toml swept 3
  sbatch --wait --cpus-per-task=1 --output=log/merge --wrap "mattis sweep merge swept"
}

run_parallel() {
  "$cluster/sweep_parallel.sh" sweep.toml swept 5 --jobs 2
}

run_snakemake() {
  HOME=$folder XDG_CACHE_HOME=$folder/cache snakemake --quiet all --snakefile "$cluster/Snakefile" --cores 2 \
    --config sweep=sweep.toml folder=swept shards=3
}

if [[ "$recipe" != slurm* ]] && ! command -v "$recipe" >/dev/null; then
  echo "recipe.sh: no $recipe here"
  exit 77
fi
"run_$recipe"

mattis sweep sweep.toml --out whole --threads 1
points() { cut -f 4,6- "$1"/rows*.journal | sed 's/[a-z_]*\(seconds\|per_ns\)=[^\t]*//g' | grep '^binary' | sort; }
[ "$(points whole | wc -l)" = 12 ] || fail "expected 12 rows of one run"
[ "$(points whole)" = "$(points swept)" ] || fail "expected the rows of one run"
[ -s swept/sweep.h5 ] || fail "expected swept/sweep.h5"
