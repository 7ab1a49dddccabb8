import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createHttpService } from "../../../electron/services/http/createHttpService.ts";
import type { SshConnection } from "../../../electron/services/ssh/types.ts";
import type { InstantAnswer } from "../../../shared/domain/metrics/model.ts";
import { queryInstant } from "../../../shared/domain/promql/engine/engine.ts";
import { optionsOf, samplesOf } from "../../builders/promql.ts";
import { createFastClock } from "../../doubles/fastClock.ts";
import { createGpuHost, type GpuHost } from "../../harness/gpuHost.ts";
import { createRunbooksLab, type RunbooksLab, runnableHost } from "../../harness/runbooksLab.ts";
import { createSshdLab, freePort, hasSshd, type SshdLab } from "../../harness/sshd.ts";
import { createClient, hostBlock, workspaceHost } from "../../harness/sshService.ts";
import { takeTurns } from "../../harness/takeTurns.ts";
import { until } from "../../harness/until.ts";

takeTurns();

const lockFile = "/tmp/midwatch.lock";
/** Names for the one host: a runbook does not run on one again while it cools down. */
const names = ["one", "two", "three", "four"];
const never = new AbortController().signal;

describe.skipIf(!hasSshd())(
  "built-in runbooks on a real host, with the programmes of a GPU host",
  {
    timeout: 120_000,
  },
  () => {
    let lab: SshdLab;
    let ssh: ReturnType<typeof createClient>["ssh"];
    let connection: SshConnection;
    let model: Server;
    let port: number;
    let host: GpuHost;
    let folder: string;
    let runs: RunbooksLab;
    /** The model server's front end. */
    let frontEnd: { drained: boolean; status: number; jammed: boolean };

    beforeAll(async () => {
      lab = createSshdLab();
      host = createGpuHost();
      const server = await lab.start({ config: [`SetEnv PATH=${host.folder}:${process.env.PATH ?? "/usr/bin:/bin"}`] });
      lab.write("known_hosts", lab.knownHostsLine(server));
      ssh = createClient(lab, { config: hostBlock(lab, "real", server) }).ssh;
      connection = await ssh.connect(workspaceHost("real"), {});
      port = await freePort();
      model = createServer((request, response) => {
        if (frontEnd.status === 200) frontEnd.drained = request.url === "/drain";
        response.writeHead(frontEnd.status).end();
      });
      await new Promise<void>((resolve) => model.listen(port, "127.0.0.1", resolve));
    });
    afterAll(async () => {
      connection?.close();
      ssh?.dispose();
      model?.close();
      await lab?.stop();
      host?.dispose();
    });
    beforeEach(() => {
      rmSync(lockFile, { force: true });
      folder = mkdtempSync(join(tmpdir(), "midwatch-builtin-"));
      frontEnd = { drained: false, status: 200, jammed: false };
      host.set("calls");
      host.set("modules", "nvidia_uvm\nnvidia\n");
      host.set("images", "old\n");
      host.set("units/vllm.service", "active\n");
      host.set("units/nvidia-persistenced.service", "active\n");
      host.set("gpu/vllm.service", "python3, 71680 MiB\n");
      host.set("containers/web", "running\n");
      openRuns();
    });
    function openRuns(speed = 25): void {
      const dial = () => Promise.reject(new Error("every request of a step has a way of its own"));
      runs = createRunbooksLab({
        folder,
        hosts: names.map((name) => runnableHost(name)),
        connect: async () => connection,
        clock: createFastClock(speed),
        http: createHttpService({ secrets: { get: async () => null }, workspaceFolder: folder, dial: () => dial }),
        queryInstant: async ({ expr, timeMs }) => answer(expr, timeMs),
      });
    }
    afterEach(async () => {
      await runs.close();
      rmSync(folder, { recursive: true, force: true });
      rmSync(lockFile, { force: true });
      for (const file of ["sudo.asks", "docker.stopped", "modules.used", "gpu/vllm.service"]) host.unset(file);
      for (const file of ["units/vllm.service", "containers/web"]) host.unset(`${file}.breaks`);
    });

    /** What an exporter of the host would tell now, twice within the last minute. */
    function series(instance: string): Readonly<Record<string, string>> {
      const own = `instance="${instance}"`;
      const gpu = `{${own},gpu="0"}`;
      const isUp = host.read("units/vllm.service").startsWith("active");
      const requests = frontEnd.drained && !frontEnd.jammed ? "0x2" : "12x2";
      return {
        [`up{${own},job="node"}`]: "1x2",
        [`midwatch_gpu_up${gpu}`]: host.read("modules") === "" ? "0x2" : "1x2",
        [`nvidia_smi_utilization_gpu_ratio${gpu}`]: "0x2",
        [`nvidia_smi_memory_used_bytes${gpu}`]: `${host.usedBytes()}x2`,
        [`node_filesystem_avail_bytes{${own},mountpoint="/var/lib/docker"}`]:
          host.read("images") === "" ? "60x2" : "5x2",
        [`node_filesystem_size_bytes{${own},mountpoint="/var/lib/docker"}`]: "100x2",
        ...(isUp
          ? {
              [`vllm:num_requests_running{${own}}`]: requests,
              [`vllm:num_requests_waiting{${own}}`]: requests,
              [`vllm:e2e_request_latency_seconds_bucket{${own},le="1"}`]: "0+9x2",
              [`vllm:e2e_request_latency_seconds_bucket{${own},le="+Inf"}`]: "0+9x2",
            }
          : {}),
      };
    }
    function answer(expr: string, timeMs: number): InstantAnswer {
      const source = samplesOf(Object.assign({}, ...names.map(series)), 30);
      const result = queryInstant(expr, 60_000, optionsOf(source));
      if (result.kind !== "vector") throw new Error(`${expr} is no vector`);
      const samples = result.samples.map(({ value }) => ({ series: { name: "", labels: {} }, value }));
      return { kind: "vector", timeMs, samples, warnings: [], infos: [] };
    }

    async function start(runbook: string, target: string, parameters: Readonly<Record<string, string>> = {}) {
      const defaults = await runs.runbooks.defaults(runbook, never);
      return runs.start(runbook, [target], { ...defaults, ...parameters });
    }
    const run = async (...asked: Parameters<typeof start>) => runs.ended(await start(...asked));
    const lines = (id: string) => runs.store.lines(id).map(({ text }) => text);
    async function sayYes(id: string): Promise<void> {
      const active = runs.runbooks.active.get(id);
      await until(() => active?.record.state.ask !== null);
      active?.answer(active.record.state.ask?.id ?? "", true, "tester");
    }
    const asRoot = () =>
      host
        .calls()
        .filter((call) => call.startsWith("root "))
        .map((call) => call.slice("root ".length));
    const verified = { outcome: "done", verdict: "passed", targets: [{ state: "done" }] };
    const failed = (words: string) => ({
      outcome: "failed",
      verdict: null,
      targets: [{ state: "failed", message: expect.stringContaining(words) }],
    });
    const frontEndOf = () => ({
      drain_url: `http://127.0.0.1:${port}/drain`,
      undrain_url: `http://127.0.0.1:${port}/undrain`,
    });

    it("restart-systemd-unit restarts a unit and sees that it stays up; one that does not, or is unknown, fails", async () => {
      expect(await run("restart-systemd-unit", "one")).toMatchObject(verified);
      expect(asRoot()).toEqual(["systemctl restart vllm.service"]);
      host.set("units/vllm.service.breaks");
      expect(await run("restart-systemd-unit", "two")).toMatchObject(failed("It ended with 1"));
      const unknown = await start("restart-systemd-unit", "three", { unit: "vlm.service" });
      expect(await runs.ended(unknown)).toMatchObject(failed("It ended with 5"));
      expect(lines(unknown)).toContain("Failed to restart vlm.service: Unit vlm.service not found.");
    });

    it("restart-container restarts a container and sees its processes; one that ends again, or is not there, fails", async () => {
      expect(await run("restart-container", "one", { container: "web" })).toMatchObject(verified);
      expect(host.calls()).toContain("user docker restart -- web");
      host.set("containers/web.breaks");
      const broken = await start("restart-container", "two", { container: "web" });
      expect(await runs.ended(broken)).toMatchObject(failed("Its processes run: It ended with 1"));
      expect(lines(broken)).toContain("Error response from daemon: container web is not running");
      expect(await run("restart-container", "three", { container: "wep" })).toMatchObject(failed("Step 1"));
    });

    it("compose scales and restarts a service of a project; a folder without one fails", async () => {
      const project = (folder: string) =>
        `---\nid: scale\ntitle: Scale\nrisk: reversible\ncooldown: 1ms\nparams: { replicas: { type: integer, min: 1, max: 9 } }\nverify: { query: up > 0, window: 1s }\n---\n\`\`\`step\ncompose: { folder: ${folder}, scale: { service: web, replicas: "\${replicas}" } }\n\`\`\`\n\`\`\`step\ncompose: { folder: ${folder}, restart: web }\n\`\`\`\n`;
      writeFileSync(join(folder, "compose.yaml"), "");
      runs.write("scale", project(folder));
      expect(await run("scale", "one", { replicas: "3" })).toMatchObject(verified);
      expect(host.read("replicas")).toBe("3\n");
      expect(host.calls().at(-1)).toBe(`user docker compose --project-directory ${folder} restart -- web`);
      runs.write("scale", project("/nowhere"));
      expect(await run("scale", "two", { replicas: "3" })).toMatchObject(failed("It ended with 14"));
    });

    it("drain-gpu-host waits until no request is left, and is taken back; a front end that refuses fails", async () => {
      const id = await start("drain-gpu-host", "one", frontEndOf());
      expect(await runs.ended(id)).toMatchObject({ ...verified, undoable: true });
      expect(frontEnd.drained).toBe(true);
      runs.writeMode.openFor("staging", "a test", "tester");
      await runs.runbooks.undo({ run: id, typed: "one", by: "tester" });
      expect(await runs.ended(id)).toMatchObject({ targets: [{ state: "undone" }] });
      expect(frontEnd.drained).toBe(false);
      frontEnd.status = 503;
      expect(await run("drain-gpu-host", "two", frontEndOf())).toMatchObject(failed("It answered 503, not 200"));
    });

    it("reset-gpu resets one that nobody holds; the driver's refusal is a failure in its words", async () => {
      host.unset("gpu/vllm.service");
      const id = await start("reset-gpu", "one", { gpu: "0" });
      await sayYes(id);
      expect(await runs.ended(id)).toMatchObject(verified);
      expect(asRoot()).toEqual(["nvidia-smi --gpu-reset --id=0"]);
      host.set("gpu/4242", "python3, 512 MiB");
      const held = await start("reset-gpu", "two", { gpu: "0" });
      await sayYes(held);
      expect(await runs.ended(held)).toMatchObject(failed("Reset the GPU: It ended with 255"));
      expect(lines(held)).toContainEqual(expect.stringContaining("currently in use"));
      host.unset("gpu/4242");
    });

    it("restart-model-server stops at an orphan, which is ended by its runbook; then its undo starts the server again", async () => {
      const orphan = spawn("sleep", ["300"], { stdio: "ignore" });
      const pid = String(orphan.pid);
      try {
        host.set(`gpu/${pid}`, "VLLM::EngineCore, 40960 MiB\n");
        orphan.once("exit", () => host.unset(`gpu/${pid}`));
        const id = await start("restart-model-server", "one", frontEndOf());
        expect(await runs.ended(id)).toMatchObject({ ...failed("did not come true"), undoable: true });
        expect(lines(id)).toContain(`${pid}, VLLM::EngineCore, 40960 MiB`);
        expect(host.read("units/vllm.service")).toBe("inactive\n");

        const ending = await start("kill-orphan-gpu-process", "two", { pid, gpu: "0" });
        await sayYes(ending);
        expect(await runs.ended(ending)).toMatchObject(verified);
        expect(orphan.signalCode).toBe("SIGTERM");

        runs.writeMode.openFor("staging", "a test", "tester");
        await runs.runbooks.undo({ run: id, typed: "one", by: "tester" });
        expect(await runs.ended(id)).toMatchObject({ targets: [{ state: "undone" }] });
        expect(host.read("units/vllm.service")).toBe("active\n");
        expect(frontEnd.drained).toBe(false);
        expect(await run("restart-model-server", "three", frontEndOf())).toMatchObject(verified);
        expect(frontEnd.drained).toBe(false);
      } finally {
        orphan.kill("SIGKILL");
      }
    });

    it("restart-model-server stops nothing while requests are left that may not be lost, and takes requests again", async () => {
      frontEnd.jammed = true;
      const id = await start("restart-model-server", "one", frontEndOf());
      const state = await runs.ended(id);
      expect(state).toMatchObject({ outcome: "failed", targets: [{ state: "undone" }] });
      expect(state.steps.slice(0, 3)).toMatchObject([{ state: "done" }, { state: "failed" }, { state: "waiting" }]);
      expect(lines(id)).toContainEqual(expect.stringContaining(`POST http://127.0.0.1:${port}/drain`));
      expect(frontEnd.drained).toBe(false);
      expect(asRoot()).toEqual([]);
      expect(host.read("units/vllm.service")).toBe("active\n");
      const allowed = await run("restart-model-server", "two", { ...frontEndOf(), lost: "24" });
      expect(allowed).toMatchObject(verified);
      expect(asRoot()).toEqual(["systemctl stop vllm.service", "systemctl start vllm.service"]);
    });

    it("restart-model-server without a front end skips its drain, and waits for the requests all the same", async () => {
      const id = await start("restart-model-server", "one");
      expect(await runs.ended(id)).toMatchObject({ ...failed("did not come true"), undoable: false });
      expect(lines(id)).toContain("skipped: drain_url has no value");
      expect(asRoot()).toEqual([]);
      const allowed = await start("restart-model-server", "two", { lost: "24" });
      expect(await runs.ended(allowed)).toMatchObject(verified);
      expect(lines(allowed).filter((line) => line.startsWith("POST"))).toEqual([]);
    });

    it("kill-orphan-gpu-process makes a process end that does not when asked to", async () => {
      await runs.close();
      openRuns(3);
      host.unset("gpu/vllm.service");
      const deaf = spawn("sh", ["-c", "trap '' TERM; echo; while :; do sleep 1; done"]);
      const pid = String(deaf.pid);
      try {
        await once(deaf.stdout, "data");
        host.set(`gpu/${pid}`, "VLLM::EngineCore, 40960 MiB\n");
        deaf.once("exit", () => host.unset(`gpu/${pid}`));
        const id = await start("kill-orphan-gpu-process", "one", { pid, gpu: "0" });
        await sayYes(id);
        expect(await runs.ended(id)).toMatchObject(verified);
        expect(deaf.signalCode).toBe("SIGKILL");
        expect(lines(id)).toContain(`Process ${pid} does not end when asked to: it is made to`);
      } finally {
        deaf.kill("SIGKILL");
      }
    });

    it("kill-orphan-gpu-process leaves a process alone that holds no GPU, also when a person says yes", async () => {
      host.unset("gpu/vllm.service");
      const bystander = spawn("sleep", ["300"], { stdio: "ignore" });
      try {
        const id = await start("kill-orphan-gpu-process", "one", { pid: String(bystander.pid), gpu: "0" });
        await sayYes(id);
        expect(await runs.ended(id)).toMatchObject(failed("End the process: It ended with 1"));
        expect(lines(id)).toContain(`Process ${bystander.pid} holds no GPU: it is left alone`);
        expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
      } finally {
        bystander.kill("SIGKILL");
      }
    });

    it("reload-driver loads the driver anew; modules in use are left, and the persistence daemon is started again", async () => {
      const id = await start("reload-driver", "one");
      await sayYes(id);
      expect(await runs.ended(id)).toMatchObject(verified);
      expect(asRoot()).toEqual([
        "systemctl stop nvidia-persistenced.service",
        "modprobe --remove nvidia_uvm nvidia_drm nvidia_modeset nvidia",
        "modprobe nvidia",
        "systemctl start nvidia-persistenced.service",
      ]);
      host.set("modules.used");
      const used = await start("reload-driver", "two");
      await sayYes(used);
      expect(await runs.ended(used)).toMatchObject({ outcome: "failed", targets: [{ state: "undone" }] });
      expect(lines(used)).toContain("modprobe: FATAL: Module nvidia is in use.");
      expect(host.read("units/nvidia-persistenced.service")).toBe("active\n");
    });

    it("free-disk removes images and journals until enough is free; without a docker daemon it fails", async () => {
      expect(await run("free-disk", "one")).toMatchObject(verified);
      expect(host.calls()).toContain("user docker image prune --all --force --filter until=168h");
      expect(asRoot()).toEqual(["journalctl --vacuum-time=7d"]);
      host.set("docker.stopped");
      expect(await run("free-disk", "two")).toMatchObject(failed("Step 1"));
    });

    it("collect-diagnostics keeps one archive on the host; sudo that asks for a password stands against it", async () => {
      const id = await start("collect-diagnostics", "one");
      expect(await runs.ended(id)).toMatchObject({ outcome: "done", verdict: null, targets: [{ state: "done" }] });
      const [archive = ""] = lines(id)
        .flatMap((line) => /\/tmp\/midwatch-diagnostics-\S+/.exec(line) ?? [])
        .slice(-1);
      expect(execFileSync("tar", ["-tzf", archive], { encoding: "utf8" }).trim().split("\n")).toEqual([
        "dmesg.txt",
        "journal.txt",
        "nvidia-bug-report.txt",
        "nvidia-smi.txt",
        "ps.txt",
        "nvidia-bug-report.log.gz",
      ]);
      expect(execFileSync("tar", ["-xzOf", archive, "dmesg.txt"], { encoding: "utf8" })).toContain("Xid");
      rmSync(dirname(archive), { recursive: true });
      host.set("sudo.asks");
      await expect(start("collect-diagnostics", "two")).rejects.toMatchObject({
        code: "CONFLICT",
        message: expect.stringContaining("a password is required"),
      });
      expect(existsSync(lockFile)).toBe(false);
    });
  },
);
