import { seriesKey } from "../../../shared/domain/metrics/labels.ts";
import type { Labels } from "../../../shared/domain/metrics/model.ts";
import { Catalog, dayMs, type SeriesGroup, type StoredSeries } from "./catalog.ts";
import type { MemoryBlock } from "./head.ts";
import { TargetStore } from "./targetStore.ts";

/** What the store knows and holds in memory, and which part of it is not on disk yet. */
export class StoreContents {
  readonly catalog = new Catalog();
  readonly targets = new Map<number, TargetStore>();
  readonly unsavedTargets = new Set<TargetStore>();
  /** New ones, and those seen on another day than before. */
  readonly unsavedSeries = new Set<StoredSeries>();
  private readonly targetsByKey = new Map<string, TargetStore>();
  /** Sealed blocks in memory in the order they were sealed. */
  private readonly sealed: { readonly target: TargetStore; readonly block: MemoryBlock }[] = [];
  /** Of the sealed blocks in memory. */
  sealedBytes = 0;
  private lastTargetId = 0;

  get memoryBytes(): number {
    let bytes = this.sealedBytes;
    for (const { head } of this.targets.values()) bytes += head.memoryBytes;
    return bytes;
  }

  get oldestBlock(): MemoryBlock | undefined {
    return this.sealed[0]?.block;
  }

  findTarget(labels: Labels): TargetStore | undefined {
    return this.targetsByKey.get(seriesKey("", labels));
  }

  createTarget(labels: Labels): TargetStore {
    const target = this.addTarget(this.lastTargetId + 1, labels);
    this.unsavedTargets.add(target);
    return target;
  }

  addTarget(id: number, labels: Labels): TargetStore {
    const target = new TargetStore(id, labels);
    this.lastTargetId = Math.max(this.lastTargetId, id);
    this.targets.set(id, target);
    this.targetsByKey.set(seriesKey("", labels), target);
    return target;
  }

  resolveSeries(target: TargetStore, name: string, group: SeriesGroup): StoredSeries {
    const before = this.catalog.size;
    const series = this.catalog.resolve(target.id, name, group);
    if (this.catalog.size > before) this.unsavedSeries.add(series);
    return series;
  }

  removeSeries(series: StoredSeries): void {
    this.catalog.remove(series);
    this.unsavedSeries.delete(series);
  }

  /** Notes on what day the series of a head were last seen: what retention needs to drop dead ones. */
  noteSeen(target: TargetStore): void {
    const day = Math.floor(target.lastMs / dayMs);
    for (const series of target.head.series) {
      if (series.lastDay === day) continue;
      series.lastDay = day;
      this.unsavedSeries.add(series);
    }
  }

  seal(target: TargetStore): void {
    this.noteSeen(target);
    const block = target.seal();
    if (!block) return;
    this.sealed.push({ target, block });
    this.sealedBytes += block.bytes.byteLength;
  }

  /** Lets go of the block that was sealed first; false when there is none. */
  evictOldest(): boolean {
    const oldest = this.sealed.shift();
    if (!oldest) return false;
    const { blocks } = oldest.target;
    blocks.splice(blocks.indexOf(oldest.block), 1);
    oldest.target.storedUntilMs = oldest.block.endMs;
    this.sealedBytes -= oldest.block.bytes.byteLength;
    return true;
  }

  /** What is not on disk, rows that are still being written or `sealed` blocks alone; and what to call once it is. */
  unsaved(which: "all" | "sealed") {
    const blocks = [];
    const marks: (() => void)[] = [];
    for (const target of this.targets.values()) {
      for (const block of target.blocks) {
        if (block.saved) continue;
        blocks.push({ targetId: target.id, ...block });
        marks.push(() => {
          block.saved = true;
        });
      }
      const { head } = target;
      const { rows, savedRows } = head;
      if (which === "sealed" || rows === savedRows) continue;
      this.noteSeen(target);
      blocks.push({ targetId: target.id, ...head.encode(savedRows) });
      marks.push(() => {
        head.savedRows = rows;
      });
    }
    const targets = [...this.unsavedTargets];
    const series = [...this.unsavedSeries];
    return {
      changes: { targets, series, blocks },
      markSaved: () => {
        for (const mark of marks) mark();
        for (const target of targets) this.unsavedTargets.delete(target);
        for (const one of series) this.unsavedSeries.delete(one);
      },
    };
  }
}
