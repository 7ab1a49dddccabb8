import { type ReactNode, useId } from "react";
import type { DashboardPanel } from "../../../../shared/domain/dashboards/model.ts";
import { metricsAsked } from "../../../../shared/domain/promql/metricsAsked.ts";
import type { ClockZone } from "../../../charts/scales.ts";
import { settingsStore } from "../../../state/settingsStore.ts";
import { useIsDown } from "../../../state/useIsDown.ts";
import { Badge } from "../../../ui/Badge.tsx";
import { StatusIcon } from "../../../ui/StatusIcon.tsx";
import { HeldBadge } from "../../../ui/states/HeldBadge.tsx";
import type { AnswerState, Shot } from "../panelAnswers.ts";
import type { PanelData } from "../usePanelData.ts";
import styles from "./panels.module.css";
import { useAnswers } from "./useAnswers.ts";

/** A panel that shows what its queries answered: head, states, and whatever `children` makes of the frames. */
export function AnswerPanel({
  panel,
  title,
  data,
  controls,
  children,
}: {
  readonly panel: DashboardPanel;
  readonly title: string;
  readonly data: PanelData;
  readonly controls: ReactNode;
  readonly children: (shot: Shot) => ReactNode;
}) {
  const state = useAnswers(panel, data);
  const zone = settingsStore(({ clock }) => clock);
  const isTold = useIsDown(silentSource(state));
  return (
    <PlainPanel title={title} badge={badgeOf(state, isTold, zone)} controls={controls}>
      {state.kind === "ready" ? (
        children(state)
      ) : (
        <Cover state={state} isTold={isTold} exprs={data.queries.map(({ expr }) => expr)} />
      )}
    </PlainPanel>
  );
}

export function PlainPanel({
  title,
  badge,
  controls,
  children,
}: {
  readonly title: string;
  readonly badge?: ReactNode;
  readonly controls: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <header className={styles.head}>
        <h2 id={id} title={title}>
          {title}
        </h2>
        <span className={styles.end}>
          {badge}
          {controls}
        </span>
      </header>
      <div className={styles.body}>{children}</div>
    </section>
  );
}

/** The source that owes the answer, or the newest of it. */
function silentSource(state: AnswerState): string | null {
  if (state.kind === "ready") return state.held?.source ?? null;
  return state.kind === "error" ? state.source : null;
}

function badgeOf(state: AnswerState, isTold: boolean, zone: ClockZone): ReactNode {
  if (state.kind === "ready" && state.held) {
    return <HeldBadge sinceMs={state.held.sinceMs} reason={state.held.message} isTold={isTold} zone={zone} />;
  }
  if (state.kind === "noData") return <Badge className={styles.badge ?? ""}>No data</Badge>;
  if (state.kind !== "error" || isTold) return null;
  return (
    <Badge tone="critical" status="critical">
      Error
    </Badge>
  );
}

/** More names than these would fill a panel. */
const mostNamed = 3;

function Cover({
  state,
  isTold,
  exprs,
}: {
  readonly state: Exclude<AnswerState, { readonly kind: "ready" }>;
  readonly isTold: boolean;
  readonly exprs: readonly string[];
}) {
  if (state.kind === "loading") return <div className={styles.skeleton} />;
  return (
    <div className={styles.cover}>
      {state.kind === "noData" ? (
        <>
          <StatusIcon status="unknown" size={16} />
          <p className={styles.long}>
            <Nothing metrics={[...new Set(exprs.flatMap(metricsAsked))]} />
          </p>
          <p className={styles.short}>No data</p>
        </>
      ) : isTold ? (
        <p>{state.source} cannot be read</p>
      ) : (
        <p className="critical">{state.message}</p>
      )}
    </div>
  );
}

function Nothing({ metrics }: { readonly metrics: readonly string[] }) {
  if (metrics.length === 0) return "The queries answered nothing in this range.";
  const more = metrics.length - mostNamed;
  return (
    <>
      Nothing in this range of{" "}
      {metrics.slice(0, mostNamed).map((metric, at) => (
        <span key={metric}>
          {at === 0 ? null : ", "}
          <code>{metric}</code>
        </span>
      ))}
      {more > 0 ? ` and ${more} more` : null}.
    </>
  );
}
