import { isDeepStrictEqual } from "node:util";
import { Backoff } from "../../../shared/base/backoff.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { errorText } from "../../../shared/base/errors.ts";
import { type CollectPlan, isStopped, stuckStatus } from "../../../shared/domain/collect/protocol.ts";
import type { Log } from "../log.ts";
import type { HostLink, SshConnection } from "../ssh/types.ts";
import { createGpuCalls } from "./gpuCalls.ts";
import type { GpuMode } from "./gpuPolicy.ts";
import type { HostReadings } from "./hostReadings.ts";
import { createJournal, type Journal } from "./journal.ts";
import { createPaceKeeper } from "./pace.ts";
import { makePlan, plainUnits } from "./plan.ts";
import type { HostProbe, SectionFrame } from "./probe.ts";
import { createProbeKeeper } from "./probeKeeper.ts";
import { type ReadingSession, type SessionEnd, startSession } from "./readingSession.ts";
import type { StreamEnd } from "./stream.ts";
import type { HostToWatch } from "./types.ts";

export interface HostCollectorOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly newNonce: () => string;
  readonly host: HostToWatch;
  readonly link: HostLink;
  readonly readings: HostReadings;
  /** Something that is shown changed. */
  onChange(): void;
}

export interface HostCollector extends Disposable {
  readonly gpuMode: GpuMode;
  readonly history: Journal["entries"];
  /** Reads at another pace or other units from now on; what is known of the host stays. */
  setHost(host: HostToWatch): void;
  /** The slow sections at the next tick. */
  refresh(): void;
  /** Does not wait out the pause after a stream or probe that failed. */
  retry(): void;
}

/** An nvidia-smi that may be running gets time to end before another is started. */
const graceMs = 1000;
/** A stream that lasted this long had no trouble starting. */
const steadyMs = 30_000;

/**
 * Reads one host for as long as its link is up: a probe, then one session after the other, each by the plan that the last
 * one's costs and failures led to. Three missed ticks make the host stale and the link suspect; a section that cannot be
 * ended is left out of the next session.
 */
