import { MidwatchError } from "../../../shared/base/errors.ts";
import type { Plan } from "../../../shared/domain/runbook/plan.ts";
import type { SecretStore } from "../store/types.ts";

/** The values of a plan's secrets, by parameter. Rejects with NOT_FOUND where one has none. */
export async function secretValues(
  plan: Pick<Plan, "secrets" | "parameters">,
  secrets: Pick<SecretStore, "get">,
): Promise<Readonly<Record<string, string>>> {
  const entries = await Promise.all(
    plan.secrets.map(async (parameter) => {
      const name = (plan.parameters[parameter] ?? "").replace(/^secret:/, "");
      const value = await secrets.get(name);
      if (value === null)
        throw new MidwatchError("NOT_FOUND", `The secret ${name} has no value yet: give it one in Settings`);
      return [parameter, value] as const;
    }),
  );
  return Object.fromEntries(entries);
}
