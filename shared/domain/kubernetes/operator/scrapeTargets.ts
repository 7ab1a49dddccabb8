import { type DoctorLink, link } from "../doctor/doctorLink.ts";
import { selectorText, selects } from "../selector.ts";
import { type Endpoint, endpointsOf, type MonitorObject, namespacesOf } from "./monitor.ts";
import type { EndpointSlice, Prometheus, ScrapedPod, Service, Surroundings } from "./surroundings.ts";

/** What is found on the way from a monitor to what it scrapes, and what in its spec would mend it. */
export interface Targets {
  readonly links: readonly DoctorLink[];
  readonly namespaces: readonly string[] | null;
  /** By the place of the endpoint. */
  readonly ports: ReadonlyMap<number, string>;
}

const unread = (title: string): Targets => ({
  links: [
    link(title, "unknown", "They may not be read", { next: "Give this console's user list on them to see more" }),
  ],
  namespaces: null,
  ports: new Map(),
});

/** From a ServiceMonitor over its services and their ports to addresses that are ready. */
export function serviceTargets(monitor: MonitorObject, around: Surroundings, by: Prometheus | null): Targets {
  const { services, slices } = around;
  if (services === null) return unread("Services");
  const found = inReach(monitor, services, by);
  if ("targets" in found) return found.targets;
  const { own: chosen, named } = found;
  const endpoints = endpointsOf(monitor).map((endpoint, index) => servicePort(endpoint, index, chosen, around.pods));
  const ready = chosen.map((service) => readyLink(service, slices, around.pods));
  return {
    links: [named, ...endpoints.map((one) => one.link), ...ready],
    namespaces: null,
    ports: fixesOf(endpoints),
  };
}

/** From a PodMonitor to pods that run and declare its port. */
export function podTargets(monitor: MonitorObject, { pods }: Surroundings, by: Prometheus | null): Targets {
  if (pods === null) return unread("Pods");
  const found = inReach(monitor, pods, by);
  if ("targets" in found) return found.targets;
  const { own, named } = found;
  const running = own.filter(({ status }) => status.phase === "Running");
  const endpoints = endpointsOf(monitor).map((endpoint, index) => containerPort(endpoint, index, own));
  const title = "Pods that run";
  const state =
    running.length > 0
      ? link(title, "sound", `${running.length} of ${own.length} run`)
      : link(title, "broken", "None of them runs, and only those that run are scraped", {
          next: "See the pods and their events",
        });
  return { links: [named, ...endpoints.map((one) => one.link), state], namespaces: null, ports: fixesOf(endpoints) };
}

interface Labelled {
  readonly metadata: {
    readonly namespace: string;
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
  };
}

/** Those that the monitor's selectors of labels and of namespaces reach; else why none is. */
function inReach<T extends Labelled>(
  { metadata, spec }: MonitorObject,
  all: readonly T[],
  by: Prometheus | null,
): { readonly own: readonly T[]; readonly named: DoctorLink } | { readonly targets: Targets } {
  const what = spec.podMetricsEndpoints.length > 0 ? "pods" : "services";
  const title = what === "pods" ? "Pods" : "Services";
  const labelled = all.filter((one) => selects(spec.selector, one.metadata.labels));
  const ignores = by?.spec.ignoreNamespaceSelectors === true;
  const names = namespacesOf({ metadata, spec }, ignores);
  const own = names === null ? labelled : labelled.filter((one) => names.includes(one.metadata.namespace));
  if (own.length > 0) {
    const shown = own.slice(0, 3).map((one) => `${one.metadata.namespace}/${one.metadata.name}`);
    const more = own.length > 3 ? ` and ${own.length - 3} more` : "";
    return { own, named: link(title, "sound", `It selects ${shown.join(", ")}${more}`) };
  }
  const selector = selectorText(spec.selector) ?? "any label";
  const elsewhere = [...new Set(labelled.map((one) => one.metadata.namespace))].sort();
  if (names !== null && elsewhere.length > 0) {
    const next = ignores
      ? "The Prometheus ignores namespaceSelector (ignoreNamespaceSelectors): move the monitor"
      : `Name ${elsewhere.join(", ")} in spec.namespaceSelector.matchNames`;
    const text = `It looks in ${names.join(", ")}, and what has ${selector} is in ${elsewhere.join(", ")}`;
    return {
      targets: {
        links: [link(title, "broken", text, { next })],
        namespaces: ignores ? null : elsewhere,
        ports: new Map(),
      },
    };
  }
  const near = all.filter((one) => names?.includes(one.metadata.namespace) ?? true).slice(0, 5);
  const labels = near.map((one) => `${one.metadata.name} has ${labelsText(one.metadata.labels)}`).join("; ");
  const next = `spec.selector looks at the labels of the ${what}${labels === "" ? "" : ` themselves: ${labels}`}`;
  return {
    targets: {
      links: [
        link(title, "broken", `No ${what} in ${names?.join(", ") ?? "any namespace"} have ${selector}`, { next }),
      ],
      namespaces: null,
      ports: new Map(),
    },
  };
}

interface PortFinding {
  readonly index: number;
  readonly link: DoctorLink;
  /** The name that it should be; null where none is known. */
  readonly port: string | null;
}

const fixesOf = (findings: readonly PortFinding[]) =>
  new Map(findings.flatMap(({ index, port }) => (port === null ? [] : [[index, port] as const])));

