import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { ClusterEvent } from "../../../../shared/domain/kubernetes/clusterEvent.ts";
import { firstBroken } from "../../../../shared/domain/kubernetes/doctor/doctorLink.ts";
import { judgeMonitor } from "../../../../shared/domain/kubernetes/operator/judgeMonitor.ts";
import { type MonitorKind, monitorObject, readMonitor } from "../../../../shared/domain/kubernetes/operator/monitor.ts";
import { scrapeLink } from "../../../../shared/domain/kubernetes/operator/scrapeLink.ts";
import { readSurroundings, type Surroundings } from "../../../../shared/domain/kubernetes/operator/surroundings.ts";
import { selects } from "../../../../shared/domain/kubernetes/selector.ts";

const meta = (name: string, namespace: string, labels: Readonly<Record<string, string>> = {}) => ({
  name,
  namespace,
  uid: `${namespace}/${name}`,
  labels,
});
const release = { release: "stack" };
const app = { app: "web" };

const prometheusOf = (spec: object = {}) => ({
  metadata: meta("k8s", "monitoring"),
  spec: {
    serviceMonitorSelector: { matchLabels: release },
    serviceMonitorNamespaceSelector: {},
    podMonitorSelector: {},
    podMonitorNamespaceSelector: {},
    ruleSelector: { matchLabels: release },
    ruleNamespaceSelector: {},
    ...spec,
  },
});
const serviceOf = (ports: readonly object[] = [{ name: "http", port: 8080 }], namespace = "serving", labels = app) => ({
  metadata: meta("web", namespace, labels),
  spec: { selector: app, ports },
});
const sliceOf = (addresses: readonly string[], ready = true) => ({
  metadata: meta("web-x", "serving", { "kubernetes.io/service-name": "web" }),
  endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready } })),
});
const podOf = (phase = "Running", ports: readonly object[] = [{ name: "http", containerPort: 8080 }]) => ({
  metadata: meta("web-1", "serving", app),
  spec: { containers: [{ name: "main", ports }] },
  status: { phase },
});
const monitorOf = (spec: object = {}, labels: Readonly<Record<string, string>> = release) => ({
  metadata: { ...meta("web", "serving", labels), resourceVersion: "9", managedFields: [{ manager: "kubectl" }] },
  spec: { selector: { matchLabels: app }, endpoints: [{ port: "http", interval: "30s", honorLabels: true }], ...spec },
});

interface Around {
  readonly prometheuses?: readonly object[] | null;
  readonly services?: readonly object[] | null;
  readonly slices?: readonly object[] | null;
  readonly pods?: readonly object[] | null;
}

function judge(
  monitor: object,
  {
    kind = "ServiceMonitor",
    events = [],
    ...around
  }: Around & { readonly kind?: MonitorKind; readonly events?: readonly ClusterEvent[] } = {},
) {
  const read = <T>(
    given: readonly object[] | null | undefined,
    usual: readonly object[],
    reader: (items: readonly unknown[]) => T,
  ) => (given === null ? null : reader(given ?? usual));
  const surroundings: Surroundings = {
    prometheuses: read(around.prometheuses, [prometheusOf()], readSurroundings.prometheuses),
    namespaces: readSurroundings.namespaces([
      { metadata: { name: "serving", uid: "n1", labels: { team: "llm" } } },
      { metadata: { name: "monitoring", uid: "n2" } },
    ]),
    services: read(around.services, [serviceOf()], readSurroundings.services),
    slices: read(around.slices, [sliceOf(["10.0.0.1"])], readSurroundings.slices),
    pods: read(around.pods, [podOf()], readSurroundings.pods),
  };
  const judged = judgeMonitor(kind, monitorObject.parse(monitor), surroundings, events);
  return {
    ...judged,
    broken: firstBroken(judged.links),
    right: judged.manifest === null ? null : parse(judged.manifest),
  };
}

test("a monitor that is as it should be holds at every link, and is not corrected", () => {
  const { links, broken, manifest } = judge(monitorOf());
  expect(broken).toBeNull();
  expect(links.map(({ state }) => state)).toEqual(["sound", "sound", "sound", "sound"]);
  expect(manifest).toBeNull();
});

