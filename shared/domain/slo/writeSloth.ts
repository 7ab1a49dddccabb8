import { type Document, isMap, isScalar, isSeq, parseDocument, YAMLMap } from "yaml";
import type { SloDraft } from "./sloDraft.ts";

/**
 * The text of a Sloth file with an SLO added, or the one called `replaces` changed; comments, order and what the form does not
 * know are kept. `text` is null for a file that is to be made. Null where the text is no such file of the draft's service.
 */
export function writeSloth(text: string | null, draft: SloDraft, replaces: string | null): string | null {
  const start = `version: prometheus/v1\nservice: ${JSON.stringify(draft.service)}\nslos: []\n`;
  const document = parseDocument(text ?? start);
  const slos = slosOf(document, draft.service);
  if (!slos) return null;
  const found = slos.items.find((item) => isMap(item) && item.get("name") === replaces);
  if (replaces !== null && !isMap(found)) return null;
  const slo = isMap(found) ? found : new YAMLMap();
  if (!found) {
    // An empty `[]` would go on as one long line.
    if (slos.items.length === 0) slos.flow = false;
    slos.add(slo);
  }
  fill(document, slo, draft);
  return document.toString({ lineWidth: 0 });
}

function slosOf(document: Document, service: string) {
  if (document.errors.length > 0 || !isMap(document.contents)) return null;
  if (document.get("version") !== "prometheus/v1" || String(document.get("service")) !== service) return null;
  const slos = document.get("slos", true);
  return isSeq(slos) ? slos : null;
}

function fill(document: Document, slo: YAMLMap, draft: SloDraft): void {
  const { error, total } = draft.queries;
  set(slo, "name", draft.name);
  if (draft.description !== "" || slo.has("description")) set(slo, "description", draft.description);
  set(slo, "objective", Number(draft.objectivePercent));
  const sli =
    total === null ? { raw: { error_ratio_query: error } } : { events: { error_query: error, total_query: total } };
  if (JSON.stringify(document.createNode(sli)) !== JSON.stringify(slo.get("sli")))
    slo.set("sli", document.createNode(sli));
  fillAlerting(mapAt(slo, "alerting"), draft.alertName);
  const midwatch = mapAt(slo, "midwatch");
  set(midwatch, "window", draft.window);
  if (draft.source !== "local" || midwatch.has("source")) set(midwatch, "source", draft.source);
}

function fillAlerting(alerting: YAMLMap, name: string): void {
  const alerts = ["page_alert", "ticket_alert"];
  if (name === "") {
    alerting.delete("name");
    for (const key of alerts) set(mapAt(alerting, key), "disable", true);
    return;
  }
  set(alerting, "name", name);
  const isOff = (key: string) => alerting.getIn([key, "disable"]) === true;
  // One that is off by itself was meant to be.
  if (alerts.every(isOff)) for (const key of alerts) alerting.deleteIn([key, "disable"]);
}

function mapAt(parent: YAMLMap, key: string): YAMLMap {
  const known = parent.get(key);
  if (isMap(known)) return known;
  const made = new YAMLMap();
  parent.set(key, made);
  return made;
}

/** In place, so that the comment beside a value stays. */
function set(map: YAMLMap, key: string, value: string | number | boolean): void {
  const node = map.get(key, true);
  if (!isScalar(node)) map.set(key, value);
  else if (String(node.value) !== String(value)) node.value = value;
}
