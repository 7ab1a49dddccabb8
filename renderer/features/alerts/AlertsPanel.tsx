import { memo, useCallback, useMemo, useRef, useState } from "react";
import { runbookOf } from "../../../shared/domain/alerts/alertWords.ts";
import { useOpenIncident } from "../../app/incidents/useOpenIncident.tsx";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { useAnnounceMatches } from "../../app/useAnnounceMatches.ts";
import { type Alert, alertsStore, sortedAlerts } from "../../state/alertsStore.ts";
import { investigateAlert } from "../../state/investigateView.ts";
import { navigate } from "../../state/navigation.ts";
import { selectAlert, selectionStore } from "../../state/selection.ts";
import { silencesStore } from "../../state/silencesStore.ts";
import { Button } from "../../ui/Button.tsx";
import { DataTable, type TableHandle } from "../../ui/DataTable.tsx";
import { formatNumber } from "../../ui/format.ts";
import { Panel } from "../../ui/Panel.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { showAll } from "../../ui/showAll.ts";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { useIsTight } from "../../ui/useMediaQuery.ts";
import { AlertControls } from "./AlertControls.tsx";
import styles from "./AlertsPanel.module.css";
import { alertColumns } from "./alertColumns.tsx";
import { matchingAlerts } from "./alertFilter.ts";
import { type AlertRow, type AlertTab, alertOf, alertRows, alertsByTab, alertTabs } from "./alertRows.ts";
import { type AlertsView, parseAlertsView, watchRoute } from "./alertsView.ts";
import { ClaimDialog } from "./ClaimDialog.tsx";
import { AlertHistories } from "./Histories.tsx";
import { SilenceDialog } from "./SilenceDialog.tsx";
import { SilencesDialog } from "./SilencesDialog.tsx";
import { draftOf, draftOfSilence, emptyDraft, type SilenceDraft } from "./silenceDraft.ts";

const tabNames: Readonly<Record<AlertTab, string>> = { firing: "Firing", pending: "Pending", silenced: "Silenced" };

/** Give way where not all fit: what can be done about an alert stays in sight. */
const givesWay = new Set(["limit", "history"]);

