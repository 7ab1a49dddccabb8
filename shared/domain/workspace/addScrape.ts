import { isMap, isSeq } from "yaml";
import { parseWorkspace } from "./parse.ts";
import { scrapeIdentity } from "./scrapeTarget.ts";

export interface NewScrapeTarget {
  readonly job: string;
  readonly port: number;
  readonly path: string;
}

/**
 * The text of `midwatch.yaml` with a target added to a host's own, comments and order kept; null when it has problems or
 * no such host. A job that the host has already is told apart by a label; a target that is listed is left as it is.
 */
export function addScrape(text: string, fileName: string, host: string, target: NewScrapeTarget): string | null {
  const { file, document } = parseWorkspace(text, fileName);
  const index = file?.hosts.findIndex(({ name }) => name === host) ?? -1;
  const entry = document.getIn(["hosts", index], true);
  if (!file || index === -1 || !isMap(entry)) return null;
  const listed = file.hosts[index]?.scrape ?? [];
  if (listed.some(({ port, path }) => port === target.port && path === target.path)) return text;
  const isTaken = listed.some((other) => scrapeIdentity(other) === scrapeIdentity({ job: target.job, labels: {} }));
  const added = document.createNode({
    job: target.job,
    port: target.port,
    ...(target.path === "/metrics" ? {} : { path: target.path }),
    ...(isTaken ? { labels: { port: String(target.port) } } : {}),
  });
  const sequence = entry.get("scrape", true);
  if (isSeq(sequence)) {
    // `scrape: []` would go on as one long line.
    if (sequence.items.length === 0) sequence.flow = false;
    sequence.add(added);
  } else entry.set("scrape", document.createNode([added]));
  return document.toString({ lineWidth: 0 });
}
