import { afterEach, describe, expect, it } from "vitest";
import { resourceTypes } from "../../../electron/demo/kubernetes/resources.ts";
import type { TerminalTarget } from "../../../shared/domain/terminal/target.ts";
import { podOf, startKubernetes } from "../../doubles/kubernetesServer.ts";
import { realPodExec } from "../../doubles/realPodExec.ts";
import { openCluster } from "../../harness/kubernetesClient.ts";
import { serveTerminals } from "../../harness/servedTerminals.ts";
import { failureOf } from "../../harness/sshService.ts";

const patience = { timeout: 15_000 };

describe("terminals in pods, by the contract", () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function start() {
    let ended = 0;
    const server = await startKubernetes({ podExec: realPodExec(() => (ended += 1)) });
    ends.push(() => server.stop());
    const { uid } = server.store.create(resourceTypes.pods, podOf("web-0")).metadata;
    const inPod: TerminalTarget = {
      kind: "pod",
      cluster: "eu",
      namespace: "serving",
      pod: "web-0",
      uid,
      container: "main",
    };
    const { cluster, stop } = openCluster(server.kubeconfig());
    ends.push(stop);
    const served = await serveTerminals({
      clusters: {
        environmentOf: (name) => (name === "eu" ? { environment: "prod", environmentKind: "production" } : null),
        get: () => cluster,
      },
    });
    ends.push(() => served.stop());
    return { server, inPod, ...served, ended: () => ended };
  }

  it("run a shell that is typed into, resized, and ends with its exit code", async () => {
    const { open, inPod, audited } = await start();
    const shell = await open(inPod);
    await shell.type("stty size; tty\r");
    await expect.poll(shell.text, patience).toMatch(/30 100\s+\/dev\/pts/);
    await shell.resize(120, 40);
    await shell.type("stty size\r");
    await expect.poll(shell.text, patience).toContain("40 120");
    await shell.type("exit 7\r");
    await expect.poll(shell.end, patience).toEqual({ exitCode: 7, lost: false });
    const facts = {
      terminal: shell.id.slice(0, 8),
      namespace: "serving",
      pod: "web-0",
      uid: inPod.uid,
      container: "main",
    };
    expect(audited).toMatchObject([
      { kind: "terminal.opened", by: "tester", host: "eu", environment: "prod", facts },
      { kind: "terminal.closed", facts: { ...facts, exitCode: 7 } },
    ]);
  });

  it("hold a flood up and lose nothing of it", async () => {
    const { open, inPod } = await start();
    const shell = await open(inPod);
    await shell.type("PS1=; stty -echo; echo rea''dy\r");
    await expect.poll(shell.text, patience).toContain("ready");
    const before = shell.bytes();
    await shell.type("head -c 8000000 /dev/zero | tr '\\0' x; exit\r");
    await expect.poll(shell.end, { timeout: 25_000 }).toEqual({ exitCode: 0, lost: false });
    expect(shell.bytes() - before).toBeGreaterThanOrEqual(8_000_000);
    expect(shell.text().slice(-1000, -100)).toBe("x".repeat(900));
  });

  it("end their program when they are closed", async () => {
    const { open, inPod, ended } = await start();
    const shell = await open(inPod);
    await shell.type("echo rea''dy; exec sleep 600\r");
    await expect.poll(shell.text, patience).toContain("ready");
    await shell.close();
    await expect.poll(ended, patience).toBe(1);
    await expect.poll(shell.end, patience).toEqual({ exitCode: null, lost: false });
  });

  it("tell a socket that was dropped from an end", async () => {
    const { open, inPod, server } = await start();
    const shell = await open(inPod);
    await shell.type("echo rea''dy\r");
    await expect.poll(shell.text, patience).toContain("ready");
    server.endWatches();
    await expect.poll(shell.end, patience).toEqual({ exitCode: null, lost: true });
  });

  it("do not open for who may not, and say which verb is missing", async () => {
    const { client, inPod, server, audited } = await start();
    const asked = () => failureOf(client.call("terminals.open", { target: inPod, columns: 80, rows: 24 }));
    server.refuse(({ verb, subresource }) => subresource === "exec" && verb === "create");
    const failure = await asked();
    expect(failure.code).toBe("FORBIDDEN");
    expect(failure.message).toContain("A role with the verb create on pods/exec");
    expect(audited[1]).toMatchObject({ kind: "terminal.closed", text: expect.stringContaining("did not open") });
    server.refuse(() => false);
    await server.setToken("another");
    expect((await asked()).message).toContain("credentials");
  });

  it("are not opened in another pod that has the name now", async () => {
    const { client, inPod, server } = await start();
    const asked = () => failureOf(client.call("terminals.open", { target: inPod, columns: 80, rows: 24 }));
    const before = server.store.get(resourceTypes.pods, "serving", "web-0");
    if (before) server.store.remove(resourceTypes.pods, before);
    server.store.create(resourceTypes.pods, podOf("web-0"));
    expect(await asked()).toMatchObject({ code: "CONFLICT", message: expect.stringContaining("was replaced") });
    expect(server.calls.some(({ subresource }) => subresource === "exec")).toBe(false);
    server.refuse(({ verb, resource }) => verb === "get" && resource === resourceTypes.pods);
    expect((await asked()).message).toContain("A role with the verb get on pods");
  });

  it("name what is not there: a pod, a container, a cluster", async () => {
    const { client, inPod } = await start();
    const failed = (target: TerminalTarget) =>
      failureOf(client.call("terminals.open", { target, columns: 80, rows: 24 }));
    expect(await failed({ ...inPod, pod: "gone-0" })).toMatchObject({ code: "NOT_FOUND" });
    expect(await failed({ ...inPod, container: "sidecar" })).toMatchObject({
      code: "BAD_REQUEST",
      message: expect.stringContaining("container sidecar is not valid for pod web-0"),
    });
    expect(await failed({ ...inPod, cluster: "us" })).toMatchObject({ code: "NOT_FOUND" });
  });
});