describe("chosen by a Prometheus", () => {
  test("not without its labels, which are added to the object", () => {
    const { broken, right } = judge(monitorOf({}, { team: "llm" }));
    expect(broken?.text).toBe("monitoring/k8s takes those with release=stack, and this one has other labels");
    expect(right).toEqual({
      apiVersion: "monitoring.coreos.com/v1",
      kind: "ServiceMonitor",
      metadata: { name: "web", namespace: "serving", labels: { team: "llm", release: "stack" } },
      spec: { selector: { matchLabels: app }, endpoints: [{ port: "http", interval: "30s", honorLabels: true }] },
    });
  });
  test.each([
    ["no selector takes nothing", { serviceMonitorSelector: null }, /has no serviceMonitorSelector/],
    [
      "no selector of namespaces is its own alone",
      { serviceMonitorNamespaceSelector: null },
      /own namespace monitoring alone/,
    ],
    [
      "another namespace's labels",
      { serviceMonitorNamespaceSelector: { matchExpressions: [{ key: "team", operator: "In", values: ["web"] }] } },
      /namespaces with team in \(web\)/,
    ],
    ["paused", { paused: true }, /is paused/],
  ])("not with %s", (_what, spec, text) => {
    const { broken } = judge(monitorOf(), { prometheuses: [prometheusOf(spec)] });
    expect(broken?.title).toBe("Chosen by a Prometheus");
    expect(broken?.text).toMatch(text);
    expect(broken?.next).not.toBeNull();
  });
  test("by any one of several", () => {
    const other = prometheusOf({ serviceMonitorSelector: null });
    expect(judge(monitorOf(), { prometheuses: [other, prometheusOf()] }).broken).toBeNull();
  });
  test("not known where they may not be read; not where there is none", () => {
    expect(judge(monitorOf(), { prometheuses: null }).links[0]?.state).toBe("unknown");
    expect(judge(monitorOf(), { prometheuses: [] }).broken?.text).toBe("The cluster has no Prometheus of the operator");
  });
});

describe("services", () => {
  test("in another namespace are named in the corrected monitor", () => {
    const { broken, right } = judge(monitorOf(), { services: [serviceOf(undefined, "models")] });
    expect(broken?.next).toBe("Name models in spec.namespaceSelector.matchNames");
    expect(right.spec.namespaceSelector).toEqual({ matchNames: ["models"] });
  });
  test("with other labels are told with those that they have", () => {
    const { broken } = judge(monitorOf(), { services: [serviceOf(undefined, "serving", { app: "api" } as never)] });
    expect(broken?.text).toBe("No services in serving have app=web");
    expect(broken?.next).toContain("web has app=api");
  });
  test.each([
    ["a number", "8080", [{ name: "http", port: 8080 }], /a number is never right/, "http"],
    ["the number of the container's port", 9000, [{ name: "http", port: 80, targetPort: 9000 }], /a number/, "http"],
    ["another name", "metrics", [{ name: "http", port: 8080 }], /the services have http/, "http"],
  ])("whose port is written as %s", (_what, port, ports, text, right) => {
    const judged = judge(monitorOf({ endpoints: [{ port, interval: "30s" }] }), { services: [serviceOf(ports)] });
    expect(judged.broken?.text).toMatch(text);
    expect(judged.right.spec.endpoints).toEqual([{ port: right, interval: "30s" }]);
  });
  test("whose port has no name are to be given one: nothing in the monitor would mend it", () => {
    const { broken, manifest } = judge(monitorOf(), { services: [serviceOf([{ port: 8080 }])] });
    expect(broken?.next).toBe("Give the service's port the name http");
    expect(manifest).toBeNull();
  });
  test("whose targetPort no container declares", () => {
    const endpoints = [{ targetPort: "metrics" }];
    const { broken, right } = judge(monitorOf({ endpoints }));
    expect(broken?.text).toContain("the containers declare http (8080)");
    expect(right.spec.endpoints).toEqual([{ port: "http" }]);
    expect(judge(monitorOf({ endpoints: [{ targetPort: 8080 }] })).broken).toBeNull();
  });
  test.each([
    [[], [podOf()], /has no endpoints; it selects app=web/, /See whether those pods are ready/],
    [[], [], /has no endpoints/, /selector matches no pod/],
    [[sliceOf(["10.0.0.1"], false)], [podOf()], /Its pod is not ready/, /pods and their events/],
  ])("without endpoints %#", (slices, pods, text, next) => {
    const { broken } = judge(monitorOf(), { slices, pods });
    expect(broken?.text).toMatch(text);
    expect(broken?.next).toMatch(next);
  });
  test("that may not be read are not known", () => {
    expect(judge(monitorOf(), { services: null }).links.at(-1)?.state).toBe("unknown");
  });
});

describe("what the operator refuses", () => {
  const refusal = `"serving/web" was rejected due to invalid configuration: endpoints[0]: secret "auth" not found`;
  const event = { reason: "InvalidConfiguration", message: refusal } as ClusterEvent;
  test("is told by its event, or by the status that it writes", () => {
    expect(judge(monitorOf(), { events: [event] }).broken?.text).toBe(refusal);
    const conditions = [{ type: "Accepted", status: "False", message: "secret not found" }];
    expect(judge({ ...monitorOf(), status: { bindings: [{ conditions }] } }).broken?.text).toBe("secret not found");
  });
  test.each([
    [{ port: "http", interval: "10s", scrapeTimeout: "30s" }, /longer than interval/],
    [{ port: "http", basicAuth: {}, authorization: {} }, /more than one way: basicAuth, authorization/],
  ])("is seen in the object %#", (endpoint, text) => {
    expect(judge(monitorOf({ endpoints: [endpoint] })).broken?.text).toMatch(text);
  });
});

