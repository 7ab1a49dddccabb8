import { BellOff, ListTree, Route as RouteIcon } from "lucide-react";
import { type Ref, useCallback, useMemo, useState } from "react";
import { type Alert, alertsStore } from "../../state/alertsStore.ts";
import { navigate } from "../../state/navigation.ts";
import { useNow } from "../../state/now.ts";
import { silencesStore } from "../../state/silencesStore.ts";
import { Button } from "../../ui/Button.tsx";
import { DataTable, type TableHandle } from "../../ui/DataTable.tsx";
import { formatAge } from "../../ui/format.ts";
import { Panel } from "../../ui/Panel.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import styles from "./AlertsPanel.module.css";
import { alertColumns, investigate, type ShownRow } from "./alertColumns.tsx";
import { type AlertTab, alertRows, alertsByTab, alertTabs } from "./alertRows.ts";
import { ClaimDialog } from "./ClaimDialog.tsx";
import { SilenceDialog } from "./SilenceDialog.tsx";
import { SilencesDialog } from "./SilencesDialog.tsx";
import { draftOf, draftOfSilence, emptyDraft, type SilenceDraft } from "./silenceDraft.ts";

const tabNames: Readonly<Record<AlertTab, string>> = { firing: "Firing", pending: "Pending", silenced: "Silenced" };

/** What fires, what is about to, and what is held back; absent when there is none of it. */
export function AlertsPanel({ ref }: { readonly ref?: Ref<TableHandle> }) {
  const alerts = alertsStore((state) => state.alerts);
  const nowMs = useNow();
  const [tab, setTab] = useState<AlertTab>("firing");
  const [grouped, setGrouped] = useState(true);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [selected, setSelected] = useState<string | null>(null);
  const [claiming, setClaiming] = useState<Alert | null>(null);
  const [draft, setDraft] = useState<SilenceDraft | null>(null);
  const [listing, setListing] = useState(false);
  const away = silencesStore((state) => state.servers.find(({ problem }) => problem !== null));
  const canSilence = silencesStore((state) => state.servers.length > 0);
  const silences = silencesStore((state) => state.silences.filter(({ state: is }) => is !== "expired").length);

  const toggle = useCallback((name: string) => {
    setOpen((names) => new Set(names.has(name) ? [...names].filter((other) => other !== name) : [...names, name]));
  }, []);

  const byTab = useMemo(() => alertsByTab(alerts.values()), [alerts]);
  const rows = useMemo(() => alertRows(byTab[tab], grouped, open), [byTab, tab, grouped, open]);
  const columns = useMemo(
    () =>
      alertColumns({
        onClaim: setClaiming,
        onToggle: toggle,
        onSilence: canSilence ? (row) => setDraft(draftOf(row)) : null,
      }),
    [toggle, canSilence],
  );
  const count = (one: AlertTab) => byTab[one].length;
  // Silences can be made for what does not fire yet.
  if (alerts.size === 0 && !canSilence) return null;

  const shown = withAges(rows, nowMs);
  return (
    <Panel
      title="Firing alerts"
      count={count("firing")}
      className={styles.panel ?? ""}
      lead={
        <SegmentedControl
          label="State of alerts"
          size="sm"
          segments={alertTabs.map((id) => ({ id, label: `${tabNames[id]} ${count(id)}` }))}
          value={tab}
          onChange={setTab}
        />
      }
      controls={
        <>
          {away ? (
            <span className="small warning clip" title={away.problem ?? ""}>
              {away.name} does not answer
            </span>
          ) : (
            <span className="small fg3">Worst first</span>
          )}
          {canSilence ? (
            <Button size="sm" variant="ghost" icon={BellOff} onPress={() => setListing(true)}>
              {`Silences ${silences}`}
            </Button>
          ) : null}
          <Button size="sm" variant="ghost" icon={RouteIcon} onPress={() => navigate({ page: "routing", query: "" })}>
            Routing
          </Button>
          <Button size="sm" variant="ghost" icon={ListTree} onPress={() => navigate({ page: "rules", query: "" })}>
            Rules
          </Button>
          <Button size="sm" variant="ghost" aria-pressed={grouped} onPress={() => setGrouped(!grouped)}>
            {grouped ? "List all" : "Group by name"}
          </Button>
        </>
      }
      scroll
    >
      {shown.length === 0 ? (
        <p className={styles.none}>{tab === "firing" ? "Nothing fires." : `No alert is ${tab}.`}</p>
      ) : (
        <DataTable
          label={tab === "firing" ? "Firing alerts" : `${tabNames[tab]} alerts`}
          columns={columns}
          rows={shown}
          rowKey={({ id }) => id}
          selected={selected}
          onSelect={setSelected}
          onOpen={(id) => {
            const row = rows.find((one) => one.id === id);
            if (row?.kind === "group") toggle(row.name);
            else if (row) investigate(row.alert);
          }}
          windowed
          {...(ref ? { ref } : {})}
        />
      )}
      {listing ? (
        <SilencesDialog
          onEdit={(silence) => setDraft(draftOfSilence(silence))}
          onNew={() => setDraft(emptyDraft)}
          onClose={() => setListing(false)}
        />
      ) : null}
      {draft ? <SilenceDialog draft={draft} onClose={() => setDraft(null)} /> : null}
      {claiming ? <ClaimDialog alert={claiming} onClose={() => setClaiming(null)} /> : null}
    </Panel>
  );
}

/** Rows whose age reads the same stay the same objects, so that they are not drawn again each second. */
const drawn = new WeakMap<object, ShownRow>();

function withAges(rows: ReturnType<typeof alertRows>, nowMs: number): readonly ShownRow[] {
  return rows.map((row) => {
    const alert = row.kind === "group" ? row.worst : row.alert;
    const since = formatAge(nowMs - alert.sinceMs);
    const before = drawn.get(row);
    if (before?.since === since) return before;
    const next = { ...row, since };
    drawn.set(row, next);
    return next;
  });
}
