import { Backoff } from "../../../shared/base/backoff.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { errorText, type MidwatchError } from "../../../shared/base/errors.ts";
import { type Connection, type StopReason, stopReason } from "../../../shared/domain/host/state.ts";
import type { Log } from "../log.ts";
import { connectFailure } from "./sshErrors.ts";
import type { HostLink, ResolvedHost, SshConnection } from "./types.ts";

/** However the dice fall: servers count those who knock too often. */
const leastRetryMs = 200;
const firstRetryMs = 1000;
const lastRetryMs = 60_000;
/** A connection that held this long starts the back-off anew. */
const stableMs = 60_000;
const suspectPingMs = 3000;
const rttIntervalMs = 30_000;
/** The first round trip competes with other hosts being connected: it is soon measured again. */
const secondRttMs = 2000;
const historyLength = 20;

export interface HostLinkDependencies {
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly resolve: () => Promise<ResolvedHost>;
  readonly connect: (host: ResolvedHost, signal: AbortSignal) => Promise<SshConnection>;
  readonly onDispose: (link: SupervisedLink) => void;
}

export interface SupervisedLink extends HostLink {
  /** A question for this host opened or closed. */
  asking(open: boolean): void;
  /** Retries now when it stopped because `hop`'s key was not known. */
  keyTrusted(hop: string): void;
  /** Probes a connection that stands, or retries within `jitterMs`. */
  networkChanged(jitterMs: number): void;
}

