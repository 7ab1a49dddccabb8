import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { resourceTypes } from "../../../electron/demo/kubernetes/resources.ts";
import { runExecProgram } from "../../../electron/services/kubernetes/execCredential.ts";
import { deploymentOf, podOf, startKubernetes } from "../../doubles/kubernetesServer.ts";
import { realPodExec } from "../../doubles/realPodExec.ts";
import { selfSigned } from "../../harness/certificate.ts";
import { openCluster } from "../../harness/kubernetesClient.ts";
import { requireTool } from "../../harness/requireTool.ts";
import { createSshdLab, hasSshd } from "../../harness/sshd.ts";
import { createClient, hostBlock, workspaceHost } from "../../harness/sshService.ts";
import { readTerminal } from "../../harness/terminalText.ts";
import { until } from "../../harness/until.ts";

const execFileAsync = promisify(execFile);
const kubectl = requireTool("kubectl");
const openssl = requireTool("openssl");

const ends: (() => unknown)[] = [];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-kube-access-"));
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  rmSync(folder, { recursive: true, force: true });
});

async function startServer(options: Parameters<typeof startKubernetes>[0] = {}) {
  const server = await startKubernetes(options);
  ends.push(() => server.stop());
  return server;
}
function open(...args: Parameters<typeof openCluster>) {
  const client = openCluster(...args);
  ends.push(() => client.stop());
  return client;
}
const script = (name: string, text: string) => {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${text}`);
  chmodSync(file, 0o700);
  return file;
};

describe("a cluster", () => {
  test("tells its version, its uid and the context it is reached by", async () => {
    const server = await startServer();
    const { cluster } = open(server.kubeconfig());
    await until(() => cluster.state.kind === "ok");
    expect(cluster).toMatchObject({
      state: { version: "v1.36.2" },
      uid: server.uid,
      context: "test",
      server: server.url,
    });
  });

  test("with another uid than the workspace says shows nothing", async () => {
    const server = await startServer();
    server.store.create(resourceTypes.deployments, deploymentOf("web", 1));
    const { cluster } = open(server.kubeconfig(), { config: { uid: "00000000-0000-4000-8000-000000000000" } });
    const watched = cluster.workloads(null);
    ends.push(() => watched.dispose());
    await until(() => cluster.state.kind === "down");
    expect(cluster.state).toMatchObject({ reason: expect.stringContaining(`its uid is ${server.uid}`) });
    await until(() => watched.state.kind === "away");
    expect(watched.rows.size).toBe(0);
    expect(server.calls.filter(({ resource }) => resource === resourceTypes.deployments)).toEqual([]);
  });

  test("whose namespace kube-system may not be read is read, and has no uid", async () => {
    const server = await startServer();
    server.refuse(({ resource }) => resource === resourceTypes.namespaces);
    const { cluster } = open(server.kubeconfig());
    await until(() => cluster.state.kind === "ok");
    expect(cluster.uid).toBeNull();
  });
});

describe("credentials", () => {
  test("come from an exec plugin on the PATH of the login shell, and are asked for anew when they are refused", async () => {
    const server = await startServer();
    const said = join(folder, "said");
    writeFileSync(said, "first-token");
    script(
      "get-token",
      `echo "$KUBERNETES_EXEC_INFO" > ${folder}/info\nprintf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' "$(cat ${said})$1"\n`,
    );
    const shell = script("shell", `PATH=${folder}:$PATH exec /bin/sh -c "$2"\n`);
    const exec =
      "{ exec: { apiVersion: client.authentication.k8s.io/v1, command: get-token, interactiveMode: IfAvailable } }";
    const { cluster } = open(server.kubeconfig(exec), { environment: { PATH: "/usr/bin:/bin", SHELL: shell } });
    await until(() => cluster.state.kind === "ok");
    expect(JSON.parse(readFileSync(join(folder, "info"), "utf8"))).toMatchObject({
      kind: "ExecCredential",
      spec: { interactive: false },
    });

    await server.setToken("second-token");
    writeFileSync(said, "second-token");
    await expect(cluster.namespaces()).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await cluster.namespaces()).toEqual(["kube-system"]);
  });

  test("that are not to be had say what to do, and never what they are", async () => {
    const server = await startServer();
    const missing = open(
      server.kubeconfig("{ exec: { command: no-such-plugin, installHint: Install it from the intranet } }"),
    );
    await until(() => missing.cluster.state.kind === "down");
    expect(missing.cluster.state).toMatchObject({
      reason: expect.stringMatching(/no-such-plugin.* is not there: Install it from the intranet/),
    });

    const failing = script("failing", "echo secret-token; echo 'session is over: run sso login' >&2; exit 3\n");
    const failed = open(server.kubeconfig(`{ exec: { command: ${failing} } }`));
    await until(() => failed.cluster.state.kind === "down");
    expect(failed.cluster.state).toMatchObject({
      reason: expect.stringMatching(/failed: session is over: run sso login$/),
    });
    expect(JSON.stringify(failed.cluster.state)).not.toContain("secret-token");
  });

  test("a program that hands them out ends with what it started, and is not read without end", async () => {
    const pidFile = join(folder, "pid");
    const slow = script("slow", `sleep 600 &\necho $! > ${pidFile}.new\nmv ${pidFile}.new ${pidFile}\nwait\n`);
    const abort = new AbortController();
    const around = { relativeTo: folder, path: null, environment: { PATH: process.env.PATH } };
    const run = (command: string, signal: AbortSignal) =>
      runExecProgram({ command, apiVersion: "client.authentication.k8s.io/v1" }, { ...around, signal });
    const running = run(slow, abort.signal);
    await until(() => existsSync(pidFile));
    abort.abort();
    await expect(running).rejects.toMatchObject({ code: "CANCELLED" });
    const isThere = () => existsSync(`/proc/${readFileSync(pidFile, "utf8").trim()}/cmdline`);
    await until(() => !isThere());
    const flood = script("flood", "head -c 30000000 /dev/zero | tr '\\0' x\n");
    await expect(run(flood, new AbortController().signal)).rejects.toMatchObject({
      code: "LIMIT",
      message: expect.stringContaining("printed more"),
    });
  });

  test.skipIf(!openssl)("with TLS take the authority of the kubeconfig, and no other", async () => {
    const certificate = selfSigned(folder, "apiserver", ["IP:127.0.0.1"]);
    const server = await startServer({ certificate });
    const { cluster } = open(server.kubeconfig());
    await until(() => cluster.state.kind === "ok");
    const other = selfSigned(folder, "other", ["IP:127.0.0.1"]);
    const wrong = server
      .kubeconfig()
      .replace(/certificate-authority-data: [^ }]+/, `certificate-authority: ${other.certFile}`);
    const { cluster: refused } = open(wrong);
    await until(() => refused.state.kind === "down");
    expect(refused.state).toMatchObject({ reason: expect.stringMatching(/is not trusted.*in the kubeconfig/) });
  });
});

