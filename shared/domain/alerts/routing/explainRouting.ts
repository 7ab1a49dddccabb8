import type { Labels } from "../../metrics/model.ts";
import { silenceTest } from "../silenceTest.ts";
import type { AlertmanagerConfig, InhibitRule, Route } from "./alertmanagerFile.ts";
import type { Delivery, RouteStep, RoutingExplanation } from "./routingExplanation.ts";
import { holdsAt } from "./timeIntervals.ts";

/** An alert that may hold another one back: one that fires. */
export interface FiringAlert {
  readonly id: string;
  readonly labels: Labels;
}

/**
 * Follows an alert through a configuration at a time (Unix ms) as Alertmanager does: which routes match, who is told, in which
 * group, and what of `firing` inhibits it.
 */
export function explainRouting(
  config: AlertmanagerConfig,
  labels: Labels,
  firing: Iterable<FiringAlert>,
  timeMs: number,
): RoutingExplanation {
  const tree: RouteStep[] = [];
  const taken = follow(config.route, labels, [], true, tree);
  return {
    tree,
    deliveries: taken.map(({ route, path }) => deliveryOf(route, path, config, labels, timeMs)),
    inhibitedBy: inhibitions(config.inhibitRules, labels, [...firing]),
  };
}

interface Taken {
  readonly route: Route;
  readonly path: readonly number[];
}

/** The routes at or below this one that take the alert; writes down what each did. */
function follow(
  route: Route,
  labels: Labels,
  path: readonly number[],
  isAsked: boolean,
  tree: RouteStep[],
): readonly Taken[] {
  const failed = isAsked ? route.matchers.filter((matcher) => !silenceTest([matcher])({ labels })) : [];
  const matches = isAsked && failed.length === 0;
  const at = tree.length;
  const below: Taken[] = [];
  let asks = matches;
  const step = (outcome: RouteStep["outcome"]): RouteStep => ({
    path: [...path],
    line: route.line,
    receiver: route.receiver,
    matchers: [...route.matchers],
    continues: route.continues,
    outcome,
    failed,
  });
  tree.push(step("skipped"));
  for (const [i, child] of route.routes.entries()) {
    const took = follow(child, labels, [...path, i], asks, tree);
    below.push(...took);
    if (took.length > 0 && !child.continues) asks = false;
  }
  const receives = matches && below.length === 0;
  if (isAsked) tree[at] = step(receives ? "receives" : matches ? "passes" : "fails");
  return receives ? [{ route, path }] : below;
}

function deliveryOf(
  route: Route,
  path: readonly number[],
  { receivers, timeIntervals }: AlertmanagerConfig,
  labels: Labels,
  timeMs: number,
): Delivery {
  const holds = (name: string) => holdsAt(timeIntervals.get(name) ?? [], timeMs);
  const { groupBy } = route;
  return {
    path: [...path],
    receiver: route.receiver,
    integrations: [...(receivers.find(({ name }) => name === route.receiver)?.integrations ?? [])],
    group: Object.fromEntries(
      Object.entries(labels)
        .filter(([name]) => groupBy === "all" || groupBy.includes(name))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    groupBy: groupBy === "all" ? "all" : [...groupBy],
    groupWaitMs: route.groupWaitMs,
    groupIntervalMs: route.groupIntervalMs,
    repeatIntervalMs: route.repeatIntervalMs,
    mutedBy: route.muteIn.filter(holds),
    inactiveOutside: route.activeIn.some(holds) ? [] : [...route.activeIn],
  };
}

/** Each rule with the first alert that makes it hold. */
function inhibitions(rules: readonly InhibitRule[], labels: Labels, firing: readonly FiringAlert[]) {
  return rules.flatMap(({ line, source, target, equal }) => {
    const isTarget = silenceTest(target);
    if (!isTarget({ labels })) return [];
    const isSource = silenceTest(source);
    // An alert that is both cannot be held back by another that is both, itself among them.
    const isBoth = isSource({ labels });
    const found = firing.find(
      (other) =>
        isSource(other) &&
        equal.every((name) => (other.labels[name] ?? "") === (labels[name] ?? "")) &&
        !(isBoth && isTarget(other)),
    );
    return found ? [{ line, source: [...source], target: [...target], equal: [...equal], alert: found.id }] : [];
  });
}
