import { counted } from "../../../shared/base/counted.ts";
import { formatBytes, formatCelsius, formatRatioPercent, formatWatts } from "../../../shared/domain/format/numbers.ts";
import { withoutTerminalSequences } from "../../../shared/domain/format/terminalText.ts";
import type { Gpu, Reading } from "../../../shared/domain/gpu/model.ts";
import { gpuStateWords, missingShort } from "../../../shared/domain/gpu/words.ts";
import type { DoctorReport } from "./report.ts";

/** The report for a person in a terminal: what is wrong first found where it matters, last line the verdict. */
export function reportText(report: DoctorReport): string {
  const sections = [
    resolvedText(report),
    connectionText(report),
    hostText(report),
    readingsText(report),
    targetsText(report),
    troubleText(report),
  ];
  const verdict = report.ok
    ? `Midwatch can watch ${report.host}.`
    : `Something is wrong with ${report.host}: see above.`;
  return `${[...sections.filter((text) => text !== ""), verdict].join("\n\n")}\n`;
}

function block(title: string, lines: readonly (readonly [label: string, value: string | null])[]): string {
  const shown = lines.filter(([, value]) => value !== null && value !== "");
  const width = Math.max(...shown.map(([label]) => label.length));
  return [title, ...shown.map(([label, value]) => `  ${label.padEnd(width)}  ${clean(value ?? "")}`)].join("\n");
}

function resolvedText({ host, resolved }: DoctorReport): string {
  if (!resolved) return `SSH configuration of ${host}: could not be resolved`;
  return block(`SSH configuration of ${host}`, [
    ["Address", `${resolved.user}@${resolved.address} port ${resolved.port}`],
    ["Jump hosts", resolved.proxyJump.join(" > ")],
    ["Proxy command", resolved.proxyCommand],
    ["Keys", resolved.identityFiles.join(", ")],
    ["Agent", resolved.identityAgent ?? "none"],
    ["Known hosts", resolved.knownHostsFiles.join(", ")],
    ["System ssh", resolved.systemOnly && `needed: ${resolved.systemOnly}`],
  ]);
}

function connectionText({ connection, failure }: DoctorReport): string {
  if (failure) {
    const keys = [
      failure.storedKey && `  Stored key:  ${failure.storedKey.type} ${failure.storedKey.fingerprint}`,
      failure.offeredKey && `  Offered key: ${failure.offeredKey.type} ${failure.offeredKey.fingerprint}`,
      failure.offeredKey?.randomart,
    ];
    const head = `No connection (${failure.code})\n  ${clean(failure.message)}`;
    return [head, ...keys, `  ${failure.advice}`].filter(Boolean).join("\n");
  }
  if (!connection) return "";
  const rtt = connection.rttMs === null ? "no answer to a ping" : `${connection.rttMs} ms a round trip`;
  return block("Connection", [
    ["Transport", connection.transport === "ssh2" ? "built in (ssh2)" : "system ssh"],
    ["Through", connection.via.join(" > ")],
    ["Authentication", connection.authentication],
    ["Host key", connection.hostKeyFingerprint && `known, ${connection.hostKeyFingerprint}`],
    ["Server", connection.serverVersion],
    ["Time", `${connection.connectMs} ms to connect, ${rtt}`],
  ]);
}

function hostText({ facts, gpuSubsystem, gpus, processes, services, filesystems }: DoctorReport): string {
  if (!facts) return "";
  const reporting = gpus.filter((gpu) => gpu.state === "ok").length;
  const head = block("Host", [
    ["Name", facts.hostname],
    ["System", [facts.os, facts.kernel && `kernel ${facts.kernel}`].filter(Boolean).join(", ")],
    [
      "Driver",
      facts.driverVersion && `${facts.driverVersion}, CUDA ${facts.cudaVersion ?? "unknown"}, ${facts.nvidiaSmiPath}`,
    ],
    ["nvidia-smi", gpuSubsystem && gpuSubsystem.kind !== "ok" ? gpuSubsystem.text.replaceAll("\n", "; ") : null],
    ["", gpuSubsystem && gpuSubsystem.kind !== "ok" ? `${gpuSubsystem.meaning} ${gpuSubsystem.action}` : null],
    ["GPUs", gpus.length === 0 ? "none is listed" : `${reporting} of ${gpus.length} answer`],
    [
      "Also read",
      [
        counted(processes, "GPU process", "GPU processes"),
        counted(services, "service"),
        counted(filesystems, "filesystem"),
      ].join(", "),
    ],
  ]);
  return [head, ...gpus.map(gpuLine)].join("\n");
}

function gpuLine(gpu: Gpu): string {
  const name = `  GPU ${gpu.index ?? "?"}  ${gpu.name}  ${gpu.uuid ?? gpu.busId ?? "no identity"}`;
  if (gpu.state !== "ok") {
    return [`${name}  ${gpuStateWords(gpu.state)}`, clean(gpu.stateText ?? "")].filter(Boolean).join(": ");
  }
  const memory = `${shown(gpu.memoryUsedBytes, formatBytes)} of ${shown(gpu.memoryTotalBytes, formatBytes)}`;
  return [
    name,
    shown(gpu.utilizationGpuRatio, formatRatioPercent),
    memory,
    shown(gpu.temperatureCelsius, formatCelsius),
    shown(gpu.powerDrawWatts, formatWatts),
  ].join("  ");
}

function shown(reading: Reading<number>, format: (value: number) => string): string {
  return typeof reading === "number" ? format(reading) : `[${missingShort[reading.missing]}]`;
}

function readingsText({ readings }: DoctorReport): string {
  if (readings.length === 0) return "";
  const rows = readings.map(({ section, wallMs, bytes, status }) => {
    const how = status === 0 ? "" : `  ${exitWords(section, status)}`;
    return `  ${section.padEnd(12)} ${(wallMs === null ? "-" : `${wallMs} ms`).padStart(9)} ${formatBytes(bytes).padStart(10)}${how}`;
  });
  return ["What each reading cost the host (time there, bytes over the wire)", ...rows].join("\n");
}

/** `ps` and `cgroup` ask for processes by number, and fail when one has just ended. */
function exitWords(section: string, status: number): string {
  if (status > 128) return `was ended by signal ${status - 128}`;
  const isHarmless = section === "ps" || section === "cgroup";
  return `exit status ${status}${isHarmless ? ": a process ended meanwhile, which does no harm" : ""}`;
}

function targetsText({ targets }: DoctorReport): string {
  if (targets.length === 0) return "";
  const lines = targets.flatMap(({ job, url, samples, wallMs, failure, via, findings }) => {
    const how = via === "forward" ? "" : `, by ${via}`;
    const said = failure ? `${failure.code}: ${clean(failure.message)}` : `${samples} samples in ${wallMs} ms${how}`;
    return [`  ${job}  ${url}  ${said}`, ...findings.map(({ what }) => `    ${clean(what)}`)];
  });
  return ["Metrics targets, and what to change in what they tell", ...lines].join("\n");
}

function troubleText({ unreadable, findings }: DoctorReport): string {
  return [
    ...unreadable.map(({ section, text, advice }) =>
      [`Not readable: ${section}`, clean(text), advice].filter(Boolean).join("\n  "),
    ),
    ...findings.map(({ severity, title, detail }) => `${severity}: ${clean(title)}\n  ${clean(detail)}`),
  ].join("\n\n");
}

/** Remote text is data: no colours and no control characters reach the terminal. */
function clean(text: string): string {
  return withoutTerminalSequences(text)
    .replace(/\n/g, "\n  ")
    .replace(/(?!\n)\p{Cc}/gu, "?");
}
