import { z } from "zod";
import { fileDuration } from "./fileDuration.ts";
import { parameterName } from "./parameter.ts";

const text = z.string().min(1).max(2000);
const query = z.string().min(1).max(4000);
const argv = z
  .array(z.union([z.string(), z.number().transform(String)]).pipe(z.string().max(4000)))
  .min(1)
  .max(100);
/** A number, or the parameter that has it. */
const replicas = z.union([z.number().int().transform(String), text]);
const source = z.string().min(1).max(100).default("local");

const onFailure = z.enum(["stop", "continue", "undo"]);
export type OnFailure = z.infer<typeof onFailure>;

const common = { title: text.optional() };
const waiting = { ...common, timeout: fileDuration.prefault("5m") };
const acting = {
  ...common,
  /** A parameter: while it has no value, the step and its undo are skipped. */
  when: parameterName.optional(),
  timeout: fileDuration.prefault("60s"),
  on_failure: onFailure.default("stop"),
  /** What takes it back: steps of the same form. */
  undo: z.unknown().optional(),
};
const onHost = { ...acting, sudo: z.boolean().default(false) };
/** Says that the command only reads; without it a command counts as a change. */
const reads = z.boolean().default(false);

/** By the key that says what a step does. */
const forms = {
  ssh: z.strictObject({ ...onHost, ssh: argv, stdin: text.optional(), reads }),
  script: z.strictObject({ ...onHost, script: z.string().min(1).max(20_000), reads }),
  systemd: z.strictObject({
    ...onHost,
    sudo: z.boolean().default(true),
    systemd: oneOf("restart", "start", "stop", "reload"),
  }),
  docker: z.strictObject({ ...onHost, docker: oneOf("restart", "start", "stop") }),
  compose: z.strictObject({
    ...onHost,
    compose: z
      .strictObject({
        /** The project's folder on the host. */
        folder: text,
        restart: text.optional(),
        scale: z.strictObject({ service: text, replicas }).optional(),
      })
      .refine(({ restart, scale }) => (restart === undefined) !== (scale === undefined), "Use restart or scale"),
  }),
  http: z.strictObject({
    ...acting,
    http: z.strictObject({
      method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).default("GET"),
      /** As the host sees it: `http://127.0.0.1:8000/drain`. */
      url: text,
      headers: z.record(z.string(), z.string()).default({}),
      body: z.string().max(20_000).optional(),
      expect: z.number().int().min(100).max(599).default(200),
    }),
  }),
  wait: z.strictObject({ ...common, wait: fileDuration }),
  until: z.strictObject({ ...waiting, until: query, source, on_failure: onFailure.default("stop") }),
  verify: z.strictObject({
    ...waiting,
    verify: query,
    source,
    window: fileDuration.prefault("30s"),
    on_failure: onFailure.default("stop"),
  }),
  ask: z.strictObject({ ...common, ask: text, timeout: fileDuration.prefault("30m") }),
  kubernetes: z.strictObject({
    ...acting,
    kubernetes: z
      .strictObject({
        cluster: text.optional(),
        namespace: text.optional(),
        restart: text.optional(),
        scale: z.strictObject({ object: text, replicas }).optional(),
        autoscale: z.strictObject({ object: text, min: replicas, max: replicas }).optional(),
        rollback: text.optional(),
        patch: z.strictObject({ object: text, patch: z.record(z.string(), z.unknown()) }).optional(),
        cordon: text.optional(),
        uncordon: text.optional(),
        drain: text.optional(),
        deletePod: text.optional(),
      })
      .refine(
        (body) => kubernetesActions.filter((action) => body[action] !== undefined).length === 1,
        "Use one of restart, scale, autoscale, rollback, patch, cordon, uncordon, drain and deletePod",
      ),
  }),
} as const;

const kubernetesActions = [
  "restart",
  "scale",
  "autoscale",
  "rollback",
  "patch",
  "cordon",
  "uncordon",
  "drain",
  "deletePod",
] as const;

type StepKind = keyof typeof forms;
const kinds = Object.keys(forms) as readonly StepKind[];

type Form<K extends StepKind> = Omit<z.output<(typeof forms)[K]>, "undo">;
/** A step as read, tagged by its kind; durations are milliseconds. */
export type Step = {
  [K in StepKind]: Readonly<Form<K>> & { readonly kind: K; readonly undo: readonly Step[] };
}[StepKind];

/** Reads a step of any form; which one is told by the key that says what it does. */
export const step: z.ZodType<Step> = z.unknown().transform((raw, context): Step => {
  const found = kinds.filter((kind) => typeof raw === "object" && raw !== null && kind in raw);
  const [kind] = found;
  if (kind === undefined || found.length > 1) {
    const message =
      kind === undefined
        ? `says nothing of what it does: use one of ${kinds.join(", ")}`
        : `does more than one thing: ${found.join(" and ")}`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  }
  const read = forms[kind].safeParse(raw, { reportInput: true });
  if (!read.success) {
    for (const issue of read.error.issues) context.issues.push({ ...issue, input: issue.input } as z.core.$ZodRawIssue);
    return z.NEVER;
  }
  const undo = undoSteps("undo" in read.data ? read.data.undo : undefined, context);
  return undo === null ? z.NEVER : ({ ...read.data, kind, undo } as Step);
});

/** One step or a list of them; what takes back is not taken back itself. */
function undoSteps(raw: unknown, context: z.core.$RefinementCtx): readonly Step[] | null {
  if (raw === undefined) return [];
  const isList = Array.isArray(raw);
  const read = z.array(step).safeParse(isList ? raw : [raw], { reportInput: true });
  if (read.success) return read.data;
  for (const issue of read.error.issues) {
    const path = ["undo", ...(isList ? issue.path : issue.path.slice(1))];
    context.issues.push({ ...issue, path, input: issue.input } as z.core.$ZodRawIssue);
  }
  return null;
}

/** `restart: vllm.service`: exactly one action, and what it acts on. */
function oneOf<const A extends string>(...actions: readonly A[]) {
  return z.record(z.string(), text).transform((value, context): { readonly action: A; readonly name: string } => {
    const [entry, ...more] = Object.entries(value);
    const action = actions.find((known) => known === entry?.[0]);
    if (entry && action !== undefined && more.length === 0) return { action, name: entry[1] };
    context.addIssue({ code: "custom", message: `Use one of ${actions.join(", ")}, with the name it acts on` });
    return z.NEVER;
  });
}
