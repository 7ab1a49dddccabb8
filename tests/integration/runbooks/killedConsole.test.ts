import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ContractClient } from "../../../shared/contract/client.ts";
import type { Contract } from "../../../shared/contract/contract.ts";
import { connectConsole } from "../../harness/consoleClient.ts";
import { type HeadlessConsole, startHeadlessConsole } from "../../harness/headlessConsole.ts";
import { createSshdLab, hasSshd, type Sshd, type SshdLab } from "../../harness/sshd.ts";
import { hostBlock } from "../../harness/sshService.ts";
import { takeTurns } from "../../harness/takeTurns.ts";
import { until } from "../../harness/until.ts";

takeTurns();

const lockFile = "/tmp/midwatch.lock";

/** The console as built, killed as a power cut would, over a real sshd. */
describe.skipIf(!hasSshd())("a console that is killed in the middle of a run", () => {
  let lab: SshdLab;
  let server: Sshd;
  let midwatch: HeadlessConsole;
  let client: ContractClient<Contract>;

  beforeAll(async () => {
    rmSync(lockFile, { force: true });
    lab = createSshdLab();
    server = await lab.start();
    lab.write("known_hosts", lab.knownHostsLine(server));
    const sshConfigFile = lab.write("ssh_config", hostBlock(lab, "real", server));
    mkdirSync(lab.path("workspace/runbooks"), { recursive: true });
    writeFileSync(
      lab.path("workspace/midwatch.yaml"),
      "version: 1\nname: lab\nenvironments: { lab: { kind: staging } }\nhosts:\n  - { name: real, environment: lab }\n",
    );
    writeFileSync(
      lab.path("workspace/runbooks/long.md"),
      `---\nid: long\ntitle: Long\nrisk: disruptive\ncooldown: 1ms\nverify: { query: 'up{instance="real", job="node"} == 1', window: 1s }\n---\n\`\`\`step\nscript: |\n  touch ${lab.path("begun")}; sleep 600\ntimeout: 15m\nundo:\n  ssh: [touch, "${lab.path("undone")}"]\n\`\`\`\n\`\`\`step\nssh: [touch, "${lab.path("second")}"]\n\`\`\`\n`,
    );
    const files = { workspaceFolder: lab.path("workspace"), dataFolder: lab.path("data"), sshConfigFile };
    midwatch = await startHeadlessConsole(files);
    client = await connectConsole(midwatch.address);
  }, 60_000);
  afterAll(async () => {
    client?.dispose();
    await midwatch?.stop();
    await lab?.stop();
    rmSync(lockFile, { force: true });
  });

  /** Once the host is connected. */
  async function review() {
    for (;;) {
      try {
        return await client.call("runbooks.review", { runbook: "long", targets: ["real"], parameters: {} });
      } catch (error) {
        if (!(error instanceof Error && error.message.includes("not connected"))) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  it("comes back to an interrupted run that names its targets, takes it back, and frees a lock only as it was seen", async () => {
    const first = await review();
    await client.call("writeMode.open", { environment: "lab", reason: "a test" });
    const typed = first.confirmation.kind === "typed" ? first.confirmation.text : "";
    const request = { review: first.id, planHash: first.planHash, typed, reason: "a test", accepted: [] };
    const { run } = await client.call("runbooks.run", request);
    await until(() => existsSync(lab.path("begun")), 20_000);
    client.dispose();
    await midwatch.kill();
    expect(readlinkSync(lockFile)).toContain(run);

    await midwatch.start();
    client = await connectConsole(midwatch.address);
    const { runs } = await client.call("runbooks.runs", { runbook: "long", limit: 10 });
    expect(runs).toMatchObject([{ id: run, phase: "ended", outcome: "interrupted", verdict: null, targets: ["real"] }]);
    const { entries } = await client.call("audit.find", { text: "run.interrupted", run, beforeSeq: null, limit: 1 });
    expect(entries).toMatchObject([{ text: expect.stringContaining("Look at real") }]);
    expect((await client.call("audit.verify", {})).problem).toBeNull();
    expect(existsSync(lab.path("second"))).toBe(false);
    // Write mode ended with the console, and what was confirmed is good for nothing any more.
    await expect(client.call("runbooks.undo", { run, typed: "real" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(client.call("runbooks.run", request)).rejects.toMatchObject({ code: "CONFLICT" });

    // Its own lock stands against a new run, and is no obstacle to taking this one back.
    const held = (await review()).checks.find(({ holder }) => holder !== null);
    expect(held).toMatchObject({ state: "failed", holder: expect.stringContaining(run) });
    await client.call("writeMode.open", { environment: "lab", reason: "a test" });
    await client.call("runbooks.undo", { run, typed: "real" });
    await until(() => existsSync(lab.path("undone")), 20_000);
    await until(() => !isLocked(), 20_000);

    symlinkSync("midwatch:1:ada@laptop:00:other:1:2", lockFile);
    const others = (await review()).checks.find(({ holder }) => holder !== null);
    expect(others?.problem).toContain("ada@laptop has run other on real");
    const wrong = client.call("runbooks.takeLock", { host: "real", holder: `${others?.holder}0` });
    await expect(wrong).rejects.toMatchObject({ code: "CONFLICT" });
    await client.call("runbooks.takeLock", { host: "real", holder: others?.holder ?? "" });
    expect(isLocked()).toBe(false);
  }, 120_000);
});

function isLocked(): boolean {
  try {
    return readlinkSync(lockFile) !== "";
  } catch {
    return false;
  }
}
