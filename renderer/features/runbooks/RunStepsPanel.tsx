import { useEffect, useRef } from "react";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { formatDuration } from "../../../shared/domain/format/duration.ts";
import type { RunLine, RunState } from "../../../shared/domain/runbook/runState.ts";
import { useNow } from "../../state/now.ts";
import { Badge } from "../../ui/Badge.tsx";
import { cx } from "../../ui/cx.ts";
import { formatClock } from "../../ui/format.ts";
import { Panel } from "../../ui/Panel.tsx";
import { StatusIcon, StatusText } from "../../ui/StatusIcon.tsx";
import styles from "./runbooks.module.css";
import { numbered, stepStatus, targetWords } from "./words.ts";

/** How far it is, host by host, and what was printed. */
export function RunStepsPanel({
  state,
  lines,
}: {
  readonly state: DeepReadonly<RunState>;
  readonly lines: readonly DeepReadonly<RunLine>[];
}) {
  const nowMs = useNow();
  const done = state.steps.filter((step) => step.state === "done").length;
  const elapsed = formatDuration(((state.endedAtMs ?? nowMs) - state.startedAtMs) / 1000);
  const wave = state.waves > 1 ? `, wave ${state.wave + 1} of ${state.waves}` : "";
  return (
    <Panel
      title="Steps"
      className={styles.steps ?? ""}
      bodyClassName={styles.stepsBody ?? ""}
      count={`${done} of ${state.steps.length}${wave}`}
      controls={<span className="fg2">Elapsed {elapsed}</span>}
    >
      <ul className={styles.targets} aria-label="Targets">
        {state.targets.map(({ host, state: stands, message }) => (
          <li key={host} className="row" title={message ?? ""}>
            <span className="mono">{host}</span>
            <StatusText status={targetWords[stands].status}>{targetWords[stands].text}</StatusText>
          </li>
        ))}
      </ul>
      <ol className={styles.rows}>
        {numbered(state.steps).map(({ number, item: step }) => (
          <li key={number} className={cx(step.state === "running" && styles.active)}>
            <StatusIcon status={stepStatus[step.state]} label={step.state} />
            <div>
              <span className={styles.number}>{number}</span> <strong>{step.title}</strong>
            </div>
            <span className="row">
              {step.changes ? <Badge tone="warning">changes</Badge> : null}
              <span className={cx(styles.figure, "fg3")}>{tookText(step, nowMs)}</span>
            </span>
          </li>
        ))}
      </ol>
      {state.targets
        .filter(({ message }) => message !== null)
        .map(({ host, message }) => (
          <p key={host} className={styles.problem}>
            {host}: {message}
          </p>
        ))}
      <Output lines={lines} />
    </Panel>
  );
}

function tookText({ state, startedAtMs, endedAtMs }: DeepReadonly<RunState>["steps"][number], nowMs: number): string {
  // When the console ended in it, nobody knows how long it took.
  if (startedAtMs === null || state === "unknown") return "";
  return formatDuration(Math.max(0, (endedAtMs ?? nowMs) - startedAtMs) / 1000);
}

/** Follows its end, unless somebody scrolled up to read. */
function Output({ lines }: { readonly lines: readonly DeepReadonly<RunLine>[] }) {
  const box = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are what moves it
  useEffect(() => {
    if (box.current && follows.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  return (
    <ol
      ref={box}
      className={styles.output}
      aria-label="Output"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys too.
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        follows.current = scrollTop + clientHeight >= scrollHeight - 20;
      }}
    >
      {lines.map(({ seq, atMs, host, stream, text }) => (
        <li key={seq}>
          <span className={styles.time}>{formatClock(atMs, "utc")}</span>
          <span className={styles.host}>{host ?? "run"}</span>
          <span className={cx(stream === "error" && styles.error, stream === "run" && styles.said)}>{text}</span>
        </li>
      ))}
    </ol>
  );
}
