import type { ReactNode } from "react";
import { StatusIcon } from "../StatusIcon.tsx";
import { Centre } from "./Centre.tsx";

/** The metric is absent, which is not zero: names it and says when it was last seen. */
export function NoData({
  title = "No data",
  metric,
  lastSeen,
  children,
  action,
}: {
  readonly title?: ReactNode;
  readonly metric?: string;
  /** `26 Oct`, `4 min ago`; null when it was never seen. */
  readonly lastSeen?: string | null;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  const seen = lastSeen ? ` was last seen ${lastSeen}.` : " was never seen here.";
  return (
    <Centre
      glyph={<StatusIcon status="unknown" size={16} />}
      title={title}
      detail={
        metric ? (
          <>
            <code>{metric}</code>
            {seen} {children}
          </>
        ) : (
          children
        )
      }
      actions={action}
    />
  );
}
