// What starts kpi.order_summary, and why?
#include <cstdio>

#include "analyze.hpp"

constexpr char kShop[] = R"(
version: 1
datasets:
  shop.orders: {cron: "0 * * * *"}
  shop.customers: {cron: "0 3 * * *"}
  kpi.order_summary: {inputs: [shop.orders, shop.customers]}
)";

int main() {
  lockstep::Sources sources;
  sources.add({.path = "lockstep.yaml", .text = kShop});
  const lockstep::Analysis shop = lockstep::analyze(sources, {});
  const lockstep::NodeId job = shop.project.find("kpi.order_summary");
  std::puts(shop.derivation[job].reason.c_str());
  return shop.diagnostics.empty() ? 0 : 1;
}
