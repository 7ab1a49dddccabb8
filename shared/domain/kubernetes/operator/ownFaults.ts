import { errorText } from "../../../base/errors.ts";
import { parseDurationMs } from "../../promql/numberLiteral.ts";
import { parseQuery } from "../../promql/parseQuery.ts";
import { type DoctorLink, link } from "../doctor/doctorLink.ts";
import { type Endpoint, endpointsOf, type MonitorObject } from "./monitor.ts";

const signIns = ["basicAuth", "authorization", "oauth2", "bearerTokenSecret"] as const;

/** What the operator would refuse in the object itself; empty where there is nothing. */
export function ownFaults(monitor: MonitorObject): readonly DoctorLink[] {
  return [...rejections(monitor), ...endpointsOf(monitor).flatMap(endpointFaults), ...ruleFaults(monitor)];
}

/** Told only where the operator writes a status on what it takes. */
function rejections({ status }: MonitorObject): readonly DoctorLink[] {
  return (status?.bindings ?? []).flatMap(({ conditions }) => {
    const refused = conditions?.find(({ type, status: is }) => type === "Accepted" && is === "False");
    return refused ? [rejected(refused.message)] : [];
  });
}

/** In the operator's words. */
export function rejected(message: string): DoctorLink {
  return link("Accepted by the operator", "broken", message, {
    next: "Correct what it names: all of the object is left out",
  });
}

function endpointFaults(endpoint: Endpoint, index: number): readonly DoctorLink[] {
  const title = `Endpoint ${index + 1}`;
  const { interval, scrapeTimeout } = endpoint;
  const used = signIns.filter((name) => endpoint[name] != null);
  const found: DoctorLink[] = [];
  if (used.length > 1) {
    found.push(
      link(title, "broken", `It signs in in more than one way: ${used.join(", ")}`, { next: "Keep one of them" }),
    );
  }
  const [every, within] = [parseDurationMs(interval ?? ""), parseDurationMs(scrapeTimeout ?? "")];
  if (every !== null && within !== null && within > every) {
    const text = `scrapeTimeout ${scrapeTimeout} is longer than interval ${interval}`;
    found.push(link(title, "broken", text, { next: "Make the timeout the interval at most" }));
  }
  return found;
}

function ruleFaults({ spec }: MonitorObject): readonly DoctorLink[] {
  return (spec.groups ?? []).flatMap(({ name, rules }) =>
    (rules ?? []).flatMap(({ expr, alert, record }, index) => {
      try {
        parseQuery(expr);
        return [];
      } catch (error) {
        const title = `Rule ${alert ?? record ?? index + 1} of ${name}`;
        return [
          link(title, "broken", `Its expression cannot be read: ${errorText(error)}`, {
            next: "Correct it: one bad rule keeps all of the object out",
          }),
        ];
      }
    }),
  );
}
