import type { Service } from "./model.ts";

type Properties = ReadonlyMap<string, string>;

/** `key=value` lines in blocks that an empty line separates, one block per unit. */
function blocks(text: string): readonly Properties[] {
  return text
    .split(/\r?\n\s*\r?\n/)
    .map((block) => {
      const properties = new Map<string, string>();
      for (const line of block.split("\n")) {
        const equals = line.indexOf("=");
        if (equals > 0) properties.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
      }
      return properties;
    })
    .filter((properties) => properties.has("Id"));
}

const states: ReadonlyMap<string, Service["state"]> = new Map([
  ["active", "running"],
  ["reloading", "running"],
  ["activating", "starting"],
  ["deactivating", "stopping"],
  ["inactive", "stopped"],
  ["failed", "failed"],
]);

function stateOf(unit: Properties): Service["state"] {
  // A crash loop is `activating (auto-restart)` most of the time: it is failing, not starting.
  if (unit.get("SubState") === "auto-restart" && (unit.get("Result") ?? "success") !== "success") return "failed";
  return states.get(unit.get("ActiveState") ?? "") ?? "unknown";
}

function integerOrNull(text: string | undefined): number | null {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}

/** systemd's own word when a unit failed otherwise than by exit code: `oom-kill`, `timeout`, `signal`. */
function stateTextOf(unit: Properties): string {
  const active = unit.get("ActiveState") ?? "unknown";
  const sub = unit.get("SubState");
  const result = unit.get("Result");
  const text = sub === undefined || sub === active ? active : `${active} (${sub})`;
  return result === undefined || result === "success" || result === "" ? text : `${text}, ${result}`;
}

/** Seconds since the last change of state, on the clock that `/proc/uptime` shows. */
function ageOf(unit: Properties, uptimeSeconds: number | null): number | null {
  const changed =
    integerOrNull(unit.get("StateChangeTimestampMonotonic")) ??
    integerOrNull(unit.get("ActiveEnterTimestampMonotonic"));
  if (uptimeSeconds === null || changed === null || changed <= 0) return null;
  return Math.max(0, uptimeSeconds - changed / 1e6);
}

function exitCodeOf(unit: Properties): number | null {
  const code = integerOrNull(unit.get("ExecMainStatus"));
  // 0 is also what a unit that never ended shows.
  const ended = unit.get("ActiveState") === "failed" || (unit.get("ExecMainCode") ?? "0") !== "0";
  return ended ? code : null;
}

/**
 * `systemctl show` of several units. Units that do not exist are left out, as is text that is no block (`System has not
 * been booted with systemd`). `uptimeSeconds` is the host's, for ages.
 */
export function parseUnits(text: string, uptimeSeconds: number | null): readonly Service[] {
  return blocks(text)
    .filter((unit) => unit.get("LoadState") !== "not-found")
    .map((unit) => ({
      name: unit.get("Id") ?? "",
      manager: "systemd" as const,
      state: stateOf(unit),
      stateText: stateTextOf(unit),
      exitCode: exitCodeOf(unit),
      restarts: integerOrNull(unit.get("NRestarts")),
      ageSeconds: ageOf(unit, uptimeSeconds),
      image: null,
      containerId: null,
    }));
}