test.skipIf(!hasSshd())("a cluster is reached through the connection of an SSH host, terminals too", async () => {
  const server = await startServer({ podExec: realPodExec() });
  server.store.create(resourceTypes.pods, podOf("one"));
  const lab = createSshdLab();
  ends.push(() => lab.stop());
  const host = await lab.start();
  const { ssh } = createClient(lab, { config: hostBlock(lab, "bastion", host) });
  ends.push(() => ssh.dispose());
  lab.write("known_hosts", lab.knownHostsLine(host));
  const connection = await ssh.connect(workspaceHost("bastion", { transport: "ssh2" }), {});
  const { cluster } = open(server.kubeconfig(), {
    config: { via: "bastion" },
    connection: (name) => (name === "bastion" ? connection : null),
  });
  const pods = cluster.pods({ namespace: "serving" });
  ends.push(() => pods.dispose());
  await until(() => pods.state.kind === "live");
  expect(pods.rows.size).toBe(1);

  const command = ["sh", "-c", "read word; echo through $word; exit 3"];
  const { signal } = new AbortController();
  const uid = server.store.get(resourceTypes.pods, "serving", "one")?.metadata.uid ?? "";
  const of = { namespace: "serving", name: "one", uid, container: "main" };
  const terminal = await cluster.terminal({ ...of, command, size: { columns: 80, rows: 24 }, signal });
  const shown = readTerminal(terminal);
  await shown.type("bastion\r");
  await shown.until(/through bastion/);
  expect(await terminal.exit).toEqual({ exitCode: 3, signal: null });
});

test.skipIf(!kubectl || !openssl)("kubectl and the console see the same in the stand-in", async () => {
  const certificate = selfSigned(folder, "apiserver", ["IP:127.0.0.1"]);
  const server = await startServer({ certificate, podExec: realPodExec() });
  server.store.create(resourceTypes.deployments, deploymentOf("web", 3));
  server.store.create(resourceTypes.pods, podOf("web-0"));
  const { cluster } = open(server.kubeconfig());
  const watched = cluster.workloads("serving");
  ends.push(() => watched.dispose());
  await until(() => watched.rows.size === 1);
  writeFileSync(join(folder, "config"), server.kubeconfig());
  const run = async (...args: readonly string[]) => {
    const options = ["--kubeconfig", join(folder, "config"), `--cache-dir=${folder}`, "-n", "serving"];
    return (await execFileAsync("kubectl", [...options, ...args], { timeout: 30_000 })).stdout;
  };
  expect(JSON.parse(await run("get", "deployment", "web", "-o", "json"))).toMatchObject({ spec: { replicas: 3 } });
  await run("scale", "deployment", "web", "--replicas=5");
  await until(() => [...watched.rows.values()][0]?.desired === 5);
  expect([...watched.rows.values()][0]).toMatchObject({ rollout: { state: "waiting" } });
  expect(await run("exec", "web-0", "--", "echo", "from kubectl")).toBe("from kubectl\r\n");
  await expect(run("exec", "web-0", "--", "sh", "-c", "exit 4")).rejects.toMatchObject({ code: 4 });
});
