import type { Json } from "./objectStore.ts";
import { groupVersionOf, resourceTypes, scalable } from "./resources.ts";

const served = Object.values(resourceTypes);

/** What is served, as a client asks for it; null for a path that is none of discovery's. */
export function discovery(path: string): Json | null {
  if (path === "/api") return { kind: "APIVersions", versions: ["v1"] };
  const groups = [...new Set(served.map(groupVersionOf))].filter((name) => name.includes("/"));
  if (path === "/apis") {
    const entries = groups.map((groupVersion) => {
      const [name, version] = groupVersion.split("/");
      return { name, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } };
    });
    return { kind: "APIGroupList", apiVersion: "v1", groups: entries };
  }
  const groupVersion = /^\/(?:api|apis)\/(v1|[^/]+\/[^/]+)$/.exec(path)?.[1];
  const inGroup = served.filter((one) => groupVersionOf(one) === groupVersion);
  if (inGroup.length === 0) return null;
  const verbs = ["create", "delete", "get", "list", "patch", "update", "watch"];
  const resources = inGroup.map(({ plural, kind, namespaced }) => ({
    name: plural,
    singularName: kind.toLowerCase(),
    namespaced,
    kind,
    verbs,
  }));
  const scales = inGroup
    .filter(({ kind }) => scalable.has(kind))
    .map(({ plural }) => ({
      name: `${plural}/scale`,
      singularName: "",
      namespaced: true,
      group: "autoscaling",
      version: "v1",
      kind: "Scale",
      verbs: ["get", "patch", "update"],
    }));
  const evictions =
    groupVersion === "v1"
      ? [
          {
            name: "pods/eviction",
            singularName: "",
            namespaced: true,
            group: "policy",
            version: "v1",
            kind: "Eviction",
            verbs: ["create"],
          },
        ]
      : [];
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion,
    resources: [...resources, ...scales, ...evictions],
  };
}
