import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hostCommand } from "../../../electron/services/runbooks/hostCommand.ts";
import { undoView } from "../../../electron/services/runbooks/views.ts";
import type { SshConnection } from "../../../electron/services/ssh/types.ts";
import { createRunbooksLab, type RunbooksLab, runnableHost } from "../../harness/runbooksLab.ts";
import { childrenOf, createSshdLab, endProcess, hasSshd, type Sshd, type SshdLab } from "../../harness/sshd.ts";
import { createClient, hostBlock, workspaceHost } from "../../harness/sshService.ts";
import { takeTurns } from "../../harness/takeTurns.ts";
import { until } from "../../harness/until.ts";

takeTurns();

const lockFile = "/tmp/midwatch.lock";

/** A runbook of steps, verified by a value that the test sets. */
function runbook(id: string, steps: string, more = ""): string {
  const verify = "verify: { query: recovered > 0, window: 1s, timeout: 6s }\n";
  return `---\nid: ${id}\ntitle: A test\nrisk: disruptive\ncooldown: 1ms\nmaxPerHour: 100\ntargets: { max: 8 }\n${more.includes("verify:") ? "" : verify}${more}---\n${steps
    .split("\n\n")
    .map((step) => `\`\`\`step\n${step}\n\`\`\`\n`)
    .join("\n")}`;
}

describe.skipIf(!hasSshd())("a run on a real host", () => {
  let lab: SshdLab;
  let server: Sshd;
  let ssh: ReturnType<typeof createClient>["ssh"];
  let folder: string;
  let runs: RunbooksLab;
  let connection: SshConnection | null = null;

  async function connect(): Promise<SshConnection> {
    if (!connection || connection.closed) connection = await ssh.connect(workspaceHost("real"), {});
    return connection;
  }
  const open = () => createRunbooksLab({ folder, hosts: [runnableHost("real"), runnableHost("other")], connect });
  const file = (name: string) => join(folder, name);
  const lines = (run: string) => runs.store.lines(run).map(({ text }) => text);

  beforeAll(async () => {
    lab = createSshdLab();
    server = await lab.start();
    lab.write("known_hosts", lab.knownHostsLine(server));
    ssh = createClient(lab, { config: hostBlock(lab, "real", server) }).ssh;
  });
  afterAll(async () => {
    connection?.close();
    ssh?.dispose();
    await lab?.stop();
  });
  beforeEach(() => {
    rmSync(lockFile, { force: true });
    folder = mkdtempSync(join(tmpdir(), "midwatch-runbooks-"));
    runs = open();
    runs.values.set("recovered", 1);
  });
  afterEach(async () => {
    await runs.close();
    rmSync(folder, { recursive: true, force: true });
    rmSync(lockFile, { force: true });
  });

  it("passes arguments as they are, whatever they hold", async () => {
    const nasty = `it's "quoted" $(id) \`id\` ; rm -rf / & | > < * ? ! \\ \\\\ %s %% é\n\ttail\n`;
    const { exitCode, stdout } = await (await connect()).exec(
      hostCommand({
        kind: "step",
        record: "/tmp/.midwatch-0-nasty",
        timeoutSeconds: 5,
        argv: ["printf", "[%s]", nasty, "", "-n"],
      }),
      { operation: "test", timeoutMs: 5000 },
    );
    rmSync("/tmp/.midwatch-0-nasty.pid", { force: true });
    rmSync("/tmp/.midwatch-0-nasty.status", { force: true });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `[${nasty}][][-n]` });
  });

  it("runs its steps, is verified, and leaves no lock and no record behind", async () => {
    runs.write(
      "good",
      runbook("good", `ssh: [touch, "${file("touched")}"]\n\nscript: |\n  echo "on $host"; readlink ${lockFile}`),
    );
    const run = await runs.start("good", ["real"]);
    const state = await runs.ended(run);
    expect(state).toMatchObject({ outcome: "done", verdict: "passed", targets: [{ state: "done" }] });
    expect(existsSync(file("touched"))).toBe(true);
    expect(lines(run).join("\n")).toContain("on real");
    expect(lines(run).join("\n")).toContain(`midwatch:1:tester@lab:${run}:good`);
    expect(existsSync(lockFile)).toBe(false);
    expect(() => readlinkSync(lockFile)).toThrow();
    expect(
      runs.audit
        .find({ text: "", run, beforeSeq: null, limit: 50 })
        .map(({ kind }) => kind)
        .reverse(),
    ).toEqual([
      "run.confirmed",
      "run.started",
      "lock.taken",
      "step.started",
      "step.ended",
      "step.started",
      "step.ended",
      "run.ended",
    ]);
    expect(runs.audit.verify()).toBeNull();
  });

  it.each([
    ["failed", 0, "failed"],
    ["missing data", null, "inconclusive"],
  ])("a verification that %s is no success", async (_, value, verdict) => {
    if (value === null) runs.values.delete("recovered");
    else runs.values.set("recovered", value);
    runs.write("bad", runbook("bad", 'ssh: ["true"]', "verify: { query: recovered > 0, window: 1s, timeout: 1s }\n"));
    expect(await runs.ended(await runs.start("bad", ["real"]))).toMatchObject({ outcome: "done", verdict });
  });

  it("a step that fails stops the run, and its undo takes back what was begun", async () => {
    runs.write(
      "fails",
      runbook(
        "fails",
        `ssh: [touch, "${file("begun")}"]\nundo:\n  ssh: [rm, "${file("begun")}"]\n\nssh: [ls, /nowhere]\n\nssh: [touch, "${file("never")}"]`,
      ),
    );
    const run = await runs.start("fails", ["real"]);
    const state = await runs.ended(run);
    expect(state).toMatchObject({
      outcome: "failed",
      verdict: null,
      undoable: true,
      targets: [{ state: "failed", step: 1 }],
    });
    expect(existsSync(file("never"))).toBe(false);
    expect(existsSync(file("begun"))).toBe(true);
    await runs.runbooks.undo({ run, typed: "real", by: "tester" });
    expect(await runs.ended(run)).toMatchObject({ outcome: "failed", undoable: false, targets: [{ state: "undone" }] });
    expect(existsSync(file("begun"))).toBe(false);
  });

  it("an undo leaves alone where nothing was begun, and what was taken back already", async () => {
    const undo = `undo:\n  - ssh: [touch, "${file("whole")}-\${host}"]\n`;
    const steps = `ssh: [touch, "${file("begun")}-\${host}"]\nundo:\n  ssh: [rm, "${file("begun")}-\${host}"]\n\nssh: [ls, /nowhere]`;
    runs.write("two", runbook("two", steps, undo));
    const run = await runs.start("two", ["real", "other"]);
    const state = await runs.ended(run);
    expect(state.targets).toMatchObject([{ state: "failed" }, { state: "waiting" }]);
    expect(undoView(runs.store.plan(run) ?? expect.fail("no plan"), state)).toEqual({
      targets: [
        {
          host: "real",
          actions: [
            { step: 0, text: `rm ${file("begun")}-real` },
            { step: null, text: `touch ${file("whole")}-real` },
          ],
          kept: [],
        },
      ],
    });
    await runs.runbooks.undo({ run, typed: "2 hosts", by: "tester" });
    const taken = await runs.ended(run);
    expect(taken).toMatchObject({ undoable: false, targets: [{ state: "undone" }, { state: "waiting" }] });
    expect([existsSync(`${file("whole")}-real`), existsSync(`${file("whole")}-other`)]).toEqual([true, false]);
    expect(undoView(runs.store.plan(run) ?? expect.fail("no plan"), taken)).toEqual({ targets: [] });
  });

  it("a step past its time is ended on the host too", async () => {
    runs.write("hangs", runbook("hangs", `script: |\n  echo $$ >${file("pid")}; exec sleep 300\ntimeout: 1s`));
    const state = await runs.ended(await runs.start("hangs", ["real"]));
    expect(state.targets[0]).toMatchObject({
      state: "failed",
      message: expect.stringContaining("was ended on the host"),
    });
    const pid = Number(readFileSync(file("pid"), "utf8"));
    await until(() => !existsSync(`/proc/${pid}`));
  });

  it("stop ends what runs on the host, and the host is asked what became of it", async () => {
    runs.write("slow", runbook("slow", `script: |\n  echo $$ >${file("pid")}; exec sleep 300`));
    const run = await runs.start("slow", ["real"]);
    await until(() => existsSync(file("pid")) && readFileSync(file("pid"), "utf8") !== "");
    runs.runbooks.active.get(run)?.stop("tester", "enough");
    const state = await runs.ended(run);
    expect(state).toMatchObject({ outcome: "stopped", message: "enough", targets: [{ state: "stopped" }] });
    expect(state.steps).toMatchObject([{ state: "stopped", endedAtMs: expect.any(Number) }]);
    const pid = Number(readFileSync(file("pid"), "utf8"));
    await until(() => !existsSync(`/proc/${pid}`));
    expect(() => readlinkSync(lockFile)).toThrow();
  });

  it("a connection lost in a step is asked after: the host says how it ended", async () => {
    runs.write(
      "lost",
      runbook("lost", `script: |\n  touch ${file("begun")}; sleep 1; echo done >${file("done")}; exit 0`),
    );
    const run = await runs.start("lost", ["real"]);
    await until(() => existsSync(file("begun")));
    for (const pid of childrenOf(server.process.pid ?? 0)) endProcess(pid);
    const state = await runs.ended(run);
    expect(lines(run).join("\n")).toContain("The host says that it ended with 0");
    expect(state).toMatchObject({ outcome: "done", verdict: "passed" });
    expect(readFileSync(file("done"), "utf8")).toBe("done\n");
  });

  it("another laptop's lock stops it, says whose it is, and can be taken over by who has seen it", async () => {
    const held = "midwatch:1:ada@laptop:00:other:1:2";
    symlinkSync(held, lockFile);
    runs.write("locked", runbook("locked", 'ssh: ["true"]'));
    await expect(runs.start("locked", ["real"])).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("ada@laptop has run other on real"),
    });
    const never = new AbortController().signal;
    await expect(
      runs.runbooks.takeLock({ host: "real", holder: "midwatch:1:bob@laptop:00:other:1:2", by: "tester" }, never),
    ).rejects.toMatchObject({ code: "CONFLICT" });
    expect(readlinkSync(lockFile)).toBe(held);
    await runs.runbooks.takeLock({ host: "real", holder: held, by: "tester" }, never);
    expect(await runs.ended(await runs.start("locked", ["real"]))).toMatchObject({ outcome: "done" });
  });

  it("a console that ends in the middle comes back to an interrupted run, never a done one", async () => {
    runs.write(
      "cut",
      runbook("cut", `script: |\n  touch ${file("begun")}; sleep 2\nundo:\n  ssh: [touch, "${file("undone")}"]`),
    );
    const run = await runs.start("cut", ["real"]);
    await until(() => existsSync(file("begun")));
    await runs.close();
    expect(readlinkSync(lockFile)).toContain(run);
    runs = open();
    const state = runs.store.get(run);
    expect(state).toMatchObject({
      phase: "ended",
      outcome: "interrupted",
      undoable: true,
      targets: [{ host: "real", state: "unknown" }],
      steps: [{ state: "unknown" }],
    });
    expect(state?.message).toContain("Look at real");
    expect(runs.audit.find({ text: "run.interrupted", run, beforeSeq: null, limit: 1 })).toHaveLength(1);
    // Its own lock is no obstacle to taking it back.
    runs.writeMode.openFor("staging", "a test", "tester");
    await runs.runbooks.undo({ run, typed: "real", by: "tester" });
    expect(await runs.ended(run)).toMatchObject({ outcome: "interrupted", targets: [{ state: "undone" }] });
    expect(existsSync(file("undone"))).toBe(true);
    expect(() => readlinkSync(lockFile)).toThrow();
  });

  it("secrets reach the command and nothing else", async () => {
    runs.write(
      "secret",
      runbook(
        "secret",
        `ssh: [tee, "${file("got")}"]\nstdin: "token=\${token}"`,
        "params: { token: { type: secret } }\n",
      ),
    );
    const run = await runs.start("secret", ["real"], { token: "secret:token" });
    expect(await runs.ended(run)).toMatchObject({ outcome: "done" });
    expect(readFileSync(file("got"), "utf8")).toBe("token=s3cret-value");
    expect(lines(run)).toContain("token=[hidden]");
    const kept = [
      JSON.stringify(runs.store.get(run)),
      JSON.stringify(runs.store.plan(run)),
      JSON.stringify([...runs.audit.all()]),
    ];
    expect(kept.join("")).not.toContain("s3cret-value");
  });
});
