/**
 * The `--query-gpu` fields that every driver seen answers, from the 118-field lists of old drivers to 610, on Linux and
 * Windows. Free text stands last: nvidia-smi quotes nothing.
 */
export const leanGpuFields: readonly string[] = [
  "index",
  "uuid",
  "pci.bus_id",
  "pstate",
  "utilization.gpu",
  "utilization.memory",
  "memory.total",
  "memory.used",
  "memory.free",
  "temperature.gpu",
  "power.draw",
  "enforced.power.limit",
  "clocks.current.sm",
  "clocks.current.memory",
  "fan.speed",
  "clocks_throttle_reasons.active",
  "ecc.errors.uncorrected.volatile.total",
  "mig.mode.current",
  "persistence_mode",
  "compute_mode",
  "name",
];

/** Asked only where the host's own `--help-query-gpu` offers them: one unknown field fails the whole query. */
export const optionalGpuFields: readonly string[] = [
  "memory.reserved",
  "utilization.encoder",
  "utilization.decoder",
  "temperature.memory",
  "temperature.gpu.tlimit",
  "ecc.errors.corrected.volatile.total",
  "ecc.errors.uncorrected.aggregate.total",
  "remapped_rows.correctable",
  "remapped_rows.uncorrectable",
  "remapped_rows.pending",
  "remapped_rows.failure",
  "retired_pages.pending",
  "gpu_recovery_action",
  "pcie.link.gen.gpucurrent",
  "pcie.link.width.current",
];

/** Another name of the same reading, for drivers that dropped or do not know yet the first. */
const alternatives: ReadonlyMap<string, string> = new Map([
  ["clocks_throttle_reasons.active", "clocks_event_reasons.active"],
  ["pcie.link.gen.gpucurrent", "pcie.link.gen.current"],
]);

const freeTextFields: ReadonlySet<string> = new Set(["name"]);

function offeredName(field: string, offered: ReadonlySet<string>): string | null {
  if (offered.has(field)) return field;
  const alternative = alternatives.get(field);
  return alternative !== undefined && offered.has(alternative) ? alternative : null;
}

/**
 * The fields to ask a host for, free text last. `offered` is what its `--help-query-gpu` lists; null or a list without
 * any known name (the help could not be read) gives the lean ones.
 */
export function chooseGpuFields(offered: ReadonlySet<string> | null): readonly string[] {
  if (offered === null) return leanGpuFields;
  const chosen = [...leanGpuFields, ...optionalGpuFields]
    .map((field) => offeredName(field, offered))
    .filter((field) => field !== null);
  if (chosen.length === 0) return leanGpuFields;
  return [
    ...chosen.filter((field) => !freeTextFields.has(field)),
    ...chosen.filter((field) => freeTextFields.has(field)),
  ];
}

/**
 * Field names in `nvidia-smi --help-query-gpu`. A field's line is its quoted name, or several: `"uuid" or "gpu_uuid"`;
 * descriptions may quote words too, but do not begin with one.
 */
export function parseFieldHelp(text: string): Set<string> {
  const fields = new Set<string>();
  for (const line of text.split("\n")) {
    const trimmed = line.trim();
    if (!/^"[\w.]+"( or "[\w.]+")*\.?$/.test(trimmed)) continue;
    for (const [, name = ""] of trimmed.matchAll(/"([\w.]+)"/g)) fields.add(name);
  }
  return fields;
}
