import { userInfo } from "node:os";
import type { Disposable } from "../../shared/base/disposable.ts";
import { errorText } from "../../shared/base/errors.ts";
import type { AccessList } from "../services/access/types.ts";
import type { AuditLog } from "../services/audit/types.ts";
import type { Log } from "../services/log.ts";

/** More grants than anybody makes. */
const mostEntries = 10_000;

/**
 * Writes down who was given a token and whose was revoked. Commands do that, beside the console and while none runs: what
 * the log does not know yet is written as the console starts. A token is told by the first signs of its digest.
 */
export function auditAccess({
  access,
  audit,
  log,
}: {
  readonly access: Pick<AccessList, "grants" | "onChange">;
  readonly audit: Pick<AuditLog, "append" | "find">;
  readonly log: Log;
}): Disposable {
  // Whoever may run the commands has the rights of whoever runs the console.
  const by = userInfo().username;

  function record(): void {
    try {
      const known = knownTokens(audit);
      const now = new Map(access.grants.map(({ name, role, digest }) => [name, { role, token: digest.slice(0, 8) }]));
      for (const [name, token] of known) {
        if (now.get(name)?.token === token) continue;
        audit.append({ kind: "access.revoked", by, text: `${name} has no token any more`, facts: { name, token } });
      }
      for (const [name, { role, token }] of now) {
        if (known.get(name) === token) continue;
        const text = `${name} was given a token as ${role}`;
        audit.append({ kind: "access.granted", by, text, facts: { name, role, token } });
      }
    } catch (error) {
      log.error("Who was given a token, or lost one, is not in the audit log", { error: errorText(error) });
    }
  }

  record();
  return access.onChange(record);
}

/** Names with their tokens, as the log has them. */
function knownTokens(audit: Pick<AuditLog, "find">): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>();
  const entries = audit.find({ text: "access.", run: null, beforeSeq: null, limit: mostEntries });
  for (const { kind, facts } of entries.toReversed()) {
    if (kind === "access.granted") tokens.set(String(facts.name), String(facts.token));
    if (kind === "access.revoked") tokens.delete(String(facts.name));
  }
  return tokens;
}