function servicePort(
  { port, targetPort }: Endpoint,
  index: number,
  services: readonly Service[],
  pods: readonly ScrapedPod[] | null,
): PortFinding {
  const title = `Port of endpoint ${index + 1}`;
  const ports = services.flatMap(({ spec }) => spec.ports);
  const names = [...new Set(ports.flatMap(({ name }) => name || []))];
  if (port == null) {
    if (targetPort == null) {
      return {
        index,
        port: names[0] ?? null,
        link: link(title, "broken", "It names neither port nor targetPort", { next: say(names) }),
      };
    }
    if (pods === null) return { index, port: null, link: link(title, "unknown", "The pods may not be read") };
    const own = pods.filter((pod) => services.some((service) => isPodOf(service, pod)));
    return { ...containerPort({ port: undefined, targetPort }, index, own), index };
  }
  if (names.includes(String(port)))
    return { index, port: null, link: link(title, "sound", `The services have a port ${port}`) };
  const asNumber = /^\d+$/.test(String(port)) ? Number(port) : null;
  const meant =
    asNumber === null ? undefined : ports.find((one) => one.port === asNumber || one.targetPort === asNumber);
  if (asNumber !== null) {
    const text = `port is ${port}: a number is never right there, it is the name of the service's port`;
    const next = meant?.name
      ? `Write ${meant.name}`
      : meant
        ? "Give the service's port a name, and write that"
        : say(names);
    return { index, port: meant?.name ?? null, link: link(title, "broken", text, { next }) };
  }
  const unnamed = ports.length > 0 && names.length === 0;
  const text = unnamed
    ? `It asks for a port ${port}, and the service's port has no name`
    : `It asks for a port ${port}, and the services have ${names.join(", ") || "none"}`;
  const only = names.length === 1 ? (names[0] ?? null) : null;
  return {
    index,
    port: only,
    link: link(title, "broken", text, { next: unnamed ? `Give the service's port the name ${port}` : say(names) }),
  };
}

function containerPort(
  { port, portNumber, targetPort }: Endpoint,
  index: number,
  pods: readonly ScrapedPod[],
): PortFinding {
  const title = `Port of endpoint ${index + 1}`;
  const ports = pods.flatMap(({ spec }) => spec.containers.flatMap((container) => container.ports));
  const names = [...new Set(ports.flatMap(({ name }) => name || []))];
  const wanted = port ?? portNumber ?? targetPort;
  const isThere = ports.some(({ name, containerPort: number }) =>
    port == null && typeof wanted === "number" ? number === wanted : name === String(wanted),
  );
  if (isThere) return { index, port: null, link: link(title, "sound", `The containers declare ${wanted}`) };
  const byNumber = ports.find(({ containerPort: number }) => String(number) === String(wanted));
  const text = `It asks for ${wanted ?? "no port"}, and the containers declare ${
    ports.map(({ name, containerPort: number }) => (name ? `${name} (${number})` : number)).join(", ") || "no ports"
  }`;
  const meant = byNumber?.name ?? (names.length === 1 ? names[0] : undefined);
  const next = meant ? `Write ${meant}` : "Declare the port, with a name, among the container's ports";
  return { index, port: meant ?? null, link: link(title, "broken", text, { next }) };
}

function readyLink(
  service: Service,
  slices: readonly EndpointSlice[] | null,
  pods: readonly ScrapedPod[] | null,
): DoctorLink {
  const { name, namespace } = service.metadata;
  const title = `Endpoints of ${name}`;
  if (slices === null) return link(title, "unknown", "Its endpoint slices may not be read");
  const own = slices.filter(
    ({ metadata }) => metadata.namespace === namespace && metadata.labels["kubernetes.io/service-name"] === name,
  );
  const all = own.flatMap(({ endpoints }) => endpoints);
  const ready = all.filter(({ conditions }) => conditions?.ready !== false).flatMap(({ addresses }) => addresses ?? []);
  if (ready.length > 0)
    return link(title, "sound", `${ready.length === 1 ? "1 address" : `${ready.length} addresses`} ready`);
  if (all.length > 0)
    return link(
      title,
      "broken",
      all.length === 1 ? "Its pod is not ready" : `None of its ${all.length} pods is ready`,
      { next: "See the pods and their events" },
    );
  const { selector } = service.spec;
  if (!selector || Object.keys(selector).length === 0) {
    return link(title, "broken", "The service has no selector and no endpoints of its own", {
      next: "Give the service a selector, or create its EndpointSlice",
    });
  }
  const matching = pods?.filter((pod) => isPodOf(service, pod)) ?? null;
  const next =
    matching === null
      ? "See whether its selector matches the labels of pods"
      : matching.length === 0
        ? "The service's selector matches no pod: correct it, or the labels of the pods"
        : "See whether those pods are ready";
  return link(title, "broken", `The service has no endpoints; it selects ${labelsText(selector)}`, { next });
}

function isPodOf({ metadata, spec }: Service, pod: ScrapedPod): boolean {
  const wanted = Object.entries(spec.selector ?? {});
  const isIn = pod.metadata.namespace === metadata.namespace;
  return isIn && wanted.length > 0 && wanted.every(([key, value]) => pod.metadata.labels[key] === value);
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const text = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");
  return text || "no labels";
}

function say(names: readonly string[]): string {
  return names.length === 0 ? "Give the service's port a name" : `Write one of ${names.join(", ")}`;
}
