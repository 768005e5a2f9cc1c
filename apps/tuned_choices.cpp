// SPDX-License-Identifier: BSD-3-Clause
#include "tuned_choices.hpp"

#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/tuning/cache.hpp>
#include <mattis/tuning/tune.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

namespace mattis::command {

namespace {

/// One line, whatever there is to say.
void say(std::vector<std::string> const& notices) {
  if (notices.empty()) return;
  std::string const more =
      notices.size() == 1
          ? ""
          : " (and " + to_text(static_cast<std::int64_t>(notices.size()) - 1) + " more)";
  std::fprintf(stderr, "mattis: %s%s\n", notices.front().c_str(), more.c_str());
}

/// What the files say that there is; what of them is skipped is told.
template <ExecutionSpace Exec>
Choices read_choices(Exec const& exec, Tuning mode) {
  Choices stored;
  std::vector<std::string> notices;
  try {
    auto const here = tuning::machine(exec);
    if (auto const file = tuning::default_file()) {
      auto const contents = tuning::read(*file);
      notices = contents.notices;
      stored = tuning::choices(contents, here, notices);
    }
    std::vector<std::string> of_others;
    if (mode != Tuning::tune)  // what others have measured is to be measured here
      stored.add_missing(tuning::choices(tuning::shipped(here.device), here, of_others));
    stored.reassociate = mode == Tuning::reassociate;
  } catch (Error const& error) {  // no reason not to compute
    notices = {error.what()};
  }
  say(notices);
  return stored;
}

}  // namespace

Tuning tuning_mode() {
  char const* const said = std::getenv("MATTIS_TUNING");
  if (said == nullptr) return Tuning::read;
  std::string_view const word = said;
  if (word == "off" || word == "estimate") return Tuning::estimate;
  if (word == "read") return Tuning::read;
  if (word == "reassociate") return Tuning::reassociate;
  if (word == "tune") return Tuning::tune;
  throw_unexpected("MATTIS_TUNING", "off, estimate, read, reassociate or tune", word);
}

std::filesystem::path tuning_file() {
  auto const file = tuning::default_file();
  if (!file)
    throw_unexpected("MATTIS_TUNING_FILE", "a file, as there is no home to keep one in", "none");
  return *file;
}

/// The keys that plans have looked up, each once.
template <ExecutionSpace Exec>
struct TunedChoices<Exec>::Asked {
  std::mutex mutex;
  std::vector<ChoiceKey> keys;
  std::filesystem::path record;  // empty: none

  void add(ChoiceKey const& key) {
    std::lock_guard const alone(mutex);
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) return;
    keys.push_back(key);
    if (record.empty()) return;
    tuning::Entry entry;
    entry.key = key;
    tuning::append(record, {&entry, 1});
  }
};

template <ExecutionSpace Exec>
TunedChoices<Exec>::TunedChoices(Exec const& exec) : exec_(exec), mode_(tuning_mode()) {
  if (char const* const record = std::getenv("MATTIS_TUNING_RECORD")) {
    asked_ = std::make_shared<Asked>();
    asked_->record = record;
  } else if (mode_ == Tuning::tune) {
    asked_ = std::make_shared<Asked>();
  }
  if (mode_ == Tuning::estimate) return;
  if (mode_ == Tuning::tune) {  // the command before may have added some
    stored_ = read_choices(exec, mode_);
    return;
  }
  // Once for all rows of a sweep: 4 ms each on a Zen 4, more than many rows take.
  static Choices const once = read_choices(exec, mode_);
  stored_ = once;
}

template <ExecutionSpace Exec>
How TunedChoices<Exec>::how() const {
  if (stored_.empty() && !asked_) return {};
  auto choices = stored_;
  if (asked_) choices.asked = [asked = asked_](ChoiceKey const& key) { asked->add(key); };
  return How().with(std::make_shared<Choices const>(std::move(choices)));
}

template <ExecutionSpace Exec>
void TunedChoices<Exec>::tune_missing() const {
  if (mode_ != Tuning::tune || !asked_) return;
  try {
    auto const file = tuning_file();
    for (auto const& key : largest_of_each_class(asked_->keys)) {
      if (stored_.find(key) != nullptr) continue;
      auto const entry = tuning::tune(tuning::subject(exec_, key, {}), tuning::machine(exec_), {});
      tuning::append(file, {&entry, 1});
    }
  } catch (Error const& error) {
    say({error.what()});
  }
}

std::vector<ChoiceKey> recorded_keys(std::filesystem::path const& file) {
  std::vector<ChoiceKey> keys;
  for (auto const& entry : tuning::read(file).entries) keys.push_back(entry.key);
  return largest_of_each_class(keys);
}

#define MATTIS_INSTANTIATE_TUNED(EXEC) template class TunedChoices<EXEC>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_TUNED)

}  // namespace mattis::command
