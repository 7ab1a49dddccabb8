import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFleet } from "../../../electron/demo/simulation/fleet.ts";
import type { AlertChange } from "../../../electron/services/alerts/types.ts";
import { createRecovery, type Recovery } from "../../../electron/services/runbooks/recovery/createRecovery.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import type { Alert } from "../../../shared/domain/alerts/alert.ts";
import { parseHostScript } from "../../../shared/domain/runbook/hostScript.ts";
import { type RecoveryPolicy, recoveryPolicy } from "../../../shared/domain/workspace/recovery.ts";
import { buildAlert } from "../../builders/alerts.ts";
import { shellConnection } from "../../doubles/shellConnection.ts";
import { createRunbooksLab, type RunbooksLab, runnableHost } from "../../harness/runbooksLab.ts";
import { until } from "../../harness/until.ts";

const hostParameter = `\${host}`;
const runbook = `---\nid: restart\ntitle: Restart\nrisk: disruptive\ncooldown: 1ms\nmaxPerHour: 100\npreflight: [{ title: Calm, query: calm > 0 }]\nverify: { query: 'ok{instance="${hostParameter}"} > 0', window: 1ms, timeout: 2s }\n---\n\`\`\`step\nsystemd: { restart: nvidia-dcgm.service }\n\`\`\`\n`;

describe("automatic recovery", () => {
  const hosts = createFleet(8, 1).filter(({ trouble }) => trouble !== "unreachable");
  const alerts = new Map<string, Alert>();
  const told = new Emitter<AlertChange>();
  let folder: string;
  let lab: RunbooksLab;
  let recovery: Recovery;
  let ran: string[];

  beforeEach(() => {
    ran = [];
    alerts.clear();
    folder = mkdtempSync(join(tmpdir(), "midwatch-recovery-"));
    const connections = new Map(
      hosts.map((host) => [
        host.name,
        shellConnection(host, undefined, (command) => {
          const script = parseHostScript(command);
          if (script?.kind === "step") ran.push(host.name);
        }),
      ]),
    );
    const fleet = hosts.map(({ name }) => runnableHost(name));
    lab = createRunbooksLab({
      folder,
      hosts: fleet,
      connect: async (host) => connections.get(host) ?? Promise.reject(new Error(`${host} is not connected`)),
    });
    lab.write("restart", runbook);
    lab.values.set("calm", 1);
    for (const { name } of hosts) lab.values.set(`ok{instance="${name}"}`, 1);
    const { runbooks, store, audit } = lab;
    recovery = createRecovery({
      clock: systemClock,
      alerts: { alerts, onChange: told.event },
      runbooks,
      fleet: { hosts: fleet },
      store,
      audit,
    });
  });
  afterEach(async () => {
    recovery.dispose();
    await lab.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const policy = (more: Partial<RecoveryPolicy> = {}) =>
    recoveryPolicy.parse({ on: "Stuck", runbook: "restart", environments: ["staging"], runs: "by-itself", ...more });
  function fires(host: string, sinceMs = 1): void {
    const one = buildAlert({ id: host, name: "Stuck", labels: { alertname: "Stuck", instance: host }, sinceMs });
    alerts.set(one.id, one);
    told.fire({ changed: [one], gone: [] });
  }
  const settled = async (count: number) => {
    await until(() => recovery.cases.filter(({ state }) => state !== "checking").length >= count);
    await Promise.all([...lab.runbooks.active.values()].map(({ done }) => done));
    return recovery.cases;
  };

  it("does nothing without a policy, for another alert, and in another environment", async () => {
    fires("gpu-a01");
    expect(recovery.cases).toEqual([]);
    recovery.setPolicies([policy({ on: "Other" })]);
    expect(recovery.cases).toEqual([]);
    recovery.setPolicies([policy({ environments: ["production"] })]);
    expect(await settled(1)).toMatchObject([{ state: "held", text: expect.stringContaining("does not act") }]);
    expect(ran).toEqual([]);
  });

  it("proposes where a person has to confirm, and takes the proposal back when the alert is over", async () => {
    recovery.setPolicies([policy({ runs: "approval" })]);
    fires("gpu-a01");
    expect(await settled(1)).toMatchObject([{ state: "proposed", host: "gpu-a01", runbook: "restart" }]);
    expect(ran).toEqual([]);
    alerts.clear();
    told.fire({ changed: [], gone: [] });
    expect(recovery.cases).toEqual([]);
  });

  it("runs by itself once for each firing, through review, lock and audit, without write mode", async () => {
    recovery.setPolicies([policy()]);
    fires("gpu-a01");
    const [one] = await settled(1);
    fires("gpu-a01");
    expect(one).toMatchObject({ state: "started" });
    expect(ran).toEqual(["gpu-a01"]);
    expect(lab.store.get(one?.run ?? "")).toMatchObject({
      by: "policy Stuck",
      confirmation: "policy Stuck",
      reason: "Stuck fires on gpu-a01",
      verdict: "passed",
    });
    const kinds = lab.audit.find({ text: "", run: one?.run ?? "", beforeSeq: null, limit: 20 }).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(["run.confirmed", "lock.taken", "step.ended", "run.ended"]));
  });

  it("a check that does not hold stands against it, warnings too: nobody is there to accept them", async () => {
    lab.write("restart", runbook.replace("query: calm > 0", "query: calm > 0, severity: warn"));
    lab.values.set("calm", 0);
    recovery.setPolicies([policy()]);
    fires("gpu-a01");
    expect(await settled(1)).toMatchObject([{ state: "held", text: expect.stringContaining("Calm") }]);
    expect(ran).toEqual([]);
  });

  it("runs no more than it may within an hour, and one after the other", async () => {
    recovery.setPolicies([policy({ maxPerHour: 2 })]);
    for (const host of ["gpu-a01", "gpu-a02", "gpu-b01"]) fires(host);
    await until(() => recovery.cases.some(({ text }) => text.includes("2 times within an hour")));
    expect([...ran].sort()).toEqual(["gpu-a01", "gpu-a02"]);
  });

  it("the breaker opens after two runs that were not verified, and a person closes it", async () => {
    for (const { name } of hosts) lab.values.set(`ok{instance="${name}"}`, 0);
    recovery.setPolicies([policy({ maxPerHour: 20 })]);
    for (const host of ["gpu-a01", "gpu-a02", "gpu-b01"]) fires(host);
    await until(() => recovery.policies[0]?.isBroken === true);
    expect(ran).toHaveLength(2);
    await until(() => recovery.cases.some(({ text }) => text.includes("close the breaker")));
    expect(() => recovery.closeBreaker("Other", "ada")).toThrow();
    recovery.closeBreaker("Stuck", "ada");
    await until(() => ran.length === 3);
    expect(lab.audit.find({ text: "recovery.closed", run: null, beforeSeq: null, limit: 1 })).toMatchObject([
      { by: "ada" },
    ]);
    await settled(3);
  });
});
