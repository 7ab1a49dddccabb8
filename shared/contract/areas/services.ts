import { z } from "zod";
import { serviceDefinition, serviceFacts, serviceState } from "../../domain/services/model.ts";
import { method, stream } from "../define.ts";

const serviceName = z.string().min(1).max(100);

export const servicesArea = {
  /** Which services there are; nothing is evaluated for it. */
  "services.list": stream({
    params: z.strictObject({}),
    item: z.object({ services: z.array(serviceDefinition) }),
  }),

  /** Every service as last evaluated, at most once a second. They are evaluated as long as somebody watches. */
  "services.watch": stream({
    params: z.strictObject({}),
    item: z.object({ services: z.array(serviceState) }),
  }),

  /** What one service tells, whenever that changed. */
  "services.facts": stream({
    params: z.strictObject({ service: serviceName }),
    item: serviceFacts,
    errors: ["NOT_FOUND"],
  }),

  /** Writes services that were found to `midwatch.yaml`, comments kept. */
  "services.save": method({
    params: z.strictObject({ names: z.array(serviceName).min(1).max(200) }),
    result: z.object({ file: z.string() }),
    errors: ["NOT_FOUND", "WORKSPACE_INVALID", "STORE_FAILED"],
  }),
};
