import { Target } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { openSlo, type SloHistory, type SloState, slosStore, worstFirst } from "../../state/slosStore.ts";
import { useStream } from "../../state/useStream.ts";
import { useViewer } from "../../state/viewer.ts";
import { Button } from "../../ui/Button.tsx";
import type { TableHandle } from "../../ui/DataTable.tsx";
import screen from "../../ui/screen.module.css";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { BudgetPanel } from "./BudgetPanel.tsx";
import { BurnRatesPanel } from "./BurnRatesPanel.tsx";
import { CausesPanel } from "./CausesPanel.tsx";
import { CountedPanel } from "./CountedPanel.tsx";
import { investigateSlo } from "./investigateSlo.ts";
import { PolicyPanel } from "./PolicyPanel.tsx";
import { SloDialog } from "./SloDialog.tsx";
import { SloFacts } from "./SloFacts.tsx";
import { SloHeader } from "./SloHeader.tsx";
import { SloList } from "./SloList.tsx";
import { SloProblems } from "./SloProblems.tsx";
import styles from "./slos.module.css";
import { hasLonger, longDays } from "./sloWords.ts";

/** What the form is open for: a new SLO, or one that is changed. */
type Editing = { readonly slo: SloState | null };

/** Every SLO, and what is left of the budget of the one in hand. */
export function SlosPage({ query }: { readonly query: string }) {
  const { slos, problems } = slosStore();
  const [editing, setEditing] = useState<Editing | null>(null);
  const [longer, setLonger] = useState(false);
  const table = useRef<TableHandle>(null);
  const viewer = useViewer();
  const sorted = useMemo(() => worstFirst(slos ?? []), [slos]);
  const asked = new URLSearchParams(query).get("id");
  const shown = sorted.find(({ id }) => id === asked) ?? sorted[0];
  const edit = (slo: SloState | null) => (viewer === null ? () => setEditing({ slo }) : null);
  const editShown = shown?.format === "sloth" ? edit(shown) : null;
  useKeys("SLOs", [
    { keys: "j", label: "Next SLO", run: () => table.current?.move(1) },
    { keys: "k", hidden: true, label: "Previous SLO", run: () => table.current?.move(-1) },
    { keys: "i", label: "Investigate", run: () => shown && investigateSlo(shown) },
    { keys: "e", label: "Edit", run: () => editShown?.() },
  ]);
  return (
    <div className={screen.page}>
      {slos === null ? (
        <LoadingSkeleton label="Reading the SLOs" rows={8} />
      ) : shown ? (
        <>
          <SloHeader
            slo={shown}
            beside={sorted.filter(({ service }) => service === shown.service)}
            longer={longer}
            onLonger={setLonger}
            onEdit={editShown}
            onAdd={edit(null)}
          />
          <div className={styles.content}>
            <KnownSlo
              key={shown.id}
              slo={shown}
              days={longer && hasLonger(shown) ? longDays : null}
              list={<SloList ref={table} slos={sorted} selected={shown.id} />}
            >
              <SloProblems problems={problems} />
            </KnownSlo>
          </div>
        </>
      ) : (
        <div className={styles.empty}>
          <SloProblems problems={problems} />
          <EmptyState
            icon={Target}
            title="No SLOs yet"
            action={
              viewer === null ? (
                <Button variant="primary" onPress={() => setEditing({ slo: null })}>
                  Add an SLO
                </Button>
              ) : null
            }
          >
            An SLO says how much of what a service does must go well, and how much may fail. Put Sloth, OpenSLO or Pyrra
            files into the folder slos of the workspace, or write the first one here.
          </EmptyState>
        </div>
      )}
      {editing ? (
        <SloDialog
          slo={editing.slo}
          onClose={(saved) => {
            setEditing(null);
            if (saved !== null) openSlo(saved);
          }}
        />
      ) : null}
    </div>
  );
}

function KnownSlo({
  slo,
  days,
  list,
  children,
}: {
  readonly slo: SloState;
  /** Null: its own window. */
  readonly days: number | null;
  readonly list: React.ReactNode;
  readonly children: React.ReactNode;
}) {
  const [history, setHistory] = useState<SloHistory | null>(null);
  useStream("slos.history", { id: slo.id, ...(days === null ? {} : { days }) }, setHistory, { credit: 1 });
  const counted = history ? { ...slo, window: history.window, figures: history.figures } : slo;
  return (
    <>
      <div className={styles.main}>
        {children}
        <SloFacts slo={counted} />
        <BudgetPanel slo={counted} history={history} />
        <BurnRatesPanel slo={slo} history={history} />
        <CountedPanel slo={counted} gaps={history?.gaps ?? []} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and may hold nothing to focus */}
      <aside className={styles.side} aria-label="All SLOs, causes and policy" tabIndex={0}>
        {list}
        <CausesPanel slo={counted} history={history} />
        <PolicyPanel slo={slo} />
      </aside>
    </>
  );
}
