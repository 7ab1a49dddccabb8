import type { Labels } from "../metrics/model.ts";
import type { Alert } from "./alert.ts";
import { targetOf } from "./alertWords.ts";

type Named = Pick<Alert, "id" | "name" | "labels">;

/** Their targets, by id; those of one name and target say besides what the others are not: `chat gpu-a01:8000`. */
export function toldApart(alerts: readonly Named[]): ReadonlyMap<string, string> {
  const alike = new Map<string, Named[]>();
  for (const alert of alerts) {
    const key = JSON.stringify([alert.name, targetOf(alert)]);
    alike.set(key, [...(alike.get(key) ?? []), alert]);
  }
  return new Map(
    [...alike.values()].flatMap((group) => {
      const telling = tellingLabels(group.map(({ labels }) => labels));
      return group.map((alert) => {
        const more = telling.map((name) => alert.labels[name] ?? `no ${name}`);
        return [alert.id, [targetOf(alert), ...more].filter(Boolean).join(" ")] as const;
      });
    }),
  );
}

/** The first label in which all differ; where there is none, every one in which some do. */
function tellingLabels(all: readonly Labels[]): readonly string[] {
  const values = (name: string) => new Set(all.map((labels) => labels[name])).size;
  const names = [...new Set(all.flatMap((labels) => Object.keys(labels)))].sort();
  const differing = names.filter((name) => values(name) > 1);
  const enough = differing.find((name) => values(name) === all.length);
  return enough === undefined ? differing : [enough];
}
