import type { Severity } from "../host/state.ts";
import { normalizeBusId } from "./busId.ts";
import type { XidEvent } from "./model.ts";

/** An Xid as the kernel log has it: its time is the host's, for the caller to turn into a wall clock. */
export interface KernelXid extends Omit<XidEvent, "atMs"> {
  /** Seconds since boot, from `[12345.678]`; null when the line has a calendar date or none. */
  readonly uptimeSeconds: number | null;
}

const xidPattern = /NVRM: Xid \((?:PCI:)?([0-9a-fA-F:.]+)\).*?: (\d{1,5})\s*,?\s*(.*)$/;

function busIdOf(address: string): string | null {
  return normalizeBusId(/^[0-9a-fA-F]+:[0-9a-fA-F]{2}:[0-9a-fA-F]{2}/.test(address) ? address : `0000:${address}`);
}

/** pid and name are `'<unknown>'` or `<unknown>` when the driver does not know them. */
function processOf(text: string): { readonly pid: number | null; readonly processName: string | null } {
  const pid = /\bpid='?(\d+)'?/.exec(text)?.[1];
  const name = /\bname='?([^,']+?)'?(?:,|$)/.exec(text)?.[1];
  return {
    pid: pid === undefined ? null : Number(pid),
    processName: name === undefined || name === "<unknown>" ? null : name,
  };
}

function withoutProcess(text: string): string {
  return text
    .replace(/^pid=[^,]*,\s*/, "")
    .replace(/^name=[^,]*,\s*/, "")
    .trim();
}

/**
 * One line of `dmesg` or `journalctl -k -o short-monotonic` when it reports an Xid, else null. Old drivers leave out
 * `PCI:`, the process, or the domain.
 */
export function parseKernelLine(line: string): KernelXid | null {
  const match = xidPattern.exec(line);
  if (!match) return null;
  const [, address = "", code = "", text = ""] = match;
  const busId = busIdOf(address);
  if (busId === null) return null;
  const uptime = /^\[\s*(\d+\.\d+)\]/.exec(line)?.[1];
  return {
    uptimeSeconds: uptime === undefined ? null : Number(uptime),
    busId,
    code: Number(code),
    text: withoutProcess(text),
    ...processOf(text),
  };
}

export interface XidMeaning {
  readonly severity: Severity;
  /** What happened, as the end of a sentence about a GPU. */
  readonly summary: string;
  /** What to do. */
  readonly action: string;
}

const restartApplication = "Restart the application. If it follows this GPU around, test the GPU.";
const resetGpu = "Move work off this GPU and reset it.";
const collectLogs = "Run nvidia-bug-report.sh and follow NVIDIA's workflow for this code.";

type Table = readonly (readonly [readonly number[], XidMeaning["severity"], string, string])[];

const table: Table = [
  [[13], "warning", "The application ran into an exception in a compute or graphics engine", restartApplication],
  [[31], "warning", "The application touched GPU memory that is not its own", restartApplication],
  [[32, 69], "warning", "The application or driver sent the GPU a command it could not decode", restartApplication],
  [[43], "info", "A channel stopped, usually because the application crashed", "Look at the event before this one."],
  [[45], "info", "The driver cleaned up after a process that ended", "Look at the event before this one."],
  [[46], "critical", "The GPU stopped processing", resetGpu],
  [[48], "critical", "A memory error that could not be corrected", `${resetGpu} 171 or 172 beside it say where.`],
  [[61], "warning", "The GPU's own controller halted on a breakpoint", resetGpu],
  [[62], "critical", "The GPU's power management controller halted", resetGpu],
  [[63], "info", "A bad memory row was marked for replacement", "Reset the GPU when convenient to activate it."],
  [[64], "critical", "Replacing a bad memory row failed", `${resetGpu} Ask the vendor about a replacement.`],
  [[74], "critical", "An NVLink connection failed", "Check nvidia-smi nvlink -e, then reset the GPUs on that link."],
  [
    [79],
    "critical",
    "The GPU fell off the bus: the host cannot reach it any more",
    "Drain the host and restart it. If it comes back, check seating, power and the PCIe slot.",
  ],
  [[92], "info", "Many memory errors were corrected in a short time", "Watch the corrected error count."],
  [
    [94],
    "warning",
    "A memory error was contained to one application",
    "Restart that application; reset the GPU later.",
  ],
  [[95], "critical", "A memory error spread to everything on the GPU", resetGpu],
  [[109], "critical", "A context switch on the GPU timed out", resetGpu],
  [[110], "critical", "The GPU's security processor failed", resetGpu],
  [
    [119, 120],
    "critical",
    "The GPU's system processor (GSP) stopped answering",
    "Reset the GPU; expect nvidia-smi to hang until then.",
  ],
  [[121], "info", "A chip-to-chip link reported a corrected error", "Watch whether it repeats."],
  [[136], "critical", "Training a link failed", resetGpu],
  [[137], "info", "A peer across NVLink ended a transfer with an error", "Look for another event at the same time."],
  [[140], "critical", "A memory error was not recovered", resetGpu],
  [[143], "critical", "The GPU could not be initialised", resetGpu],
  [[144, 145, 146, 147, 148, 149, 150], "critical", "An NVLink 5 unit reported an error", collectLogs],
  [[151], "critical", "Renewing a confidential-computing key failed", "Restart the virtual machine."],
  [[154], "warning", "The driver changed its recommended recovery action", "Read the text; another event says why."],
  [[155], "critical", "The NVLink software state failed", resetGpu],
  [[156], "critical", "A part of the GPU was retired", resetGpu],
  [[158], "critical", "The GPU met a fatal timeout", resetGpu],
  [[160, 161], "info", "The driver noted a recovered or minor event", "Nothing to do unless it repeats."],
  [[171], "critical", "An uncorrected error in the GPU's DRAM", resetGpu],
  [[172], "critical", "An uncorrected error in the GPU's SRAM", resetGpu],
];

const meanings: ReadonlyMap<number, XidMeaning> = new Map(
  table.flatMap(([codes, severity, summary, action]) =>
    codes.map((code) => [code, { severity, summary, action }] as const),
  ),
);

/** What an Xid means to the person on call, after NVIDIA's catalogue for Ampere and later. Unknown codes are a warning. */
export function xidMeaning(code: number): XidMeaning {
  return (
    meanings.get(code) ?? {
      severity: "warning",
      summary: `The driver reported Xid ${code}`,
      action: "Look the code up in NVIDIA's Xid catalogue.",
    }
  );
}
