import { Backoff } from "../../../shared/base/backoff.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, toDisposable } from "../../../shared/base/disposable.ts";
import { errorText } from "../../../shared/base/errors.ts";
import type { CollectPlan } from "../../../shared/domain/collect/protocol.ts";
import type { WorkspaceHost } from "../../../shared/domain/workspace/model.ts";
import type { Log } from "../log.ts";
import type { HostLink, SshConnection } from "../ssh/types.ts";
import type { Frame } from "./frameReader.ts";
import { createGpuLoop } from "./gpuLoop.ts";
import { createGpuPolicy, type GpuMode } from "./gpuPolicy.ts";
import type { HostReadings } from "./hostReadings.ts";
import { createPaceKeeper, paceOwner, plainUnits } from "./pace.ts";
import { type HostProbe, runProbe, type SectionFrame } from "./probe.ts";
import { collectCommand, sectionOrder } from "./script/collect.ts";
import { openStream, type ScriptStream, type StreamEnd } from "./stream.ts";

export interface HostCollectorOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly newNonce: () => string;
  readonly host: WorkspaceHost;
  readonly intervalMs: number;
  readonly link: HostLink;
  readonly readings: HostReadings;
  /** Something that is shown changed. */
  onChange(): void;
}

export interface HostCollector extends Disposable {
  readonly gpuMode: GpuMode;
  readonly history: readonly { readonly atMs: number; readonly text: string }[];
  /** How often a section is read now. */
  intervalMsOf(section: string): number;
  /** The slow sections at the next tick; at once when the stream is waiting out a failure. */
  refresh(): void;
}

const missedTicks = 3;
/** What `timeout` gives an nvidia-smi on the host, and a little: silence beyond it is no slow call. */
const stuckMs = 12_000;
const loopGraceMs = 1000;
const historyLength = 20;
/** A stream that lasted this long had no trouble starting. */
const steadyMs = 30_000;

/**
 * Reads one host for as long as its link is up: probe, then one framed stream, and nvidia-smi's own loop beside it where
 * single calls cost too much. Three missed ticks make the host stale and the link suspect; a silence longer than any
 * bounded call restarts the stream without the section that was being read.
 */
