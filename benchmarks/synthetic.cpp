// Each domain draws a depth for every dataset, then inputs: the first from
// the depth just below (so that the depth is exact), the others from any depth
// below, all in proportion to a drawn popularity, which makes hubs.
//
// The tables are the pooled histograms of three real dbt estates of
// FlipsideCrypto (near-models, crosschain-models and solana-models, MIT: 1,525
// nodes, 2,262 edges, depth 14). Their last bucket is "20 and more"; it stands
// here as its mean.

#include "synthetic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <utility>

namespace lockstep::synthetic {
namespace {

struct Bucket {
  std::uint32_t value;
  std::uint32_t weight;
};

constexpr Bucket kDepth[] = {{0, 645}, {1, 276}, {2, 110}, {3, 78}, {4, 51},
                             {5, 96},  {6, 41},  {7, 84},  {8, 47}, {9, 41},
                             {10, 20}, {11, 14}, {12, 12}, {13, 1}, {14, 9}};
constexpr Bucket kFanIn[] = {{1, 397}, {2, 236}, {3, 126}, {4, 50}, {5, 17},
                             {6, 10},  {7, 12},  {8, 5},   {9, 6},  {10, 1},
                             {12, 1},  {13, 3},  {14, 1},  {15, 1}, {17, 3},
                             {18, 2},  {35, 9}};
constexpr Bucket kFanOut[] = {{0, 370}, {1, 808}, {2, 192}, {3, 59}, {4, 39},
                              {5, 12},  {6, 9},   {7, 7},   {8, 1},  {9, 10},
                              {10, 3},  {11, 3},  {12, 1},  {14, 1}, {15, 1},
                              {19, 1},  {44, 8}};
constexpr std::size_t kDomainSize = 1'525;

// In those estates 41 of 100 datasets have a cron of their own: here three of
// four loads and one of six tasks.
constexpr std::uint64_t kLoadCronPercent = 75, kTaskCronPercent = 16;

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers everywhere, which
/// the distributions of <random> do not promise.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  std::size_t below(std::size_t limit) { return next() % limit; }
  /// first..last
  int between(int first, int last) {
    return first +
           static_cast<int>(below(static_cast<std::size_t>(last - first + 1)));
  }
  bool percent(std::uint64_t share) { return below(100) < share; }

  std::uint32_t draw(std::span<const Bucket> table) {
    std::size_t total = 0;
    for (const Bucket& bucket : table) total += bucket.weight;
    std::size_t left = below(total);
    for (const Bucket& bucket : table) {
      if (left < bucket.weight) return bucket.value;
      left -= bucket.weight;
    }
    return table.back().value;
  }

 private:
  std::uint64_t state_;
};

std::string make_name(std::size_t domain, std::size_t index, Random& random) {
  constexpr std::string_view kDomains[] = {
      "sales", "crm",     "finance", "web_analytics", "logistics",
      "hr",    "support", "risk",    "marketing",     "product"};
  constexpr std::string_view kWords[] = {
      "orders",   "customers", "payments", "sessions", "inventory",
      "invoices", "contracts", "tickets",  "events",   "prices"};
  constexpr std::string_view kForms[] = {"fact", "dim", "stg", "ez", "agg"};
  return fmt::format("{}_{}.{}_{}_{}", kDomains[domain % std::size(kDomains)],
                     domain, kForms[random.below(std::size(kForms))],
                     kWords[random.below(std::size(kWords))], index);
}

/// One domain: datasets [first, first + depths.size()) of the estate, shallow
/// ones first.
class Domain {
 public:
  Domain(std::size_t first, std::size_t size, Random& random)
      : first_(first), random_(random) {
    for (std::size_t i = 0; i < size; ++i) depth_.push_back(draw_depth());
    std::ranges::sort(depth_);
    close_gaps();
    for (std::size_t i = 0; i < size; ++i) {
      if (i == 0 || depth_[i] != depth_[i - 1]) {
        level_.push_back(i);
        level_stub_.push_back(stubs_.size());
      }
      stubs_.insert(stubs_.end(), random_.draw(kFanOut),
                    static_cast<std::uint32_t>(i));
    }
    used_.resize(stubs_.size());
  }

  [[nodiscard]] std::vector<std::uint32_t> inputs(std::size_t i) {
    std::vector<std::uint32_t> result;
    if (depth_[i] == 0) return result;
    const std::uint32_t count = random_.draw(kFanIn);
    result.push_back(pick(depth_[i] - 1, depth_[i]));
    // Repeats are drawn again, a few times: a small domain may have too few.
    for (std::uint32_t n = 1; n < 2 * count && result.size() < count; ++n) {
      add_input(i, result);
    }
    return result;
  }
  void add_input(std::size_t i, std::vector<std::uint32_t>& inputs) {
    const std::uint32_t input = pick(0, depth_[i]);
    if (std::ranges::count(inputs, input) == 0) inputs.push_back(input);
  }

