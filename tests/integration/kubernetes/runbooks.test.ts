import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createDeploymentController } from "../../../electron/demo/kubernetes/deploymentController.ts";
import type { KubeObject } from "../../../electron/demo/kubernetes/objectStore.ts";
import { resourceTypes } from "../../../electron/demo/kubernetes/resources.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import type { Review } from "../../../shared/contract/areas/runbooks.ts";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { formatHolder } from "../../../shared/domain/runbook/lockHolder.ts";
import { deploymentOf, podOf, replicasOf, startKubernetes } from "../../doubles/kubernetesServer.ts";
import { openCluster } from "../../harness/kubernetesClient.ts";
import { confirmedBy, createRunbooksLab, runnableHost } from "../../harness/runbooksLab.ts";
import { until } from "../../harness/until.ts";

const { deployments, pods, nodes, autoscalers, budgets, leases, replicaSets } = resourceTypes;
const ends: (() => unknown)[] = [];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-kube-runbooks-"));
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  rmSync(folder, { recursive: true, force: true });
});

/** A cluster with its controllers, and the console's runbooks over it. */
async function start() {
  const server = await startKubernetes();
  for (const name of ["gpu-a01", "gpu-a02"]) {
    const status = { allocatable: { "nvidia.com/gpu": "8" }, conditions: [{ type: "Ready", status: "True" }] };
    server.store.create(nodes, { metadata: { name }, spec: {}, status });
  }
  server.store.create(deployments, deploymentOf("web", 2));
  const controller = createDeploymentController({ store: server.store, clock: systemClock, startMs: 100 });
  const { cluster, stop } = openCluster(server.kubeconfig());
  const lab = createRunbooksLab({
    folder,
    hosts: [],
    connect: () => Promise.reject(new Error("no host is part of this test")),
    clusters: [runnableHost("eu", { group: "clusters", gpus: 0 })],
    cluster: async () => ({ api: cluster.api, uid: (await cluster.readUid()) ?? "", server: cluster.server ?? "" }),
  });
  ends.push(
    () => server.stop(),
    () => controller.dispose(),
    stop,
    () => lab.close(),
  );
  const web = () => server.store.get(deployments, "serving", "web") as KubeObject;
  await until(
    () =>
      server.store.list(pods).length === 2 && Number((web().status as { readyReplicas?: number }).readyReplicas) === 2,
  );
  return { server, cluster, lab, web };
}

const inWeb = { namespace: "serving", deployment: "web" };
const available = 'kube_deployment_status_replicas_available{namespace="serving", deployment="web"}';
const never = new AbortController().signal;
const dryRunOf = ({ checks }: Pick<DeepReadonly<Review>, "checks">) => {
  const found = checks.find(({ id }) => id.startsWith("dry-run"));
  if (!found) throw new Error("The review has no dry run");
  return found;
};

