import type { ReactNode } from "react";
import { Button } from "../Button.tsx";
import { cx } from "../cx.ts";
import { StatusIcon } from "../StatusIcon.tsx";
import styles from "./states.module.css";

export interface FailureLine {
  readonly name: string;
  readonly text: string;
  readonly action?: ReactNode;
}

/** What arrived and what did not: lists only the failures, retries only those. */
export function PartialFailure({
  summary,
  failures,
  rest,
  onRetry,
}: {
  /** `3 hosts failed, 61 are done. Nothing was rolled back.` */
  readonly summary: ReactNode;
  readonly failures: readonly FailureLine[];
  /** The line for what went well. */
  readonly rest?: FailureLine;
  readonly onRetry?: () => void;
}) {
  return (
    <div>
      <div className={cx(styles.banner, styles.bannerWarning)}>
        <span className="grow">{summary}</span>
        {onRetry ? (
          <Button size="sm" onPress={onRetry}>
            Retry {failures.length}
          </Button>
        ) : null}
      </div>
      <ul>
        {failures.map((line) => (
          <Line key={line.name} line={line} failed />
        ))}
        {rest ? <Line line={rest} failed={false} /> : null}
      </ul>
    </div>
  );
}

function Line({ line, failed }: { readonly line: FailureLine; readonly failed: boolean }) {
  return (
    <li className={styles.failure}>
      <StatusIcon status={failed ? "failed" : "ok"} label={failed ? "Failed" : "Done"} />
      <span className={cx(styles.failureName, "mono")}>{line.name}</span>
      <span className={cx("clip grow", failed ? "fg1" : "fg2")} title={line.text}>
        {line.text}
      </span>
      {line.action}
    </li>
  );
}
