import { z } from "zod";
import { parseQuantity } from "../quantity.ts";
import { type DoctorLink, link } from "./doctorLink.ts";

/** Values of a custom metric (by object) or of an external one. */
const valueList = z.object({
  items: z.array(
    z.object({
      describedObject: z.object({ kind: z.string().default(""), name: z.string() }).nullish(),
      value: z.union([z.string(), z.number().transform(String)]),
    }),
  ),
});

/** What the metrics API answered for an autoscaler's metric; `pods` are those that should have one, where that is known. */
export function valuesLink(
  title: string,
  answer: unknown,
  { query = null, pods = null }: { readonly query?: string | null; readonly pods?: number | null } = {},
): DoctorLink {
  const read = valueList.safeParse(answer);
  if (!read.success) return link(title, "broken", "The metrics API answers with something else than values");
  const { items } = read.data;
  if (items.length === 0) {
    return link(title, "broken", "The adapter knows the metric and has no value of these pods", {
      next: "See that the series carry the labels namespace and pod of the workload: an exporter's own pod, or exported_pod, is another one. A rate over less than two scrapes has no value either",
      query,
    });
  }
  const values = items.map(({ value }) => parseQuantity(value));
  const shown = items
    .slice(0, 3)
    .map(({ describedObject, value }) => `${describedObject ? `${describedObject.name} ` : ""}${plain(value)}`)
    .join(", ");
  const more = items.length > 3 ? `, and ${items.length - 3} more` : "";
  const text = `${items.length === 1 ? "1 value" : `${items.length} values`}: ${shown}${more}`;
  if (values.every((value) => value === 0)) {
    return link(title, "doubtful", `${text}. An adapter also tells 0 where a query is not a number`, {
      next: "Ask the query itself: a division by zero looks like an idle service, and scales it down",
      query,
    });
  }
  if (pods !== null && items.length < pods) {
    return link(title, "doubtful", `${text}; of ${pods} pods, the others are left out`, {
      next: "See that each of the pods is scraped",
      query,
    });
  }
  return link(title, "sound", text, { query });
}

/** At most three decimals: `5914m` as 5.914. */
function plain(quantity: string): string {
  const value = parseQuantity(quantity);
  return value === null ? quantity : String(Number(value.toFixed(3)));
}
