import { z } from "zod";
import { type DoctorLink, link } from "../doctor/doctorLink.ts";

/** What a Prometheus answers to `/api/v1/targets?state=any` for one scrape pool. */
const answer = z.object({
  data: z.object({
    activeTargets: z
      .array(
        z.object({
          scrapePool: z.string().default(""),
          scrapeUrl: z.string().default(""),
          lastError: z.string().default(""),
          health: z.string().default("unknown"),
        }),
      )
      .nullish(),
    droppedTargets: z.array(z.looseObject({ scrapePool: z.string().nullish() })).nullish(),
  }),
});

/** By what a scrape ended with. */
const steps: readonly (readonly [RegExp, string])[] = [
  [/status 404/, "Correct path: the target serves its metrics elsewhere"],
  [/status 40[13]/, "Give the endpoint the credentials that the target asks for"],
  [/Content-Type/, "Have the target answer with text/plain; version=0.0.4, or set fallbackScrapeProtocol"],
  [/first record does not look like a TLS handshake/, "Write scheme: http"],
  [/x509|certificate/, "Give the endpoint a tlsConfig with the target's authority"],
  [/connection refused/, "See whether the target listens on that port, and not on 127.0.0.1 alone"],
  [/deadline exceeded|timeout/, "See whether a NetworkPolicy keeps the Prometheus out, or raise scrapeTimeout"],
  [/no such host/, "See whether the pod is there still"],
  [/sample limit|body size limit/, "Raise the limit, or drop series by metricRelabelings"],
];

/** Whether the Prometheus itself scrapes a pool. */
export function scrapeLink(title: string, pool: string, body: unknown): DoctorLink {
  const read = answer.safeParse(body);
  if (!read.success) return link(title, "unknown", "The Prometheus answers in a form that is not known");
  const active = (read.data.data.activeTargets ?? []).filter(({ scrapePool }) => scrapePool === pool);
  const dropped = read.data.data.droppedTargets?.filter(({ scrapePool }) => (scrapePool ?? pool) === pool).length ?? 0;
  if (active.length === 0) {
    return dropped > 0
      ? link(title, "broken", `All ${dropped} targets that were found are dropped`, {
          next: "See the port and the labels above, and relabelings that drop all",
        })
      : link(title, "broken", "The Prometheus has no target of it", {
          next: "See whether its configuration was reloaded, and whether its ServiceAccount may list services, pods and endpoint slices in that namespace",
        });
  }
  const down = active.filter(({ health }) => health === "down");
  const [first] = down;
  if (first) {
    const next = steps.find(([form]) => form.test(first.lastError))?.[1] ?? "See the target's own log";
    return link(
      title,
      "broken",
      `${down.length} of ${active.length} are down: ${first.scrapeUrl}: ${first.lastError}`,
      { next },
    );
  }
  const waiting = active.filter(({ health }) => health === "unknown").length;
  if (waiting === active.length) return link(title, "unknown", "It is not scraped yet: wait for its interval");
  return link(title, "sound", active.length === 1 ? "1 target is up" : `${active.length} targets are up`);
}
