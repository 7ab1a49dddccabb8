import { z } from "zod";

/** A viewer sees everything; what acts, or changes what others see, is an operator's. */
export const role = z.enum(["viewer", "operator"]);
export type Role = z.infer<typeof role>;

/** Who is at the other end of a port, as the shell that accepted it knows. */
export const caller = z.object({ name: z.string(), role });
export type Caller = Readonly<z.infer<typeof caller>>;

/** The one place that says who may do what. */
export function mayCall(asked: Role, { role }: Caller): boolean {
  return asked === "viewer" || role === "operator";
}
