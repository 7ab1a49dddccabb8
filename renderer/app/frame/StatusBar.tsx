import { useMemo } from "react";
import { useLinkState } from "../../state/client.ts";
import { serversStore } from "../../state/serversStore.ts";
import { statusStore } from "../../state/statusStore.ts";
import { formatNumber } from "../../ui/format.ts";
import { Keycap } from "../../ui/Keycap.tsx";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import { capsOf, isMac } from "../keyboard/chord.ts";
import { keysStore } from "../keyboard/keysStore.ts";
import styles from "./Frame.module.css";

/** More than that are told by their count. */
const mostNamed = 4;

/** Servers that answer, of those that the workspace names. */
function Sources() {
  const servers = serversStore((state) => state.servers) ?? [];
  if (servers.length === 0) return null;
  if (servers.length <= mostNamed) {
    return servers.map(({ server: { name }, state }) => (
      <span key={name} title={state.kind === "down" ? state.reason : undefined}>
        <StatusIcon {...serverMark[state.kind]} size={10} />
        {name} <b>{state.kind === "ok" && state.latencyMs !== null ? `${Math.ceil(state.latencyMs)} ms` : null}</b>
      </span>
    ));
  }
  const answering = servers.filter(({ state }) => state.kind === "ok").length;
  const isWhole = answering === servers.length;
  return (
    <span>
      <StatusIcon status={isWhole ? "ok" : "warning"} size={10} label={isWhole ? "OK" : "Warning"} />
      Sources{" "}
      <b>
        {answering}/{servers.length}
      </b>
    </span>
  );
}

const serverMark = {
  ok: { status: "ok", label: "Answers" },
  down: { status: "warning", label: "Cannot be read" },
  unknown: { status: "unknown", label: "Not yet asked" },
} as const;

/** The health of what is watched from on the left, the keys of this screen on the right. */
export function StatusBar() {
  const status = statusStore((state) => state.status);
  const offline = useLinkState().kind !== "open";
  return (
    <footer className={styles.statusBar}>
      {offline ? (
        <span>
          <StatusIcon status="unknown" size={10} />
          Console away: nothing here is of now
        </span>
      ) : status ? (
        <>
          <span>
            <StatusIcon
              status={status.hosts.connected === status.hosts.total ? "ok" : "warning"}
              size={10}
              label={status.hosts.connected === status.hosts.total ? "OK" : "Warning"}
            />
            SSH{" "}
            <b>
              {status.hosts.connected}/{status.hosts.total}
            </b>
          </span>
          <Sources />
          <span>
            Samples <b>{formatNumber(Math.round(status.samplesPerSecond))} /s</b>
          </span>
          {status.storeProblem ? (
            <span className={styles.problem} title={status.storeProblem}>
              <StatusIcon status="critical" size={10} />
              <span className="clip">{status.storeProblem}</span>
            </span>
          ) : null}
        </>
      ) : null}
      <ScreenKeys />
    </footer>
  );
}

function ScreenKeys() {
  const scopes = keysStore((state) => state.scopes);
  const shown = useMemo(
    () =>
      [...scopes]
        .reverse()
        .filter((scope) => !scope.inDialog)
        .flatMap((scope) => scope.bindings.map((binding) => ({ scope: scope.id, binding })))
        .filter(({ binding }) => !binding.hidden && !binding.listOnly)
        // A key of two scopes does what the youngest says.
        .filter(({ binding: { keys } }, at, all) => all.findIndex(({ binding }) => binding.keys === keys) === at),
    [scopes],
  );
  return (
    <div className={styles.keys}>
      {shown.toReversed().map(({ scope, binding }) => (
        <span key={`${scope} ${binding.keys}`} className={styles.key}>
          <Keycap keys={binding.caps ?? capsOf(binding.keys, isMac)} />
          {binding.label}
        </span>
      ))}
    </div>
  );
}
