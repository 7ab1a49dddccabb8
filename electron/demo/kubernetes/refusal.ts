import type { Json, KubeObject } from "./objectStore.ts";
import type { ResourceType } from "./resources.ts";

/** What the API server answers instead of what was asked, as a Status. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: Json;

  constructor(status: number, reason: string, message: string, details?: Json) {
    super(message);
    this.status = status;
    this.body = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message,
      ...(reason === "" ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code: status,
    };
  }
}

export function invalid(kind: string, { metadata }: KubeObject, field: string, message: string): Refusal {
  return new Refusal(422, "Invalid", `${kind} "${metadata.name}" is invalid: ${field}: ${message}`, {
    name: metadata.name,
    causes: [{ reason: "FieldValueInvalid", message, field }],
  });
}

/** `deployments.apps`. */
export function fullName({ group, plural }: ResourceType): string {
  return group === "" ? plural : `${plural}.${group}`;
}
