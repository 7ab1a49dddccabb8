import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { auditAccess } from "../../../electron/host/auditAccess.ts";
import { createGrant, readGrants, revokeGrant } from "../../../electron/services/access/accessFiles.ts";
import { createAuditLog } from "../../../electron/services/audit/createAuditLog.ts";
import type { AuditLog } from "../../../electron/services/audit/types.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

let folder: string;
let audit: AuditLog;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-access-"));
  audit = createAuditLog({ file: join(folder, "audit.db"), clock: new ManualClock() });
});
afterEach(() => {
  audit.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** A console that starts, and hears of changes. */
function start() {
  const changed = new Emitter<void>();
  const access = {
    get grants() {
      return readGrants(folder, () => {});
    },
    onChange: changed.event,
  };
  const stop = auditAccess({ access, audit, log: silentLog });
  return { tell: () => changed.fire(), stop: () => stop.dispose() };
}
const told = () => [...audit.all()].map(({ kind, text }) => `${kind}: ${text}`);

it("is on record who was given a token and who lost it, with no more of the token than tells it apart", () => {
  const running = start();
  const token = createGrant(folder, { name: "ada", role: "operator", nowMs: 0 });
  running.tell();
  running.tell();
  expect(told()).toEqual(["access.granted: ada was given a token as operator"]);
  revokeGrant(folder, "ada");
  running.tell();
  running.stop();
  expect(told().slice(1)).toEqual(["access.revoked: ada has no token any more"]);
  const [first] = audit.all();
  expect(first?.facts).toMatchObject({ name: "ada", role: "operator", token: expect.stringMatching(/^[0-9a-f]{8}$/) });
  expect(JSON.stringify([...audit.all()])).not.toContain(token);
  expect(audit.verify()).toBeNull();
});

it("is on record too what changed while no console ran, once", () => {
  createGrant(folder, { name: "ada", role: "viewer", nowMs: 0 });
  createGrant(folder, { name: "bob", role: "viewer", nowMs: 0 });
  start().stop();
  expect(told()).toHaveLength(2);
  revokeGrant(folder, "ada");
  createGrant(folder, { name: "ada", role: "operator", nowMs: 0 });
  start().stop();
  start().stop();
  expect(told().slice(2)).toEqual([
    "access.revoked: ada has no token any more",
    "access.granted: ada was given a token as operator",
  ]);
});
