import { matcherText } from "../../../../shared/domain/alerts/parseMatcher.ts";
import { matchersOf } from "../../../../shared/domain/alerts/silence.ts";
import { formatDurationMs } from "../../../../shared/domain/promql/numberLiteral.ts";
import { Badge } from "../../../ui/Badge.tsx";
import type { Column } from "../../../ui/DataTable.tsx";
import type { Explanation } from "./useRouting.ts";

export type Delivery = Explanation["deliveries"][number];

export const receiverColumns: readonly Column<Delivery>[] = [
  { id: "receiver", header: "Receiver", name: true, width: 200, cell: ({ receiver }) => receiver },
  { id: "via", header: "Told by", width: 160, cell: ({ integrations }) => <Via integrations={integrations} /> },
  {
    id: "group",
    header: "Group",
    mono: true,
    title: (delivery) => groupText(delivery),
    cell: (delivery) => groupText(delivery),
  },
  duration("wait", "First after", ({ groupWaitMs }) => groupWaitMs),
  duration("interval", "More after", ({ groupIntervalMs }) => groupIntervalMs),
  duration("repeat", "Again after", ({ repeatIntervalMs }) => repeatIntervalMs),
  {
    id: "muted",
    header: "Time intervals",
    width: 200,
    title: (delivery) => mutedText(delivery) ?? "",
    cell: (delivery) => {
      const text = mutedText(delivery);
      return text === null ? <span className="fg3">Not muted</span> : <Badge tone="warning">{text}</Badge>;
    },
  },
];

function duration(id: string, header: string, value: (delivery: Delivery) => number): Column<Delivery> {
  return { id, header, width: 88, numeric: true, cell: (delivery) => formatDurationMs(value(delivery)) };
}

function Via({ integrations }: { readonly integrations: readonly string[] }) {
  if (integrations.length === 0) return <Badge tone="warning">Nobody</Badge>;
  const kinds = [...new Set(integrations)];
  const text = kinds.map((kind) => {
    const count = integrations.filter((one) => one === kind).length;
    return count === 1 ? kind : `${kind} x${count}`;
  });
  return <>{text.join(", ")}</>;
}

function groupText({ group, groupBy }: Delivery): string {
  if (groupBy === "all") return "alone, by all of its labels";
  const text = matchersOf(group).map(matcherText).join(", ");
  return text === "" ? "one for all alerts" : text;
}

/** Null where no time interval holds it back now. */
function mutedText({ mutedBy, inactiveOutside }: Delivery): string | null {
  if (mutedBy.length > 0) return `Muted in ${mutedBy.join(", ")}`;
  return inactiveOutside.length > 0 ? `Outside ${inactiveOutside.join(", ")}` : null;
}