/** What fires, what is about to, and what is held back; worst first, by mouse or by keys alone. */
export const AlertsPanel = memo(function AlertsPanel({ query }: { readonly query: string }) {
  const alerts = alertsStore((state) => state.alerts);
  const loaded = alertsStore((state) => state.loaded);
  const view = useMemo(() => parseAlertsView(query), [query]);
  const { tab, grouped, open, text } = view;
  const show = useCallback(
    (change: Partial<AlertsView>) => navigate(watchRoute({ ...view, ...change }), { replace: true }),
    [view],
  );
  const selected = selectionStore((state) => state.alert);
  const [claiming, setClaiming] = useState<Alert | null>(null);
  const [draft, setDraft] = useState<SilenceDraft | null>(null);
  const [listing, setListing] = useState(false);
  const incident = useOpenIncident();
  const tight = useIsTight();
  const table = useRef<TableHandle>(null);
  const canSilence = silencesStore((state) => state.servers.length > 0);

  const toggle = useCallback(
    (name: string) =>
      show({ open: new Set(open.has(name) ? [...open].filter((other) => other !== name) : [...open, name]) }),
    [show, open],
  );
  const openRow = (row: AlertRow) => {
    if (row.kind === "group") toggle(row.name);
    else investigateAlert(row.alert);
  };

  const byTab = useMemo(() => alertsByTab(sortedAlerts(alerts)), [alerts]);
  const all = byTab[tab];
  const isFiltered = text.trim() !== "";
  const matching = useMemo(() => matchingAlerts(all, text), [all, text]);
  useAnnounceMatches(text, matching.length, all.length, `${tab} alerts`);
  const rows = useMemo(() => alertRows(matching, grouped, open), [matching, grouped, open]);
  const columns = useMemo(
    () =>
      alertColumns({
        onClaim: setClaiming,
        onToggle: toggle,
        onSilence: canSilence ? (row) => setDraft(draftOf(row, isFiltered)) : null,
      }).filter(({ id }) => !tight || !givesWay.has(id)),
    [toggle, canSilence, isFiltered, tight],
  );

  /** Keys act on the row in hand, else on the worst. */
  const inHand = useMemo(() => rows.find(({ id }) => id === selected) ?? rows[0], [rows, selected]);
  const onRow = (act: (row: AlertRow) => void) => () => inHand && act(inHand);
  const hidden = inHand === undefined;
  useKeys("Alerts", [
    { keys: "j", label: "Move", hidden, caps: ["J", "K"], run: () => table.current?.move(1) },
    { keys: "k", label: "Previous alert", hidden: true, run: () => table.current?.move(-1) },
    { keys: "i", label: "Investigate", hidden, run: onRow((row) => investigateAlert(alertOf(row))) },
    { keys: "n", label: "Incident", hidden, run: onRow((row) => incident.go(alertOf(row))) },
    { keys: "r", label: "Runbook", hidden: !inHand || runbookOf(alertOf(inHand)) === null, run: onRow(openRunbook) },
    { keys: "c", label: "Claim", hidden, run: onRow((row) => setClaiming(alertOf(row))) },
    {
      keys: "s",
      label: "Silence",
      hidden: hidden || !canSilence,
      run: onRow((row) => canSilence && setDraft(draftOf(row, isFiltered))),
    },
  ]);

  return (
    <Panel
      title="Firing alerts"
      count={loaded ? formatNumber(byTab.firing.length) : undefined}
      className={styles.panel ?? ""}
      lead={
        <SegmentedControl
          label="State of alerts"
          size="sm"
          segments={alertTabs.map((id) => ({ id, label: `${tabNames[id]} ${formatNumber(byTab[id].length)}` }))}
          value={tab}
          onChange={(to) => show({ tab: to })}
        />
      }
      controls={
        <AlertControls
          view={view}
          onView={show}
          onListing={setListing}
          shown={!isFiltered ? null : `${formatNumber(matching.length)} of ${formatNumber(all.length)} shown`}
        />
      }
      scroll
    >
      {!loaded ? (
        <LoadingSkeleton label="Asking what fires" rows={2} />
      ) : rows.length === 0 ? (
        <p className={styles.none}>
          {all.length > 0 ? (
            <>
              No {tab} alert matches the filter.{" "}
              <Button variant="link" onPress={() => showAll(() => show({ text: "" }), table)}>
                Show all {formatNumber(all.length)}
              </Button>
            </>
          ) : tab === "firing" ? (
            "Nothing fires."
          ) : (
            `No alert is ${tab}.`
          )}
        </p>
      ) : (
        <AlertHistories>
          <DataTable
            label={`${tabNames[tab]} alerts`}
            columns={columns}
            rows={rows}
            rowKey={rowKey}
            selected={selected}
            onSelect={selectAlert}
            onOpen={(id) => {
              const row = rows.find((one) => one.id === id);
              if (row) openRow(row);
            }}
            windowed
            ref={table}
          />
        </AlertHistories>
      )}
      {listing ? (
        <SilencesDialog
          onEdit={(silence) => setDraft(draftOfSilence(silence))}
          onNew={() => setDraft(emptyDraft())}
          onClose={() => setListing(false)}
        />
      ) : null}
      {draft ? <SilenceDialog draft={draft} onClose={() => setDraft(null)} /> : null}
      {incident.dialog}
      {claiming ? <ClaimDialog alert={claiming} onClose={() => setClaiming(null)} /> : null}
    </Panel>
  );
});

const rowKey = ({ id }: AlertRow) => id;

function openRunbook(row: AlertRow): void {
  const id = runbookOf(alertOf(row));
  if (id !== null) navigate({ page: "runbook", id });
}
