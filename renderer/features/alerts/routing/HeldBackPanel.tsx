import { targetOf } from "../../../../shared/domain/alerts/alertWords.ts";
import { matcherText } from "../../../../shared/domain/alerts/parseMatcher.ts";
import type { SilenceMatcher } from "../../../../shared/domain/alerts/silence.ts";
import { alertsStore } from "../../../state/alertsStore.ts";
import { silencesStore } from "../../../state/silencesStore.ts";
import { type Column, DataTable } from "../../../ui/DataTable.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import styles from "./routing.module.css";
import { isServers, type RoutingAnswer } from "./useRouting.ts";

interface Hold {
  readonly id: string;
  readonly kind: string;
  readonly what: string;
  readonly why: string;
}

const columns: readonly Column<Hold>[] = [
  { id: "kind", header: "Held back by", name: true, width: 280, title: ({ kind }) => kind, cell: ({ kind }) => kind },
  { id: "what", header: "Which", mono: true, title: ({ what }) => what, cell: ({ what }) => what },
  { id: "why", header: "Because", title: ({ why }) => why, cell: ({ why }) => why },
];

const textOf = (matchers: readonly SilenceMatcher[]) => matchers.map(matcherText).join(", ");

/** The silences and inhibit rules that keep the alert from being told. */
export function HeldBackPanel({ answer }: { readonly answer: RoutingAnswer }) {
  const alerts = alertsStore((state) => state.alerts);
  const silences = silencesStore((state) => state.silences);
  const asTheServerHasIt = isServers(answer) ? ` as ${answer.chosen} has it` : "";
  const holds: readonly Hold[] = [
    ...answer.silencedBy.map((id): Hold => {
      const silence = silences.find((one) => one.id === id);
      return {
        id,
        kind: silence ? `Silence of ${silence.createdBy}` : "A silence",
        what: silence ? textOf(silence.matchers) : id,
        why: silence?.comment ?? "",
      };
    }),
    ...(answer.explanation?.inhibitedBy ?? []).map(({ line, source, equal, alert }): Hold => {
      const by = alerts.get(alert);
      const same = equal.length === 0 ? "" : `, same ${equal.join(", ")}`;
      return {
        id: `rule ${line}`,
        kind: `Inhibit rule of line ${line}${asTheServerHasIt}`,
        what: by ? `${by.name} ${targetOf(by)}` : `alert ${alert}`,
        why: `it fires with ${textOf(source) || "any labels"}${same}`,
      };
    }),
  ];
  return (
    <Panel title="Held back" count={holds.length} className={styles.fixed ?? ""}>
      {holds.length === 0 ? (
        <p className={styles.none}>No silence and no inhibit rule holds it back.</p>
      ) : (
        <DataTable label="Held back" columns={columns} rows={holds} rowKey={({ id }) => id} />
      )}
    </Panel>
  );
}
