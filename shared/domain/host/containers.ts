import type { Service } from "./model.ts";

export interface ContainerList {
  readonly services: readonly Service[];
  /** Full container id to name, to name the owners of GPU processes. */
  readonly names: ReadonlyMap<string, string>;
}

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly image: string | null;
  /** created, running, restarting, paused, exited, dead, ... */
  readonly state: string;
  readonly statusText: string;
}

interface Inspected {
  readonly restarts: number | null;
  readonly startedAtMs: number | null;
  readonly isOutOfMemory: boolean;
}

type Json = Readonly<Record<string, unknown>>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(object: Json, ...keys: readonly string[]): string {
  for (const key of keys) {
    const value = object[key];
    if (typeof value === "string" && value !== "") return value;
    if (Array.isArray(value) && typeof value[0] === "string") return value[0];
  }
  return "";
}

function listedOf(object: Json): Listed | null {
  const id = text(object, "ID", "Id");
  if (id === "") return null;
  const status = text(object, "Status");
  const state = text(object, "State") || (/^Up\b/.test(status) ? "running" : "");
  const exit = object.ExitCode;
  const isExitKnown = status === "" && typeof exit === "number";
  return {
    id,
    // docker joins several names by commas, podman lists them.
    name: (text(object, "Names", "Name").split(",")[0] ?? "") || id.slice(0, 12),
    image: text(object, "Image") || null,
    state: state.toLowerCase(),
    statusText: status || (isExitKnown && state === "exited" ? `Exited (${exit})` : state),
  };
}

/** docker prints one object per line, `podman ps --format json` one array over many lines. */
function listedIn(output: string): readonly Listed[] {
  const trimmed = output.trim();
  const arrayEnd = trimmed.startsWith("[") ? trimmed.lastIndexOf("]") : -1;
  const whole = arrayEnd > 0 ? parseJson(trimmed.slice(0, arrayEnd + 1)) : null;
  const values = Array.isArray(whole)
    ? whole
    : trimmed.split("\n").map((line) => (line.trimStart().startsWith("{") ? parseJson(line) : null));
  return values
    .filter(isObject)
    .map(listedOf)
    .filter((listed) => listed !== null);
}

/** docker writes `2026-11-19T08:00:00.1Z`, podman `2026-11-19 08:00:00.1 +0000 UTC`; year 1 is never. */
function startedAt(words: string): number | null {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?/.exec(words);
  if (!match) return null;
  const [, date = "", time = "", zone = "Z"] = match;
  const offset = zone === "Z" || zone.includes(":") ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const ms = Date.parse(`${date}T${time}${offset}`);
  return Number.isNaN(ms) || ms <= 0 ? null : ms;
}

/** `id restarts status startedAt oomKilled [name]`; the start may hold blanks. */
const inspectLine = /^([0-9a-f]{12,64}) (\d+|<no value>) (\w+) (.+?) (true|false)(?: \S+)?$/;

function inspectedIn(output: string): ReadonlyMap<string, Inspected> {
  const found = new Map<string, Inspected>();
  for (const line of output.split("\n")) {
    const match = inspectLine.exec(line.trim());
    if (!match) continue;
    const [, id = "", restarts = "", , started = "", outOfMemory = ""] = match;
    found.set(id, {
      restarts: /^\d+$/.test(restarts) ? Number(restarts) : null,
      startedAtMs: startedAt(started),
      isOutOfMemory: outOfMemory === "true",
    });
  }
  return found;
}

/** An exit by SIGTERM or SIGINT is somebody stopping it; SIGKILL is what the kernel's memory killer sends too. */
const stoppedByHand: ReadonlySet<number> = new Set([0, 130, 143]);

function stateOf(listed: Listed, exitCode: number | null, isOutOfMemory: boolean): Service["state"] {
  switch (listed.state) {
    case "running":
      return /\(unhealthy\)/.test(listed.statusText) ? "failed" : "running";
    case "restarting":
      return exitCode !== null && !stoppedByHand.has(exitCode) ? "failed" : "starting";
    case "removing":
    case "stopping":
      return "stopping";
    case "created":
    case "initialized":
    case "configured":
    case "paused":
      return "stopped";
    case "exited":
    case "stopped":
      return isOutOfMemory || (exitCode !== null && !stoppedByHand.has(exitCode)) ? "failed" : "stopped";
    case "dead":
      return "failed";
    default:
      return "unknown";
  }
}

function exitCodeOf(statusText: string): number | null {
  const code = /^(?:Exited|Restarting) \((\d+)\)/.exec(statusText)?.[1];
  return code === undefined ? null : Number(code);
}

/**
 * `docker ps -a` as one JSON object per line (or podman's array), then lines of `docker inspect` with
 * `id restarts status startedAt oomKilled`. `nowMs` is the wall clock, for ages of running containers. Text that is
 * neither (a daemon that refuses) gives an empty list.
 */
export function parseContainers(output: string, manager: "docker" | "podman", nowMs: number): ContainerList {
  const listed = listedIn(output);
  const inspected = inspectedIn(output);
  const services = listed.map((container): Service => {
    const details = inspected.get(container.id);
    const exitCode = exitCodeOf(container.statusText);
    const isOutOfMemory = details?.isOutOfMemory ?? false;
    const isUp = container.state === "running";
    const startedAtMs = details?.startedAtMs ?? null;
    return {
      name: container.name,
      manager,
      state: stateOf(container, exitCode, isOutOfMemory),
      stateText: isOutOfMemory ? `${container.statusText}, out of memory` : container.statusText,
      exitCode,
      restarts: details?.restarts ?? null,
      ageSeconds: isUp && startedAtMs !== null ? Math.max(0, (nowMs - startedAtMs) / 1000) : null,
      image: container.image,
      containerId: container.id,
    };
  });
  return { services, names: new Map(listed.map(({ id, name }) => [id, name])) };
}
