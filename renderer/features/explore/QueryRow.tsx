import { Eye, EyeOff, X } from "lucide-react";
import { type Ref, useMemo } from "react";
import { heldSinceMs, isFaultOfQuery, type PanelState } from "../../charts/PanelGroup.ts";
import type { MetricKnowledge } from "../../editor/MetricKnowledge.ts";
import { PromqlField, type PromqlFieldHandle } from "../../editor/PromqlField.tsx";
import { settingsStore } from "../../state/settingsStore.ts";
import { useIsDown } from "../../state/useIsDown.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/Chip.tsx";
import { cx } from "../../ui/cx.ts";
import { StatusIcon, statusWords } from "../../ui/StatusIcon.tsx";
import { HeldBadge } from "../../ui/states/HeldBadge.tsx";
import styles from "./Explore.module.css";
import type { ExploreQuery } from "./exploreView.ts";
import { queryProblems } from "./queryProblems.ts";

/** One query: its letter, the editor, what became of it. */
export function QueryRow({
  query,
  text,
  isRun,
  state,
  isAsking,
  knowledge,
  isLocal,
  isLimit,
  onEdit,
  onRun,
  onHide,
  onRemove,
  ref,
}: {
  readonly query: ExploreQuery;
  readonly text: string;
  /** Whether what stands here is what was asked. */
  readonly isRun: boolean;
  readonly state: PanelState | undefined;
  /** What is asked now has no answer yet. */
  readonly isAsking: boolean;
  readonly knowledge: MetricKnowledge;
  readonly isLocal: boolean;
  /** Drawn as a line that the others are compared with. */
  readonly isLimit: boolean;
  readonly onEdit: (text: string) => void;
  readonly onRun: () => void;
  readonly onHide: () => void;
  readonly onRemove: () => void;
  readonly ref?: Ref<PromqlFieldHandle> | undefined;
}) {
  const failed = isRun && state?.kind === "error" ? state : null;
  const heldMs = heldSinceMs(failed);
  const zone = settingsStore(({ clock }) => clock);
  const problems = useMemo(() => queryProblems(text, failed, isLocal), [text, failed, isLocal]);
  // While it is typed a query is mostly wrong: the underline is enough until it was run.
  const wrong = failed && isFaultOfQuery(failed.code) ? problems[0] : undefined;
  const silent = failed && !isFaultOfQuery(failed.code) ? failed : null;
  const isTold = useIsDown(silent?.source ?? null);
  return (
    <li className={styles.query}>
      <span className={cx(styles.letter, "mono")}>{query.id}</span>
      <div className="grow">
        <PromqlField
          ref={ref}
          className={cx(styles.editor, query.hidden && styles.hidden)}
          label={`Query ${query.id}`}
          placeholder="A metric name or a PromQL expression"
          text={text}
          knowledge={knowledge}
          problems={problems}
          onChange={onEdit}
          onRun={onRun}
        />
        {wrong ? (
          <p className={styles.problem} role="alert">
            {failed?.position ? <span className="mono">{placeOf(text, wrong.from)}</span> : null} {wrong.message}
          </p>
        ) : null}
        {silent && !isTold ? (
          <p className={styles.silent} role="status">
            {silent.message}
          </p>
        ) : null}
        {isRun && state?.kind === "ready" ? <Doubts warnings={state.warnings} infos={state.infos} /> : null}
      </div>
      <span className={styles.fate}>
        {isLimit ? <Chip>Limit</Chip> : null}{" "}
        {failed && heldMs !== null ? (
          <HeldBadge sinceMs={heldMs} reason={failed.message} isTold={isTold} zone={zone} />
        ) : (
          fateOf(text, isRun, isAsking, state)
        )}
      </span>
      <Button
        variant="ghost"
        size="sm"
        icon={query.hidden ? EyeOff : Eye}
        aria-label={query.hidden ? `Show query ${query.id}` : `Hide query ${query.id}`}
        onPress={onHide}
      />
      <Button variant="ghost" size="sm" icon={X} aria-label={`Remove query ${query.id}`} onPress={onRemove} />
    </li>
  );
}

/** What the source says beside its answer, each once. */
function Doubts({ warnings, infos }: { readonly warnings: readonly string[]; readonly infos: readonly string[] }) {
  const all = [
    ...warnings.map((text) => ({ text, status: "warning" as const })),
    ...infos.map((text) => ({ text, status: "info" as const })),
  ];
  if (all.length === 0) return null;
  return (
    <ul className={styles.doubts} aria-label="What the source says of the answer">
      {all.map(({ text, status }) => (
        <li key={text}>
          <StatusIcon status={status} size={10} label={statusWords[status]} /> {text}
        </li>
      ))}
    </ul>
  );
}

/** `line:column`, from 1. */
function placeOf(text: string, at: number): string {
  const before = text.slice(0, at);
  return `${before.split("\n").length}:${at - before.lastIndexOf("\n")}`;
}

function fateOf(text: string, isRun: boolean, isAsking: boolean, state: PanelState | undefined): string {
  if (text.trim() === "") return "";
  if (!isRun) return "not run yet";
  if (state?.kind === "error") return isFaultOfQuery(state.code) ? "failed" : "not read";
  if (isAsking || state?.kind !== "ready") return "asking";
  const { length } = state.buffer.series;
  return length === 1 ? "1 series" : `${length} series`;
}
