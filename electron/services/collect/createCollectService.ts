import { randomBytes } from "node:crypto";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import type { Log } from "../log.ts";
import type { MetricsService } from "../metrics/types.ts";
import type { SshService } from "../ssh/types.ts";
import type { CollectService, HostToWatch } from "./types.ts";
import { createWatchedHost, type OwnedHost } from "./watchedHost.ts";

export interface CollectDependencies {
  readonly clock: Clock;
  readonly log: Log;
  readonly ssh: Pick<SshService, "link">;
  readonly metrics: Pick<MetricsService, "target">;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** A word that no output holds by chance; for tests. */
  readonly newNonce?: () => string;
}

/** A tick's sections arrive within that, nvidia-smi's last: one change for all of them, and for all hosts. */
const coalesceMs = 200;

export function createCollectService(dependencies: CollectDependencies): CollectService {
  const { clock, log, ssh, metrics, random } = dependencies;
  const newNonce = dependencies.newNonce ?? (() => randomBytes(9).toString("hex"));
  const changes = new Emitter<readonly string[]>();
  const hosts = new Map<string, OwnedHost>();
  const changed = new Set<string>();
  let flush: Disposable | null = null;

  function onChange(name: string): void {
    changed.add(name);
    flush ??= clock.after(coalesceMs, () => {
      flush = null;
      const names = [...changed];
      changed.clear();
      // Findings begin when they are first true, not when somebody first looks.
      for (const name of names) void hosts.get(name)?.findings;
      changes.fire(names);
    });
  }

  function watch(host: HostToWatch): OwnedHost {
    return createWatchedHost({ clock, log, ssh, metrics, random, newNonce, host, onChange: () => onChange(host.name) });
  }

  return {
    hosts,
    onChange: changes.event,
    setHosts(wanted) {
      const byName = new Map(wanted.map((host) => [host.name, host]));
      for (const [name, current] of hosts) {
        const next = byName.get(name);
        if (next && current.adopt(next)) continue;
        current.dispose();
        hosts.delete(name);
        onChange(name);
      }
      for (const [name, host] of byName) {
        if (hosts.has(name)) continue;
        hosts.set(name, watch(host));
        onChange(name);
      }
    },
    dispose() {
      flush?.dispose();
      for (const host of hosts.values()) host.dispose();
      hosts.clear();
      changes.dispose();
    },
  };
}
