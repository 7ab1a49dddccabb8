import type { ReactNode } from "react";
import { Button } from "../Button.tsx";
import { cx } from "../cx.ts";
import { StatusIcon } from "../StatusIcon.tsx";
import styles from "./states.module.css";

/** One banner for a source that does not answer, not one error per panel. Says what it affects. */
export function SourceDown({
  children,
  tone = "critical",
  onRetry,
  retryLabel = "Retry",
}: {
  readonly children: ReactNode;
  readonly tone?: "critical" | "warning";
  readonly onRetry?: () => void;
  readonly retryLabel?: string;
}) {
  return (
    <div className={cx(styles.banner, tone === "critical" ? styles.bannerCritical : styles.bannerWarning)} role="alert">
      <StatusIcon status={tone} />
      <span className="grow">{children}</span>
      {onRetry ? (
        <Button size="sm" onPress={onRetry}>
          {retryLabel}
        </Button>
      ) : null}
    </div>
  );
}
