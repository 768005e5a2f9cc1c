// SPDX-License-Identifier: BSD-3-Clause
#include "command.hpp"
#include "interrupt.hpp"
#include "json_line.hpp"
#include "progress_bar.hpp"
#include "runtime.hpp"
#include "summary.hpp"
#include "sweep_config.hpp"
#include "sweep_result.hpp"
#include "sweep_rows.hpp"
#include "sweep_shard.hpp"

#include <mattis/core/clock.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/output_file.hpp>
#include <mattis/io/provenance.hpp>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace mattis::command {

namespace {

namespace fs = std::filesystem;
using sweep::Shard;

struct SweepRequest {
  fs::path file, out;
  std::string shard;
  int threads = 0;
  double interval = 60;
  bool progress = true, resume = false, retry = false, list = false, status = false;
  SweepOutput output;
};

/// outputs/<name of the file>-20261128T013100Z
fs::path stamped_folder(fs::path const& file) {
  auto const now = std::time(nullptr);
  char stamp[32];
  std::strftime(stamp, sizeof stamp, "-%Y%m%dT%H%M%SZ", std::gmtime(&now));
  return fs::path("outputs") / (file.stem().string() + stamp);
}

std::string content(fs::path const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The folder with the sweep's own file in it. \throws Error  where it has another's, or rows, and
/// is not to be gone on with
sweep::Folder prepare(SweepRequest const& request, sweep::Plan const& plan, Shard const& shard) {
  if (request.out.empty() && shard.count > 1)
    throw_unexpected("out", "a folder that all shards share (--out FOLDER)", "none");
  if (request.out.empty() && request.resume)
    throw_unexpected("resume", "the folder whose rows to go on from (--out FOLDER)", "none");
  sweep::Folder folder(request.out.empty() ? stamped_folder(request.file) : request.out);
  bool const there = fs::exists(folder.config());
  bool const same = there && content(folder.config()) == plan.text;
  if (there && !same && !request.resume)
    throw_unexpected("out", "no other sweep's folder, or --resume to go on from its rows",
                     folder.path().string());
  for (auto const& rows : {folder.part(shard), folder.journal(shard)})
    if (fs::exists(rows) && !request.resume)
      throw_unexpected("out", "no rows of an earlier run, or --resume to go on from them",
                       rows.string());
  std::error_code failure;
  fs::create_directories(folder.path(), failure);
  if (failure)
    throw_unexpected("out", "a folder that can be made",
                     folder.path().string() + " (" + failure.message() + ")");
  io::check_output_path(folder.result());
  if (same) return folder;
  io::OutputFile config(folder.config());
  config.fill([&](auto const& path) {
    std::ofstream file(path, std::ios::binary);
    file << plan.text << std::flush;
    if (!file)
      throw_unexpected(path.string(), "to be written", "a failed write (is the disk full?)");
  });
  config.commit();
  return folder;
}

std::string time_left(double seconds) {
  char text[32];
  auto const [value, unit] = seconds < 90     ? std::pair(seconds, "s")
                             : seconds < 5400 ? std::pair(seconds / 60, "min")
                                              : std::pair(seconds / 3600, "h");
  std::snprintf(text, sizeof text, "%.0f %s left", value, unit);
  return text;
}

/// Computes what is missing of a shard's rows.
class Rows {
 public:
  Rows(SweepRequest const& request, sweep::Plan const& plan, sweep::Folder const& folder,
       Shard const& shard, sweep::Origin const& origin)
      : request_(request), plan_(plan), folder_(folder), shard_(shard), origin_(origin) {
    collected_ = folder.collect();
    for (std::size_t i = 0; i < plan.points(); ++i)
      if (shard.has(i)) own_.push_back(i);
    for (auto const i : own_)
      if (is_due(sweep::task(plan, i).name)) due_.push_back(i);
  }

  /// \throws Error, Interrupted  what is finished stays
  void compute() {
    auto const journal = folder_.journal(shard_), part = folder_.part(shard_);
    if (due_.empty() && fs::exists(journal)) return;
    if (fs::exists(journal)) fs::rename(journal, part);
    sweep::Journal file(part, origin_);
    if (collected_.origins.empty()) collected_.origins.push_back(origin_);
    try {
      ProgressBar bar(request_.progress);
      for (std::size_t done = 0; done < due_.size(); ++done) {
        show(bar, done);
        throw_if_interrupted();
        compute(file, due_[done]);
      }
    } catch (Interrupted const& signal) {
      file.sync();
      if (shard_.count == 1) write_result(folder_, plan_, collected_);
      throw Interrupted{signal.signal, kept()};
    }
    file.rename(journal);
  }

  sweep::Collected const& collected() const { return collected_; }
  std::vector<std::size_t> const& own() const { return own_; }

 private:
  bool is_due(std::string const& name) const {
    auto const row = collected_.rows.find(name);
    return row == collected_.rows.end() || (request_.retry && row->second.failed);
  }

  void compute(sweep::Journal& file, std::size_t i) {
    auto const task = sweep::task(plan_, i);
    auto const checkpoint =
        folder_.path() / ("row-" + to_text(static_cast<std::int64_t>(i + 1)) + ".checkpoint");
    auto row = compute_row(plan_.parts[task.part], task, checkpoint);
    file.append(row);
    bool const first_of_part = !row.failed && seen_.insert(task.part).second;
    collected_.rows.insert_or_assign(row.name, std::move(row));
    if (first_of_part) sweep::table(plan_, collected_.rows);  // its scores are those that it has
    if (since_written_.seconds() < request_.interval) return;
    file.sync();
    if (shard_.count == 1) write_result(folder_, plan_, collected_);
    since_written_ = Clock();
  }

  void show(ProgressBar& bar, std::size_t done) const {
    auto const before = own_.size() - due_.size();
    auto stage = "row " + std::to_string(before + done + 1) + " of " + std::to_string(own_.size());
    if (done > 0)
      stage += ", " + time_left(clock_.seconds() / static_cast<double>(done) *
                                static_cast<double>(due_.size() - done));
    bar.show({.stage = stage,
              .fraction = static_cast<double>(before + done) / static_cast<double>(own_.size())});
  }

  std::string kept() const {
    std::size_t there = 0;
    for (auto const i : own_) there += collected_.rows.contains(sweep::task(plan_, i).name) ? 1 : 0;
    return std::to_string(there) + " of " + std::to_string(own_.size()) + " rows kept in " +
           folder_.path().string() + " (--out " + folder_.path().string() +
           " --resume goes on from them)";
  }

  SweepRequest const& request_;
  sweep::Plan const& plan_;
  sweep::Folder folder_;
  Shard shard_;
  sweep::Origin origin_;
  sweep::Collected collected_;
  std::vector<std::size_t> own_, due_;
  std::set<std::size_t> seen_;
  Clock clock_, since_written_;
};

/// What a shard says, whose rows are in the sweep's file only once they are merged.
void finish_shard(SweepRequest const& request, sweep::Plan const& plan, Rows const& rows,
                  sweep::Folder const& folder, Shard const& shard) {
  std::size_t failed = 0;
  std::string why;
  for (auto const i : rows.own()) {
    auto const& row = rows.collected().rows.at(sweep::task(plan, i).name);
    if (row.failed && failed++ == 0) why = row.remark;
  }
  auto const name = std::to_string(shard.number) + "/" + std::to_string(shard.count);
  auto const file = folder.journal(shard).string();
  if (request.output.json) {
    JsonLine line;
    line.add("command", "sweep").add("shard", name).add("points", plan.points());
    line.add("rows", rows.own().size()).add("failed", failed).add("out", file);
    deliver(line);
  } else {
    print_row("shard", name + ", " + std::to_string(rows.own().size()) + " rows");
    print_row("file", file);
  }
  finish_output();
  if (failed > 0) throw_rows_failed(failed, rows.own().size(), why);
}

void run(SweepRequest const& request) {
  if (request.file.empty()) throw_unexpected("sweep", "a TOML file", "none");
  auto const plan = read_sweep(request.file);
  auto const shard = chosen_shard(request.shard, request.list);
  if (request.list) return list_points(plan, shard);
  if (request.status) return print_status(plan, request.out, request.output.json);
  validate_threads(request.threads);
  validate(request.output);
  expect(request.interval >= 0, "checkpoint-interval", "at least 0 seconds", request.interval);
  if (shard.count > 1 && !request.output.figure.empty())
    throw_unexpected("figure", "none of a shard (mattis sweep merge draws)", "one");
  auto const folder = prepare(request, plan, shard);

  Runtime const runtime(request.threads);
  auto const here = io::provenance<double>(Kokkos::DefaultExecutionSpace());
  Rows rows(request, plan, folder, shard, {here.version, here.git_hash, here.backend, here.device});
  rows.compute();
  if (shard.count > 1) return finish_shard(request, plan, rows, folder, shard);
  finish_sweep(folder, request.output, plan, write_result(folder, plan, rows.collected()));
}

}  // namespace

Command sweep_command() {
  auto const request = std::make_shared<SweepRequest>();
  Command command{
      .name = "sweep",
      .summary =
          "a command at every point of a design, as a TOML file says; mattis sweep merge "
          "makes one file of what shards have computed",
      .example =
          "mattis sweep tradeoff.toml --out tradeoff --figure tradeoff.png\n"
          "  mattis sweep tradeoff.toml --out tradeoff --shard 3/40 --resume\n"
          "  mattis sweep tradeoff.toml --out tradeoff --status\n"
          "  mattis sweep merge tradeoff"};
  command.operand = "FILE.toml";
  command.operand_help = "the command, what is fixed and what varies";
  command.takes_operand = [request](std::string const& text) { request->file = text; };
  auto& options = command.options;
  options
      .add("out", "FOLDER", request->out,
           "of the rows and the result; left out, a new one in outputs/")
      .default_text = "";
  options
      .add_text(
          "shard", "I/N", request->shard,
          "every N-th point from the I-th on; left out, as SLURM_ARRAY_TASK_ID and _COUNT say, "
          "or all")
      .default_text = "";
  options.add_switch("resume", request->resume, "go on from the rows there are");
  options.add_switch("retry", request->retry, "rows that failed, too");
  options.add_switch("list", request->list, "print the points, each a line of JSON, and stop");
  options.add_switch("status", request->status, "print what is done in the folder, and stop");
  options.add("checkpoint-interval", "SECONDS", request->interval,
              "between two states of the result while rows are computed");
  options
      .add("threads", "N", request->threads, "threads of each row; left out, as many as there are")
      .default_text = "";
  options.add_switch("progress", request->progress, "a bar with the time left, on a terminal only")
      .negatable = true;
  add_sweep_output_options(options, request->output);
  command.sweepable = false;
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
