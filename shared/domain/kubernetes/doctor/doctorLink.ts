import { z } from "zod";

/**
 * One link of a chain that a doctor walked. `broken`: nothing gets past it. `doubtful`: something does, and it may not be what is
 * meant. `unknown`: it could not be looked at, which proves nothing.
 */
export const doctorLink = z.object({
  title: z.string(),
  state: z.enum(["sound", "broken", "doubtful", "unknown"]),
  /** What was found. */
  text: z.string(),
  /** What to do about it; null where there is nothing to do. */
  next: z.string().nullable(),
  /** PromQL that shows the same in Explore. */
  query: z.string().nullable(),
});
export type DoctorLink = Readonly<z.infer<typeof doctorLink>>;

export function link(
  title: string,
  state: DoctorLink["state"],
  text: string,
  { next = null, query = null }: { readonly next?: string | null; readonly query?: string | null } = {},
): DoctorLink {
  return { title, state, text, next, query };
}

/** Where a chain breaks; null for one that holds as far as it could be looked at. */
export function firstBroken(links: readonly DoctorLink[]): DoctorLink | null {
  return links.find(({ state }) => state === "broken") ?? null;
}
