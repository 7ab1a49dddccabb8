import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunnableHost } from "../../../electron/services/runbooks/types.ts";
import type { SshConnection } from "../../../electron/services/ssh/types.ts";
import { runbooksArea } from "../../../shared/contract/areas/runbooks.ts";
import { type Docker, openDocker } from "../../harness/docker.ts";
import { confirmedBy, createRunbooksLab, type RunbooksLab, runnableHost } from "../../harness/runbooksLab.ts";
import { createSshdLab, hasSshd, type Sshd, type SshdLab } from "../../harness/sshd.ts";
import { createClient, hostBlock, workspaceHost } from "../../harness/sshService.ts";
import { takeTurns } from "../../harness/takeTurns.ts";
import { until } from "../../harness/until.ts";

takeTurns();

const lockFile = "/tmp/midwatch.lock";
const never = new AbortController().signal;

function runbook(steps: string): string {
  const front = "id: one\ntitle: One\nrisk: disruptive\ncooldown: 1ms\nmaxPerHour: 100\ntargets: { max: 8 }";
  const verify = "verify: { query: recovered > 0, window: 1ms, timeout: 1s }";
  const blocks = steps.split("\n\n").map((step) => `\`\`\`step\n${step}\n\`\`\`\n`);
  return `---\n${front}\n${verify}\n---\n${blocks.join("\n")}`;
}

