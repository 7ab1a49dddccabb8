import { z } from "zod";

/** A selector of labels as objects carry it. */
export const labelSelector = z
  .object({
    matchLabels: z.record(z.string(), z.string()).nullish(),
    matchExpressions: z
      .array(z.object({ key: z.string(), operator: z.string(), values: z.array(z.string()).nullish() }))
      .nullish(),
  })
  .nullish();
export type LabelSelector = z.output<typeof labelSelector>;

/** As the API takes it in a query; null for one that says nothing. */
export function selectorText(selector: LabelSelector): string | null {
  const equal = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const others = (selector?.matchExpressions ?? []).map(({ key, operator, values }) => {
    switch (operator) {
      case "In":
        return `${key} in (${(values ?? []).join(",")})`;
      case "NotIn":
        return `${key} notin (${(values ?? []).join(",")})`;
      case "Exists":
        return key;
      default:
        return `!${key}`;
    }
  });
  const all = [...equal, ...others];
  return all.length === 0 ? null : all.join(",");
}

/** Whether labels match; one that says nothing matches everything. */
export function selects(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  const equal = Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return (
    equal &&
    (selector?.matchExpressions ?? []).every(({ key, operator, values }) => {
      const has = Object.hasOwn(labels, key);
      const isIn = has && (values ?? []).includes(labels[key] ?? "");
      if (operator === "In") return isIn;
      if (operator === "NotIn") return !isIn;
      return operator === "Exists" ? has : !has;
    })
  );
}
