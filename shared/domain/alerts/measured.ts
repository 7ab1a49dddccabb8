import type { Labels } from "../metrics/model.ts";

/** Of what a rule measures only the series of one instance. */
export function measuredAt(measured: string, instance: string): string {
  return `(${measured}) and on (instance) label_replace(vector(1), "instance", ${JSON.stringify(instance)}, "", "")`;
}

/** Whether the alert is about a series of what its rule measures: it has the labels of its series, and those that the rule adds. */
export function isMeasuredBy(alert: Labels, series: Labels): boolean {
  return Object.entries(series).every(([name, value]) => alert[name] === value);
}
