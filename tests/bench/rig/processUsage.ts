import { readFileSync } from "node:fs";

/** Linux counts a process' time in hundredths of a second, whatever its kernel's own rate (`getconf CLK_TCK`). */
const tickMs = 10;

/** Fields of `/proc/PID/stat` from the third on: the second, the program's name, may hold spaces. */
function statFields(pid: number): readonly string[] {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

function sumMs(pid: number, first: number, second: number): number {
  const fields = statFields(pid);
  const total = Number(fields[first - 3]) + Number(fields[second - 3]);
  if (!Number.isFinite(total)) throw new Error(`/proc/${pid}/stat could not be read`);
  return total * tickMs;
}

/** Processor time of all threads of a process, user and system. */
export const cpuMs = (pid: number): number => sumMs(pid, 14, 15);

/** Processor time of the children that a process has waited for, theirs included. */
export const childrenCpuMs = (pid: number): number => sumMs(pid, 16, 17);

/** Resident memory of a process, shared pages included. */
export function rssBytes(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  if (!match) throw new Error(`/proc/${pid}/status does not tell the resident memory`);
  return Number(match[1]) * 1024;
}
