import { MidwatchError } from "../../shared/base/errors.ts";
import type { auditArea } from "../../shared/contract/areas/audit.ts";
import type { recoveryArea } from "../../shared/contract/areas/recovery.ts";
import type { runbooksArea } from "../../shared/contract/areas/runbooks.ts";
import type { Handlers } from "../../shared/contract/handlers.ts";

type Area = typeof runbooksArea & typeof recoveryArea & typeof auditArea;
type Follow = <T>(read: () => T, signal: AbortSignal) => AsyncIterable<T>;

/** A console without runbooks whose environments are read-only: screens that act are tested over the real one. */
export function fakeRunbooks(
  environments: () => Readonly<Record<string, { readonly kind: "production" | "staging" | "development" }>>,
  follow: Follow,
): Handlers<Area> {
  const refuse = async (): Promise<never> => {
    throw new MidwatchError("NOT_FOUND", "The fake console has no runbooks");
  };
  return {
    "runbooks.watch": (_params, { signal }) =>
      follow(() => ({ folder: "/home/ops/fleet/runbooks", runbooks: [], active: [] }), signal),
    "runbooks.get": refuse,
    "runbooks.defaults": refuse,
    "runbooks.importRundeck": refuse,
    "runbooks.review": refuse,
    "runbooks.run": refuse,
    // biome-ignore lint/correctness/useYield: it refuses before there is anything to tell.
    async *"runbooks.follow"() {
      await refuse();
    },
    "runbooks.control": refuse,
    "runbooks.answer": refuse,
    "runbooks.undoPlan": refuse,
    "runbooks.undo": refuse,
    "runbooks.runs": async () => ({ runs: [] }),
    "runbooks.takeLock": refuse,
    "writeMode.watch": (_params, { signal }) =>
      follow(
        () => ({
          environments: Object.entries(environments()).map(([name, { kind }]) => ({
            name,
            kind,
            untilMs: null,
            reason: null,
          })),
        }),
        signal,
      ),
    "writeMode.open": refuse,
    "writeMode.close": refuse,
    "recovery.watch": (_params, { signal }) => follow(() => ({ policies: [], cases: [] }), signal),
    "recovery.closeBreaker": refuse,
    "audit.watch": (_params, { signal }) =>
      follow(
        () => ({ file: "/home/ops/audit.db", entries: 0, problem: null, verifiedAtMs: 0, keepsQueryText: false }),
        signal,
      ),
    "audit.find": async () => ({ entries: [] }),
    "audit.verify": async () => ({ entries: 0, problem: null }),
    "audit.noteQuery": async () => ({}),
    "audit.keepQueryText": refuse,
    "audit.export": async () => ({ name: "audit.jsonl", text: "" }),
  };
}