 private:
  /// The first dataset is a load, so every domain has one.
  std::uint32_t draw_depth() {
    return depth_.empty() ? 0 : random_.draw(kDepth);
  }

  void close_gaps() {
    std::uint32_t closed = 0, before = 0;
    for (std::uint32_t& depth : depth_) {
      closed += depth != before ? 1 : 0;
      before = depth;
      depth = closed;
    }
  }

  /// A dataset of the depths [from, to), as often in all as it is popular:
  /// stubs are used up, as long as a few tries find one that is left.
  std::uint32_t pick(std::uint32_t from, std::uint32_t to) {
    const std::size_t first = level_stub_[from], last = level_stub_[to];
    std::size_t index = level_[from] + random_.below(level_[to] - level_[from]);
    for (int tries = 0; tries < 8 && first < last; ++tries) {
      const std::size_t stub = first + random_.below(last - first);
      index = stubs_[stub];
      if (used_[stub]) continue;
      used_[stub] = true;
      break;
    }
    return static_cast<std::uint32_t>(first_ + index);
  }

  std::size_t first_;
  Random& random_;
  std::vector<std::uint32_t> depth_;  // by dataset, ascending
  std::vector<std::uint32_t> stubs_;  // each dataset as often as it is popular
  std::vector<bool> used_;            // by stub
  std::vector<std::size_t> level_, level_stub_;  // by depth: first of each
};

/// The first cron is the most frequent, the k-th has 1/k of its share.
std::vector<Bucket> cron_shares(std::size_t count) {
  std::vector<Bucket> result;
  for (std::uint32_t i = 0; i < count; ++i) {
    result.push_back({i, 1 + 1'000'000 / (i + 1)});
  }
  return result;
}

std::string random_cron(Random& random) {
  const int minute = random.between(0, 59), hour = random.between(0, 23);
  switch (random.below(10)) {
    case 0:
      return fmt::format("{} * * * *", minute);
    case 1:
      return fmt::format("{},{} * * * *", minute / 2, 30 + minute / 2);
    case 2:
      return fmt::format("{} */{} * * *", minute, random.between(2, 12));
    case 3:
      return fmt::format("{} {} * * 1-5", minute, hour);
    case 4:
      return fmt::format("{} {} * * {}", minute, hour, random.between(0, 6));
    case 5:
      return fmt::format("{} {} {} * *", minute, hour, random.between(1, 28));
    case 6:
      return fmt::format("{} {},{} * * *", minute, hour / 2, 12 + hour / 2);
    case 7:
      return fmt::format("*/{} {}-{} * * *", random.between(5, 30), hour / 2,
                         12 + hour / 2);
    default:
      return fmt::format("{} {} * * *", minute, hour);
  }
}

}  // namespace

std::vector<std::string> make_crons(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::set<std::string> seen;
  std::vector<std::string> result;
  while (result.size() < count) {
    std::string cron = random_cron(random);
    if (seen.insert(cron).second) result.push_back(std::move(cron));
  }
  return result;
}

Estate make_estate(const Options& options) {
  Random random(options.seed);
  Estate estate{.datasets = {},
                .crons = make_crons(options.crons, random.next())};
  const std::vector<Bucket> shares = cron_shares(options.crons);
  estate.datasets.reserve(options.nodes);
  std::size_t edge_count = 0;
  for (std::size_t first = 0; first < options.nodes; first += kDomainSize) {
    const std::size_t size = std::min(kDomainSize, options.nodes - first);
    Domain domain(first, size, random);
    for (std::size_t i = 0; i < size; ++i) {
      Dataset dataset;
      dataset.name = make_name(first / kDomainSize, i, random);
      dataset.inputs = domain.inputs(i);
      edge_count += dataset.inputs.size();
      const bool has_cron = random.percent(
          dataset.inputs.empty() ? kLoadCronPercent : kTaskCronPercent);
      if (has_cron && !shares.empty()) {
        dataset.cron = static_cast<int>(random.draw(shares));
      }
      estate.datasets.push_back(std::move(dataset));
    }
    const auto wanted = static_cast<std::size_t>(
        options.edges_per_node * static_cast<double>(first + size));
    for (std::size_t n = 0; n < 50 * size && edge_count < wanted; ++n) {
      const std::size_t i = random.below(size);
      std::vector<std::uint32_t>& inputs = estate.datasets[first + i].inputs;
      if (inputs.empty()) continue;
      edge_count -= inputs.size();
      domain.add_input(i, inputs);
      edge_count += inputs.size();
    }
  }
  return estate;
}

std::vector<Edge> edges(const Estate& estate) {
  std::vector<Edge> result;
  for (std::size_t i = 0; i < estate.datasets.size(); ++i) {
    for (const std::uint32_t input : estate.datasets[i].inputs) {
      result.push_back({NodeId(input), NodeId(i)});
    }
  }
  return result;
}

}  // namespace lockstep::synthetic