describe("a deployment", () => {
  test("is restarted as its review said, waited for, and locked by a Lease meanwhile", async () => {
    const { server, lab, web } = await start();
    const before = server.store.list(pods).map(({ metadata }) => metadata.name);
    const review = await lab.runbooks.review(
      { runbook: "kubernetes-restart-deployment", targets: ["eu"], parameters: inWeb },
      never,
    );
    expect(review.targets).toMatchObject([
      {
        host: "eu",
        machineId: server.uid,
        hostname: server.url,
        actions: [{ text: "restart Deployment serving/web" }],
      },
    ]);
    expect(dryRunOf(review)).toMatchObject({
      state: "passed",
      text: expect.stringMatching(/annotations: none -> \{"kubectl.kubernetes.io\/restartedAt":"20/),
    });
    expect(web().metadata.generation).toBe(1);

    const run = await lab.start("kubernetes-restart-deployment", ["eu"], inWeb);
    await until(
      () =>
        (
          server.store.get(leases, "kube-system", "midwatch")?.spec as { holderIdentity?: string } | undefined
        )?.holderIdentity?.includes(run) ?? false,
    );
    await until(() => server.store.list(pods).every(({ metadata }) => !before.includes(metadata.name)));
    await until(() => lab.store.get(run)?.phase === "verifying");
    expect(lab.store.get(run)?.targets).toMatchObject([{ host: "eu", state: "done" }]);
    expect(lab.store.lines(run).map(({ text }) => text)).toContain("Rolled out");
    lab.runbooks.active.get(run)?.stop("tester", "seen enough");
    await lab.ended(run);
    expect(server.store.get(leases, "kube-system", "midwatch")?.spec).toMatchObject({ holderIdentity: "" });
    expect(
      server.calls
        .filter(({ verb }) => verb === "patch")
        .every(({ query }) => query.get("fieldManager") === "midwatch"),
    ).toBe(true);
  });

  test("is scaled with the difference shown; one that an autoscaler owns is not, and it is said why", async () => {
    const { server, lab, web } = await start();
    const request = {
      runbook: "kubernetes-scale-deployment",
      targets: ["eu"],
      parameters: { ...inWeb, replicas: "3" },
    };
    const review = await lab.runbooks.review(request, never);
    expect(dryRunOf(review)).toMatchObject({ state: "passed", text: "spec.replicas: 2 -> 3" });
    // The runbook names no way back: it is what is there now.
    expect(review.undoable).toBe(true);
    expect(review.targets[0]?.actions[0]?.undo).toEqual(["scale Deployment serving/web to 2"]);
    const run = await lab.start(request.runbook, request.targets, request.parameters);
    await until(() => lab.store.get(run)?.phase === "verifying");
    expect(web().spec).toMatchObject({ replicas: 3 });
    lab.runbooks.active.get(run)?.stop("tester", "seen enough");
    expect(await lab.ended(run)).toMatchObject({ undoable: true });
    lab.writeMode.openFor("prod", "a test", "tester");
    await lab.runbooks.undo({ run, typed: "eu", by: "tester" });
    await lab.ended(run);
    expect(web().spec).toMatchObject({ replicas: 2 });

    server.store.create(autoscalers, {
      metadata: { name: "web", namespace: "serving" },
      spec: { scaleTargetRef: { kind: "Deployment", name: "web" }, minReplicas: 2, maxReplicas: 6 },
    });
    const refused = await lab.runbooks.review({ ...request, parameters: { ...inWeb, replicas: "5" } }, never);
    expect(dryRunOf(refused)).toMatchObject({
      state: "failed",
      problem: expect.stringContaining("belongs to the autoscaler web, which keeps it between 2 and 6 replicas"),
    });
    await expect(lab.start(request.runbook, ["eu"], { ...inWeb, replicas: "5" })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect(web().spec).toMatchObject({ replicas: 2 });
  });

  test("an autoscaler's limits are changed in their own runbook; not those that KEDA writes", async () => {
    const { server, lab } = await start();
    const spec = { scaleTargetRef: { kind: "Deployment", name: "web" }, minReplicas: 2, maxReplicas: 6 };
    const create = (name: string, labels = {}) =>
      server.store.create(autoscalers, { metadata: { name, namespace: "serving", labels }, spec });
    create("web");
    create("chat", { "scaledobject.keda.sh/name": "chat" });
    const review = (autoscaler: string, min: string, max: string) =>
      lab.runbooks.review(
        {
          runbook: "kubernetes-set-autoscaler-limits",
          targets: ["eu"],
          parameters: { namespace: "serving", autoscaler, min, max },
        },
        never,
      );
    expect(dryRunOf(await review("web", "2", "9"))).toMatchObject({
      state: "passed",
      text: "spec.maxReplicas: 6 -> 9",
    });
    expect(dryRunOf(await review("chat", "2", "9"))).toMatchObject({
      state: "failed",
      problem: expect.stringContaining("belongs to the ScaledObject chat of KEDA"),
    });
    await expect(review("web", "7", "3")).rejects.toMatchObject({
      code: "BAD_REQUEST",
      message: expect.stringContaining("above the maximum"),
    });
    const run = await lab.start("kubernetes-set-autoscaler-limits", ["eu"], {
      namespace: "serving",
      autoscaler: "web",
      min: "2",
      max: "9",
    });
    await until(() => lab.store.get(run)?.phase === "verifying");
    expect(server.store.get(autoscalers, "serving", "web")?.spec).toMatchObject({ minReplicas: 2, maxReplicas: 9 });
    lab.runbooks.active.get(run)?.stop("tester", "seen enough");
    await lab.ended(run);
  });

  test("is rolled back to the template of the revision before, and back to the one it came from", async () => {
    const { server, lab, web } = await start();
    const container = (image: string) => ({ containers: [{ name: "main", image }] });
    const spec = web().spec as { template: object };
    server.store.replace(deployments, {
      ...web(),
      spec: { ...spec, template: { ...spec.template, spec: container("registry.example/web:2.0") } },
    });
    await until(() => server.store.list(replicaSets).length === 2);
    const request = { runbook: "kubernetes-roll-back-deployment", targets: ["eu"], parameters: inWeb };
    await until(() => web().metadata.annotations?.["deployment.kubernetes.io/revision"] === "2");
    const review = await lab.runbooks.review(request, never);
    expect(dryRunOf(review).text).toContain("registry.example/web:1.0");
    expect(review.targets[0]?.actions).toMatchObject([
      {
        text: "roll Deployment serving/web back to its revision before",
        undo: ["roll Deployment serving/web back to revision 2"],
      },
    ]);
    const run = await lab.start(request.runbook, request.targets, request.parameters);
    await until(() => lab.store.get(run)?.phase === "verifying");
    expect(web().spec).toMatchObject({ template: { spec: container("registry.example/web:1.0") } });
    expect(web().metadata.annotations).toMatchObject({ "deployment.kubernetes.io/revision": "3" });
    expect(JSON.stringify((web().spec as { template: unknown }).template)).not.toContain("pod-template-hash");
    lab.runbooks.active.get(run)?.stop("tester", "seen enough");
    expect(await lab.ended(run)).toMatchObject({ undoable: true });
    lab.writeMode.openFor("prod", "a test", "tester");
    await lab.runbooks.undo({ run, typed: "eu", by: "tester" });
    expect(await lab.ended(run)).toMatchObject({ targets: [{ state: "undone" }] });
    expect(web().spec).toMatchObject({ template: { spec: container("registry.example/web:2.0") } });
  });

  test("that somebody changes at the same moment is not changed: their version comes first", async () => {
    const { server, lab, web } = await start();
    server.refuse(({ verb, query }) => {
      if (verb === "patch" && query.get("dryRun") === null) server.store.replace(deployments, replicasOf(web(), 4));
      return false;
    });
    const run = await lab.start("kubernetes-restart-deployment", ["eu"], inWeb);
    const state = await lab.ended(run);
    expect(state).toMatchObject({
      outcome: "failed",
      targets: [{ state: "failed", message: expect.stringContaining("has been modified") }],
    });
    expect(JSON.stringify(web().spec)).not.toContain("restartedAt");
  });

  test("that a role may not patch is not reviewed as runnable: the missing verb is named", async () => {
    const { server, lab } = await start();
    server.refuse(({ verb, resource }) => verb === "patch" && resource === deployments);
    const review = await lab.runbooks.review(
      { runbook: "kubernetes-restart-deployment", targets: ["eu"], parameters: inWeb },
      never,
    );
    expect(dryRunOf(review)).toMatchObject({
      state: "failed",
      problem: expect.stringContaining("viewer may not patch deployments (apps) in serving"),
    });
  });

  test("goes on being waited for while the API server is away", async () => {
    const { server, lab } = await start();
    const run = await lab.start("kubernetes-restart-deployment", ["eu"], inWeb);
    await until(() => server.calls.some(({ verb, query }) => verb === "patch" && query.get("dryRun") === null));
    await server.goAway();
    await until(() => lab.store.lines(run).some(({ text }) => /cannot be reached|connection ended/.test(text)));
    await server.comeBack();
    await until(() => lab.store.get(run)?.phase === "verifying");
    expect(lab.store.get(run)?.targets).toMatchObject([{ state: "done" }]);
    lab.runbooks.active.get(run)?.stop("tester", "seen enough");
    await lab.ended(run);
  });
});

test("a metric proves it: without one the run is inconclusive, with one it has passed", async () => {
  const { lab } = await start();
  lab.write(
    "scale-fast",
    `---\nid: scale-fast\ntitle: Scale\nrisk: reversible\ncooldown: 1ms\ntargets: { kind: kubernetes }\nverify:\n  query: min(${available}) == 3\n  window: 1ms\n  timeout: 1s\n---\n\n\`\`\`step\nkubernetes: { namespace: serving, scale: { object: deployment/web, replicas: 3 } }\n\`\`\`\n`,
  );
  const unproved = await lab.ended(await lab.start("scale-fast", ["eu"]));
  expect(unproved).toMatchObject({ outcome: "done", verdict: "inconclusive" });
  lab.values.set(`min(${available})`, 3);
  expect(await lab.ended(await lab.start("scale-fast", ["eu"]))).toMatchObject({ outcome: "done", verdict: "passed" });
});

test("another cluster behind the same context is not changed", async () => {
  const { server, lab } = await start();
  const review = await lab.runbooks.review(
    { runbook: "kubernetes-restart-deployment", targets: ["eu"], parameters: inWeb },
    never,
  );
  for (const { name } of review.environments) lab.writeMode.openFor(name, "a test", "tester");
  await server.restore((fresh) => void fresh.create(deployments, deploymentOf("web", 2)));
  const { id, planHash } = review;
  await expect(
    lab.runbooks.run(
      { review: id, planHash, reason: "a test", accepted: [], authority: confirmedBy("tester", review) },
      never,
    ),
  ).rejects.toMatchObject({ code: "CONFLICT", message: expect.stringContaining(server.uid) });
});

test("a Lease that another console holds stands against a run, and is told with its owner; one left behind is taken over", async () => {
  const { server, lab } = await start();
  const holderIdentity = formatHolder({
    owner: "anna@laptop-7",
    run: "0123456789abcdef",
    runbook: "restart",
    sinceSeconds: 1,
    untilSeconds: 2,
  });
  server.store.create(leases, { metadata: { name: "midwatch", namespace: "kube-system" }, spec: { holderIdentity } });
  const review = await lab.runbooks.review(
    { runbook: "kubernetes-restart-deployment", targets: ["eu"], parameters: inWeb },
    never,
  );
  expect(review.checks.find(({ id }) => id === "lock-eu")).toMatchObject({
    state: "failed",
    problem: expect.stringMatching(/anna@laptop-7 has run restart on eu for .*may be taken over/),
  });
  await expect(lab.start("kubernetes-restart-deployment", ["eu"], inWeb)).rejects.toMatchObject({ code: "CONFLICT" });

  // Only as it was seen, only where write mode is open, and on record.
  const takeOver = (holder: string) => lab.runbooks.takeLock({ host: "eu", holder, by: "tester" }, never);
  await expect(takeOver(holderIdentity.replace("anna", "bert"))).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining("anna@laptop-7"),
  });
  await takeOver(holderIdentity);
  expect(server.store.get(leases, "kube-system", "midwatch")?.spec).toMatchObject({ holderIdentity: "" });
  const again = await lab.runbooks.review(
    { runbook: "kubernetes-restart-deployment", targets: ["eu"], parameters: inWeb },
    never,
  );
  expect(again.checks.find(({ id }) => id === "lock-eu")).toMatchObject({ state: "passed", holder: null });
});

describe("a node", () => {
  const drain = (timeout: string) =>
    `---\nid: drain\ntitle: Drain\nrisk: disruptive\ncooldown: 1ms\ntargets: { kind: kubernetes }\nverify: { query: x == 1, window: 1ms, timeout: 1s }\n---\n\n\`\`\`step\nkubernetes: { drain: gpu-a01 }\ntimeout: ${timeout}\nundo:\n  kubernetes: { uncordon: gpu-a01 }\n\`\`\`\n`;
  const node = (server: Awaited<ReturnType<typeof startKubernetes>>) => server.store.get(nodes, null, "gpu-a01");

  test("is drained: its pods move, those of a daemon set stay", async () => {
    const { server, lab } = await start();
    const agent = podOf("agent-1");
    server.store.create(pods, {
      ...agent,
      metadata: {
        ...agent.metadata,
        labels: { app: "agent" },
        ownerReferences: [{ kind: "DaemonSet", name: "agent", uid: "d", controller: true }],
      },
    });
    lab.write("drain", drain("20s"));
    await lab.ended(await lab.start("drain", ["eu"]));
    expect(node(server)?.spec).toMatchObject({ unschedulable: true });
    const left = server.store.list(pods).filter(({ spec }) => (spec as { nodeName?: string }).nodeName === "gpu-a01");
    expect(left.map(({ metadata }) => metadata.name)).toEqual(["agent-1"]);
  });

  test("whose pods a budget keeps for ever is given up in time, named, left cordoned, and taken back by undo", async () => {
    const { server, lab } = await start();
    server.store.create(budgets, {
      metadata: { name: "web", namespace: "serving" },
      spec: { selector: { matchLabels: { app: "web" } } },
      status: { disruptionsAllowed: 0, expectedPods: 2, currentHealthy: 2 },
    });
    lab.write("drain", drain("3s"));
    const review = await lab.runbooks.review({ runbook: "drain", targets: ["eu"], parameters: {} }, never);
    expect(dryRunOf(review)).toMatchObject({
      severity: "warn",
      problem: expect.stringContaining("The disruption budget web needs 2 healthy pods"),
    });
    for (const { name } of review.environments) lab.writeMode.openFor(name, "a test", "tester");
    const accepted = [review.checks.find(({ id }) => id.startsWith("dry-run"))?.id ?? ""];
    const run = await lab.runbooks.run(
      {
        review: review.id,
        planHash: review.planHash,
        reason: "a test",
        accepted,
        authority: confirmedBy("tester", review),
      },
      never,
    );
    const state = await lab.ended(run);
    expect(state.targets[0]).toMatchObject({
      state: "failed",
      message: expect.stringMatching(/2 pods are still on gpu-a01.*budget web.*stays cordoned/),
    });
    expect(node(server)?.spec).toMatchObject({ unschedulable: true });
    await lab.runbooks.undo({ run, typed: "eu", by: "tester" });
    await lab.ended(run);
    expect(node(server)?.spec).toMatchObject({ unschedulable: false });
  });
});
