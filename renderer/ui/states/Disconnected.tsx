import type { ReactNode } from "react";
import { Button } from "../Button.tsx";
import { formatClock } from "../format.ts";
import { StatusIcon } from "../StatusIcon.tsx";
import styles from "./states.module.css";

export interface DisconnectedProps {
  /** 1-based; what is under way or comes next. */
  readonly attempt: number;
  /** Milliseconds until the next attempt; null while one is under way. */
  readonly nextInMs: number | null;
  /** The whole wait, for the bar. */
  readonly waitMs: number | null;
  /** Newest first: what failed, verbatim, and when. */
  readonly history: readonly { readonly atMs: number; readonly text: string }[];
  readonly onRetry: () => void;
  readonly onStop?: () => void;
  /** The key of "Retry now", where it is registered. */
  readonly retryKey?: string;
  readonly actions?: ReactNode;
  readonly zone?: "utc" | "local";
}

/** Reconnecting: attempt, countdown, last errors, a way to try at once. The last values stay beside it. */
export function Disconnected(props: DisconnectedProps) {
  const { attempt, nextInMs, waitMs, history, onRetry, onStop, retryKey, actions, zone = "utc" } = props;
  const left = nextInMs === null ? 0 : Math.max(0, nextInMs);
  const done = nextInMs === null || !waitMs ? 1 : 1 - Math.min(1, left / waitMs);
  return (
    <div className={styles.connection}>
      <div className={styles.connectionHead}>
        <StatusIcon status="running" size={14} />
        {nextInMs === null ? `Connecting, attempt ${attempt}` : `Reconnecting, attempt ${attempt}`}
        {nextInMs === null ? null : (
          <span className={styles.next}>
            next in <b className="mono fg0">{Math.ceil(left / 1000)} s</b>
          </span>
        )}
      </div>
      <div className={styles.progress} aria-hidden="true">
        <div className={styles.progressFill} style={{ width: `${Math.round(done * 100)}%` }} />
      </div>
      {history.map((entry) => (
        <div key={`${entry.atMs} ${entry.text}`} className={`${styles.logLine} mono`}>
          <span className="fg3">{formatClock(entry.atMs, zone)}</span>
          <span className={styles.logText}>{entry.text}</span>
        </div>
      ))}
      <div className={styles.footer}>
        <Button variant="primary" onPress={onRetry} {...(retryKey ? { keys: retryKey } : {})}>
          Retry now
        </Button>
        {actions}
        {onStop ? (
          <Button variant="ghost" className={styles.push ?? ""} onPress={onStop}>
            Stop trying
          </Button>
        ) : null}
      </div>
    </div>
  );
}