describe("a PodMonitor", () => {
  const of = (podMetricsEndpoints: readonly object[]) => ({
    metadata: meta("web", "serving"),
    spec: { selector: { matchLabels: app }, podMetricsEndpoints },
  });
  test("names the containers' port", () => {
    expect(judge(of([{ port: "http" }]), { kind: "PodMonitor" }).broken).toBeNull();
    const { broken, right } = judge(of([{ port: "8080" }]), { kind: "PodMonitor" });
    expect(broken?.next).toBe("Write http");
    expect(right.spec.podMetricsEndpoints).toEqual([{ port: "http" }]);
    expect(judge(of([{ portNumber: 8080 }]), { kind: "PodMonitor" }).broken).toBeNull();
  });
  test("scrapes pods that run alone", () => {
    const { broken } = judge(of([{ port: "http" }]), { kind: "PodMonitor", pods: [podOf("Failed")] });
    expect(broken?.text).toMatch(/None of them runs/);
  });
});

describe("a PrometheusRule", () => {
  const of = (rules: readonly object[], labels = release) => ({
    metadata: meta("rules", "serving", labels),
    spec: { groups: [{ name: "gpu", rules }] },
  });
  test("is chosen by the labels of the object, not of its alerts", () => {
    const rules = [{ alert: "Hot", expr: "temperature > 85", labels: release }];
    const { broken, right } = judge(of(rules, {} as never), { kind: "PrometheusRule" });
    expect(broken?.text).toContain("release=stack");
    expect(right).toMatchObject({ metadata: { labels: release }, spec: { groups: [{ name: "gpu", rules }] } });
  });
  test("with an expression that cannot be read is left out as a whole", () => {
    const { broken } = judge(of([{ alert: "Hot", expr: "temperature >" }]), { kind: "PrometheusRule" });
    expect(broken?.title).toBe("Rule Hot of gpu");
    expect(judge(of([{ record: "one", expr: 1 }]), { kind: "PrometheusRule" }).broken).toBeNull();
  });
});

describe("a scrape pool, as its Prometheus tells it", () => {
  const pool = "serviceMonitor/serving/web/0";
  const targets = (activeTargets: readonly object[], droppedTargets: readonly object[] = []) => ({
    status: "success",
    data: {
      activeTargets: activeTargets.map((one) => ({
        scrapePool: pool,
        scrapeUrl: "http://10.0.0.1:8080/metrics",
        ...one,
      })),
      droppedTargets,
    },
  });
  test.each([
    [targets([{ health: "up" }]), "sound", /1 target is up/],
    [targets([{ health: "unknown" }]), "unknown", /not scraped yet/],
    [targets([]), "broken", /no target of it/],
    [targets([], [{ discoveredLabels: {} }]), "broken", /All 1 targets that were found are dropped/],
    [targets([{ health: "down", lastError: "server returned HTTP status 404 Not Found" }]), "broken", /404/],
    [{ status: "error" }, "unknown", /not known/],
  ])("%#", (body, state, text) => {
    expect(scrapeLink("Scrape", pool, body)).toMatchObject({ state, text: expect.stringMatching(text) });
  });
  test.each([
    ["server returned HTTP status 404 Not Found", /path/],
    ["server returned HTTP status 401 Unauthorized", /credentials/],
    ["tls: first record does not look like a TLS handshake", /scheme: http/],
    [`Get "http://10.0.0.1:8080/metrics": context deadline exceeded`, /NetworkPolicy/],
    [
      `received unsupported Content-Type "text/html; charset=utf-8" and no fallback_scrape_protocol specified for target`,
      /text\/plain/,
    ],
  ])("that is down with %s", (lastError, next) => {
    expect(scrapeLink("Scrape", pool, targets([{ health: "down", lastError }])).next).toMatch(next);
  });
});

test.each([
  [{ matchLabels: app }, { app: "web", tier: "x" }, true],
  [{ matchLabels: app }, {}, false],
  [{ matchExpressions: [{ key: "tier", operator: "NotIn", values: ["x"] }] }, {}, true],
  [{ matchExpressions: [{ key: "tier", operator: "Exists" }] }, { tier: "" }, true],
  [{ matchExpressions: [{ key: "tier", operator: "DoesNotExist" }] }, { tier: "x" }, false],
  [{}, { any: "thing" }, true],
])("the selector %j over %j", (selector, labels, is) => expect(selects(selector, labels)).toBe(is));

test("a row tells what is scraped, or which groups of rules there are", () => {
  expect(readMonitor("ServiceMonitor", monitorOf())).toMatchObject({ selector: "app=web", parts: ["http /metrics"] });
  const rules = { metadata: meta("r", "serving"), spec: { groups: [{ name: "gpu" }, { name: "llm" }] } };
  expect(readMonitor("PrometheusRule", rules)).toMatchObject({ selector: null, parts: ["gpu", "llm"] });
});
