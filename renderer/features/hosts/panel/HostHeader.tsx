import { PanelRightOpen, RotateCw, SquareTerminal, Unplug } from "lucide-react";
import type { ReactNode } from "react";
import { formatDuration } from "../../../../shared/domain/format/duration.ts";
import { openTerminal } from "../../../state/terminalsStore.ts";
import type { HostDetail, HostSummary } from "../../../state/types.ts";
import { useViewer } from "../../../state/viewer.ts";
import { environmentKindOf, workspaceStore } from "../../../state/workspaceStore.ts";
import { Badge } from "../../../ui/Badge.tsx";
import { Button } from "../../../ui/Button.tsx";
import { EnvironmentTag } from "../../../ui/EnvironmentTag.tsx";
import { formatAge, formatNumber } from "../../../ui/format.ts";
import screen from "../../../ui/screen.module.css";
import { type LayoutWidth, useLayoutWidth } from "../../../ui/useMediaQuery.ts";
import { None } from "../../../ui/Value.tsx";
import { hostStatus } from "../hostStatus.ts";
import styles from "./HostPanel.module.css";
import { headerTroubles } from "./headerTroubles.ts";

/** Who the host is and how it is, with the actions that its state allows. */
export function HostHeader({
  summary,
  detail,
  nowMs,
  onRetry,
  onDisconnect,
  onDrawer,
}: {
  readonly summary: HostSummary;
  readonly detail: HostDetail | null;
  readonly nowMs: number;
  readonly onRetry: () => void;
  readonly onDisconnect: () => void;
  readonly onDrawer: () => void;
}) {
  const layout = useLayoutWidth();
  const viewer = useViewer();
  const { connection } = summary;
  // The panel of the connection offers to retry and to stop; in a narrow window it may be in the drawer.
  const isTrying = connection.kind === "waiting" || connection.kind === "connecting";
  return (
    <header className={screen.header}>
      <h1 className="mono">{summary.name}</h1>
      <Environment name={summary.environment} />
      <StateBadge summary={summary} nowMs={nowMs} />
      {headerTroubles(summary).map(({ severity, text }) => (
        <Badge key={text} tone={severity} status={severity}>
          {text}
        </Badge>
      ))}
      {summary.lastSampleAtMs === null ? null : (
        <>
          <span className={styles.divider} />
          <Facts summary={summary} detail={detail} layout={layout} />
        </>
      )}
      <span className={styles.actions}>
        {layout === "narrow" ? (
          <Button icon={PanelRightOpen} onPress={onDrawer}>
            Details
          </Button>
        ) : null}
        {connection.kind === "connected" && viewer === null ? (
          <Button icon={SquareTerminal} keys="`" onPress={() => openTerminal([{ kind: "host", host: summary.name }])}>
            Terminal
          </Button>
        ) : null}
        {connection.kind === "stopped" || (connection.kind === "waiting" && layout === "narrow") ? (
          <Button icon={RotateCw} keys="R" onPress={onRetry}>
            Retry
          </Button>
        ) : null}
        {connection.kind === "stopped" || (isTrying && layout !== "narrow") ? null : (
          <Button icon={Unplug} onPress={onDisconnect}>
            {isTrying ? "Stop trying" : "Disconnect"}
          </Button>
        )}
      </span>
    </header>
  );
}

function Environment({ name }: { readonly name: string | null }) {
  const kind = workspaceStore(({ workspace }) => environmentKindOf(workspace, name));
  return name && kind ? <EnvironmentTag kind={kind} name={name} /> : null;
}

function StateBadge({ summary, nowMs }: { readonly summary: HostSummary; readonly nowMs: number }) {
  const { connection, lastSampleAtMs, stale } = summary;
  const age = lastSampleAtMs === null ? "" : ` ${formatAge(nowMs - lastSampleAtMs)}`;
  if (connection.kind === "connected") {
    return stale ? (
      <Badge tone="warning" status="warning">
        Stale{age}
      </Badge>
    ) : (
      <Badge tone="ok" status="ok">
        Connected
      </Badge>
    );
  }
  const { status, word } = hostStatus(summary);
  const tone = status === "critical" || status === "warning" || status === "info" ? status : "neutral";
  return (
    <Badge tone={tone} status={status}>
      {word}
      {connection.kind === "waiting" ? age : ""}
    </Badge>
  );
}

function Facts({
  summary,
  detail,
  layout,
}: {
  readonly summary: HostSummary;
  readonly detail: HostDetail | null;
  readonly layout: LayoutWidth;
}) {
  const { connection } = summary;
  const facts = detail?.facts;
  const rttMs = connection.kind === "connected" ? connection.rttMs : null;
  const user = [summary.user, ...summary.via.map((hop) => `via ${hop}`)].filter(Boolean).join(" ");
  return (
    <dl className={styles.facts}>
      <Fact name="RTT">{rttMs === null ? null : `${formatNumber(rttMs, rttMs < 10 ? 1 : 0)} ms`}</Fact>
      <Fact name="Uptime">{summary.uptimeSeconds === null ? null : formatDuration(summary.uptimeSeconds)}</Fact>
      {layout === "wide" ? <Fact name="OS">{facts?.os}</Fact> : null}
      <Fact name="Kernel">{facts?.kernel}</Fact>
      <Fact name="Driver">{facts?.driverVersion}</Fact>
      <Fact name="CUDA">{facts?.cudaVersion}</Fact>
      {layout === "wide" ? <Fact name="User">{user}</Fact> : null}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children || <None />}</dd>
    </div>
  );
}
