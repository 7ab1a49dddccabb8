import { ArrowLeft, Pause, Play, Square, Undo2 } from "lucide-react";
import { useEffect, useState } from "react";
import { announceCritical } from "../../app/announce.tsx";
import { PinButton } from "../../app/incidents/PinButton.tsx";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { formatRoute, navigate } from "../../state/navigation.ts";
import { runbooksStore } from "../../state/runbooksStore.ts";
import { Button } from "../../ui/Button.tsx";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { AskPanel } from "./AskPanel.tsx";
import { GuardsPanel } from "./GuardsPanel.tsx";
import { RunAuditPanel, RunFactsPanel } from "./RunFacts.tsx";
import { RunStepsPanel } from "./RunStepsPanel.tsx";
import styles from "./runbooks.module.css";
import { Stages } from "./Stages.tsx";
import { UndoDialog } from "./UndoDialog.tsx";
import { useRun } from "./useRun.ts";
import { VerificationPanel } from "./VerificationPanel.tsx";
import { runWord } from "./words.ts";

/** A run: its steps and what they print, its guards, and the metric that has to recover. */
export function RunPage({ id }: { readonly id: string }) {
  const active = runbooksStore((state) => state.list?.active.some((run) => run.id === id) ?? false);
  // A run that is taken back is at work again: it is followed anew.
  return <FollowedRunPage key={active ? "active" : "ended"} id={id} />;
}

function FollowedRunPage({ id }: { readonly id: string }) {
  const { state, lines, stream } = useRun(id);
  const { call } = useClient();
  const [undoing, setUndoing] = useState(false);
  const word = state ? runWord(state) : null;
  const ended = state?.phase === "ended";
  const control = (action: "pause" | "resume" | "stop") =>
    void call("runbooks.control", { run: id, action }).catch(reportProblem(`The run did not ${action}`));
  const paused = state?.phase === "paused" || state?.pausing === true;
  const canPause = state !== null && !ended && state.waves > 1;
  useKeys(
    "Run",
    [
      {
        keys: "p",
        label: paused ? "Go on" : "Pause",
        hidden: !canPause,
        run: () => (canPause ? control(paused ? "resume" : "pause") : undefined),
      },
      {
        keys: "shift+z",
        label: "Undo",
        hidden: !state?.undoable,
        run: () => (state?.undoable ? setUndoing(true) : undefined),
      },
      { keys: "a", label: "Audit", run: () => navigate({ page: "audit", query: `run=${id}` }) },
    ],
    { enabled: state !== null },
  );
  const said = ended && word ? `${state.title}: ${word.text}` : null;
  useEffect(() => {
    if (said !== null) announceCritical(said);
  }, [said]);
  if (!state || !word) {
    if (stream.kind !== "ended" || !stream.error) return <LoadingSkeleton label="Loading the run" />;
    return (
      <EmptyState
        icon={Play}
        title="There is no such run"
        action={<Button onPress={() => navigate({ page: "runbooks" })}>All runbooks</Button>}
      >
        {stream.error.message}
      </EmptyState>
    );
  }
  const next = state.verification?.next;
  return (
    <div className={styles.page}>
      <header className={styles.title}>
        <Button
          variant="ghost"
          icon={ArrowLeft}
          aria-label="Back to the runbook"
          onPress={() => navigate({ page: "runbook", id: state.runbook })}
        />
        <h1>{state.title}</h1>
        <span className="mono fg3">{state.id}</span>
        <span className="grow">
          <StatusText status={word.status}>{word.text}</StatusText>
        </span>
        <PinButton what="the run" take={() => ({ run: id })} />
        <Stages now={state.phase === "verifying" || state.outcome === "done" ? "Verify" : "Run"} />
        {canPause ? (
          <Button icon={paused ? Play : Pause} keys="P" onPress={() => control(paused ? "resume" : "pause")}>
            {paused ? "Go on" : "Pause after the wave"}
          </Button>
        ) : null}
        {ended ? null : (
          <Button variant="dangerOutline" icon={Square} onPress={() => control("stop")}>
            Stop now
          </Button>
        )}
        {state.undoable ? (
          <Button variant="dangerOutline" icon={Undo2} keys={["Shift", "Z"]} onPress={() => setUndoing(true)}>
            Undo
          </Button>
        ) : null}
      </header>
      {state.message === null ? null : (
        <p className={styles.problem} role="status">
          {state.message}
        </p>
      )}
      {ended && state.verdict !== null && state.verdict !== "passed" && next ? (
        <p className={styles.problem}>
          It was not verified. Next: <a href={formatRoute({ page: "runbook", id: next })}>{next}</a>
        </p>
      ) : null}
      <div className={`${styles.three} ${styles.run}`}>
        <div className={styles.column}>
          <RunFactsPanel state={state} />
          <RunAuditPanel run={id} phase={state.phase} />
        </div>
        <div className={styles.column}>
          {state.ask ? <AskPanel run={id} ask={state.ask} /> : null}
          <RunStepsPanel state={state} lines={lines} />
        </div>
        <div className={styles.column}>
          <VerificationPanel state={state} />
          <GuardsPanel guards={state.guards} />
        </div>
      </div>
      {undoing ? <UndoDialog state={state} onClose={() => setUndoing(false)} /> : null}
    </div>
  );
}
