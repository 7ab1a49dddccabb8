import { RotateCw } from "lucide-react";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { targetName } from "../../../shared/domain/terminal/target.ts";
import { type TerminalPane as Pane, removePane } from "../../state/terminalsStore.ts";
import { Button } from "../../ui/Button.tsx";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import type { LiveTerminal } from "./liveTerminals.ts";
import type { SessionState } from "./TerminalSession.ts";
import styles from "./terminal.module.css";

function useSessionState({ session }: LiveTerminal): SessionState {
  return useSyncExternalStore(
    (onChange) => {
      const subscription = session.onState(onChange);
      return () => subscription.dispose();
    },
    () => session.state,
  );
}

/** One terminal, what there is to say of it, and the way back when it ended. */
export function TerminalPane({
  pane,
  live,
  focused,
}: {
  readonly pane: Pane;
  readonly live: LiveTerminal;
  /** Takes the focus when it comes to be shown. */
  readonly focused: boolean;
}) {
  const place = useRef<HTMLDivElement>(null);
  const state = useSessionState(live);
  const { view, session } = live;

  useEffect(() => {
    if (place.current) view.attach(place.current);
    return () => view.detach();
  }, [view]);
  useEffect(() => {
    session.start();
  }, [session]);
  useEffect(() => {
    if (focused) view.focus();
  }, [focused, view]);

  const again = () => {
    view.softReset();
    void session.open();
    view.focus();
  };
  return (
    <section className={styles.pane} aria-label={`Terminal on ${targetName(pane.target)}`}>
      <div ref={place} className={styles.place} />
      <PaneState state={state} notice={session.notice} onAgain={again} onClose={() => removePane(pane.key)} />
    </section>
  );
}

function PaneState({
  state,
  notice,
  onAgain,
  onClose,
}: {
  readonly state: SessionState;
  readonly notice: string | null;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}) {
  if (state.kind === "live") {
    return notice === null ? null : (
      <p className={styles.state} role="status">
        <StatusIcon status="info" size={12} />
        {notice}
      </p>
    );
  }
  if (state.kind === "opening") {
    return (
      <p className={styles.state} role="status">
        <StatusIcon status="running" size={12} />
        Opening
      </p>
    );
  }
  if (state.kind === "away") {
    return (
      <p className={styles.state} role="status">
        <StatusIcon status="unknown" size={12} />
        The console is away. The terminal goes on where it was once it is back.
      </p>
    );
  }
  return (
    <div className={styles.state} role="status">
      <StatusIcon status={state.kind === "failed" || state.lost ? "critical" : "info"} size={12} />
      <span className="grow">{endText(state)}</span>
      <Button size="sm" icon={RotateCw} onPress={onAgain}>
        {state.kind === "failed" ? "Try again" : "Open again"}
      </Button>
      <Button size="sm" onPress={onClose}>
        Close
      </Button>
    </div>
  );
}

function endText(state: Extract<SessionState, { readonly kind: "ended" | "failed" }>): string {
  if (state.kind === "failed") return state.error.message;
  if (state.lost) return "The connection was lost. What ran in it was hung up, unless it runs without a terminal.";
  if (state.signal !== null) return `Ended by signal ${state.signal}`;
  return state.exitCode === null ? "Ended" : `Ended with exit code ${state.exitCode}`;
}
