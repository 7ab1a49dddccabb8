import type { ReactNode } from "react";
import { HostKeyPanel } from "../../../app/hostKey/HostKeyPanel.tsx";
import { settingsStore } from "../../../state/settingsStore.ts";
import type { Failure, HostDetail, HostSummary, StopReason } from "../../../state/types.ts";
import { Badge } from "../../../ui/Badge.tsx";
import { Button } from "../../../ui/Button.tsx";
import { formatAge, formatClock } from "../../../ui/format.ts";
import { Panel } from "../../../ui/Panel.tsx";
import { StatusIcon } from "../../../ui/StatusIcon.tsx";
import { Disconnected } from "../../../ui/states/Disconnected.tsx";
import styles from "./HostPanel.module.css";

export interface ConnectionPanelProps {
  readonly summary: HostSummary;
  readonly history: HostDetail["history"];
  readonly nowMs: number;
  readonly onRetry: () => void;
  readonly onDisconnect: () => void;
}

/** Why there is no connection and what to do. Nothing while there is one. */
export function ConnectionPanel(props: ConnectionPanelProps) {
  const { connection } = props.summary;
  switch (connection.kind) {
    case "connected":
      return null;
    case "stopped":
      return <Stopped {...props} reason={connection.reason} />;
    case "asking":
      return (
        <Frame summary={props.summary}>
          <Told status="info" title="The server asks for an answer">
            Answer the question that is open on this screen to go on connecting.
          </Told>
        </Frame>
      );
    case "idle":
      return (
        <Frame summary={props.summary}>
          <Told status="waiting" title="Waiting for its turn to connect">
            Midwatch opens a few connections at a time.
          </Told>
        </Frame>
      );
    case "connecting":
    case "waiting":
      return <Reconnecting {...props} connection={connection} />;
  }
}

const shownHistory = 5;

type Trying = Extract<HostSummary["connection"], { readonly kind: "connecting" | "waiting" }>;

function Reconnecting({
  summary,
  history,
  nowMs,
  onRetry,
  onDisconnect,
  connection,
}: ConnectionPanelProps & { readonly connection: Trying }) {
  const zone = settingsStore(({ clock }) => clock);
  const waiting = connection.kind === "waiting";
  const failure = waiting ? [{ atMs: connection.error.atMs, text: connection.error.message }] : [];
  const told = history.length > 0 ? history : failure;
  return (
    <Frame summary={summary} {...(waiting ? { age: ageOf(summary, nowMs) } : {})}>
      <Disconnected
        attempt={connection.attempt}
        nextInMs={waiting ? connection.retryAtMs - nowMs : null}
        waitMs={waiting ? connection.retryAtMs - connection.error.atMs : null}
        history={told.slice(0, shownHistory)}
        onRetry={onRetry}
        onStop={onDisconnect}
        retryKey="R"
        zone={zone}
      />
    </Frame>
  );
}

function ageOf({ lastSampleAtMs }: HostSummary, nowMs: number): string {
  return lastSampleAtMs === null ? "" : ` ${formatAge(nowMs - lastSampleAtMs)}`;
}

function Frame({
  summary,
  age,
  children,
}: {
  readonly summary: HostSummary;
  /** Set when the host does not answer. */
  readonly age?: string;
  readonly children: ReactNode;
}) {
  const badge =
    age === undefined ? undefined : (
      <Badge tone="critical" status="critical">
        Unreachable{age}
      </Badge>
    );
  return (
    <Panel title={<span className="mono">{summary.name}</span>} controls={badge} className={styles.fixed ?? ""}>
      {children}
    </Panel>
  );
}

function Stopped({ summary, onRetry, reason }: ConnectionPanelProps & { readonly reason: StopReason }) {
  switch (reason.kind) {
    case "hostKeyUnknown":
    case "hostKeyChanged":
    case "hostKeyRevoked":
      return <HostKeyPanel host={summary.name} via={summary.via} reason={reason} />;
    case "byUser":
      return (
        <Frame summary={summary}>
          <Told status="waiting" title="Disconnected by you" onRetry={onRetry} verb="Connect">
            Nothing is read from this host until you connect again.
          </Told>
        </Frame>
      );
    case "authFailed":
      return (
        <Frame summary={summary}>
          <Told status="critical" title="Login failed" failure={reason.error} onRetry={onRetry}>
            Midwatch does not try again by itself, so that the account is not locked. Check the user name, that the key
            is in the server's authorized_keys, and that your agent holds it (ssh-add -l).
          </Told>
        </Frame>
      );
    case "configuration":
      return (
        <Frame summary={summary}>
          <Told
            status="critical"
            title="The SSH configuration does not allow a connection"
            failure={reason.error}
            onRetry={onRetry}
          >
            Correct the file that is named, then retry.
          </Told>
        </Frame>
      );
  }
}

function Told({
  status,
  title,
  failure,
  onRetry,
  verb = "Retry",
  children,
}: {
  readonly status: "critical" | "info" | "waiting";
  readonly title: string;
  /** What the other side said. */
  readonly failure?: Failure;
  readonly onRetry?: () => void;
  readonly verb?: string;
  readonly children: ReactNode;
}) {
  const zone = settingsStore(({ clock }) => clock);
  return (
    <div className={styles.told}>
      <p className={styles.eventHead}>
        <StatusIcon status={status} size={14} />
        <span className="fg0 medium">{title}</span>
      </p>
      {failure ? (
        <p className="mono fg2 small">
          <span className="fg3">{formatClock(failure.atMs, zone)}</span> {failure.message}
        </p>
      ) : null}
      <p className="fg2">{children}</p>
      {onRetry ? (
        <Button variant="primary" keys="R" onPress={onRetry}>
          {verb}
        </Button>
      ) : null}
    </div>
  );
}
