import { blankGpu, outOfReach } from "./blank.ts";
import type { Gpu, GpuSubsystem } from "./model.ts";

/** The part of a CSV answer that says which GPUs there are. */
interface Answer {
  readonly gpus: readonly Gpu[];
  readonly subsystem: GpuSubsystem;
}

function isAnonymous(gpu: Gpu): boolean {
  return gpu.uuid === null && gpu.busId === null && gpu.index === null;
}

/** A row that was all errors: some known GPU's, but nothing says whose. */
function isDeadRow(gpu: Gpu): boolean {
  return isAnonymous(gpu) && gpu.state !== "ok";
}

/** Index alone identifies a GPU only when neither side can say more: it is not stable across reboots. */
function isSame(known: Gpu, now: Gpu): boolean {
  if (known.uuid !== null && now.uuid !== null) return known.uuid === now.uuid;
  if (known.busId !== null && now.busId !== null) return known.busId === now.busId;
  return known.index !== null && known.index === now.index;
}

function isReplaced(known: Gpu, now: readonly Gpu[]): boolean {
  return now.some((gpu) => known.busId !== null && gpu.busId === known.busId && gpu.uuid !== null);
}

/**
 * A GPU keeps its identity, which names its series: out of reach, the driver names it by bus id alone; while it answers,
 * single cells of it may be errors.
 */
function withIdentity(now: Gpu, known: Gpu): Gpu {
  const isNamed = now.name !== blankGpu.name;
  if (isNamed && now.uuid !== null && now.index !== null && now.busId !== null) return now;
  return {
    ...now,
    uuid: now.uuid ?? known.uuid,
    index: now.index ?? known.index,
    busId: now.busId ?? known.busId,
    name: isNamed ? now.name : known.name,
  };
}

function isListing(kind: GpuSubsystem["kind"]): boolean {
  return kind === "ok" || kind === "noDevices" || kind === "infoRomCorrupted";
}

function missingNow(known: Gpu, now: Answer, deadRow: Gpu | undefined): Gpu {
  if (deadRow) return outOfReach(known, deadRow.state, deadRow.stateText ?? "");
  if (!isListing(now.subsystem.kind)) return outOfReach(known, "unreadable", now.subsystem.text);
  if (known.state === "lost") return known;
  // The list has no bus ids: it was named there alone and never read.
  if (known.busId === null)
    return outOfReach(known, "unreadable", "nvidia-smi -L lists it, but tells no reading of it");
  return outOfReach(known, "absent", "nvidia-smi does not list this GPU any more");
}

function byIndex(a: Gpu, b: Gpu): number {
  const order = (a.index ?? Number.MAX_SAFE_INTEGER) - (b.index ?? Number.MAX_SAFE_INTEGER);
  return order !== 0 ? order : (a.busId ?? "").localeCompare(b.busId ?? "");
}

/**
 * nvidia-smi numbers GPUs in the order of their bus ids: where those that have an index stand so, a GPU that is known by
 * its bus id alone has the index of its place.
 */
function withIndexes(gpus: readonly Gpu[]): readonly Gpu[] {
  const byBus = [...gpus].sort((a, b) => (a.busId ?? "").localeCompare(b.busId ?? ""));
  const isNumbered = byBus.every(({ busId, index }, place) => busId !== null && (index === null || index === place));
  return isNumbered ? byBus.map((gpu, index) => ({ ...gpu, index })) : gpus;
}

/** The same GPUs in the same order, each named in full: nothing is to be added to what they say. */
function isOneByOne(previous: readonly Gpu[], now: readonly Gpu[]): boolean {
  return (
    previous.length === now.length &&
    now.every(({ uuid, index, busId, name }, place) => {
      const known = previous[place];
      const isNamed = uuid !== null && index !== null && busId !== null && name !== blankGpu.name;
      return isNamed && uuid === known?.uuid && index === known.index && busId === known.busId;
    })
  );
}

/**
 * The GPUs of a host as they stand after one more answer, sorted by index.
 *
 * `previous` is this function's last result for the host, empty at first. A GPU that is not in the answer stays in the
 * list: `lost` when the answer names its bus id, `unreadable` when nvidia-smi as a whole gave nothing or its row was all
 * errors or when it was listed and never read, else `absent`. One whose slot now holds another GPU was replaced and leaves the list.
 */
export function mergeKnownGpus(previous: readonly Gpu[], now: Answer): readonly Gpu[] {
  if (isOneByOne(previous, now.gpus)) return now.gpus;
  const unmatched = previous.filter((gpu) => !isAnonymous(gpu));
  const deadRows = now.gpus.filter(isDeadRow);
  const merged: Gpu[] = [];
  for (const gpu of now.gpus) {
    if (isDeadRow(gpu)) continue;
    const at = unmatched.findIndex((known) => isSame(known, gpu));
    const [known] = at >= 0 ? unmatched.splice(at, 1) : [];
    merged.push(known ? withIdentity(gpu, known) : gpu);
  }
  for (const known of unmatched) {
    if (!isReplaced(known, now.gpus)) merged.push(missingNow(known, now, deadRows.shift()));
  }
  const all = [...merged, ...deadRows];
  const isUnnumbered = all.some(({ index, busId }) => index === null && busId !== null);
  return [...(isUnnumbered ? withIndexes(all) : all)].sort(byIndex);
}
