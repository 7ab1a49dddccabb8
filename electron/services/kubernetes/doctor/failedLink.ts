import { z } from "zod";
import { errorText, isMidwatchError } from "../../../../shared/base/errors.ts";
import { type DoctorLink, link } from "../../../../shared/domain/kubernetes/doctor/doctorLink.ts";

/**
 * What the cluster refused to a doctor: what is absent breaks the chain, what is forbidden or unreadable is not known. Throws
 * what is no answer: that the cluster is away, or that nobody waits any more.
 */
export function failedLink(
  title: string,
  error: unknown,
  {
    absent,
    next,
    query = null,
  }: { readonly absent: string; readonly next: string | null; readonly query?: string | null },
): DoctorLink {
  if (error instanceof z.ZodError) return link(title, "unknown", "It is told in a form that is not known");
  if (!isMidwatchError(error) || error.code === "CANCELLED" || error.code === "UNAVAILABLE") throw error;
  const text = errorText(error);
  if (error.code === "NOT_FOUND") return link(title, "broken", `${absent}: ${text}`, { next, query });
  if (error.code !== "FORBIDDEN") return link(title, "broken", text, { next, query });
  return link(title, "unknown", text, { next: "Give this console's user that verb to see more" });
}
