import { matcherText, parseMatchers } from "../../../../shared/domain/alerts/parseMatcher.ts";
import { matchersOf } from "../../../../shared/domain/alerts/silence.ts";
import { navigate } from "../../../state/navigation.ts";

type Labels = Readonly<Record<string, string>>;

/** Whose routing is explained, and by what, as the address of the screen writes it. */
export interface RoutingView {
  /** As it was typed: `{alertname="GpuHot", instance="gpu-a01"}`. */
  readonly labels: string;
  /** Null is the first one. */
  readonly configuration: string | null;
}

export function parseRoutingView(query: string): RoutingView {
  const params = new URLSearchParams(query);
  return { labels: params.get("labels") ?? "", configuration: params.get("in") };
}

export function formatRoutingView({ labels, configuration }: RoutingView): string {
  const params = new URLSearchParams();
  if (labels !== "") params.set("labels", labels);
  if (configuration !== null) params.set("in", configuration);
  return params.toString();
}

function labelsText(labels: Labels): string {
  return `{${matchersOf(labels).map(matcherText).join(", ")}}`;
}

/** The labels that a text names; null for one that names none, or is more than names and values. */
export function labelsOf(text: string): Labels | null {
  const isHalf = text.trim().startsWith("{") !== text.trim().endsWith("}");
  const matchers = isHalf ? null : parseMatchers(text);
  if (!matchers?.every(({ operator }) => operator === "=")) return null;
  return Object.fromEntries(matchers.map(({ name, value }) => [name, value]));
}

/** Opens the screen for one alert. */
export function openRouting({ labels }: { readonly labels: Labels }, configuration: string | null): void {
  navigate({ page: "routing", query: formatRoutingView({ labels: labelsText(labels), configuration }) });
}