export function createHostCollector(options: HostCollectorOptions): HostCollector {
  const { clock, link, readings, onChange } = options;
  let { intervalMs, units = [] } = options.host;
  const { entries: history, note } = createJournal(clock, options.log, options.host.name);
  const jitter = () => 0.5 + options.random() / 2;
  const backoff = new Backoff({ firstMs: 2000, maxMs: 60_000, random: jitter });
  const floodBackoff = new Backoff({ firstMs: 60_000, maxMs: 600_000, random: jitter });
  const probes = createProbeKeeper(options.newNonce);
  const paces = createPaceKeeper();
  const gpus = createGpuCalls({ clock, intervalMs, readings, note });

  let connection: SshConnection | null = null;
  let session: ReadingSession | null = null;
  let planIsOld = false;
  let timer: Disposable | null = null;

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
    onChange();
  }

  function attach(to: SshConnection): void {
    backoff.reset();
    paces.forgive();
    if (probes.holdsFor(to)) read();
    else probe();
  }

  function detach(): void {
    stopReading();
    probes.dispose();
    if (connection) readings.disconnected();
    connection = null;
  }

  function stopReading(): void {
    session?.dispose();
    session = null;
    timer?.dispose();
    timer = null;
  }

  function later(delayMs: number, call: () => void): void {
    timer?.dispose();
    timer = clock.after(delayMs, call);
  }

  function probe(): void {
    const to = connection;
    if (!to) return;
    // While nvidia-smi is given up, the session does without it and may go on beside the probe.
    if (gpus.mode.kind !== "hung") stopReading();
    probes.take(to, (outcome) => {
      if (outcome.kind === "ok") onProbe(outcome.probe);
      else onProbeFailure(outcome.text);
      onChange();
    });
  }

  function onProbe(found: HostProbe): void {
    readings.probed(found);
    gpus.probed(found);
    if (!session || gpus.mode.kind !== "hung") read();
  }

  function onProbeFailure(text: string): void {
    readings.failed("probe", text);
    if (session) gpus.hung(text);
    else later(backoff.nextDelayMs(), probe);
  }

  /** By a new plan. */
  function read(): void {
    const to = connection;
    const found = probes.current;
    if (!to || !found) return;
    stopReading();
    planIsOld = false;
    const plan = planFor(found);
    session = startSession({
      clock,
      connection: to,
      plan,
      withLoop: gpus.mode.kind === "loop",
      onBegin(uptimeSeconds) {
        if (readings.rebooted(uptimeSeconds)) probes.outdate();
      },
      onSection: (frame, wallMs) => onSection(frame, wallMs, plan),
      onTickEnd,
      onLoopRows(text, status) {
        const isOver = gpus.onLoopRows(text, status, plan.gpuFields, intervalMs);
        onChange();
        if (isOver) readAnew(gpus.mode.why);
      },
      onSilence,
      onEnd,
    });
  }

  function planFor(found: HostProbe): CollectPlan {
    const { refused } = plainUnits(units);
    if (refused.length > 0) readings.failed("unit names", `Not a plain unit name: ${refused.join(", ")}`);
    const pace = paces.pace(intervalMs, found, gpus.mode);
    return makePlan(found, { nonce: options.newNonce(), intervalMs, pace, gpuFields: gpus.fieldsOf(found), units });
  }

  function onSection(frame: SectionFrame, wallMs: number, { gpuFields }: CollectPlan): void {
    const everyMs = paces.intervalMs(frame.section, intervalMs, gpus.mode);
    if (frame.section !== "gpu") readings.section(frame, wallMs, everyMs);
    else if (gpus.onCall(frame, gpuFields, everyMs)) planIsOld = true;
    if (frame.status === stuckStatus) onStuckSection(frame);
    const stopped = isStopped(frame.status);
    const otherPace = paces.spent(frame.section, { wallMs, stopped }, intervalMs);
    if (otherPace !== null) {
      note(otherPace);
      planIsOld = true;
    }
    if (readings.driverChanged || gpus.driverIsNew) probes.outdate();
    // At once: the next tick would start another nvidia-smi.
    if (planIsOld && gpus.mode.kind === "hung") readAnew(gpus.mode.why);
    onChange();
  }

  /** It is told at each of its turns, and goes on costing nothing but itself; the next plan does without. */
  function onStuckSection({ section, text }: SectionFrame): void {
    if (section === "apps" || section === "xml") {
      gpus.hung(text);
      readings.gpusHung(text);
      planIsOld = true;
    } else if (section !== "gpu") paces.giveUp(section);
  }

  function onTickEnd(): void {
    if (session && clock.monotonicMs() - session.startedMs > steadyMs) {
      backoff.reset();
      floodBackoff.reset();
    }
    const { mode } = gpus;
    if (mode.kind === "hung" && clock.monotonicMs() >= mode.retryAtMs) probe();
    else if (probes.isOld) probeAnew();
    else if (planIsOld) readAnew(mode.why);
  }

  /** Not before what runs beside the last session has ended: there is never a second nvidia-smi. */
  function probeAnew(): void {
    stopReading();
    later(graceMs, probe);
  }

  function readAnew(why: string): void {
    note(`Reading anew: ${why}`);
    stopReading();
    later(graceMs, read);
  }

  function onSilence(silentMs: number): void {
    readings.silent();
    onChange();
    link.suspect(`No data for ${Math.round(silentMs / 100) / 10} s`);
  }

  function onEnd(how: SessionEnd): void {
    session = null;
    switch (how.kind) {
      case "stream":
        onStreamEnd(how.end);
        break;
      case "loop":
        gpus.onLoopEnd(how.how);
        readAnew(gpus.mode.why);
        break;
      case "stuck":
        note(`No data for ${Math.round(how.silentMs / 1000)} s: starting anew`);
        later(backoff.nextDelayMs(), read);
        break;
    }
    onChange();
  }

  function onStreamEnd(end: StreamEnd): void {
    if (end.kind === "flood") {
      const size = `${Math.round(end.bytes / (1 << 20))} MB within ${end.withinMs} ms`;
      readings.failed("stream", `The host sent ${size}: the stream was closed`);
      note(`Flood: ${size}; next try later`);
      later(floodBackoff.nextDelayMs(), read);
    } else {
      const text =
        end.kind === "refused"
          ? errorText(end.error)
          : end.text || `The collector's script ended (exit status ${end.exitCode ?? end.signal ?? "unknown"})`;
      readings.failed("stream", text);
      note(`Stream ended: ${text.split("\n")[0]}`);
      later(backoff.nextDelayMs(), read);
    }
    readings.silent();
  }

  const listening = link.onState(onLinkState);
  onLinkState();

  return {
    get gpuMode() {
      return gpus.mode;
    },
    history,
    setHost(next) {
      const isSame = next.intervalMs === intervalMs && isDeepStrictEqual(next.units ?? [], units);
      if (isSame) return;
      gpus.setInterval(next.intervalMs);
      ({ intervalMs, units = [] } = next);
      if (session) readAnew(`the workspace asks for a reading every ${intervalMs / 1000} s`);
    },
    refresh() {
      session?.refresh();
    },
    retry() {
      if (connection && !session) probe();
    },
    dispose() {
      listening.dispose();
      detach();
    },
  };
}
