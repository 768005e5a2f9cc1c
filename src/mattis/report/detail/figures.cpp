// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/report/detail/figures.hpp>
#include <mattis/report/detail/markup.hpp>
#include <mattis/report/format.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>
#include <utility>

namespace mattis::report::detail {

namespace {

constexpr double width = 360;
constexpr double bar_pitch = 31;    ///< a line of text and the bar below it
constexpr std::size_t colours = 6;  ///< of the page's style; markers too

/// A coordinate.
std::string at(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  std::string digits = text;
  if (digits.ends_with(".0")) digits.resize(digits.size() - 2);
  return digits;
}

/// An SVG text has no second line: what is too long for its place is cut. All of it is in the
/// table.
std::string fitted(std::string_view text, std::size_t most) {
  std::size_t characters = 0, end = 0;
  for (; end < text.size(); ++end) {
    if ((static_cast<unsigned char>(text[end]) & 0xc0u) == 0x80u) continue;
    if (++characters > most) break;
  }
  return end == text.size() ? std::string(text) : std::string(text.substr(0, end)) + "…";
}

std::string text(double x, double y, std::string_view style, std::string_view words) {
  return "<text x=\"" + at(x) + "\" y=\"" + at(y) + "\"" +
         (style.empty() ? "" : " class=\"" + std::string(style) + "\"") + ">" + escaped(words) +
         "</text>";
}

std::string line(double x1, double y1, double x2, double y2, std::string_view style) {
  return "<path class=\"" + std::string(style) + "\" d=\"M" + at(x1) + " " + at(y1) + "L" + at(x2) +
         " " + at(y2) + "\"/>";
}

std::string bar(double x, double y, double length, std::size_t colour) {
  return "<rect class=\"c" + std::to_string(colour % colours) + "\" x=\"" + at(x) + "\" y=\"" +
         at(y) + "\" width=\"" + at(std::max(length, 1.0)) + "\" height=\"10\"/>";
}

/// Circle, square, triangles, diamond, bar: each a path about (x, y).
std::string marker(double x, double y, std::size_t series) {
  static constexpr char const* shapes[colours] = {"m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
                                                  "m-3.5-3.5h7v7h-7z",
                                                  "m0-4.5l4.5 8h-9z",
                                                  "m0-5l5 5l-5 5l-5-5z",
                                                  "m0 4.5l4.5-8h-9z",
                                                  "m-5-1.5h10v3h-10z"};
  return "<path class=\"c" + std::to_string(series % colours) + "\" d=\"M" + at(x) + " " + at(y) +
         shapes[series % colours] + "\"/>";
}

std::string figure(Ids& ids, double height, std::string const& title, std::string const& described,
                   std::string const& drawing, std::string const& caption,
                   std::string const& key = {}) {
  auto const title_id = ids.next(), described_id = ids.next();
  return "<figure><svg role=\"img\" aria-labelledby=\"" + title_id + " " + described_id +
         "\" viewBox=\"0 0 360 " + at(height) + "\"><title id=\"" + title_id + "\">" +
         escaped(title) + "</title><desc id=\"" + described_id + "\">" + escaped(described) +
         "</desc>" + drawing + "</svg>" + key + "<figcaption>" + escaped(caption) +
         "</figcaption></figure>\n";
}

/// "A float N 20000 P 2000 · OpenMP avx512 · 2 threads", without the letter of an only file.
std::string label(Entry const& entry, std::size_t files) {
  return (files > 1 ? letter(entry.file) + " " : "") + entry.row->precision + " " +
         sizes_text(entry.row->sizes) + " · " + entry.row->target + " · " +
         threads_text(entry.row->threads);
}

constexpr std::size_t label_characters = 58;

/// The parts of a figure that is too long for one.
template <class Item, class Draw>
std::string in_parts(std::vector<Item> const& items, std::size_t most, Draw const& draw) {
  std::size_t const parts = (items.size() + most - 1) / most;
  std::string all;
  for (std::size_t part = 0; part < parts; ++part) {
    std::size_t const begin = part * items.size() / parts, end = (part + 1) * items.size() / parts;
    std::string const which =
        parts > 1 ? ", part " + std::to_string(part + 1) + " of " + std::to_string(parts) : "";
    all += draw(std::span<Item const>(items).subspan(begin, end - begin), which);
  }
  return all;
}

}  // namespace

std::string ceiling_bars(std::string_view kernel, std::span<Entry const> entries, std::size_t files,
                         Ids& ids) {
  std::vector<Entry> shown;
  double most = 1;
  for (auto const& entry : entries)
    if (entry.row->ceiling) {
      shown.push_back(entry);
      most = std::max(most, entry.row->ceiling->share);
    }
  std::string const name(kernel);
  double const scale = (width - 110) / most;
  return in_parts(shown, 20, [&](std::span<Entry const> part, std::string const& which) {
    std::string drawing, described;
    double y = 18;
    double const bottom = y + bar_pitch * static_cast<double>(part.size());
    for (double const share : {0.0, 0.5, 1.0}) {
      drawing += line(share * scale, y - 4, share * scale, bottom, share == 1 ? "most" : "grid");
      drawing += text(share * scale, y - 8, share == 0 ? "" : "mid", at(100 * share) + " %");
    }
    for (auto const& entry : part) {
      auto const& ceiling = *entry.row->ceiling;
      auto const value = percent_text(ceiling.share);
      drawing += text(0, y + 10, "", fitted(label(entry, files), label_characters));
      drawing += bar(0, y + 14, ceiling.share * scale, entry.file);
      drawing +=
          text(ceiling.share * scale + 4, y + 23, "value", value + " " + fitted(ceiling.kind, 13));
      described += label(entry, files) + ": " + value + " of " + ceiling.kind + ". ";
      y += bar_pitch;
    }
    return figure(ids, bottom + 4, name + ": share of the ceiling" + which, described, drawing,
                  name +
                      ": the rate by the lowest ceiling above it, in %, and which ceiling that is" +
                      which + ". The line marks 100 %.");
  });
}

std::string side_by_side(std::string_view kernel, std::span<Entry const> entries, std::size_t files,
                         Ids& ids) {
  if (files < 2) return {};
  struct Problem {
    std::string name;
    std::vector<Entry> best;  // at most one a file
  };
  std::vector<Problem> problems;
  for (auto const& entry : entries) {
    auto const problem = entry.row->precision + " " + sizes_text(entry.row->sizes);
    auto found = std::find_if(problems.begin(), problems.end(),
                              [&](Problem const& one) { return one.name == problem; });
    if (found == problems.end()) found = problems.insert(problems.end(), {problem, {}});
    auto const same = std::find_if(found->best.begin(), found->best.end(),
                                   [&](Entry const& one) { return one.file == entry.file; });
    if (same == found->best.end()) {
      found->best.push_back(entry);
    } else if (entry.row->rate() > same->row->rate()) {
      *same = entry;
    }
  }
  std::erase_if(problems, [](Problem const& one) { return one.best.size() < 2; });
  for (auto& problem : problems)
    std::sort(problem.best.begin(), problem.best.end(),
              [](Entry const& a, Entry const& b) { return a.file < b.file; });
  std::string const name(kernel);
  return in_parts(problems, std::max<std::size_t>(16 / files, 1),
                  [&](std::span<Problem const> part, std::string const& which) {
    std::string drawing, described;
    double y = 4;
    for (auto const& problem : part) {
      double most = 0;
      for (auto const& entry : problem.best) most = std::max(most, entry.row->rate());
      drawing += text(0, y + 10, "value", fitted(problem.name, label_characters));
      y += 14;
      for (auto const& entry : problem.best) {
        auto const& row = *entry.row;
        double const length = (width - 130) * row.rate() / most;
        auto const value = quantity_text(row.rate(), row.unit);
        drawing +=
            text(0, y + 10, "",
                 fitted(letter(entry.file) + " " + row.target + " · " + threads_text(row.threads),
                        label_characters));
        drawing += bar(0, y + 14, length, entry.file);
        drawing += text(length + 4, y + 23, "value", fitted(value, 20));
        described += letter(entry.file) + " " + problem.name + ": " + value + ", " + row.target +
                     ", " + threads_text(row.threads) + ". ";
        y += bar_pitch;
      }
      y += 6;
    }
    return figure(ids, y, name + ": machines side by side" + which, described, drawing,
                  name + ": the fastest that each file has, with its target and threads" + which +
                      ". Bars of one problem by the longest of them.");
  });
}

namespace {

struct Line {
  std::string name;
  std::vector<std::pair<double, double>> points;  // size and rate, by size
};

/// Ticks 1, 2, 5 times powers of ten within low..high, thinned to few.
std::vector<double> ticks(double low, double high) {
  for (auto const& steps : {std::vector<double>{1, 2, 5}, {1, 3}, {1}}) {
    std::vector<double> all;
    for (int power = static_cast<int>(std::floor(std::log10(low))); power <= std::log10(high);
         ++power)
      for (double const step : steps)
        if (double const tick = step * std::pow(10.0, power);
            tick >= low * 0.999 && tick <= high * 1.001)
          all.push_back(tick);
    if (all.size() <= 7) return all;
    if (steps.size() == 1) {
      std::vector<double> few;
      for (std::size_t i = 0; i < all.size(); i += (all.size() + 6) / 7) few.push_back(all[i]);
      return few;
    }
  }
  return {};
}

/// "20 k", "500": a tick has one digit.
std::string tick_text(double value) {
  auto text = quantity_text(value, "");
  auto const space = text.find(' ');
  auto number = text.substr(0, space);
  if (number.find('.') != std::string::npos && number.find('e') == std::string::npos) {
    number.erase(number.find_last_not_of('0') + 1);
    if (number.ends_with('.')) number.pop_back();
  }
  auto const prefix = text.substr(space + 1);
  return prefix.empty() ? number : number + " " + prefix;
}

std::string draw_lines(std::string const& name, std::string const& size, std::string const& unit,
                       std::span<Line const> lines, std::string const& which, Ids& ids) {
  double low_x = lines[0].points[0].first, high_x = low_x;
  double low_y = lines[0].points[0].second, high_y = low_y;
  for (auto const& one : lines)
    for (auto const& [x, y] : one.points) {
      low_x = std::min(low_x, x), high_x = std::max(high_x, x);
      low_y = std::min(low_y, y), high_y = std::max(high_y, y);
    }
  // At least the numbers 1, 2, 5 of a decade: a flat line is seen to be one.
  low_y = std::min(low_y / 1.2, std::sqrt(low_y * high_y) / 2.5);
  high_y = std::max(high_y * 1.2, low_y * 6);
  double const left = 52, right = 348, top = 24, bottom = 206;
  auto const place_x = [&](double x) {
    return left + 8 + (right - left - 16) * std::log(x / low_x) / std::log(high_x / low_x);
  };
  auto const place_y = [&](double y) {
    return bottom - (bottom - top) * std::log(y / low_y) / std::log(high_y / low_y);
  };
  std::string drawing = text(0, 12, "", fitted(unit, 40)), described, key = "<ul class=\"key\">";
  for (double const tick : ticks(low_y, high_y)) {
    drawing += line(left, place_y(tick), right, place_y(tick), "grid");
    drawing += text(left - 5, place_y(tick) + 4, "end", tick_text(tick));
  }
  for (double const tick : ticks(low_x, high_x)) {
    drawing += line(place_x(tick), bottom, place_x(tick), bottom + 4, "axis");
    drawing += text(place_x(tick), bottom + 17, "mid", tick_text(tick));
  }
  drawing += line(left, bottom, right, bottom, "axis");
  drawing += text((left + right) / 2, bottom + 33, "mid", fitted(size, 40));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string path, markers;
    described += lines[i].name + ":";
    for (auto const& [x, y] : lines[i].points) {
      path += (path.empty() ? "M" : "L") + at(place_x(x)) + " " + at(place_y(y));
      markers += marker(place_x(x), place_y(y), i);
      described += " " + size + " " + number_text(x) + " " + quantity_text(y, unit) + ",";
    }
    described.back() = '.';
    described += ' ';
    auto const style = "l" + std::to_string(i % colours);
    drawing += "<path class=\"" + style + "\" d=\"" + path + "\"/>" + markers;
    key += "<li><svg aria-hidden=\"true\" viewBox=\"0 0 28 12\">" + line(0, 6, 28, 6, style) +
           marker(14, 6, i) + "</svg> " + escaped(lines[i].name) + "</li>";
  }
  return figure(ids, bottom + 38, name + ": rate over " + size + which, described, drawing,
                name + ": rate over " + size + ", both axes logarithmic" + which + ".",
                key + "</ul>");
}

}  // namespace

