import type { Json, KubeObject } from "./objectStore.ts";
import { Refusal } from "./refusal.ts";

/** `app=web,tier in (a,b),!canary`; null for what is no selector. */
export function labelTest(text: string): ((labels: Readonly<Record<string, string>>) => boolean) | null {
  const parts = text.split(/,(?![^(]*\))/).map((part) => part.trim());
  const tests = parts.map((part): ((labels: Readonly<Record<string, string>>) => boolean) | null => {
    const [, key = "", operator, list = ""] = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(part) ?? [];
    if (operator) {
      const values = list.split(",").map((value) => value.trim());
      return (labels) => values.includes(labels[key] ?? "") === (operator === "in");
    }
    const [, name = "", sign, value = ""] = /^([^=!\s]+)\s*(==?|!=)\s*(\S*)$/.exec(part) ?? [];
    if (sign) return (labels) => (labels[name] === value) === (sign !== "!=");
    const [, not, bare = ""] = /^(!?)([^=!\s(),]+)$/.exec(part) ?? [];
    if (bare === "") return null;
    return (labels) => Object.hasOwn(labels, bare) === (not === "");
  });
  return tests.includes(null) ? null : (labels) => tests.every((test) => test?.(labels));
}

const fields: Readonly<Record<string, (object: KubeObject) => unknown>> = {
  "metadata.name": ({ metadata }) => metadata.name,
  "metadata.namespace": ({ metadata }) => metadata.namespace,
  "spec.nodeName": ({ spec }) => (spec as Json | undefined)?.nodeName ?? "",
  "status.phase": ({ status }) => (status as Json | undefined)?.phase,
  "involvedObject.kind": ({ involvedObject }) => (involvedObject as Json | undefined)?.kind,
  "involvedObject.name": ({ involvedObject }) => (involvedObject as Json | undefined)?.name,
  "involvedObject.namespace": ({ involvedObject }) => (involvedObject as Json | undefined)?.namespace,
};

type FieldTest = { readonly test: (object: KubeObject) => boolean } | { readonly unknownField: string };

/** `spec.nodeName=gpu-a01,status.phase!=Failed`. */
function fieldTest(text: string): FieldTest {
  const tests: ((object: KubeObject) => boolean)[] = [];
  for (const part of text.split(",")) {
    const [, field = "", sign = "", value = ""] = /^([^=!]+)(==?|!=)(.*)$/.exec(part) ?? [];
    const read = fields[field];
    if (!read) return { unknownField: field };
    tests.push((object) => (read(object) === value) === (sign !== "!="));
  }
  return { test: (object) => tests.every((test) => test(object)) };
}

/** By the selectors of a query. Throws a Refusal for one that cannot be read. */
export function matcherOf(query: URLSearchParams): (object: KubeObject) => boolean {
  const byLabel = labelTest(query.get("labelSelector") || "!none.such/label");
  if (!byLabel) throw new Refusal(400, "BadRequest", `unable to parse requirement: ${query.get("labelSelector")}`);
  const byField = query.get("fieldSelector") ? fieldTest(query.get("fieldSelector") ?? "") : { test: () => true };
  if ("unknownField" in byField)
    throw new Refusal(400, "BadRequest", `field label not supported: ${byField.unknownField}`);
  return (object) => byLabel(object.metadata.labels ?? {}) && byField.test(object);
}
