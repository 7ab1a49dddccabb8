import { afterEach, describe, expect, it } from "vitest";
import { createDemoCluster, type DemoCluster } from "../../../electron/demo/kubernetes/createDemoCluster.ts";
import { createFleet, type HostSpec, versionOf } from "../../../electron/demo/simulation/fleet.ts";
import { batchSizeIncident } from "../../../electron/demo/simulation/incident/batchSize.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const deploymentPath = "/apis/apps/v1/namespaces/serving/deployments/chat-llm-70b";
let cluster: DemoCluster | undefined;
afterEach(async () => {
  await cluster?.close();
  cluster = undefined;
});

async function begin() {
  const clock = new ManualClock();
  const now = () => clock.monotonicMs() / 1000;
  const hosts = createFleet(8, 1, batchSizeIncident);
  const made = await createDemoCluster({ hosts, clock, now, isSound: true });
  cluster = made;
  for (const { incident } of hosts) incident?.begin(0, 1);
  const [, server = "", token = ""] = /server: "([^"]+)"[\s\S]*token: (\S+) }/.exec(made.kubeconfig) ?? [];
  const ask = async (path: string, patch?: unknown) => {
    const answer = await fetch(`${server}${path}`, {
      headers: { authorization: `Bearer ${token}`, "content-type": "application/merge-patch+json" },
      ...(patch === undefined ? {} : { method: "PATCH", body: JSON.stringify(patch) }),
    });
    return await answer.json();
  };
  const pods = async (): Promise<readonly PodObject[]> =>
    (await ask("/api/v1/namespaces/serving/pods?labelSelector=app%3Dchat-llm-70b")).items;
  const chat = hosts.filter(({ incident }) => incident !== null);
  return { clock, now, chat, ask, pods, figure: (series: string) => figureOf(made.stateMetrics([]), series) };
}

interface PodObject {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly nodeName: string; readonly containers: readonly [{ readonly image: string }] };
  readonly status: {
    readonly containerStatuses: readonly [{ readonly restartCount: number; readonly lastState: unknown }];
  };
}

function figureOf(text: string, series: string): number | null {
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return line === undefined ? null : Number(line.slice(series.length));
}

const available = 'kube_deployment_status_replicas_available{deployment="chat-llm-70b",namespace="serving"}';
const tagsOf = (pods: readonly PodObject[]) =>
  new Set(pods.map(({ spec }) => /[^:]+$/.exec(spec.containers[0].image)?.[0]));
const versionsOf = (hosts: readonly HostSpec[], t: number) => new Set(hosts.map((host) => versionOf(host, 0, t)));

describe("the cluster of an incident", () => {
  it("shows the scenario's deploy as a rollout, on the hosts as they go, and is whole again after it", async () => {
    const { clock, pods, ask, figure, chat } = await begin();
    const replicas = (await pods()).length;
    await clock.advance(20_000);
    expect(tagsOf(await pods())).toEqual(new Set(["v2.18.0"]));
    expect(figure(available)).toBe(replicas);
    await clock.advance(8_000);
    expect((await ask(deploymentPath)).spec.template.spec.containers[0].image).toMatch(/:v2\.19\.0$/);
    expect(tagsOf(await pods())).toEqual(new Set(["v2.18.0", "v2.19.0"]));
    expect(figure(available)).toBeLessThan(replicas);
    await clock.advance(32_000);
    const after = await pods();
    expect(tagsOf(after)).toEqual(new Set(["v2.19.0"]));
    expect(figure(available)).toBe(replicas);
    expect(new Set(after.map(({ spec }) => spec.nodeName))).toEqual(new Set(chat.map(({ name }) => name)));
    expect(chat.every(({ lives }) => [0, 1].every((replica) => lives.answers(replica, 60)))).toBe(true);
  });

  it("counts the restart of the server that is killed, and says why it ended", async () => {
    const { clock, pods, figure, chat } = await begin();
    await clock.advance(155_000);
    const onVictim = (await pods()).filter(({ spec }) => spec.nodeName === chat[1]?.name);
    const killed = onVictim.find(({ status }) => JSON.stringify(status).includes("OOMKilled"));
    const series = (name: string) =>
      `kube_pod_container_status_${name}{container="server",namespace="serving",pod="${killed?.metadata.name}"}`;
    expect(figure(series("ready"))).toBe(0);
    await clock.advance(30_000);
    expect(figure(series("restarts_total"))).toBe(1);
    expect(figure(series("ready"))).toBe(1);
    expect(
      figure(
        `kube_pod_container_status_last_terminated_reason{container="server",namespace="serving",pod="${killed?.metadata.name}",reason="OOMKilled"}`,
      ),
    ).toBe(1);
  });

  it("is ended by a roll-back in the cluster: hosts run what their pods say, and nothing more is wrong with them", async () => {
    const { clock, now, pods, ask, figure, chat } = await begin();
    await clock.advance(100_000);
    expect(chat.every(({ incident }) => (incident?.figure("cacheFill", now()) ?? 0) > 0.9)).toBe(true);
    const replicas = (await pods()).length;
    const { spec } = await ask(deploymentPath);
    const containers = spec.template.spec.containers.map((one: { readonly image: string }) => ({
      ...one,
      image: one.image.replace("v2.19.0", "v2.18.0"),
    }));
    await ask(deploymentPath, { spec: { template: { spec: { containers } } } });
    await clock.advance(replicas * 10_000);
    expect(tagsOf(await pods())).toEqual(new Set(["v2.18.0"]));
    expect(versionsOf(chat, now())).toEqual(new Set(["v2.18.0"]));
    expect(chat.every(({ incident }) => incident?.figure("cacheFill", now()) === 0)).toBe(true);
    expect(chat.every(({ lives }) => [0, 1].every((replica) => lives.answers(replica, now())))).toBe(true);
    expect(figure(available)).toBe(replicas);
  });

  it("follows a roll-back of all hosts, whose servers it leaves alone", async () => {
    const { clock, now, pods, chat } = await begin();
    await clock.advance(100_000);
    for (const { incident } of chat) incident?.rollOut("v2.18.0", now());
    await clock.advance(20_000);
    const startedAt = chat.map(({ lives }) => lives.startedAt(0, now()));
    await clock.advance(120_000);
    expect(tagsOf(await pods())).toEqual(new Set(["v2.18.0"]));
    expect(chat.map(({ lives }) => lives.startedAt(0, now()))).toEqual(startedAt);
  });

  it("leaves alone a host on which somebody tries another release, and follows once all have it", async () => {
    const { clock, now, pods, chat } = await begin();
    await clock.advance(100_000);
    const [first, ...rest] = chat;
    for (const [version, on] of [
      ["v2.18.0", chat.slice(0, 1)],
      ["v2.19.0", chat.slice(0, 1)],
      ["v2.18.0", chat.slice(0, 1)],
      ["v2.18.0", rest],
    ] as const) {
      for (const { incident } of on) incident?.rollOut(version, now());
      await clock.advance(40_000);
      expect(versionsOf(first ? [first] : [], now())).toEqual(new Set([on === rest ? "v2.18.0" : version]));
    }
    await clock.advance(120_000);
    expect(versionsOf(chat, now())).toEqual(new Set(["v2.18.0"]));
    expect(tagsOf(await pods())).toEqual(new Set(["v2.18.0"]));
  });
});