namespace {

std::string const threads = "threads";

/// Of a size, or the number of threads; 0 where the row has none of it.
double value_of(BenchRow const& row, std::string const& name) {
  if (name == threads) return row.threads;
  for (auto const& [size, value] : row.sizes)
    if (size == name) return static_cast<double>(value);
  return 0;
}

/// Sizes that take several values at one value of `over`: they are part of a line's name. What
/// grows with it is not.
std::set<std::string> beside(std::string const& over, std::span<Entry const> entries) {
  std::set<std::string> others;
  std::map<std::pair<std::string, double>, std::set<std::int64_t>> at_one;
  for (auto const& entry : entries)
    for (auto const& [name, size] : entry.row->sizes) {
      if (name == over || !(value_of(*entry.row, over) > 0)) continue;
      auto& seen = at_one[{name, value_of(*entry.row, over)}];
      seen.insert(size);
      if (seen.size() > 1) others.insert(name);
    }
  return others;
}

std::string lines_over(std::string const& over, std::string_view kernel,
                       std::span<Entry const> entries, std::size_t files, Ids& ids) {
  auto const others = beside(over, entries);
  using Picture = std::pair<std::string, std::string>;  // precision and unit
  std::vector<std::pair<Picture, std::vector<Line>>> pictures;
  for (auto const& entry : entries) {
    auto const& row = *entry.row;
    double const x = value_of(row, over);
    if (!(x > 0)) continue;
    std::string name = (files > 1 ? letter(entry.file) + " " : "") + row.target;
    if (over != threads) name += ", " + threads_text(row.threads);
    for (auto const& [size_name, size] : row.sizes)
      if (others.contains(size_name)) name += ", " + size_name + " " + to_text(size);
    Picture const its{row.precision, row.unit};
    auto picture = std::find_if(pictures.begin(), pictures.end(),
                                [&](auto const& one) { return one.first == its; });
    if (picture == pictures.end()) picture = pictures.insert(picture, {its, {}});
    auto& lines = picture->second;
    auto found =
        std::find_if(lines.begin(), lines.end(), [&](Line const& one) { return one.name == name; });
    if (found == lines.end()) found = lines.insert(lines.end(), {name, {}});
    auto const same = std::find_if(found->points.begin(), found->points.end(),
                                   [&](auto const& point) { return point.first == x; });
    if (same == found->points.end()) {
      found->points.emplace_back(x, row.rate());
    } else {  // of several variants the fastest
      same->second = std::max(same->second, row.rate());
    }
  }
  std::string all;
  for (auto& [picture, lines] : pictures) {
    std::erase_if(lines, [](Line const& one) { return one.points.size() < 2; });
    for (auto& one : lines) std::sort(one.points.begin(), one.points.end());
    auto const name = std::string(kernel) + (picture.first.empty() ? "" : " " + picture.first);
    auto const& unit = picture.second;
    all += in_parts(lines, colours, [&](std::span<Line const> part, std::string const& which) {
      return draw_lines(name, over, unit, part, which, ids);
    });
  }
  return all;
}

}  // namespace

std::string scaling_lines(std::string_view kernel, std::span<Entry const> entries,
                          std::size_t files, Ids& ids) {
  // The size that has the most values, what is beside it, and threads.
  std::map<std::string, std::set<std::int64_t>> values;
  for (auto const& entry : entries)
    for (auto const& [name, size] : entry.row->sizes)
      if (size > 0) values[name].insert(size);
  std::string over;
  std::size_t most = 1;
  for (auto const& entry : entries)
    for (auto const& [name, size] : entry.row->sizes)
      if (values[name].size() > most) over = name, most = values[name].size();
  std::string all;
  if (!over.empty()) {
    all += lines_over(over, kernel, entries, files, ids);
    for (auto const& other : beside(over, entries))
      all += lines_over(other, kernel, entries, files, ids);
  }
  return all + lines_over(threads, kernel, entries, files, ids);
}

}  // namespace mattis::report::detail
