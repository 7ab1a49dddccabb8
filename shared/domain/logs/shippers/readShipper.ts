import { parse } from "yaml";
import { errorText, MidwatchError } from "../../../base/errors.ts";
import { Findings } from "./findings.ts";
import type { ShipperConfig } from "./model.ts";

type Json = Readonly<Record<string, unknown>>;

/** Reads `filebeat.yml`, `promtail-config.yml` or a configuration of Alloy. Throws BAD_REQUEST for anything else. */
export function readShipper(text: string): ShipperConfig {
  if (/^\s*(?:loki|local|discovery)\.[\w.]+\s+"[^"]*"\s*\{/m.test(text)) return readAlloy(text);
  const root = asObject(yaml(text));
  if (root && ("scrape_configs" in root || "clients" in root)) return readPromtail(root);
  const filebeat = root && (asObject(root.filebeat) ?? fromDotted(root, "filebeat"));
  if (root && (filebeat || "output.elasticsearch" in root)) return readFilebeat(root, filebeat ?? {});
  throw new MidwatchError("BAD_REQUEST", "This is no configuration of Filebeat, Promtail or Alloy");
}

function yaml(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch (error) {
    throw new MidwatchError("BAD_REQUEST", `The file is no YAML: ${errorText(error)}`);
  }
}

function readFilebeat(root: Json, filebeat: Json): ShipperConfig {
  const found = new Findings();
  for (const input of [...asList(filebeat.inputs), ...asList(filebeat.prospectors)]) {
    if (input.enabled === false) continue;
    const type = String(input.type ?? "log");
    if (type === "container" || type === "docker") found.addLog({ container: "*" });
    else if (type === "journald") {
      const units = texts(input.units).concat(unitsIn(input));
      for (const unit of units.length > 0 ? units : ["*"]) found.addLog({ unit });
    } else if (type === "log" || type === "filestream") for (const path of texts(input.paths)) found.addPath(path);
    else found.note(`Not taken over: an input of type ${type}`);
  }
  if (asList(filebeat.modules).length > 0 || filebeat["config.modules"]) {
    found.note("Modules are not taken over: add the files that they read");
  }
  const output = asObject(asObject(root.output)?.elasticsearch) ?? asObject(root["output.elasticsearch"]);
  if (output) {
    // `logs-%{[agent.version]}-%{+yyyy.MM.dd}`
    const index =
      typeof output.index === "string"
        ? output.index.replace(/%\{[^}]*\}/g, "*").replace(/\*(?:[-.*]*\*)/g, "*")
        : undefined;
    const scheme = output.protocol === "https" ? "https://" : "";
    for (const host of texts(output.hosts)) {
      found.addServer(
        "elasticsearch",
        /:\/\//.test(host) ? host : `${scheme}${host}`,
        index === undefined ? {} : { index },
      );
    }
    if (output.api_key || output.username)
      found.note("The sign-in is not taken over: set a secret and name it under auth");
  }
  for (const other of ["logstash", "kafka", "redis"]) {
    if (root[`output.${other}`] || asObject(root.output)?.[other]) found.note(`Not taken over: output.${other}`);
  }
  return found.result("filebeat");
}

function unitsIn(input: Json): readonly string[] {
  const matches = [...texts(input.include_matches), ...texts(asObject(input.include_matches)?.match)];
  return matches.flatMap((match) => /^_SYSTEMD_UNIT=(.+)$/.exec(match)?.[1] ?? []);
}

function readPromtail(root: Json): ShipperConfig {
  const found = new Findings();
  for (const client of asList(root.clients)) {
    if (typeof client.url !== "string") continue;
    found.addServer("loki", client.url, typeof client.tenant_id === "string" ? { tenant: client.tenant_id } : {});
    if (client.basic_auth || client.bearer_token || client.bearer_token_file) {
      found.note("The sign-in is not taken over: set a secret and name it under auth");
    }
  }
  for (const job of asList(root.scrape_configs)) {
    const name = String(job.job_name ?? "a job");
    for (const { labels } of asList(job.static_configs)) {
      const path = asObject(labels)?.__path__;
      if (typeof path === "string") found.addPath(path);
    }
    if (job.journal) found.addLog({ unit: "*" });
    if (job.docker_sd_configs) found.addLog({ container: "*" });
    for (const other of ["kubernetes_sd_configs", "syslog", "gcplog", "kafka", "windows_events", "loki_push_api"]) {
      if (job[other]) found.note(`Not taken over: ${other} of ${name}`);
    }
  }
  return found.result("promtail");
}

/** Alloy's language is more than its data: what stands there literally is found, what is computed is not. */
function readAlloy(text: string): ShipperConfig {
  const found = new Findings();
  const source = text.replace(/\/\/[^\n]*$/gm, (comment) => (comment.includes('"') ? comment : ""));
  for (const [, path = ""] of source.matchAll(/"?__path__"?\s*=\s*"((?:[^"\\]|\\.)*)"/g)) found.addPath(path);
  if (/^\s*loki\.source\.journal\s/m.test(source)) found.addLog({ unit: "*" });
  if (/^\s*loki\.source\.docker\s/m.test(source)) found.addLog({ container: "*" });
  for (const [, block = ""] of source.matchAll(/endpoint\s*\{([^}]*)\}/g)) {
    const url = /\burl\s*=\s*"([^"]+)"/.exec(block)?.[1];
    const tenant = /\btenant_id\s*=\s*"([^"]+)"/.exec(block)?.[1];
    if (url?.includes("/loki/")) found.addServer("loki", url, tenant === undefined ? {} : { tenant });
    else if (/\burl\s*=/.test(block)) found.note("Not taken over: an endpoint whose url is computed or is no Loki");
  }
  for (const [, other] of source.matchAll(/^\s*(loki\.source\.(?!journal|docker|file)\w+)\s/gm)) {
    found.note(`Not taken over: ${other}`);
  }
  return found.result("alloy");
}

/** `filebeat.inputs:` at the top as `filebeat: {inputs: ...}`. */
function fromDotted(root: Json, prefix: string): Json | null {
  const entries = Object.entries(root).filter(([key]) => key.startsWith(`${prefix}.`));
  return entries.length === 0
    ? null
    : Object.fromEntries(entries.map(([key, value]) => [key.slice(prefix.length + 1), value]));
}

function asObject(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

function asList(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(asObject).filter((one) => one !== null) : [];
}

function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}
