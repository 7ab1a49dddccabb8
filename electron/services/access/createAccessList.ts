import { timingSafeEqual } from "node:crypto";
import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, DisposableStore } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import type { Caller } from "../../../shared/contract/caller.ts";
import type { Log } from "../log.ts";
import { type Grant, readGrants, tokenDigest } from "./accessFiles.ts";
import type { AccessList } from "./types.ts";

type Watch = (
  options: { readonly folder: string; readonly clock: Clock; readonly log: Log },
  changed: () => void,
) => Disposable;

export function createAccessList({
  folder,
  owner,
  clock,
  log,
  watch,
}: {
  readonly folder: string;
  /** Who runs the console, with the token of its data folder. */
  readonly owner: { readonly name: string; readonly token: string };
  readonly clock: Clock;
  readonly log: Log;
  readonly watch: Watch;
}): AccessList {
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<void>());
  const own = { digest: tokenDigest(owner.token), caller: { name: owner.name, role: "operator" } as const };
  let told = "";
  let grants = readGrants(folder, warn);
  let known = [own, ...grants.map(knownOf)];

  /** Once, not at each look. */
  function warn(problem: string): void {
    if (problem !== told) log.warn(problem);
    told = problem;
  }

  owned.add(
    watch({ folder, clock, log }, () => {
      const before = identity(known);
      grants = readGrants(folder, warn);
      known = [own, ...grants.map(knownOf)];
      if (identity(known) !== before) changed.fire();
    }),
  );
  return {
    callerOf(token) {
      const given = tokenDigest(token);
      // All are looked at, whichever it is: how long it takes tells nothing.
      return known.filter(({ digest }) => timingSafeEqual(digest, given))[0]?.caller ?? null;
    },
    get grants() {
      return grants;
    },
    onChange: changed.event,
    dispose: () => owned.dispose(),
  };
}

function knownOf({ name, role, digest }: Grant) {
  return { digest: Buffer.from(digest, "hex"), caller: { name, role } };
}

type Known = readonly { readonly digest: Buffer; readonly caller: Caller }[];

function identity(known: Known): string {
  return known.map(({ digest, caller }) => `${digest.toString("hex")} ${caller.name} ${caller.role}`).join("\n");
}
