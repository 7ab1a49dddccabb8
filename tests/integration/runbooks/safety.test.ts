import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFleet, type HostSpec } from "../../../electron/demo/simulation/fleet.ts";
import { writeModeMs } from "../../../electron/services/runbooks/writeMode.ts";
import type { SshConnection } from "../../../electron/services/ssh/types.ts";
import { parseHostScript } from "../../../shared/domain/runbook/hostScript.ts";
import { ManualClock } from "../../doubles/manualClock.ts";
import { shellConnection } from "../../doubles/shellConnection.ts";
import { confirmedBy, createRunbooksLab, type RunbooksLab, runnableHost } from "../../harness/runbooksLab.ts";

const hostParameter = `\${host}`;
const text = (more = "", steps = "systemd: { restart: nvidia-dcgm.service }") =>
  `---\nid: safe\ntitle: Safe\nrisk: disruptive\ncooldown: 1ms\nmaxPerHour: 100\n${more.includes("targets:") ? "" : "targets: { max: 2 }\n"}verify: { query: 'ok{instance="${hostParameter}"} > 0', window: 1ms, timeout: 1s }\n${more}---\n\`\`\`step\n${steps}\n\`\`\`\n`;

/** The ten rules of acting safely, each with what happens when somebody does otherwise. */
describe("safety", () => {
  const fleet = createFleet(160, 1).filter(({ trouble }) => trouble !== "unreachable");
  const never = new AbortController().signal;
  let folder: string;
  let lab: RunbooksLab;
  let connections: Map<string, SshConnection>;
  let ran: string[];

  function connection(host: HostSpec, fingerprint?: string): SshConnection {
    return shellConnection(host, fingerprint, (command) => {
      const script = parseHostScript(command);
      if (script?.kind === "step") ran.push(`${host.name}: ${script.argv.join(" ")}`);
    });
  }

  beforeEach(() => {
    ran = [];
    folder = mkdtempSync(join(tmpdir(), "midwatch-safety-"));
    connections = new Map(fleet.map((host) => [host.name, connection(host)]));
    lab = createRunbooksLab({
      folder,
      hosts: fleet.map(({ name, group, gpuCount: gpus }) => runnableHost(name, { group, gpus })),
      connect: async (host) => {
        const found = connections.get(host);
        if (!found) throw new Error(`${host} is not connected`);
        return found;
      },
    });
    for (const { name } of fleet) lab.values.set(`ok{instance="${name}"}`, 1);
    lab.write("safe", text());
  });
  afterEach(async () => {
    await lab.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function reviewed(targets: readonly string[] = ["gpu-a01"]) {
    const review = await lab.runbooks.review({ runbook: "safe", targets, parameters: {} }, never);
    const authority = confirmedBy("tester", review);
    return { review: review.id, planHash: review.planHash, authority, reason: "a test", accepted: [] };
  }
  const openWriteMode = () => lab.writeMode.openFor("staging", "a test", "tester");
  const refused = (code: string, words: string) =>
    expect.objectContaining({ code, message: expect.stringContaining(words) });
  const nothingRan = () => expect(ran).toEqual([]);

  it.each([
    ["its key", (host: HostSpec) => connection(host, "SHA256:another")],
    ["its machine", (host: HostSpec) => connection({ ...host, machineId: "f".repeat(32) })],
    ["its name", (host: HostSpec) => connection({ ...host, name: "gpu-a77" }, `SHA256:${host.name}`)],
  ])("1. identity, not name: a host that changed %s after the review is another host", async (_, another) => {
    openWriteMode();
    const request = await reviewed();
    const host = fleet.find(({ name }) => name === "gpu-a01");
    if (host) connections.set(host.name, another(host));
    await expect(lab.runbooks.run(request, never)).rejects.toEqual(refused("CONFLICT", "gpu-a01 is another host"));
    nothingRan();
  });

  it("2. read-only by default, and again after 15 minutes", async () => {
    const request = await reviewed();
    await expect(lab.runbooks.run(request, never)).rejects.toEqual(refused("FORBIDDEN", "staging is read-only"));
    nothingRan();
    const clock = new ManualClock();
    const other = createRunbooksLab({
      folder: join(folder, "other"),
      hosts: [],
      connect: async () => Promise.reject(),
      clock,
    });
    other.writeMode.openFor("prod", "INC-1", "tester");
    await clock.advance(writeModeMs - 1);
    expect(() => other.writeMode.require("prod")).not.toThrow();
    expect(() => other.writeMode.require("staging")).toThrow();
    await clock.advance(1);
    expect(() => other.writeMode.require("prod")).toThrow();
    expect([...other.audit.all()].map(({ kind }) => kind)).toEqual(["writeMode.opened", "writeMode.closed"]);
    await other.close();
  });

  it.each([
    ["no target", [], "No target is chosen"],
    ["a host that is none", ["gpu-z99"], "gpu-z99 is no host"],
    ["one twice", ["gpu-a01", "gpu-a01"], "chosen twice"],
  ])("3. nothing pre-ticked: %s is refused", async (_, targets, words) => {
    await expect(reviewed(targets)).rejects.toEqual(refused("BAD_REQUEST", words));
  });

  it("4. what runs is what was shown: a file that was edited since is another plan", async () => {
    openWriteMode();
    const request = await reviewed();
    lab.write("safe", text("", "systemd: { stop: nvidia-dcgm.service }"));
    await expect(lab.runbooks.run(request, never)).rejects.toEqual(refused("CONFLICT", "file was changed"));
    const again = await reviewed();
    await expect(lab.runbooks.run({ ...again, planHash: request.planHash }, never)).rejects.toEqual(
      refused("CONFLICT", "not the plan that was reviewed"),
    );
    nothingRan();
  });

  it("5. confirmation is exact, has a reason, and is good once", async () => {
    openWriteMode();
    const request = await reviewed(["gpu-a01", "gpu-a02"]);
    expect(request.authority).toMatchObject({ typed: "2 hosts" });
    const wrong = { ...request, authority: { kind: "person", name: "tester", typed: "gpu-a01" } } as const;
    await expect(lab.runbooks.run(wrong, never)).rejects.toEqual(refused("BAD_REQUEST", "typed"));
    await expect(lab.runbooks.run({ ...request, reason: " " }, never)).rejects.toEqual(
      refused("BAD_REQUEST", "Say why"),
    );
    nothingRan();
    const run = await lab.runbooks.run(request, never);
    await expect(lab.runbooks.run(request, never)).rejects.toEqual(refused("CONFLICT", "used already"));
    expect(await lab.ended(run)).toMatchObject({ outcome: "done", verdict: "passed" });
  });

  it("6. blast radius: more targets than the runbook allows are refused", async () => {
    openWriteMode();
    const request = await reviewed(["gpu-a01", "gpu-a02", "gpu-a03"]);
    await expect(lab.runbooks.run(request, never)).rejects.toEqual(
      refused("CONFLICT", "3 targets are chosen, the runbook allows 2"),
    );
    nothingRan();
  });

  it("6. canary first: what fails there reaches no second wave", async () => {
    openWriteMode();
    lab.write("safe", text("", "systemd: { restart: unknown.service }"));
    const state = await lab.ended(await lab.runbooks.run(await reviewed(["gpu-a01", "gpu-a02"]), never));
    expect(state).toMatchObject({
      outcome: "failed",
      verdict: null,
      targets: [{ state: "failed" }, { state: "waiting" }],
    });
    expect(ran).toEqual(["gpu-a01: sudo -n systemctl restart unknown.service"]);
  });

  it("6. of many targets some may fail where the runbook says so, and they are named", async () => {
    openWriteMode();
    lab.write(
      "safe",
      text(
        "targets: { max: 64 }\nrollout: { canary: 1, wave: 16, maxFailures: 3 }\n",
        "ssh: [systemctl, restart, vllm.service]",
      ),
    );
    const chat = fleet.filter(({ service }) => service.name === "vllm").slice(0, 61);
    const others = fleet.filter(({ service }) => service.name === "avatar").slice(0, 3);
    const names = [...chat, ...others].map(({ name }) => name);
    const state = await lab.ended(await lab.runbooks.run(await reviewed(names), never));
    expect(state).toMatchObject({ outcome: "done", verdict: "passed" });
    const failed = state.targets.filter((target) => target.state === "failed").map(({ host }) => host);
    expect(failed).toEqual(others.map(({ name }) => name));
    expect(state.targets.filter((target) => target.state === "done")).toHaveLength(chat.length);
  }, 60_000);

  it("7. locks: one writer per host, over all runbooks of a console", async () => {
    openWriteMode();
    lab.write("safe", text("", "ssh: [sleep, '1']"));
    const run = await lab.runbooks.run(await reviewed(), never);
    await expect(lab.runbooks.run(await reviewed(), never)).rejects.toEqual(
      refused("CONFLICT", "Safe is at work on gpu-a01"),
    );
    expect(await lab.ended(run)).toMatchObject({ outcome: "done" });
  });

  it("7. cool-down and pace stand against running in circles", async () => {
    openWriteMode();
    lab.write("safe", text().replace("cooldown: 1ms", "cooldown: 1h"));
    await lab.ended(await lab.runbooks.run(await reviewed(), never));
    await expect(lab.runbooks.run(await reviewed(), never)).rejects.toEqual(refused("CONFLICT", "It ran lately"));
    lab.write("safe", text().replace("maxPerHour: 100", "maxPerHour: 1"));
    await expect(lab.runbooks.run(await reviewed(["gpu-a02"]), never)).rejects.toEqual(
      refused("CONFLICT", "ran 1 times within an hour"),
    );
  });

  it.each([
    ["a value out of bounds", 0, "failed"],
    ["no value", null, "inconclusive"],
  ])("8. verified by metric or not done: %s", async (_, value, verdict) => {
    openWriteMode();
    if (value === null) lab.values.delete('ok{instance="gpu-a01"}');
    else lab.values.set('ok{instance="gpu-a01"}', value);
    expect(await lab.ended(await lab.runbooks.run(await reviewed(), never))).toMatchObject({
      outcome: "done",
      verdict,
    });
  });

  it.each([
    ["blocks", "block", 0, [], false],
    ["without a value blocks", "block", null, [], false],
    ["that only warns blocks until it is accepted", "warn", 0, [], false],
    ["that was accepted does not", "warn", 0, ["preflight-0"], true],
  ] as const)("8. a preflight check %s", async (_, severity, value, accepted, runs) => {
    openWriteMode();
    if (value !== null) lab.values.set("calm", value);
    lab.write("safe", text(`preflight: [{ title: Calm, query: calm > 0, severity: ${severity} }]\n`));
    const request = { ...(await reviewed()), accepted };
    if (runs) expect(await lab.ended(await lab.runbooks.run(request, never))).toMatchObject({ outcome: "done" });
    else await expect(lab.runbooks.run(request, never)).rejects.toEqual(refused("CONFLICT", "Calm"));
    expect(ran.length > 0).toBe(runs);
  });

  it("8. a guard that breaks, or has no value, stops the run", async () => {
    openWriteMode();
    lab.write("safe", text("guards: [{ title: Errors, query: errors < 5, for: 1ms }]\n", "ssh: [sleep, '20']"));
    lab.values.set("errors", 1);
    const run = await lab.runbooks.run(await reviewed(), never);
    lab.values.delete("errors");
    const state = await lab.ended(run);
    expect(state).toMatchObject({
      outcome: "stopped",
      message: expect.stringContaining("Errors: errors < 5 is without a value"),
    });
    expect(lab.audit.find({ text: "guard.broken", run, beforeSeq: null, limit: 1 })).toHaveLength(1);
  }, 20_000);

  it("9. what cannot be written down does not happen", async () => {
    openWriteMode();
    const request = await reviewed();
    lab.audit.dispose();
    await expect(lab.runbooks.run(request, never)).rejects.toEqual(refused("STORE_FAILED", "nothing is done"));
    nothingRan();
  });

  it("10. a secret is named, not written: without a value nothing runs", async () => {
    openWriteMode();
    lab.write("safe", text("params: { token: { type: secret } }\n", `ssh: [tee, /dev/null]\nstdin: "\${token}"`));
    const review = await lab.runbooks.review(
      { runbook: "safe", targets: ["gpu-a01"], parameters: { token: "secret:nobody" } },
      never,
    );
    const request = {
      review: review.id,
      planHash: review.planHash,
      authority: confirmedBy("tester", review),
      reason: "a test",
      accepted: [],
    };
    await expect(lab.runbooks.run(request, never)).rejects.toEqual(
      refused("NOT_FOUND", "The secret nobody has no value"),
    );
    nothingRan();
    expect(lab.audit.find({ text: "run.refused", run: null, beforeSeq: null, limit: 1 })).toHaveLength(1);
    await expect(
      lab.runbooks.review({ runbook: "safe", targets: ["gpu-a01"], parameters: { token: "hunter2" } }, never),
    ).rejects.toEqual(refused("BAD_REQUEST", "no name of a secret"));
  });
});