describe.skipIf(!hasSshd())("bad cases on a real host", () => {
  let lab: SshdLab;
  let server: Sshd;
  let ssh: ReturnType<typeof createClient>["ssh"];
  let folder: string;
  let runs: RunbooksLab;
  let hosts: RunnableHost[];
  let connection: SshConnection | null = null;

  const file = (name: string) => join(folder, name);
  const setEnv = (bin: string) => [`SetEnv PATH=${lab.path(bin)}:${process.env.PATH ?? "/usr/bin:/bin"}`];
  async function connect(): Promise<SshConnection> {
    if (!connection || connection.closed) connection = await ssh.connect(workspaceHost("real"), {});
    return connection;
  }
  function drop(): void {
    connection?.close();
    connection = null;
  }
  /** The host's server again, with other lines of configuration or another key. */
  async function restart(config: readonly string[], hostKey?: string): Promise<void> {
    const { port } = server;
    drop();
    await server.stop();
    server = await lab.start({ port, config, ...(hostKey === undefined ? {} : { hostKey }) });
  }
  async function reviewed(parameters: Readonly<Record<string, string>> = {}, id = "one") {
    const review = await runs.runbooks.review({ runbook: id, targets: ["real"], parameters }, never);
    runs.writeMode.openFor("staging", "a test", "tester");
    const authority = confirmedBy("tester", review);
    return {
      review,
      request: { review: review.id, planHash: review.planHash, authority, reason: "a test", accepted: [] },
    };
  }

  beforeAll(async () => {
    lab = createSshdLab();
    for (const bin of ["may", "asks"]) {
      mkdirSync(lab.path(bin));
      copyFileSync(fileURLToPath(new URL("../../harness/sudo.sh", import.meta.url)), join(lab.path(bin), "sudo"));
    }
    writeFileSync(join(lab.path("asks"), "sudo.asks"), "");
    server = await lab.start({ config: setEnv("may") });
    lab.write("known_hosts", lab.knownHostsLine(server));
    ssh = createClient(lab, { config: hostBlock(lab, "real", server) }).ssh;
  });
  afterAll(async () => {
    drop();
    ssh?.dispose();
    await lab?.stop();
  });
  beforeEach(() => {
    rmSync(lockFile, { force: true });
    folder = mkdtempSync(join(tmpdir(), "midwatch-bad-"));
    hosts = [runnableHost("real")];
    runs = createRunbooksLab({ folder, hosts, connect });
    runs.values.set("recovered", 1);
  });
  afterEach(async () => {
    await runs.close();
    rmSync(folder, { recursive: true, force: true });
    rmSync(lockFile, { force: true });
  });

  it("sudo that asks for a password stands against the run, before anything is done", async () => {
    runs.write("one", runbook(`ssh: [touch, "${file("done")}"]\nsudo: true`));
    await restart(setEnv("asks"), server.hostKey);
    const { review, request } = await reviewed();
    expect(review.checks.find(({ title }) => title === "sudo asks for no password")).toMatchObject({
      state: "failed",
      problem: expect.stringContaining("a password is required"),
    });
    await expect(runs.runbooks.run(request, never)).rejects.toMatchObject({ code: "CONFLICT" });
    await restart(setEnv("may"), server.hostKey);
    expect(existsSync(file("done"))).toBe(false);
    const id = await runs.runbooks.run((await reviewed()).request, never);
    expect(await runs.ended(id)).toMatchObject({ outcome: "done", verdict: "passed" });
    expect(existsSync(file("done"))).toBe(true);
  });

  it("a host whose key is another by the time of the run is not run on", async () => {
    runs.write("one", runbook(`ssh: [touch, "${file("done")}"]`));
    const { request } = await reviewed();
    const { hostKey } = server;
    await restart(setEnv("may"), lab.keyPair(`other_${process.pid}`));
    await expect(runs.runbooks.run(request, never)).rejects.toMatchObject({ code: expect.stringMatching(/HOST_KEY/) });
    await restart(setEnv("may"), hostKey);
    expect(existsSync(file("done"))).toBe(false);
    expect(runs.audit.find({ text: "run.refused", run: null, beforeSeq: null, limit: 1 })).toHaveLength(1);
  });

  it("hosts that joined after the review are no targets of the run", async () => {
    runs.write("one", runbook(`script: |\n  echo "$host" >>${file("ran")}`));
    const { request } = await reviewed();
    hosts.push(runnableHost("joined"));
    const state = await runs.ended(await runs.runbooks.run(request, never));
    expect(state.targets.map(({ host }) => host)).toEqual(["real"]);
  });

  it("a page can neither send command text nor steps: a run is named by its review alone", () => {
    const review = runbooksArea["runbooks.review"].params;
    const asked = { runbook: "one", targets: ["real"], parameters: {} };
    expect(review.safeParse(asked).success).toBe(true);
    for (const more of [{ argv: ["rm"] }, { script: "rm" }, { steps: [{ shell: "rm" }] }])
      expect(review.safeParse({ ...asked, ...more }).success).toBe(false);
    const run = { review: "r", planHash: "h", typed: "", reason: "", accepted: [] };
    expect(runbooksArea["runbooks.run"].params.safeParse({ ...run, argv: ["rm"] }).success).toBe(false);
  });

  describe.skipIf(!canMount())("on a disk that can be filled", () => {
    it("no step begins once nothing can be written down, and the run comes back as interrupted", async () => {
      await runs.close();
      const disk = file("disk");
      mkdirSync(disk);
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "none", disk]);
      try {
        runs = createRunbooksLab({ folder: disk, hosts, connect });
        runs.values.set("recovered", 1);
        runs.write(
          "one",
          runbook(
            `script: |\n  touch ${file("begun")}; while [ ! -e ${file("full")} ]; do sleep 0.1; done\n\nssh: [touch, "${file("second")}"]`,
          ),
        );
        const id = await runs.start("one", ["real"]);
        const done = runs.runbooks.active.get(id)?.done.catch(() => {});
        await until(() => existsSync(file("begun")));
        fill(disk);
        writeFileSync(file("full"), "");
        await done;
        expect(existsSync(file("second"))).toBe(false);
        await runs.close();
        rmSync(join(disk, "filler"));
        runs = createRunbooksLab({ folder: disk, hosts, connect });
        const state = runs.store.get(id);
        expect(state?.phase).toBe("ended");
        expect(state?.outcome).not.toBe("done");
        expect(state?.verdict).toBeNull();
        expect(runs.audit.verify()).toBeNull();
        await runs.close();
      } finally {
        execFileSync("umount", ["-l", disk]);
        runs = createRunbooksLab({ folder, hosts, connect });
      }
    });
  });

  describe("a built-in runbook", () => {
    it("restart-container restarts a container of the real dockerd", async (context) => {
      const docker: Docker | null = await openDocker();
      if (!docker) return context.skip("Docker is not there, or may not run here");
      try {
        const name = `midwatch-bad-${process.pid}`;
        docker.run(name, "trap 'exit 0' TERM; while :; do sleep 1; done");
        const startedAt = () => docker.call("inspect", "--format", "{{.State.StartedAt}}", name).trim();
        const before = startedAt();
        hosts.push(runnableHost("spare"));
        runs.values.set('up{instance="real", job="node"}', 1);
        runs.values.set('min(midwatch_gpu_up{instance="real"})', 1);
        const { request } = await reviewed({ container: name }, "restart-container");
        const id = await runs.runbooks.run(request, never);
        const active = runs.runbooks.active.get(id);
        await until(() => active?.record.state.phase === "verifying" || active?.record.state.phase === "ended", 60_000);
        expect(active?.record.state.targets).toMatchObject([{ state: "done" }]);
        expect(startedAt()).not.toBe(before);
        active?.stop("tester", "its window is half a minute");
        await runs.ended(id);
      } finally {
        await docker.stop();
      }
    }, 120_000);
  });
});

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", folder], { stdio: "ignore" });
    execFileSync("umount", [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** To the last byte. */
function fill(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  for (let bytes = bavail * bsize; bytes > 0; bytes -= bsize) {
    try {
      writeFileSync(join(folder, "filler"), Buffer.alloc(bytes));
      break;
    } catch {
      // A page less.
    }
  }
  expect(readdirSync(folder)).toContain("filler");
}