export function createHostCollector(options: HostCollectorOptions): HostCollector {
  const { clock, intervalMs, link, readings } = options;
  const policy = createGpuPolicy(intervalMs);
  const paces = createPaceKeeper();
  const backoff = new Backoff({ firstMs: 2000, maxMs: 60_000, random: () => 0.5 + options.random() / 2 });
  const floodBackoff = new Backoff({ firstMs: 60_000, maxMs: 600_000, random: () => 0.5 + options.random() / 2 });
  const droppedFields = new Set<string>();
  const history: { atMs: number; text: string }[] = [];
  const staleAfterMs = intervalMs * missedTicks;

  let connection: SshConnection | null = null;
  let probe: HostProbe | null = null;
  /** Whose probe it is: the host's key, as far as the transport tells it. */
  let probeOf: string | null = null;
  let stream: ScriptStream | null = null;
  let streamStartedMs = 0;
  let loop: Disposable | null = null;
  let probeAbort: Disposable | null = null;
  let retry: Disposable | null = null;
  let watchdog: Disposable | null = null;
  let probing = false;
  let plan: CollectPlan | null = null;
  let previousUptime: number | null = null;
  let lastMark: Frame | null = null;
  let planChanged = false;
  let suspected = false;

  function note(text: string): void {
    history.unshift({ atMs: clock.nowMs(), text });
    history.length = Math.min(history.length, historyLength);
  }

  // --- the connection comes and goes -------------------------------------------------------------------------------

  function onLinkState(): void {
    if (link.connection !== connection) {
      detach();
      connection = link.connection;
      if (connection) attach(connection);
    }
    if (link.state.kind === "waiting") readings.disconnected();
    if (link.state.kind === "stopped") {
      if (link.state.reason.kind === "byUser") readings.stopped();
      else readings.disconnected();
    }
    options.onChange();
  }

  function attach(to: SshConnection): void {
    backoff.reset();
    paces.forgive();
    const identity = to.hostKeyFingerprint;
    if (probe && probe.hung === null && probe.nvidiaSmi !== null && identity !== null && identity === probeOf) {
      startStream();
    } else {
      startProbe();
    }
  }

  function detach(): void {
    stopStreams();
    probeAbort?.dispose();
    if (connection) readings.disconnected();
    connection = null;
  }

  function stopStreams(): void {
    loop?.dispose();
    loop = null;
    stream?.dispose();
    stream = null;
    retry?.dispose();
    retry = null;
    watchdog?.dispose();
    watchdog = null;
  }

  // --- probe -------------------------------------------------------------------------------------------------------

  function startProbe(): void {
    const to = connection;
    if (!to || probing) return;
    // While nvidia-smi is given up, the stream does without it and may go on beside the probe.
    if (policy.mode.kind !== "hung") stopStreams();
    const abort = new AbortController();
    probing = true;
    probeAbort = toDisposable(() => {
      probing = false;
      abort.abort();
    });
    const request = { nonce: options.newNonce(), operation: "collect.probe", signal: abort.signal };
    runProbe(to, request)
      .then((outcome) => {
        if (abort.signal.aborted) return;
        probing = false;
        if (outcome.kind === "ok") onProbe(outcome.probe, to);
        else {
          readings.failed("probe", outcome.text);
          again(startProbe, backoff.nextDelayMs());
        }
        options.onChange();
      })
      .catch((error: unknown) =>
        options.log.error("probe failed", { host: options.host.name, error: errorText(error) }),
      );
  }

  function onProbe(found: HostProbe, of: SshConnection): void {
    probe = found;
    probeOf = of.hostKeyFingerprint;
    droppedFields.clear();
    readings.probed(found);
    if (found.hung) {
      policy.hung(found.hung.text, clock.monotonicMs());
      if (stream) return;
    } else if (found.nvidiaSmi === null) policy.none("nvidia-smi was not found on this host");
    else policy.answers();
    startStream();
  }

  function again(call: () => void, delayMs: number): void {
    retry?.dispose();
    retry = clock.after(delayMs, call);
  }

  // --- the stream --------------------------------------------------------------------------------------------------

  function startStream(): void {
    const to = connection;
    if (!to || !probe) return;
    stopStreams();
    plan = makePlan(probe);
    planChanged = false;
    suspected = false;
    lastMark = null;
    previousUptime = null;
    streamStartedMs = clock.monotonicMs();
    const started = openStream({
      clock,
      connection: to,
      command: collectCommand(plan),
      nonce: plan.nonce,
      operation: "collect.stream",
      onFrame,
      onEnd: (end) => {
        if (stream === started) onStreamEnd(end);
      },
    });
    stream = started;
    if (policy.mode.kind === "loop") startLoop(to, plan);
    watch(started);
  }

  function makePlan(of: HostProbe): CollectPlan {
    const { usable, refused } = plainUnits(options.host.units ?? []);
    if (refused.length > 0) readings.failed("units", `Not a plain unit name: ${refused.join(", ")}`);
    return {
      nonce: options.newNonce(),
      intervalMs,
      pace: paces.pace(intervalMs, of, policy.mode),
      gpuFields: of.gpuFields.filter((field) => !droppedFields.has(field)),
      nvidiaSmi: of.nvidiaSmi ?? "",
      units: usable,
      containerTool: of.tools.has("docker") ? "docker" : of.tools.has("podman") ? "podman" : null,
    };
  }

  function onFrame(frame: Frame): void {
    const before = previousUptime;
    lastMark = frame;
    previousUptime = frame.uptimeSeconds;
    switch (frame.kind) {
      case "begin":
        if (readings.rebooted(frame.uptimeSeconds)) probeOf = null;
        return;
      case "section":
        onSection(frame, before === null ? 0 : Math.max(0, Math.round((frame.uptimeSeconds - before) * 1000)));
        return;
      case "end":
        onTickEnd();
        return;
    }
  }

  function onSection(frame: SectionFrame, wallMs: number): void {
    const fields = plan?.gpuFields ?? [];
    suspected = false;
    const everyMs = intervalMsOf(frame.section);
    if (frame.section === "gpu") onGpuRows(frame.text, frame.status, wallMs, fields);
    else readings.section(frame, wallMs, everyMs);
    const slower = paces.spent(frame.section, wallMs, intervalMs);
    if (slower !== null) {
      note(slower);
      planChanged = true;
    }
    if (readings.driverChanged) probeOf = null;
    options.onChange();
  }

  function onGpuRows(text: string, status: number, wallMs: number, fields: readonly string[]): void {
    const result = readings.gpuRows(text, fields, status, wallMs, intervalMsOf("gpu"));
    if (dropField(result.invalidField, fields)) {
      planChanged = true;
    } else if (result.subsystem.kind === "hung") {
      policy.hung(result.subsystem.text, clock.monotonicMs());
      planChanged = true;
    } else if (result.subsystem.kind === "ok") {
      const persistenceOff = result.gpus.some((gpu) => gpu.persistenceMode === false);
      if (policy.oneShot({ wallMs, persistenceOff, nowMs: clock.monotonicMs() })) planChanged = true;
    }
  }

  function dropField(name: string | null, asked: readonly string[]): boolean {
    if (name === null || !asked.includes(name) || asked.length === 1) return false;
    droppedFields.add(name);
    note(`This driver does not know ${name}: it is not asked for any more`);
    return true;
  }

  function onTickEnd(): void {
    if (clock.monotonicMs() - streamStartedMs > steadyMs) {
      backoff.reset();
      floodBackoff.reset();
    }
    const { mode } = policy;
    if (probeOf === null || (mode.kind === "hung" && clock.monotonicMs() >= mode.retryAtMs)) startProbe();
    else if (planChanged) {
      note(`Reading anew: ${mode.why}`);
      startStream();
    }
  }

  function onStreamEnd(end: StreamEnd): void {
    stopStreams();
    if (end.kind === "flood") {
      const size = `${Math.round(end.bytes / (1 << 20))} MB within ${end.withinMs} ms`;
      readings.failed("stream", `The host sent ${size}: the stream was closed`);
      note(`Flood: ${size}; next try later`);
      again(startStream, floodBackoff.nextDelayMs());
    } else {
      const text =
        end.kind === "refused"
          ? errorText(end.error)
          : end.text || `The collector's script ended (exit status ${end.exitCode ?? end.signal ?? "unknown"})`;
      readings.failed("stream", text);
      note(`Stream ended: ${text.split("\n")[0]}`);
      again(startStream, backoff.nextDelayMs());
    }
    readings.silent();
    options.onChange();
  }

  // --- nvidia-smi's own loop ---------------------------------------------------------------------------------------

  function startLoop(to: SshConnection, of: CollectPlan): void {
    loop = createGpuLoop({
      clock,
      connection: to,
      plan: of,
      onTick(text, status) {
        const result = readings.gpuRows(text, of.gpuFields, status, 0, intervalMs);
        const fewer = dropField(result.invalidField, of.gpuFields);
        const leave = policy.loopTick({ allUnknown: result.allUnknown, nowMs: clock.monotonicMs() });
        options.onChange();
        if (fewer || leave) restartAfterLoop();
      },
      onEnd(how) {
        policy.loopFailed(how, clock.monotonicMs());
        restartAfterLoop();
      },
    });
  }

  /** The loop's nvidia-smi gets time to end before another is started. */
  function restartAfterLoop(): void {
    note(`Reading anew: ${policy.mode.why}`);
    stopStreams();
    again(startStream, loopGraceMs);
  }

  // --- silence -----------------------------------------------------------------------------------------------------

  /** Looks at the age of the newest byte when it could be too great, then once per interval. */
  function watch(of: ScriptStream): void {
    const silentMs = clock.monotonicMs() - of.lastByteMs;
    watchdog = clock.after(silentMs < staleAfterMs ? staleAfterMs - silentMs : intervalMs, () => {
      const nowSilentMs = clock.monotonicMs() - of.lastByteMs;
      if (nowSilentMs >= staleAfterMs) onSilence(nowSilentMs);
      if (stream === of) watch(of);
    });
  }

  function onSilence(silentMs: number): void {
    if (!suspected) {
      suspected = true;
      readings.silent();
      options.onChange();
      link.suspect(`No data for ${Math.round(silentMs / 100) / 10} s`);
      return;
    }
    if (silentMs < Math.max(staleAfterMs, stuckMs)) return;
    const section = stuckSection();
    note(`No data for ${Math.round(silentMs / 1000)} s while reading ${section ?? "the host"}: starting anew`);
    if (section === "gpu" || section === "apps" || section === "xml") {
      const text = `nvidia-smi did not answer for ${Math.round(silentMs / 1000)} s and could not be stopped`;
      readings.gpusHung(text);
      policy.hung(text, clock.monotonicMs());
    } else if (section !== null && section !== "host") {
      readings.failed(section, `No answer for ${Math.round(silentMs / 1000)} s, and it could not be stopped`);
      paces.giveUp(section);
    }
    stopStreams();
    options.onChange();
    again(startStream, backoff.nextDelayMs());
  }

  /** The section after the last mark that the plan reads. */
  function stuckSection(): string | null {
    if (!plan || !lastMark || lastMark.kind === "end") return null;
    const { pace } = plan;
    const last = lastMark.kind === "section" ? ownerIndex(lastMark.section) : -1;
    return sectionOrder.slice(last + 1).find((section) => pace[section] !== undefined) ?? null;
  }

  function intervalMsOf(section: string): number {
    return paces.intervalMs(section, intervalMs, policy.mode);
  }

  const listening = link.onState(onLinkState);
  onLinkState();

  return {
    get gpuMode() {
      return policy.mode;
    },
    history,
    intervalMsOf,
    refresh() {
      stream?.refresh();
    },
    dispose() {
      listening.dispose();
      detach();
    },
  };
}

function ownerIndex(section: string): number {
  const order: readonly string[] = sectionOrder;
  return order.indexOf(paceOwner(section));
}
