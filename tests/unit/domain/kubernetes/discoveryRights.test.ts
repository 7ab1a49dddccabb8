import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import {
  accessReview,
  type DiscoveryRight,
  type RightAnswer,
  readAccessReview,
  rightsFor,
  rightsLink,
} from "../../../../shared/domain/kubernetes/operator/discoveryRights.ts";
import { readSurroundings } from "../../../../shared/domain/kubernetes/operator/surroundings.ts";

function prometheusOf(spec: object = {}) {
  const metadata = { name: "k8s", namespace: "monitoring", uid: "k8s" };
  const [read] = readSurroundings.prometheuses([{ metadata, spec: { serviceAccountName: "prometheus-k8s", ...spec } }]);
  if (!read) throw new Error("no Prometheus");
  return read;
}
const named = (rights: readonly DiscoveryRight[]) =>
  rights.map(({ verb, resource, namespace }) => `${verb} ${resource} ${namespace}`);
const answered = (answer: (right: DiscoveryRight) => RightAnswer, namespaces: readonly string[] | null = ["serving"]) =>
  rightsLink(
    prometheusOf(),
    rightsFor("ServiceMonitor", prometheusOf(), namespaces).map((right) => ({ right, answer: answer(right) })),
  );

describe("what a Prometheus has to be allowed", () => {
  it("is to find services, their endpoints and pods in each namespace", () => {
    const rights = named(rightsFor("ServiceMonitor", prometheusOf(), ["a", "b"]));
    expect(rights).toHaveLength(12);
    expect(rights).toContain("watch endpoints b");
  });
  it("is endpoint slices where it finds endpoints so, pods alone of a PodMonitor, and the cluster for any namespace", () => {
    const slices = rightsFor("ServiceMonitor", prometheusOf({ serviceDiscoveryRole: "EndpointSlice" }), ["a"]);
    expect(slices).toContainEqual({
      verb: "list",
      group: "discovery.k8s.io",
      resource: "endpointslices",
      namespace: "a",
    });
    expect(named(slices)).not.toContain("list endpoints a");
    expect(named(rightsFor("PodMonitor", prometheusOf(), null))).toEqual(["list pods null", "watch pods null"]);
  });
  it("is not asked of more namespaces than anybody names", () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `n${index}`);
    expect(rightsFor("ServiceMonitor", prometheusOf(), many)).toHaveLength(60);
  });
  it("is asked for its service account with the groups of that", () => {
    const [right] = rightsFor("PodMonitor", prometheusOf({ serviceAccountName: null }), ["serving"]);
    if (!right) throw new Error("no right");
    expect(accessReview(prometheusOf({ serviceAccountName: null }), right).spec).toEqual({
      user: "system:serviceaccount:monitoring:default",
      groups: ["system:serviceaccounts", "system:serviceaccounts:monitoring", "system:authenticated"],
      resourceAttributes: { verb: "list", group: "", resource: "pods", namespace: "serving" },
    });
  });
});

describe("the answer", () => {
  it.each<[unknown, RightAnswer]>([
    [{ status: { allowed: true } }, { allowed: true }],
    [{ status: { allowed: false } }, { allowed: false }],
    // An authoriser that failed has not refused.
    [{ status: { allowed: false, evaluationError: "webhook: timeout" } }, { unknown: "webhook: timeout" }],
    ["no JSON", { unknown: "It is told in a form that is not known" }],
  ])("%j", (answer, expected) => expect(readAccessReview(answer)).toEqual(expected));

  it("holds where all is allowed", () => {
    const { link, manifest } = answered(() => ({ allowed: true }));
    expect(link.state).toBe("sound");
    expect(link.text).toBe(
      "The service account monitoring/prometheus-k8s may list and watch services, endpoints, pods in serving",
    );
    expect(manifest).toBeNull();
  });
  it("is not known where one could not be asked, unless another is lacking", () => {
    const partly = answered(({ resource }) =>
      resource === "pods" ? { unknown: "may not be asked" } : { allowed: true },
    );
    expect(partly.link).toMatchObject({ state: "unknown", text: "may not be asked" });
    const lacking = answered(({ resource }) =>
      resource === "pods" ? { unknown: "may not be asked" } : { allowed: resource !== "services" },
    );
    expect(lacking.link.state).toBe("broken");
  });
  it("names what is lacking by namespace, with a role and its binding for each", () => {
    const { link, manifest } = answered(
      ({ namespace, verb }) => ({ allowed: namespace === "a" || verb === "list" }),
      ["a", "b"],
    );
    expect(link.text).toContain("monitoring/prometheus-k8s may not watch services, endpoints, pods in b:");
    const objects = parseAllDocuments(manifest ?? "").map((one) => one.toJS());
    expect(objects).toMatchObject([
      {
        kind: "Role",
        metadata: { name: "prometheus-k8s-discovery", namespace: "b" },
        rules: [{ apiGroups: [""], resources: ["services", "endpoints", "pods"], verbs: ["get", "list", "watch"] }],
      },
      {
        kind: "RoleBinding",
        roleRef: { kind: "Role", name: "prometheus-k8s-discovery" },
        subjects: [{ kind: "ServiceAccount", name: "prometheus-k8s", namespace: "monitoring" }],
      },
    ]);
  });
  it("is a role of the cluster where any namespace is looked in", () => {
    const { manifest } = answered(() => ({ allowed: false }), null);
    expect(manifest).toMatch(/kind: ClusterRole\n[\s\S]*kind: ClusterRoleBinding\n/);
    expect(manifest).not.toContain("namespace: null");
  });
});
