import { type HostLog, hostLog } from "../../workspace/hostLog.ts";
import type { ShippedTo, ShipperConfig } from "./model.ts";

/** Collects what is found in a configuration: each log and server once, with notes of what could not be taken over. */
export class Findings {
  private readonly logs = new Map<string, HostLog>();
  private readonly servers = new Map<string, ShippedTo>();
  private readonly notes = new Set<string>();

  note(text: string): void {
    this.notes.add(text);
  }

  addLog(log: Omit<HostLog, "hosts" | "service">): void {
    const parsed = hostLog.safeParse(log);
    if (parsed.success) this.logs.set(JSON.stringify(parsed.data), parsed.data);
    else
      this.note(
        `Not taken over: ${Object.values(log).join(" ")} (${parsed.error.issues[0]?.message ?? "not readable"})`,
      );
  }

  /** Shells know no `**` and no `{a,b}`. */
  addPath(path: string): void {
    if (path.includes("${")) {
      this.note(`Not taken over: ${path} depends on the environment`);
      return;
    }
    for (const one of expandBraces(path)) {
      if (one.includes("**")) this.note(`${one}: ** stands for one folder here`);
      this.addLog({ files: one.replaceAll("**", "*") });
    }
  }

  /** `host:9200`, or an address with the path that clients push to. */
  addServer(
    kind: ShippedTo["kind"],
    address: string,
    rest: { readonly index?: string; readonly tenant?: string },
  ): void {
    const url = (/^https?:\/\//.test(address) ? address : `http://${address}`).replace(/\/loki\/api\/v1\/push\/?$/, "");
    const plain = url.replace(/^(https?:\/\/)[^/@]*@/, "$1");
    if (plain !== url) this.note(`${plain}: user and password stay out of the workspace; name a secret under auth`);
    if (url.includes("${") || this.servers.has(plain)) {
      if (url.includes("${")) this.note(`Not taken over: ${url} depends on the environment`);
      return;
    }
    const count = [...this.servers.values()].filter((server) => server.kind === kind).length;
    const name = `${kind}${count === 0 ? "" : `-${count + 1}`}`;
    this.servers.set(
      plain,
      kind === "loki"
        ? { kind, name, url: plain, ...(rest.tenant ? { headers: { "X-Scope-OrgID": rest.tenant } } : {}) }
        : { kind, name, url: plain, index: rest.index ?? "filebeat-*" },
    );
  }

  result(shipper: ShipperConfig["shipper"]): ShipperConfig {
    return { shipper, logs: [...this.logs.values()], servers: [...this.servers.values()], notes: [...this.notes] };
  }
}

const mostVariants = 20;

function expandBraces(path: string): readonly string[] {
  const match = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/.exec(path);
  if (!match) return [path];
  const [, before = "", choices = "", after = ""] = match;
  return choices
    .split(",")
    .slice(0, mostVariants)
    .flatMap((choice) => expandBraces(`${before}${choice}${after}`));
}
