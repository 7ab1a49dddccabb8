import type { Gpu } from "../../gpu/model.ts";
import type { Finding } from "../state.ts";

/** A finding before it has its host and its beginning. */
export interface FindingDraft {
  readonly kind: Finding["kind"];
  /** What it is about within the host; empty for the host itself. Stable from tick to tick. */
  readonly key: string;
  readonly severity: Finding["severity"];
  /** What is wrong, as a headline. */
  readonly title: string;
  /** What it affects and what to do. */
  readonly detail: string;
  readonly gpu?: Pick<Gpu, "uuid" | "index">;
  /** Unix ms, where the readings tell when it began. */
  readonly sinceMs?: number;
  readonly value?: string;
  readonly limit?: string;
}

/** Joins sentences, leaving out empty ones. */
export function sentences(...parts: readonly string[]): string {
  return parts
    .map((part) => part.trim().replaceAll(/\s+/g, " "))
    .filter((part) => part !== "")
    .map((part) => (/[.:]$/.test(part) ? part : `${part}.`))
    .join(" ");
}