/** One host kept connected: one attempt at a time, back-off between them, none where only a person can help. */
export function createHostLink(dependencies: HostLinkDependencies): SupervisedLink {
  const { name, clock, log, random } = dependencies;
  const backoff = new Backoff({ firstMs: firstRetryMs, maxMs: lastRetryMs, random });
  const changed = new Emitter<Connection>();
  const history: { readonly atMs: number; readonly text: string }[] = [];
  let state: Connection = { kind: "idle" };
  let connection: SshConnection | null = null;
  let resolved: ResolvedHost | null = null;
  let attempt: AbortController | null = null;
  /** The connection that is being asked whether it is still there. */
  let probing: SshConnection | null = null;
  let timer: Disposable | null = null;
  let connectedAtMs = 0;
  let disposed = false;

  function setState(next: Connection): void {
    if (disposed) return;
    state = next;
    changed.fire(next);
  }

  function record(text: string): void {
    history.unshift({ atMs: clock.nowMs(), text });
    history.length = Math.min(history.length, historyLength);
  }

  function setTimer(delayMs: number, call: () => void): void {
    timer?.dispose();
    timer = clock.after(delayMs, () => {
      timer = null;
      call();
    });
  }

  async function tryNow(): Promise<void> {
    if (disposed || attempt) return;
    timer?.dispose();
    const controller = new AbortController();
    attempt = controller;
    setState({ kind: "connecting", attempt: backoff.attempt + 1, sinceMs: clock.nowMs() });
    try {
      resolved = await dependencies.resolve();
      const opened = await dependencies.connect(resolved, controller.signal);
      if (controller.signal.aborted) opened.close();
      else adopt(opened);
    } catch (error) {
      if (!controller.signal.aborted) failed(connectFailure(error, name));
    } finally {
      if (attempt === controller) attempt = null;
    }
  }

  function adopt(opened: SshConnection): void {
    if (opened.closed) throw new Error("the connection was lost at once");
    connection = opened;
    connectedAtMs = clock.monotonicMs();
    opened.onClose((error) => lost(opened, error));
    record(`connected, ${opened.authentication}`);
    log.info("ssh connected", { host: name, authentication: opened.authentication, via: opened.via });
    setState(connectedState(opened, null));
    measure(opened, secondRttMs);
  }

  /** The round trip is measured now and then; a connection that does not answer is asked once more before it is given up. */
  function measure(on: SshConnection, nextMs: number): void {
    on.ping(suspectPingMs).then(
      (rttMs) => {
        if (connection !== on) return;
        setState(connectedState(on, rttMs));
        setTimer(nextMs, () => measure(on, rttIntervalMs));
      },
      (error: unknown) => {
        if (connection !== on) return;
        link.suspect(errorText(error));
        setTimer(rttIntervalMs, () => measure(on, rttIntervalMs));
      },
    );
  }

  function connectedState(on: SshConnection, rttMs: number | null): Connection {
    const { transport, authentication, serverVersion, via } = on;
    const sinceMs = state.kind === "connected" ? state.sinceMs : clock.nowMs();
    return { kind: "connected", sinceMs, rttMs, transport, authentication, serverVersion, via: [...via] };
  }

  function drop(on: SshConnection, why: string): void {
    lost(on, new Error(why));
    on.close();
  }

  function lost(which: SshConnection, error: Error | null): void {
    if (connection !== which) return;
    connection = null;
    if (clock.monotonicMs() - connectedAtMs >= stableMs) backoff.reset();
    failed(connectFailure(error ?? new Error("the connection was closed by the other side"), name));
  }

  function failed(error: MidwatchError): void {
    record(error.message);
    const reason = stopReasonOf(error, clock.nowMs());
    if (reason) {
      timer?.dispose();
      log.warn("ssh stopped", { host: name, code: error.code });
      setState({ kind: "stopped", reason });
      return;
    }
    const delayMs = Math.max(leastRetryMs, backoff.nextDelayMs());
    const failure = { code: error.code, message: error.message, atMs: clock.nowMs() };
    setState({ kind: "waiting", attempt: backoff.attempt, retryAtMs: clock.nowMs() + delayMs, error: failure });
    setTimer(delayMs, () => void tryNow());
  }

  const link: SupervisedLink = {
    name,
    get state() {
      return state;
    },
    onState: changed.event,
    get connection() {
      return connection;
    },
    get resolved() {
      return resolved;
    },
    get history() {
      return history;
    },
    retry() {
      if (connection) return;
      backoff.reset();
      void tryNow();
    },
    stop() {
      attempt?.abort();
      attempt = null;
      timer?.dispose();
      const open = connection;
      connection = null;
      record("disconnected by you");
      setState({ kind: "stopped", reason: { kind: "byUser" } });
      open?.close();
    },
    suspect(reason) {
      const suspected = connection;
      if (!suspected || probing === suspected) return;
      probing = suspected;
      suspected.ping(suspectPingMs).then(
        () => {
          if (probing === suspected) probing = null;
        },
        (error: unknown) => {
          if (connection === suspected) drop(suspected, `${reason}: ${errorText(error)}`);
        },
      );
    },
    asking(open) {
      if (!attempt) return;
      setState({ kind: open ? "asking" : "connecting", attempt: backoff.attempt + 1, sinceMs: clock.nowMs() });
    },
    keyTrusted(hop) {
      if (state.kind === "stopped" && state.reason.kind === "hostKeyUnknown" && state.reason.hop === hop) link.retry();
    },
    networkChanged(jitterMs) {
      if (connection) link.suspect("after a network change");
      else if (state.kind === "waiting" && state.retryAtMs - clock.nowMs() > jitterMs) {
        setState({ ...state, retryAtMs: clock.nowMs() + jitterMs });
        setTimer(jitterMs, () => void tryNow());
      }
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      attempt?.abort();
      timer?.dispose();
      const open = connection;
      connection = null;
      open?.close();
      changed.dispose();
      dependencies.onDispose(link);
    },
  };
  void tryNow();
  return link;
}

const personNeeded: Readonly<Record<string, StopReason["kind"]>> = {
  SSH_HOST_KEY_UNKNOWN: "hostKeyUnknown",
  SSH_HOST_KEY_CHANGED: "hostKeyChanged",
  SSH_HOST_KEY_REVOKED: "hostKeyRevoked",
  SSH_AUTH_FAILED: "authFailed",
  SSH_CONFIG: "configuration",
};

/** Failures that trying again cannot mend, and might make worse: servers punish those who keep failing. */
function stopReasonOf(error: MidwatchError, nowMs: number): StopReason | null {
  const kind = personNeeded[error.code];
  if (!kind) return null;
  const failure = { code: error.code, message: error.message, atMs: nowMs };
  const parsed = stopReason.safeParse({ ...error.detail, kind, error: failure });
  return parsed.success ? parsed.data : { kind: "configuration", error: failure };
}
