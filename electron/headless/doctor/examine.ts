import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { errorText, isMidwatchError } from "../../../shared/base/errors.ts";
import { sections } from "../../../shared/domain/collect/protocol.ts";
import { subsystemAdvice } from "../../../shared/domain/gpu/subsystem.ts";
import { hostFindings } from "../../../shared/domain/host/findings/hostFindings.ts";
import { type HostKey, hostKey } from "../../../shared/domain/host/state.ts";
import type { WorkspaceHost } from "../../../shared/domain/workspace/model.ts";
import type { HostReadings } from "../../services/collect/hostReadings.ts";
import { readOnce } from "../../services/collect/readOnce.ts";
import type { HttpService } from "../../services/http/types.ts";
import type { ResolvedHost, SshConnection, SshService } from "../../services/ssh/types.ts";
import { examineTargets } from "./examineTargets.ts";
import { adviceForFailure } from "./failureAdvice.ts";
import type { DoctorReport } from "./report.ts";

export interface ExamineOptions {
  readonly clock: Clock;
  readonly ssh: Pick<SshService, "resolve" | "connect">;
  readonly http: HttpService;
  readonly host: WorkspaceHost;
  readonly newNonce: () => string;
  readonly signal: CancelSignal;
}

const pingTimeoutMs = 5000;

/** Connects to the host, reads everything once, and says what came of it. Operational failures are in the report. */
export async function examine(options: ExamineOptions): Promise<DoctorReport> {
  const { clock, ssh, http, host, signal } = options;
  let resolved: ResolvedHost | null = null;
  let connection: SshConnection | null = null;
  const startedMs = clock.monotonicMs();
  try {
    resolved = await ssh.resolve(host.name, host);
    connection = await ssh.connect(host, { signal });
    const connectMs = Math.round(clock.monotonicMs() - startedMs);
    const rttMs = await connection.ping(pingTimeoutMs).catch(() => null);
    const { units = [] } = host;
    const readings = await readOnce({ ...options, connection, host: host.name, units });
    const targets = await examineTargets({ clock, connection, http, targets: host.scrape ?? [], signal });
    return withReadings(readings, clock, {
      ...emptyReport(host.name),
      targets,
      resolved: shownResolution(resolved),
      connection: {
        transport: connection.transport,
        authentication: connection.authentication,
        serverVersion: connection.serverVersion,
        via: connection.via,
        hostKeyFingerprint: connection.hostKeyFingerprint,
        connectMs,
        rttMs: rttMs === null ? null : Math.round(rttMs * 10) / 10,
      },
    });
  } catch (error) {
    return { ...emptyReport(host.name), resolved: resolved && shownResolution(resolved), failure: failureOf(error) };
  } finally {
    connection?.close();
  }
}

function emptyReport(host: string): DoctorReport {
  return {
    format: 1,
    host,
    ok: false,
    resolved: null,
    connection: null,
    failure: null,
    facts: null,
    gpuSubsystem: null,
    gpus: [],
    readings: [],
    unreadable: [],
    findings: [],
    targets: [],
    processes: 0,
    services: 0,
    filesystems: 0,
  };
}

function shownResolution(resolved: ResolvedHost): DoctorReport["resolved"] {
  const { address, port, user, proxyJump, proxyCommand, identityFiles, identityAgent, systemOnly } = resolved;
  const knownHostsFiles = [...resolved.userKnownHostsFiles, ...resolved.globalKnownHostsFiles];
  return { address, port, user, proxyJump, proxyCommand, identityFiles, identityAgent, knownHostsFiles, systemOnly };
}

function withReadings(readings: HostReadings, clock: Clock, report: DoctorReport): DoctorReport {
  const { gpu, kernel, machine, record } = readings;
  const { subsystem, gpus } = gpu;
  const { meaning, action } = subsystemAdvice(subsystem.kind);
  const isReadable = !record.unreadable.some(({ section }) => section === "probe" || section === "stream");
  const gpusAnswer = subsystem.kind === "commandNotFound" || subsystem.kind === "ok";
  return {
    ...report,
    ok: isReadable && gpusAnswer && gpus.every(({ state }) => state === "ok"),
    facts: readings.facts,
    gpuSubsystem: { ...subsystem, meaning, action },
    gpus,
    readings: [...record.costs]
      .sort((a, b) => orderOf(a.section) - orderOf(b.section))
      .map(({ intervalMs: _, ...cost }) => cost),
    unreadable: record.unreadable,
    findings: hostFindings({
      host: report.host,
      nowMs: clock.nowMs(),
      connection: { kind: "idle" },
      stale: false,
      lastSampleAtMs: readings.lastSampleAtMs,
      gpuSubsystem: subsystem,
      gpus,
      slowdownCelsius: gpu.slowdownCelsius,
      xids: kernel.xids,
      services: machine.services,
      filesystems: machine.filesystems,
      previous: [],
    }),
    processes: gpu.processes.length,
    services: machine.services.length,
    filesystems: machine.filesystems.length,
  };
}

/** Sections come as they are done; a report lists them in one order. */
function orderOf(section: string): number {
  const names: readonly string[] = sections;
  return names.indexOf(section);
}

function failureOf(error: unknown): DoctorReport["failure"] {
  if (!isMidwatchError(error)) {
    return { code: "INTERNAL", message: errorText(error), advice: "This is a bug.", offeredKey: null, storedKey: null };
  }
  const { code, message, detail } = error;
  const key = (name: string): HostKey | null => hostKey.safeParse(detail[name]).data ?? null;
  return { code, message, advice: adviceForFailure(code), offeredKey: key("offered"), storedKey: key("stored") };
}
