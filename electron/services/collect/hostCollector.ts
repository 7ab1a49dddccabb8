import { Backoff } from "../../../shared/base/backoff.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { errorText } from "../../../shared/base/errors.ts";
import type { CollectPlan } from "../../../shared/domain/collect/protocol.ts";
import type { WorkspaceHost } from "../../../shared/domain/workspace/model.ts";
import type { Log } from "../log.ts";
import type { HostLink, SshConnection } from "../ssh/types.ts";
import type { Frame } from "./frameReader.ts";
import { createGpuLoop } from "./gpuLoop.ts";
import { createGpuPolicy, type GpuMode } from "./gpuPolicy.ts";
import type { HostReadings } from "./hostReadings.ts";
import { createPaceKeeper, plainUnits, sectionAfter } from "./pace.ts";
import type { HostProbe, SectionFrame } from "./probe.ts";
import { createProbeKeeper } from "./probeKeeper.ts";
import { collectCommand } from "./script/collect.ts";
import { watchSilence } from "./silenceWatch.ts";
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
  /** The slow sections at the next tick. */
  refresh(): void;
  /** Does not wait out the pause after a stream or probe that failed. */
  retry(): void;
}

const missedTicks = 3;
/** What `timeout` gives an nvidia-smi on the host, and a little: silence beyond it is no slow call. */
const stuckMs = 12_000;
const driverFailures: ReadonlySet<string> = new Set(["driverMismatch", "driverNotLoaded"]);
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
  const probes = createProbeKeeper(options.newNonce);
  const droppedFields = new Set<string>();
  const history: { atMs: number; text: string }[] = [];
  const staleAfterMs = intervalMs * missedTicks;

  let connection: SshConnection | null = null;
  let stream: ScriptStream | null = null;
  let streamStartedMs = 0;
  let loop: Disposable | null = null;
  let retry: Disposable | null = null;
  let watchdog: Disposable | null = null;
  /** nvidia-smi found no driver: when it works again, it may be another one. */
  let wasWithoutDriver = false;
  let plan: CollectPlan | null = null;
  let previousUptime: number | null = null;
  let lastMark: Frame | null = null;
  let tick = 0;
  let planChanged = false;
  let suspected = false;

  function note(text: string): void {
    options.log.info(text, { host: options.host.name });
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
    if (probes.holdsFor(to)) startStream();
    else startProbe();
  }

  function detach(): void {
    stopStreams();
    probes.dispose();
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
    if (!to) return;
    // While nvidia-smi is given up, the stream does without it and may go on beside the probe.
    if (policy.mode.kind !== "hung") stopStreams();
    probes.take(to, (outcome) => {
      if (outcome.kind === "ok") onProbe(outcome.probe);
      else onProbeFailure(outcome.text);
      options.onChange();
    });
  }

  function onProbe(found: HostProbe): void {
    droppedFields.clear();
    readings.probed(found);
    if (found.hung) {
      policy.hung(found.hung.text, clock.monotonicMs());
      if (stream) return;
    } else if (found.nvidiaSmi === null) policy.none("nvidia-smi was not found on this host");
    else policy.answers();
    startStream();
  }

  function onProbeFailure(text: string): void {
    readings.failed("probe", text);
    if (stream) policy.hung(text, clock.monotonicMs());
    else again(startProbe, backoff.nextDelayMs());
  }

  function again(call: () => void, delayMs: number): void {
    retry?.dispose();
    retry = clock.after(delayMs, call);
  }

  // --- the stream --------------------------------------------------------------------------------------------------

  function startStream(): void {
    const to = connection;
    const probe = probes.current;
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
    watchdog = watchSilence({
      clock,
      afterMs: staleAfterMs,
      everyMs: intervalMs,
      lastMs: () => started.lastByteMs,
      onSilence,
    });
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
        tick = frame.tick;
        if (readings.rebooted(frame.uptimeSeconds)) probes.outdate();
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
    if (readings.driverChanged) probes.outdate();
    options.onChange();
  }

  function onGpuRows(text: string, status: number, wallMs: number, fields: readonly string[]): void {
    const result = readings.gpuRows(text, fields, status, wallMs, intervalMsOf("gpu"));
    if (driverFailures.has(result.subsystem.kind)) wasWithoutDriver = true;
    if (dropField(result.invalidField, fields)) {
      planChanged = true;
    } else if (result.subsystem.kind === "hung") {
      policy.hung(result.subsystem.text, clock.monotonicMs());
      planChanged = true;
    } else if (result.subsystem.kind === "ok") {
      if (wasWithoutDriver) probes.outdate();
      wasWithoutDriver = false;
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
    if (probes.isOld || (mode.kind === "hung" && clock.monotonicMs() >= mode.retryAtMs)) startProbe();
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

  function onSilence(silentMs: number): void {
    if (!suspected) {
      suspected = true;
      readings.silent();
      options.onChange();
      link.suspect(`No data for ${Math.round(silentMs / 100) / 10} s`);
      return;
    }
    if (silentMs < Math.max(staleAfterMs, stuckMs)) return;
    const section = plan && lastMark ? sectionAfter(lastMark, tick, plan.pace) : null;
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
    retry() {
      if (connection && !stream) startProbe();
    },
    dispose() {
      listening.dispose();
      detach();
    },
  };
}
